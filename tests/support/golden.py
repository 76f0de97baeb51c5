"""Golden files: text that a person reads, kept beside the tests and compared word for word.

It must not write a file unless it was asked to update: a missing golden is a failure.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, kw_only=True, slots=True)
class Golden:
    """Compares text with the files under `folder`; rewrites them where `update` is set."""

    folder: Path
    update: bool

    def __call__(self, name: str, text: str) -> None:
        """Fail unless the golden file `name` (a path under the folder) holds exactly `text`."""
        file = self.folder / name
        if self.update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            return
        if not file.is_file():
            pytest.fail(f"There is no golden file {file}: make it with --update-golden, read it")
        expected = file.read_bytes().decode()
        assert text == expected, f"{file} says otherwise (see --update-golden)"
