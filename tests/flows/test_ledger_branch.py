"""The ledger on its branch: two at once, a broken chain, a branch that will not hold still.

It must not repeat tests/governance/test_ledger.py, which hold the text.
"""

import subprocess
import sys

import pytest

from coworker.errors import ForgeFault
from coworker.flows.ledger import LEDGER_BRANCH, LEDGER_FILE, record
from coworker.governance.ledger import Intact, verify
from coworker.model.forge import BranchMoved, CommitResult, NewCommit
from coworker.model.ledger import EntryKind, Record
from tests.support.flow_world import WRITER, FlowWorld

TOGETHER, EACH = 3, 6

PROCESS = f"""
import sys
from pathlib import Path
from coworker.flows.ledger import record
from coworker.model.ledger import EntryKind, Record
from tests.support.flow_world import US, HandClock
from coworker.adapters.forge.local import LocalForge
folder, who = Path(sys.argv[1]), sys.argv[2]
forge = LocalForge(
    folder / "forge", repository_folder=folder / "origin.git", login=US, clock=HandClock()
)
sys.stdin.readline()
for number in range({EACH}):
    key = f"{{who}}-{{number}}"
    one = Record(key=key, kind=EntryKind.REQUEST, actor=who, data={{}})
    record([one], reader=forge, writer=forge, clock=HandClock())
"""


def one(key: str) -> Record:
    return Record(key=key, kind=EntryKind.REQUEST, actor="ada", data={})


def append(world: FlowWorld, *keys: str) -> int:
    parts = world.publishing()
    records = [one(key) for key in keys]
    return len(record(records, reader=parts.reader, writer=parts.writer, clock=parts.clock))


def test_processes_that_append_at_once_lose_nothing(world: FlowWorld) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(world.folder), f"p{number}"],
            stdin=subprocess.PIPE,
            text=True,
        )
        for number in range(TOGETHER)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=120)
    assert [process.returncode for process in running] == [0] * TOGETHER
    keys = [item.key for item in world.ledger()]
    assert sorted(keys) == sorted(f"p{who}-{n}" for who in range(TOGETHER) for n in range(EACH))


def test_the_same_record_twice_is_one_entry_and_no_commit(world: FlowWorld) -> None:
    assert append(world, "a", "b") == 2
    before = world.refs()
    assert append(world, "b", "a") == 0
    assert world.refs() == before


def test_nothing_is_appended_to_a_broken_chain(world: FlowWorld) -> None:
    append(world, "a", "b")
    head = world.forge.branch_head(LEDGER_BRANCH)
    assert head is not None
    text = world.forge.read_file(head, LEDGER_FILE)
    assert text is not None
    assert isinstance(verify(text), Intact)
    world.people.push(
        author=WRITER,
        branch=LEDGER_BRANCH,
        files={LEDGER_FILE: text.replace('"ada"', '"eve"', 1)},
        message="Nothing to see\n",
    )
    before = world.refs()
    with pytest.raises(ForgeFault) as fault:
        append(world, "c")
    assert "broken at line 1" in fault.value.what
    assert "coworker ledger verify" in fault.value.next_step
    assert world.refs() == before


def test_a_branch_that_moves_every_time_is_given_up_with_a_fault(world: FlowWorld) -> None:
    class Moving:
        """A writer that always comes second."""

        def commit(self, new: NewCommit) -> CommitResult:
            return BranchMoved(head=new.parent)

    parts = world.publishing()
    with pytest.raises(ForgeFault, match="its branch moved"):
        record(
            [one("a")],
            reader=parts.reader,
            writer=Moving(),  # type: ignore[arg-type]
            clock=parts.clock,
        )
    assert world.ledger() == []
