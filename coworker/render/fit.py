"""Make a document of blocks fit a number of characters, and say what was cut.

It must not cut silently, nor know what the blocks say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

# Room kept for the sentence that says what was cut, and for the line that ends a shortened block.
_NOTICE = 1_200
_MORE = 60
_SMALLEST = 1_500
_NAMED = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a document: `head`, then `rows` one to a line, then `tail`.

    `name` is what people call it (safe Markdown). `dropped` says how early it goes as a whole, 0
    for never. `share` is the part of the document that its rows may take once rows are cut; the
    blocks without one divide what is left among themselves.
    """

    name: str
    head: str
    rows: tuple[str, ...] = ()
    tail: str = ""
    dropped: int = 0
    share: float = 0.0

    @property
    def text(self) -> str:
        """The block as Markdown."""
        rows = "".join(f"{line}\n" for line in self.rows)
        return f"{self.head}{rows}{self.tail}".rstrip("\n")

    @property
    def size(self) -> int:
        """At least as many characters as the block takes in a document."""
        return len(self.head) + sum(len(line) + 1 for line in self.rows) + len(self.tail) + 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """What is posted, what was cut from it (in words), and the whole for the artifact."""

    markdown: str
    cut: tuple[str, ...]
    whole: str


def fit(blocks: Sequence[Block], limit: int, notice: Callable[[str], str]) -> Rendered:
    """Cut whole blocks first, then rows. The notice comes before the last block.

    `notice` makes a sentence of what was cut. `limit` counts characters; the blocks that have
    neither rows nor `dropped` are never cut and must fit by themselves.
    """
    whole = _document(blocks)
    if len(whole) <= limit:
        return Rendered(markdown=whole, cut=(), whole=whole)
    kept, cut = _drop(list(blocks), limit - _NOTICE)
    if sum(block.size for block in kept) > limit - _NOTICE:
        kept, fewer = _fewer_rows(kept, limit)
        cut += fewer
    said = Block(name="", head=notice(_said(cut)))
    return Rendered(markdown=_document([*kept[:-1], said, kept[-1]]), cut=tuple(cut), whole=whole)


def _document(blocks: Sequence[Block]) -> str:
    return "\n\n".join(block.text for block in blocks) + "\n"


def _drop(blocks: list[Block], room: int) -> tuple[list[Block], list[str]]:
    size = sum(block.size for block in blocks)
    gone: set[int] = set()
    cut: list[str] = []
    droppable = [pair for pair in enumerate(blocks) if pair[1].dropped]
    for index, block in sorted(droppable, key=lambda pair: -pair[1].dropped):
        if size <= room:
            break
        gone.add(index)
        cut.append(block.name)
        size -= block.size
    return [block for index, block in enumerate(blocks) if index not in gone], cut


def _fewer_rows(blocks: Sequence[Block], limit: int) -> tuple[list[Block], list[str]]:
    """First the blocks with a share of their own, then the others, each as much as is fair."""
    room = limit - _NOTICE - sum(block.size for block in blocks if not block.rows)
    order = sorted(
        (index for index, block in enumerate(blocks) if block.rows),
        key=lambda index: (not blocks[index].share, index),
    )
    short: dict[int, Block | None] = {}
    for position, index in enumerate(order):
        block = blocks[index]
        fair = int(block.share * limit) or max(room // (len(order) - position), _SMALLEST)
        short[index] = _shortened(block, min(fair, room))
        kept = short[index]
        room -= kept.size if kept is not None else 0
    cut = [
        f"{len(block.rows) - len(kept.rows if kept else ()):,} of {len(block.rows):,} rows of "
        f"{block.name}"
        for index, block in enumerate(blocks)
        if index in short and (kept := short[index]) is not block
    ]
    shown = [short.get(index, block) for index, block in enumerate(blocks)]
    return [block for block in shown if block is not None], cut


def _shortened(block: Block, room: int) -> Block | None:
    """The block with as many rows as there is room for; None where there is none for any."""
    if block.size <= room:
        return block
    for_rows = room - len(block.head) - len(block.tail) - _MORE
    ends = accumulate(len(line) + 1 for line in block.rows)
    count = sum(end <= for_rows for end in ends)
    if not count:
        return None
    more = f"\n*… and {len(block.rows) - count:,} more.*\n"
    return replace(block, rows=block.rows[:count], tail=more + block.tail)


def _said(cut: Sequence[str]) -> str:
    """What was cut, in a line that stays short whatever the number of blocks."""
    named = "; ".join(cut[:_NAMED])
    more = len(cut) - _NAMED
    return f"{named}; and {more:,} more parts" if more > 0 else named
