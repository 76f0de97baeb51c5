"""A repository on a local forge, and the settings by which the command line reaches it.

It must not hold a test.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from coworker.adapters.forge.local import Event
from tests.support.flow_world import REPOSITORY, US, FlowWorld

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """The command line over a world: `environ` is what a workflow's job would set."""

    world: FlowWorld
    folder: Path
    environ: Mapping[str, str]

    def event(self, event: Event) -> list[str]:
        """The words that start intake on an event."""
        path = self.folder / "event.json"
        path.write_text(json.dumps(event.payload), encoding="utf-8")
        return ["intake", "--event-name", event.name, "--event-path", str(path)]

    def start_python(
        self, *arguments: str, stdout: int = subprocess.PIPE, **environ: str
    ) -> "subprocess.Popen[str]":
        """Start Python with the environment of a job."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **self.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )

    def python(
        self, *arguments: str, stdin: str = "", stdout: int = subprocess.PIPE, **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run Python to its end."""
        process = self.start_python(*arguments, stdout=stdout, **environ)
        output, error = process.communicate(stdin, timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, output or "", error)

    def run(
        self, *words: str, stdin: str = "", stdout: int = subprocess.PIPE, **environ: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command as a process of its own."""
        return self.python("-m", "coworker", *words, stdin=stdin, stdout=stdout, **environ)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A world, and this process set up as one of its jobs."""
    world = FlowWorld(tmp_path / "world")
    folder = tmp_path / "job"
    folder.mkdir()
    environ = {
        "COWORKER_FORGE": f"local:{world.folder}",
        "COWORKER_LOGIN": US,
        "COWORKER_APP": US,
        "GITHUB_WORKSPACE": str(world.folder / "origin.git"),
        "GITHUB_REPOSITORY": REPOSITORY,
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return Shell(world=world, folder=folder, environ=environ)
