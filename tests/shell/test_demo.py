"""The demo itself, as `make demo` runs it: the whole path on real parts.

It must not take the demo's word for what is on the disk.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from coworker.adapters.git import GitRepository
from coworker.demo import stage as staging
from coworker.demo import telling
from coworker.demo.emulator import emulated_aws
from coworker.demo.scenes import Plot, Say
from coworker.demo.stage import Stage
from coworker.demo.story import Scene, Step, Story, check, includes
from coworker.errors import ExitCode, Fault
from coworker.governance.ledger import Intact, verify
from tests.shell.conftest import Shell

TITLES = [
    "A repository, a forge and an AWS account",
    "A request becomes a plan",
    "A dangerous request is refused",
    "Review, merge, deploy, verify, tag",
    "What nobody reviewed is not deployed",
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, Any]]:
    """The story told once, kept, and written as data."""
    folder = tmp_path_factory.mktemp("demo")
    kept, story = folder / "kept", folder / "story.json"
    assert telling.tell(story=story, keep=kept) is ExitCode.DONE
    return kept, json.loads(story.read_text(encoding="utf-8"))


def test_every_step_of_the_story_is_true(told: tuple[Path, Mapping[str, Any]]) -> None:
    _, story = told
    assert story["good"] is True
    assert [scene["title"] for scene in story["scenes"]] == TITLES
    steps = [step for scene in story["scenes"] for step in scene["steps"]]
    assert [step["claim"] for step in steps if step["true"] is not True] == []
    assert {step["against"] for step in steps} == {"AWS", "forge", "git", "exit codes"}
    assert len(steps) > 30


def test_what_is_kept_can_be_read(told: tuple[Path, Mapping[str, Any]]) -> None:
    kept, _ = told
    ledger = (kept / "ledger.ndjson").read_text(encoding="utf-8")
    proof = verify(ledger)
    assert isinstance(proof, Intact)
    assert proof.count > 5
    comments = {path.name: path.read_text() for path in (kept / "comments").iterdir()}
    assert "Needs approval by 1 code owner" in comments["2-pull-request.md"]
    assert any("0.0.0.0/0" in text for text in comments.values())
    repository = GitRepository(kept / "repository")
    assert (kept / "repository" / "CODEOWNERS").is_file()
    assert repository.resolve("main")


def test_a_folder_that_is_not_empty_is_not_written_into(shell: Shell) -> None:
    (shell.folder / "mine").mkdir()
    (shell.folder / "mine" / "thesis.txt").write_text("years of work")
    done = shell.run("demo", "--keep", "mine")
    assert done.returncode == ExitCode.USAGE
    assert done.stderr == (
        "coworker: The folder to keep the story in is not empty (mine). Name a new folder.\n"
    )
    assert [path.name for path in (shell.folder / "mine").iterdir()] == ["thesis.txt"]


def test_a_story_with_an_untrue_step_ends_there_and_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def untrue(_: Stage, __: Plot, say: Say) -> list[Step]:
        say("Something [bold]happens[/bold]")
        return [check("it holds", expected=1, seen=2, against="AWS")]

    def never(_: Stage, __: Plot, ___: Say) -> list[Step]:
        raise AssertionError("the story went on")

    monkeypatch.setattr(telling, "SCENES", (("One", untrue), ("Two", never)))
    story = tmp_path / "story.json"
    assert telling.tell(story=story, keep=None) is ExitCode.FAULT
    data = json.loads(story.read_text())
    assert data["good"] is False
    assert len(data["scenes"]) == 1
    out = capsys.readouterr().out
    assert "✗ it holds" in out
    assert "seen: 2" in out
    assert "[bold]happens[/bold]" in out
    assert "0 of 1 checks held" in out


def test_an_emulator_that_does_not_start_is_a_fault_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coworker.demo.emulator.sys.executable", "/bin/false")
    with pytest.raises(Fault, match="did not start") as fault, emulated_aws(tmp_path / "log"):
        pass
    assert "make demo" in fault.value.next_step


def test_nothing_of_the_machines_credentials_reaches_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "mine")
    monkeypatch.setenv("GITHUB_TOKEN", "mine")
    made = staging._settings(tmp_path, tmp_path / "origin.git", "http://127.0.0.1:9")
    assert made.token == ""
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "GITHUB_TOKEN"} & set(made.environ)
    assert made.environ["AWS_ACCESS_KEY_ID"] == "emulated"


def test_a_scene_without_a_check_is_not_good() -> None:
    empty = Scene(title="x", said=(), steps=(), seconds=0.0)
    held = check("x", expected=1, seen=1, against="AWS")
    good = Scene(title="x", said=(), steps=(held,), seconds=0.0)
    assert (empty.good, good.good) == (False, True)
    assert not Story(scenes=()).good
    assert not Story(scenes=(good, empty)).good


def test_a_text_that_lacks_a_phrase_says_which() -> None:
    step = includes("it is said", wanted=["one", "two"], text="one", against="forge")
    assert (step.true, step.seen) == (False, "lacking: two")
