"""Markdown that untrusted text cannot break out of: escaping, code, tables, folds, quotes.

It must not know what it shows.

Two ways to show untrusted text: `code` for names and values, `prose` for sentences. Neither can
mention anyone, link anywhere, refer to an issue, open HTML or leave its line. Sources: "GitHub
Flavored Markdown Spec" and "Autolinked references and URLs" in GitHub's documentation.
"""

import re
from collections.abc import Sequence

_EMPTY = "(empty)"
# Printable to Python, invisible or misleading to people: fillers, joiners, variation selectors
# other than the one for emoji.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0e\U000e0100-\U000e01ef]"
)
# A word in which GitHub would see a mention, an address, a reference, a commit, an emoji or maths.
_RISKY = re.compile(
    r"@\w|#\d|://|www\.|mailto:|xmpp:|GH-\d|:[\w+-]+:|\$|[0-9a-f]{7}", re.IGNORECASE
)
_ESCAPED = str.maketrans(
    {
        **{mark: f"\\{mark}" for mark in "\\`*_[]<>&~"},
        # A backslash before a pipe is read in two ways inside tables; an entity in one.
        "|": "&#124;",
    }
)
# What would begin a heading, a list or an underline at the start of a line.
_LEADING = re.compile(r"^(\d{0,9})([#=+.)-])")
_SPAN = re.compile(r"`(?! `)([^`]+)`")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/%+-]*)?(?:#[A-Za-z0-9._-]*)?", re.ASCII)
_FENCE = re.compile(r"`{3,}")


def visible(text: str) -> str:
    """One line without anything hidden: white space becomes a space, what does not print `�`."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    printed = "".join(mark if mark.isprintable() else "\ufffd" for mark in line)
    return _HIDDEN.sub("\ufffd", printed)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters and a note of how many there were."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… ({len(text):,} characters)"


def code(value: str, limit: int = 200) -> str:
    """A name or value as inline code, on one line, safe in paragraphs, headings and tables."""
    text = shorten(visible(value), limit)
    if not text:
        return _EMPTY
    if "`" not in text and "|" not in text:
        return f"`{text}`"
    inside = "".join(mark if mark.isalnum() or mark == " " else f"&#{ord(mark)};" for mark in text)
    return f"<code>{inside}</code>"


def prose(text: str, limit: int = 1_000) -> str:
    """A sentence on one line. Words in which GitHub would see more than a word become code.

    What stands between single backticks is shown as code, as its writer meant it.
    """
    line = shorten(visible(text), limit)
    parts: list[str] = []
    for index, part in enumerate(_SPAN.split(line)):
        if index % 2:
            parts.append(code(part))
        else:
            parts.append(" ".join(_word(word) for word in part.split(" ")))
    return _LEADING.sub(r"\1\\\2", _joined(parts))


def _word(word: str) -> str:
    return code(word) if _RISKY.search(word) else word.translate(_ESCAPED)


def _joined(parts: Sequence[str]) -> str:
    """Put the parts together, with a space where two pieces of code would run into one."""
    shown = ""
    for part in parts:
        gap = " " if shown.endswith("`") and part.startswith("`") else ""
        shown += gap + part
    return shown


def link(text: str, url: str) -> str:
    """A link around Markdown that is safe already; the text alone where the address is not."""
    return f"[{text}]({url})" if _URL.fullmatch(url) else text


def row(cells: Sequence[str]) -> str:
    """A table's row of cells made by `code` or `prose`."""
    return f"| {' | '.join(cells)} |"


def header(titles: Sequence[str]) -> str:
    """A table's first two lines."""
    return f"{row(titles)}\n|{' --- |' * len(titles)}"


def details(summary: str, body: str) -> str:
    """A fold. `summary` is our own words; `body` is Markdown."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def fenced(text: str, info: str = "") -> str:
    """Several lines as they are, in a fence that they cannot close."""
    lines = "\n".join(_printed(line) for line in text.split("\n"))
    longest = max((len(run) for run in _FENCE.findall(lines)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{info}\n{lines}\n{fence}"


def _printed(line: str) -> str:
    shown = line.expandtabs(4).rstrip("\r")
    if not shown.isprintable():
        shown = "".join(mark if mark.isprintable() else "\ufffd" for mark in shown)
    return _HIDDEN.sub("\ufffd", shown)


def quote(text: str, limit: int = 4_000) -> str:
    """Several lines of untrusted text as a quotation, each line made harmless."""
    lines = shorten(text.strip(), limit).split("\n")
    return "\n".join(f"> {prose(line)}".rstrip() for line in lines)


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, or `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 resource`, `1,200 resources`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
