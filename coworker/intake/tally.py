"""Counts what sanitising takes out, by kind.

It must not hold the text that was taken out.
"""

import re
from collections.abc import Callable

from coworker.model.request import Removal, RemovalKind


class Tally:
    """A running count of places and characters for each kind of removal."""

    def __init__(self) -> None:
        self._places: dict[RemovalKind, int] = {}
        self._characters: dict[RemovalKind, int] = {}

    def add(self, kind: RemovalKind, characters: int, *, places: int = 1) -> None:
        """Count a removal."""
        self._places[kind] = self._places.get(kind, 0) + places
        self._characters[kind] = self._characters.get(kind, 0) + characters

    def matched(self, kind: RemovalKind) -> Callable[[re.Match[str]], str]:
        """A replacement for `Pattern.sub` that counts each match and removes it."""

        def replace(match: re.Match[str]) -> str:
            self.add(kind, len(match[0]))
            return ""

        return replace

    def removals(self) -> tuple[Removal, ...]:
        """The receipt, in the order of RemovalKind, without the kinds of which none was found."""
        return tuple(
            Removal(kind=kind, count=self._places[kind], characters=self._characters[kind])
            for kind in RemovalKind
            if kind in self._places
        )
