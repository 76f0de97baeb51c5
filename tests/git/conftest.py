"""A bare repository to commit into, and a clone of it that people work in.

It must not use the adapter under test to make what it is tested with.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, kw_only=True, slots=True)
class Clone:
    """A repository with a work tree."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """Run git as a person does."""
        done = subprocess.run(
            [
                "git",
                "-c",
                "user.name=ann",
                "-c",
                "user.email=ann@example.com",
                "-c",
                "protocol.file.allow=always",
                *arguments,
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str | bytes, content: str | bytes) -> None:
        """Write a file into the work tree."""
        place = os.path.join(os.fsencode(self.folder), os.fsencode(path))  # noqa: PTH118 (bytes)
        Path(os.fsdecode(place)).parent.mkdir(parents=True, exist_ok=True)
        Path(os.fsdecode(place)).write_bytes(
            content.encode() if isinstance(content, str) else content
        )

    def commit(self, message: str = "Change") -> str:
        """Commit everything and return the commit's id."""
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def origin(tmp_path: Path) -> Clone:
    """A repository with one commit on main."""
    folder = tmp_path / "origin"
    folder.mkdir()
    clone = Clone(folder=folder)
    clone.git("init", "--quiet")
    clone.git("symbolic-ref", "HEAD", "refs/heads/main")
    clone.write("README.md", "# Hello\n")
    clone.commit("Begin")
    return clone
