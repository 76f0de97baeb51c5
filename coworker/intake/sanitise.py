"""Takes every hidden channel out of a text, and says what it took.

It must not lose what a reader can see, but for one thing: where renderers disagree, it goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from coworker.intake.hidden import RUNS
from coworker.intake.links import without_definitions, without_titles
from coworker.intake.markup import without_markup
from coworker.intake.tally import Tally
from coworker.model.request import Removal, RemovalKind

# One round does for what people write and for everything nested within one channel; further
# rounds are for channels wrapped in each other. Each round is linear in the text's length, and
# their number is bounded, so the whole is linear too.
ROUNDS = 8
_OPENERS = str.maketrans("", "", "<&[]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sanitised:
    """The text as a person sees it, and the receipt of what was taken out, by kind."""

    clean: str
    removed: tuple[Removal, ...]


def sanitise(text: str) -> Sanitised:
    r"""Remove the hidden channels of RemovalKind from a text of any length, in linear time.

    Line endings become `\n`. The zero-width joiner goes even within an emoji: a family shown as
    four faces costs nobody anything, and one spared character is a channel. Code fences are
    cleaned like the rest: hidden characters are as hidden in code, and where a fence begins and
    ends is for a renderer to say, so sparing fences would let a text choose what is spared.

    Sanitising twice is the same as once, and no removal can make a new hidden place appear.
    """
    tally = Tally()
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    for kind, run in RUNS.items():
        clean = run.sub(tally.matched(kind), clean)
    return Sanitised(clean=_without_structures(clean, tally), removed=tally.removals())


def combined(receipts: Iterable[Sanitised]) -> tuple[Removal, ...]:
    """One receipt for several texts of the same request."""
    tally = Tally()
    for receipt in receipts:
        for removal in receipt.removed:
            tally.add(removal.kind, removal.characters, places=removal.count)
    return tally.removals()


def _without_structures(text: str, tally: Tally) -> str:
    for _ in range(ROUNDS):
        before = text
        text = without_markup(text, tally)
        text = without_definitions(text, tally)
        text = without_titles(text, tally)
        if text == before:
            return text
    # Nobody nests that deeply by accident. Without these characters none of the channels opens.
    opened = text.translate(_OPENERS)
    tally.add(RemovalKind.HTML_COMMENT, len(text) - len(opened))
    return opened
