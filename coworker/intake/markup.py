"""Takes out markup that a browser never shows: comments, and references to hidden characters.

It must not look at Markdown's own constructs; those are for links.py.
"""

import html
import re

from coworker.intake.hidden import kind_of
from coworker.intake.tally import Tally
from coworker.model.request import RemovalKind

_COMMENT_END = re.compile(r"--!?>")
_DECLARATION_END = re.compile(r">")
_CDATA = "<![CDATA["
# CommonMark, "Entity and numeric character references"; HTML's longest name has 31 letters.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LONGEST_REFERENCE = 33


def without_markup(text: str, tally: Tally) -> str:
    """Remove comments, declarations, processing instructions and hidden character references.

    Ends are those of the HTML standard's tokeniser, which is what decides in a browser: `-->` or
    `--!>`, at once for `<!-->` and `<!--->`, the first `>` for the others. What is not closed
    swallows the rest, as it does on GitHub where it begins a line.

    One pass: an opener is looked for at the end of what has been kept so far, so one that a
    removal puts together is found as well.
    """
    if "<" not in text and "&" not in text:
        return text
    kept: list[str] = []
    at = 0
    while at < len(text):
        kept.append(text[at])
        at += 1
        if kept[-1] == ";":
            _drop_reference(kept, tally)
            continue
        opener = _opener_at_end(kept)
        if opener:
            end = _end_of(opener, text, at)
            del kept[-len(opener) :]
            tally.add(RemovalKind.HTML_COMMENT, len(opener) + end - at)
            at = end
    return "".join(kept)


def _opener_at_end(kept: list[str]) -> str:
    """The opener that ends where the kept text ends, or nothing."""
    match kept[-4:]:
        case [*_, "<", "?"]:
            return "<?"
        case ["<", "!", "-", "-"]:
            return "<!--"
        case [*_, "<", "!", letter] if letter.isascii() and letter.isalpha():
            return "<!" + letter
        case [*_, "["] if "".join(kept[-len(_CDATA) :]) == _CDATA:
            return _CDATA
        case _:
            return ""


def _end_of(opener: str, text: str, at: int) -> int:
    """Where the hidden place that was opened before `at` ends: the text's end if it is open."""
    if opener == "<!--":
        for abrupt in (">", "->"):
            if text.startswith(abrupt, at):
                return at + len(abrupt)
        closer = _COMMENT_END.search(text, at)
    else:
        closer = _DECLARATION_END.search(text, at)
    return closer.end() if closer else len(text)


def _drop_reference(kept: list[str], tally: Tally) -> None:
    """Take a character reference off the end if it stands for a hidden character."""
    tail = "".join(kept[-_LONGEST_REFERENCE:])
    reference = tail[max(tail.rfind("&"), 0) :]
    if not _REFERENCE.fullmatch(reference):
        return
    kind = kind_of(html.unescape(reference))
    if kind:
        del kept[-len(reference) :]
        tally.add(kind, len(reference))
