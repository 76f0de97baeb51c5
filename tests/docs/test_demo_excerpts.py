"""What the README shows of the demo is what the demo does.

It must not judge the story: the demo does, and says so by its exit code.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT, read_page

README = read_page(ROOT / "README.md")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One run of the demo: the story as data, and the first pull request with its comments."""

    story: dict[str, Any]
    pull_request: str
    output: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("demo")
    story, kept = folder / "story.json", folder / "kept"
    ran = subprocess.run(
        [sys.executable, "-m", "coworker", "demo", "--json", str(story), "--keep", str(kept)],
        cwd=ROOT,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "COLUMNS": "200",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return Told(
        story=json.loads(story.read_text(encoding="utf-8")),
        pull_request=(kept / "comments" / "2-pull-request.md").read_text(encoding="utf-8"),
        output=ran.stdout,
    )


def shown(kind: str) -> str:
    """The README's only fence of a kind."""
    (fence,) = [fence for fence in README.fences if fence.info == (kind,)]
    return fence.text


# Whatever differs from run to run: seconds, and the name that AWS makes up for a bucket.
_VARIES = re.compile(r"\d+\.\d+ s\b|(?<=bucket-)[a-z0-9]+$")


def test_every_line_of_the_terminal_is_one_that_the_demo_prints(told: Told) -> None:
    printed = {_VARIES.sub("", line.rstrip()) for line in told.output.splitlines()}
    lines = [line for line in shown("text").splitlines() if line.strip() not in {"", "…"}]
    assert len(lines) > 10
    assert [line for line in lines if _VARIES.sub("", line.rstrip()) not in printed] == []


def test_the_plan_begins_as_shown(told: Told) -> None:
    comment = told.pull_request.split("<!-- coworker:plan -->", 1)[1].lstrip()
    assert comment.startswith(shown("markdown"))


def test_every_scene_of_the_demo_was_good(told: Told) -> None:
    assert told.story["good"] is True
    assert all(step["true"] for scene in told.story["scenes"] for step in scene["steps"])
