"""The workflows and the action as data: every file, job and step.

It must not judge them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / "action.yml"
OURS = ROOT / ".github" / "workflows"
THEIRS = ROOT / "docs" / "getting-started" / "workflows"


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A job of a workflow, by `<file>:<job>`."""

    name: str
    body: dict[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The job's steps."""
        steps: list[dict[str, Any]] = self.body["steps"]
        return steps


def read(path: Path) -> dict[str, Any]:
    """A YAML file whose top is a mapping; `on`, which YAML 1.1 takes for a boolean, is a word."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return {"on" if key is True else key: value for key, value in document.items()}


def workflows() -> list[Path]:
    """Every workflow, ours and those that a user copies."""
    found = sorted([*OURS.iterdir(), *THEIRS.iterdir()])
    assert [path.name for path in found if path.suffix != ".yml"] == []
    return found


def our_jobs() -> list[Job]:
    """Every job of our own workflows."""
    return [
        Job(name=f"{path.name}:{name}", body=body)
        for path in sorted(OURS.glob("*.yml"))
        for name, body in read(path)["jobs"].items()
    ]


def steps_using(action: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step of our jobs that uses an action, with its job's name."""
    for job in our_jobs():
        for step in job.steps:
            if step.get("uses", "").partition("@")[0] == action:
                yield job.name, step
