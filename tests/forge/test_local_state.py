"""The local forge's state: whole or not there, and not lost between two processes.

It must not wait for a moment to come: processes run until they are done.
"""

import json
import multiprocessing
from pathlib import Path

import pytest

from coworker.adapters.forge.local import LocalForge, LocalPeople
from coworker.adapters.forge.local.state import State
from coworker.adapters.forge.local.store import Store
from coworker.adapters.git import create_bare
from coworker.errors import ForgeFault
from coworker.model.forge import BranchMoved, Committed, NewCommit
from tests.support.forge_worlds import FixedClock

ROUNDS = 6


def forge_in(folder: Path, login: str = "coworker[bot]") -> LocalForge:
    return LocalForge(
        folder / "forge",
        repository_folder=folder / "origin.git",
        login=login,
        clock=FixedClock(),
    )


def append_entries(folder: Path, name: str) -> None:
    """Append to the ledger's branch as the ledger does: read, add a line, try again if it moved."""
    forge = forge_in(folder)
    for number in range(ROUNDS):
        while True:
            head = forge.branch_head("coworker-ledger")
            lines = (forge.read_file(head, "ledger.ndjson") or "") if head else ""
            files = {"ledger.ndjson": f"{lines}{name}-{number}\n"}
            new = NewCommit(branch="coworker-ledger", parent=head, message="Append", files=files)
            if isinstance(forge.commit(new), Committed):
                break


def add_comments(folder: Path, name: str) -> None:
    forge = forge_in(folder)
    for number in range(ROUNDS * 4):
        forge.comment(1, f"{name}-{number}")


def in_two_processes(target: object, folder: Path) -> None:
    start = multiprocessing.get_context("spawn")
    both = [start.Process(target=target, args=(folder, name)) for name in ("a", "b")]  # type: ignore[arg-type]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]


def test_two_that_append_to_the_ledger_lose_nothing(tmp_path: Path) -> None:
    create_bare(tmp_path / "origin.git")

    in_two_processes(append_entries, tmp_path)

    forge = forge_in(tmp_path)
    head = forge.branch_head("coworker-ledger")
    assert head is not None
    text = forge.read_file(head, "ledger.ndjson")
    assert text is not None
    lines = text.splitlines()
    assert sorted(lines) == sorted(f"{name}-{n}" for name in "ab" for n in range(ROUNDS))
    for name in "ab":
        own = [line for line in lines if line.startswith(name)]
        assert own == [f"{name}-{number}" for number in range(ROUNDS)]
    assert int(forge.parts.commits.git.line("rev-list", "--count", head)) == 2 * ROUNDS


def test_two_that_comment_lose_nothing(tmp_path: Path) -> None:
    create_bare(tmp_path / "origin.git")
    forge = forge_in(tmp_path)
    LocalPeople(forge).open_issue(author="ann", title="T", body="")

    in_two_processes(add_comments, tmp_path)

    comments = forge.comments(1)
    assert sorted(comment.body for comment in comments) == sorted(
        f"{name}-{number}" for name in "ab" for number in range(ROUNDS * 4)
    )
    assert len({comment.id for comment in comments}) == len(comments)


def test_a_change_that_fails_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "forge")
    with store.change() as state:
        state.next_number()

    with pytest.raises(KeyError), store.change() as state:
        state.teams.pop(f"after number {state.next_number()}")

    assert store.read() == State(last_number=1)
    assert {path.name for path in (tmp_path / "forge").iterdir()} == {"forge.json", "forge.lock"}


@pytest.mark.parametrize("text", ["", "{", '{"version": 2}', '{"unknown": 1}'])
def test_a_state_that_is_not_ours_is_a_fault(tmp_path: Path, text: str) -> None:
    (tmp_path / "forge.json").write_text(text)

    with pytest.raises(ForgeFault) as fault:
        Store(tmp_path).read()

    assert fault.value.where == str(tmp_path / "forge.json")
    assert fault.value.next_step == "Restore the file, or remove it to begin anew"


def test_the_state_is_readable_by_a_person(tmp_path: Path) -> None:
    create_bare(tmp_path / "origin.git")
    people = LocalPeople(forge_in(tmp_path))
    people.open_issue(author="ann", title="Ünïcode", body="x", labels=["coworker"])

    state = json.loads((tmp_path / "forge" / "forge.json").read_text())

    assert state["issues"][0]["title"] == "Ünïcode"


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a//b", "a/./b", ".git/hooks/post-update", "", "a/\0b"]
)
def test_a_path_that_git_would_pass_over_is_refused(tmp_path: Path, path: str) -> None:
    create_bare(tmp_path / "origin.git")
    forge = forge_in(tmp_path)

    with pytest.raises(ForgeFault) as fault:
        forge.commit(NewCommit(branch="b", parent=None, message="M", files={path: "1"}))

    assert fault.value.status == 422
    assert forge.branch_head("b") is None


def test_a_branch_that_moved_meanwhile_is_left_alone(tmp_path: Path) -> None:
    create_bare(tmp_path / "origin.git")
    forge = forge_in(tmp_path)
    made = [
        forge.commit(NewCommit(branch=name, parent=None, message="M", files={name: "1"}))
        for name in ("one", "two")
    ]
    one, two = (result.commit for result in made if isinstance(result, Committed))

    assert forge.parts.commits.move("one", two, old=two) == BranchMoved(head=one)
    assert forge.parts.commits.move("absent", two, old=one) == BranchMoved(head=None)
    assert forge.branch_head("one") == one


def test_a_branch_that_git_does_not_allow_is_a_fault(tmp_path: Path) -> None:
    create_bare(tmp_path / "origin.git")

    with pytest.raises(ForgeFault, match="could not be moved"):
        forge_in(tmp_path).commit(
            NewCommit(branch="a..b", parent=None, message="M", files={"x": "1"})
        )
