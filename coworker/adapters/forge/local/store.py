"""Keeps the local forge's state in one file, so that two processes lose nothing.

It must not show a reader a half-written state, or keep a change whose making failed.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from coworker.adapters.folder import write_whole
from coworker.adapters.forge.local.state import State
from coworker.errors import ForgeFault


class Store:
    """The state file in a folder, and the lock beside it."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made with the first change."""
        self._folder = folder
        self._file = folder / "forge.json"

    def read(self) -> State:
        """The state as it stands; changing what is returned changes nothing."""
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return State()
        try:
            return State.model_validate_json(text)
        except ValidationError as broken:
            raise ForgeFault(
                f"The local forge's state is not valid: {broken.errors()[0]['msg']}",
                where=str(self._file),
                next_step="Restore the file, or remove it to begin anew",
            ) from broken

    @contextmanager
    def change(self) -> Iterator[State]:
        """The state, to be changed inside the block; kept only where the block ends well."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "forge.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = self.read()
            yield state
            write_whole(self._file, state.model_dump_json(indent=1) + "\n")
