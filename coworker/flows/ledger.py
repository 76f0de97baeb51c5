"""Append to the ledger on its own branch, by compare-and-swap, so that two runs lose nothing.

It must not rewrite an entry, nor append to a chain that is broken.
"""

from collections.abc import Sequence

from coworker.errors import ForgeFault
from coworker.governance.ledger import Broken, append, verify
from coworker.model.forge import BranchMoved, Committed, NewCommit
from coworker.model.ledger import LedgerEntry, Record
from coworker.ports import Clock, ForgeReader, ForgeWriter

LEDGER_BRANCH = "coworker-ledger"
LEDGER_FILE = "ledger.ndjson"
# An attempt fails only where another run's entries came first, so this many runs may be at it.
_ATTEMPTS = 30


def record(
    records: Sequence[Record], *, reader: ForgeReader, writer: ForgeWriter, clock: Clock
) -> tuple[LedgerEntry, ...]:
    """Append the records that are not there yet; the new entries, oldest first.

    Raises ForgeFault where the chain is broken, or where the branch moved at every attempt.
    """
    for _ in range(_ATTEMPTS):
        parent, text = _ledger(reader)
        appended = append(text, records, clock.now())
        if not appended.entries:
            return ()
        result = writer.commit(
            NewCommit(
                branch=LEDGER_BRANCH,
                parent=parent,
                message=f"Record {', '.join(entry.record.kind for entry in appended.entries)}\n",
                files={LEDGER_FILE: appended.text},
            )
        )
        match result:
            case Committed():
                return appended.entries
            case BranchMoved():
                continue
    raise ForgeFault(
        f"The ledger could not be appended to: its branch moved {_ATTEMPTS} times",
        where=LEDGER_BRANCH,
        next_step="Run the job again; nothing was lost.",
    )


def _ledger(reader: ForgeReader) -> tuple[str | None, str]:
    """The branch's head, and a text whose chain holds."""
    parent = reader.branch_head(LEDGER_BRANCH)
    text = (reader.read_file(parent, LEDGER_FILE) if parent else None) or ""
    proof = verify(text)
    if isinstance(proof, Broken):
        raise ForgeFault(
            f"The ledger is broken at line {proof.line}: {proof.reason}",
            where=f"{LEDGER_BRANCH}:{LEDGER_FILE}",
            next_step="Find out who changed that branch; `coworker ledger verify` proves it.",
        )
    return parent, text
