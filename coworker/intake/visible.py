"""Which lines of a sanitised comment are the writer's own words: no quotes and no code.

It must not know what a command is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(
    r"^(?P<indent>[ \t]*+)(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]++)*+"
    r"(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)"
)
_TICKS = re.compile(r"`++")
_RAW = re.compile(r"<(?P<end>/?)(?:pre|code|blockquote|samp|kbd)\b", re.IGNORECASE)
_CODE_INDENT = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fence:
    """An open code fence: its run of characters, and how far it is indented."""

    run: str
    indent: int

    def closed_by(self, line: str) -> bool:
        """Whether the line ends the fence (CommonMark, "Fenced code blocks")."""
        stripped = line.strip(" \t")
        return (
            len(stripped) >= len(self.run)
            and set(stripped) == {self.run[0]}
            and _indent(line) < self.indent + _CODE_INDENT
        )


def own_lines(text: str) -> Iterator[str]:
    """The lines that are neither quoted nor code, in order, without the space around them.

    Where it is doubtful how a renderer sees a line, it is left out: a command that was not seen
    can be typed again. A quote goes on until a blank line, as it does in CommonMark ("lazy
    continuation"), and a fence that is not closed until the end.
    """
    fence: _Fence | None = None
    quoted = False
    raw_depth = 0
    for line in _with_code_spans_marked(text):
        if fence:
            fence = None if fence.closed_by(line) else fence
            continue
        opening = _FENCE.match(line)
        if opening:
            fence = _Fence(run=opening["fence"], indent=len(opening["indent"].expandtabs(4)))
            continue
        quoted = line.lstrip().startswith(">") or (quoted and bool(line.strip()))
        was_raw = raw_depth > 0
        for tag in _RAW.finditer(line):
            raw_depth = max(raw_depth - 1, 0) if tag["end"] else raw_depth + 1
        if not (quoted or was_raw or raw_depth or _indent(line) >= _CODE_INDENT):
            yield line.strip()


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


def _with_code_spans_marked(text: str) -> Iterator[str]:
    """The lines, where one that begins inside a code span gets a backtick in front.

    A span is opened by a run of backticks and closed by the next run of the same length, unless a
    blank line comes between (CommonMark, "Code spans").
    """
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        yield from _marked(lines[at:end])
        yield from lines[end : end + 1]
        at = end + 1


def _marked(paragraph: list[str]) -> Iterator[str]:
    runs = [
        (number, len(run[0]))
        for number, line in enumerate(paragraph)
        if not _FENCE.match(line)
        for run in _TICKS.finditer(line)
    ]
    inside: set[int] = set()
    last_of_length = {length: index for index, (_, length) in enumerate(runs)}
    opened: tuple[int, int] | None = None
    for index, (number, length) in enumerate(runs):
        if opened is None:
            if last_of_length[length] > index:
                opened = (number, length)
        elif opened[1] == length:
            inside.update(range(opened[0] + 1, number + 1))
            opened = None
    for number, line in enumerate(paragraph):
        yield "`" + line if number in inside else line
