"""The story as data: scenes, and what was checked in each against the outside world.

It must not know how a scene is played or shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing that was checked: in words, whether it held, and what was seen."""

    claim: str
    true: bool
    seen: str
    against: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A part of the story: its title, what was said, what was checked, how long (seconds)."""

    title: str
    said: tuple[str, ...]
    steps: tuple[Step, ...]
    seconds: float

    @property
    def good(self) -> bool:
        """Whether everything held; a scene without a check never does."""
        return bool(self.steps) and all(step.true for step in self.steps)


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """All scenes, in order."""

    scenes: tuple[Scene, ...]

    @property
    def good(self) -> bool:
        """Whether every scene did."""
        return bool(self.scenes) and all(scene.good for scene in self.scenes)


def check(claim: str, *, expected: object, seen: object, against: str) -> Step:
    """Compare what was expected with what was seen."""
    return Step(claim=claim, true=expected == seen, seen=str(seen), against=against)


def includes(claim: str, *, wanted: Sequence[str], text: str, against: str) -> Step:
    """Check that a text holds every phrase."""
    lacking = [phrase for phrase in wanted if phrase not in text]
    seen = "all of it" if not lacking else f"lacking: {', '.join(lacking)}"
    return Step(claim=claim, true=not lacking, seen=seen, against=against)
