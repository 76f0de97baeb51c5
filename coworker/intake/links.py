"""Takes out the parts of Markdown links that are never shown: titles, and definitions whole.

It must not follow or judge where a link leads.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from coworker.intake.tally import Tally
from coworker.model.request import RemovalKind

# CommonMark 0.31, "Link reference definitions" and "Links". Every quantifier that could give back
# what it took is possessive, and a label stops at the next bracket, so a search stays linear.
_DEFINITION = re.compile(
    r"^(?:[ \t>]|(?:[-+*]|[0-9]{1,9}[.)])[ \t])*+"
    r"(?P<label>\[(?:[^\[\]\\\n]|\\[^\n]|\n(?![ \t]*+\n))++\]:)",
    re.MULTILINE,
)
_DESTINATION = re.compile(r"[ \t]*+(?:\n[ \t>]*+)?(?:<[^<>\n]*+>|[^\s<]\S*+)")
_REST_OF_FOOTNOTE = re.compile(
    r"[^\n]*+(?:\n(?:[ \t]*+\n)*+(?: {4}|\t)[^\n]++|\n[ \t]*+\S[^\n]*+)*+"
)
_BLANK = re.compile(r"[ \t]*+(?:\n|\Z)")
_GAP = re.compile(r"[ \t]*+(?:\n[ \t>]*+)?")
_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n)")
_ESCAPE_OR_CLOSER = re.compile(r"\\.|[\"')]", re.DOTALL)
_SPACE = re.compile(r"\s++")
# In the text of a link's parentheses: what is escaped, a link's opening (with a destination in
# angle brackets, which alone may hold spaces), parentheses, space.
_LINK_TOKEN = re.compile(r"\\.|\]\(\s*+(?:<[^<>\n]*+>)?|[()]|\s++", re.DOTALL)
_CLOSER_OF = {'"': '"', "'": "'", "(": ")"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Titles:
    """Where titles may end in a text: found once, so that looking up an end is no search."""

    text: str
    closers: dict[str, list[int]]
    blank_lines: list[int]

    def end_of(self, opener: int) -> int | None:
        """Position after the title that opens here; None where no title does."""
        closer = _CLOSER_OF.get(self.text[opener : opener + 1])
        if closer is None:
            return None
        end = _first_from(self.closers[closer], opener + 1)
        if end is None or (_first_from(self.blank_lines, opener) or end) < end:
            return None
        return end + 1


def _first_from(positions: list[int], start: int) -> int | None:
    index = bisect_left(positions, start)
    return positions[index] if index < len(positions) else None


def _titles_in(text: str) -> _Titles:
    closers: dict[str, list[int]] = {closer: [] for closer in _CLOSER_OF.values()}
    for match in _ESCAPE_OR_CLOSER.finditer(text):
        if match[0] in closers:
            closers[match[0]].append(match.start())
    blank_lines = [match.start() for match in _BLANK_LINE.finditer(text)]
    return _Titles(text=text, closers=closers, blank_lines=blank_lines)


def without_definitions(text: str, tally: Tally) -> str:
    """Remove link reference definitions, and footnotes with them.

    A definition is never shown, used or not, which is what makes `[//]: # (…)` a comment. A
    footnote is shown only if something refers to it; it goes too, since that is the safe side.
    """
    if "]:" not in text:
        return text
    return _without(text, _definitions(text), RemovalKind.REFERENCE_COMMENT, tally)


def without_titles(text: str, tally: Tally) -> str:
    """Remove the titles of links and images: they appear under a pointer only."""
    if "](" not in text:
        return text
    return _without(text, _inline_titles(text), RemovalKind.LINK_TITLE, tally)


def _without(text: str, places: Iterator[tuple[int, int]], kind: RemovalKind, tally: Tally) -> str:
    kept = []
    at = 0
    for start, end in places:
        kept.append(text[at:start])
        tally.add(kind, end - start)
        at = end
    return "".join(kept) + text[at:]


def _definitions(text: str) -> Iterator[tuple[int, int]]:
    titles = _titles_in(text)
    at = 0
    while match := _DEFINITION.search(text, at):
        start = match.start("label")
        end = _end_of_definition(titles, match["label"], match.end())
        if end is None:
            at = match.end()
        else:
            yield start, end
            at = end


def _end_of_definition(titles: _Titles, label: str, at: int) -> int | None:
    """Where the definition with this label ends, without its newline; None if it is none."""
    text = titles.text
    name = label[1:-2]
    if name.startswith("^"):
        return _rest_of_footnote(text, at)
    destination = _DESTINATION.match(text, at)
    if not name.strip() or destination is None:
        return None
    at = destination.end()
    gap = _GAP.match(text, at)
    opener = gap.end() if gap else at
    if opener > at:
        end = titles.end_of(opener)
        if end is not None and _BLANK.match(text, end):
            return end
    return at if _BLANK.match(text, at) else None


def _rest_of_footnote(text: str, at: int) -> int:
    rest = _REST_OF_FOOTNOTE.match(text, at)
    return rest.end() if rest else at


def _inline_titles(text: str) -> Iterator[tuple[int, int]]:
    """Each inline title with the space before and after it.

    A title can stand only after a space inside the parentheses of a link that are still open, so
    it is enough to know, at each space, whether such parentheses have been opened since the last.
    """
    titles = _titles_in(text)
    still_open: list[bool] = []
    at = 0
    while token := _LINK_TOKEN.search(text, at):
        at = token.end()
        match token[0][0]:
            case "\\":
                pass
            case "]":
                still_open.append(True)
            case "(":
                still_open.append(False)
            case ")":
                if still_open:
                    still_open.pop()
            case _:
                after = _end_of_title(titles, token) if True in still_open else None
                if after is None:
                    still_open.clear()
                else:
                    yield token.start(), after
                    at = after


def _end_of_title(titles: _Titles, gap: re.Match[str]) -> int | None:
    """Where the title after a gap ends, with the space after it; None if it closes no link."""
    if gap[0].count("\n") > 1:
        return None
    end = titles.end_of(gap.end())
    if end is None:
        return None
    closing = _SPACE.match(titles.text, end)
    after = closing.end() if closing else end
    return after if titles.text.startswith(")", after) else None
