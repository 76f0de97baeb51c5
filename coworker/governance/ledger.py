"""The ledger as text: one canonical JSON line per entry, each carrying the hash of the one before.

It must not write itself anywhere, nor append to a chain that is broken.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from coworker.errors import Fault
from coworker.model.digest import canonical_json
from coworker.model.ledger import GENESIS, EntryKind, LedgerEntry, Record, entry_digest

_NEXT_STEP = "Compare the ledger's branch with a copy you trust; see `coworker ledger verify`"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Record(_Strict):
    key: StrictStr
    kind: EntryKind
    actor: StrictStr
    data: dict[StrictStr, StrictStr]


class _Line(_Strict):
    sequence: Annotated[StrictInt, Field(ge=1)]
    at: StrictStr
    record: _Record
    previous: StrictStr
    digest: StrictStr


@dataclass(frozen=True, kw_only=True, slots=True)
class Appended:
    """The ledger's new text, and the entries that were added (none where all were there)."""

    text: str
    entries: tuple[LedgerEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Intact:
    """Every entry is where and what it was. `last_digest` is GENESIS for an empty ledger."""

    kind: Literal["intact"] = "intact"
    count: int
    last_digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """The first line (from 1) that is not what it was when it was written, and why."""

    kind: Literal["broken"] = "broken"
    line: int
    reason: str


def append(text: str, records: Sequence[Record], at: str) -> Appended:
    """Add records at a time (ISO 8601 in UTC); one whose key is there already is passed over.

    Raises Fault where the chain is broken: what comes after a break proves nothing.
    """
    entries = _intact_entries(text)
    known = {entry.record.key for entry in entries}
    previous = entries[-1].digest if entries else GENESIS
    added: list[LedgerEntry] = []
    for record in records:
        if record.key in known:
            continue
        known.add(record.key)
        sequence = len(entries) + len(added) + 1
        digest = entry_digest(sequence=sequence, at=at, record=record, previous=previous)
        added.append(
            LedgerEntry(sequence=sequence, at=at, record=record, previous=previous, digest=digest)
        )
        previous = digest
    lines = "".join(f"{canonical_json(entry)}\n" for entry in added)
    return Appended(text=text + lines, entries=tuple(added))


def read_ledger(text: str) -> tuple[LedgerEntry, ...]:
    """Every entry, oldest first. Raises Fault where the chain is broken."""
    return _intact_entries(text)


def verify(text: str) -> Intact | Broken:
    """Whether every line is whole, in its place, unchanged, and follows the one before.

    Entries cut off at the end leave a chain that is whole: only the branch's history, or a count
    and digest noted elsewhere, can show that.
    """
    result = _entries(text)
    if isinstance(result, Broken):
        return result
    return Intact(count=len(result), last_digest=result[-1].digest if result else GENESIS)


def _intact_entries(text: str) -> tuple[LedgerEntry, ...]:
    result = _entries(text)
    if isinstance(result, Broken):
        raise Fault(
            f"The ledger is broken: {result.reason}",
            where=f"ledger.ndjson:{result.line}",
            next_step=_NEXT_STEP,
        )
    return result


def _entries(text: str) -> tuple[LedgerEntry, ...] | Broken:
    entries: list[LedgerEntry] = []
    keys: set[str] = set()
    previous = GENESIS
    *lines, rest = text.split("\n")
    for number, line in enumerate(lines, start=1):
        entry = _entry(line)
        if entry is None:
            return Broken(line=number, reason="it is not a line that the co-worker wrote")
        problem = _problem(entry, number, previous)
        if problem is None and entry.record.key in keys:
            problem = f"the key {entry.record.key} was recorded before"
        if problem is not None:
            return Broken(line=number, reason=problem)
        keys.add(entry.record.key)
        previous = entry.digest
        entries.append(entry)
    if rest:
        return Broken(line=len(lines) + 1, reason="the line is cut off")
    return tuple(entries)


def _entry(line: str) -> LedgerEntry | None:
    """The entry of a line; None unless writing it again gives the same line."""
    try:
        said = _Line.model_validate(json.loads(line))
    except (ValueError, ValidationError, RecursionError):
        return None
    record = Record(
        key=said.record.key,
        kind=said.record.kind,
        actor=said.record.actor,
        data=said.record.data,
    )
    entry = LedgerEntry(
        sequence=said.sequence,
        at=said.at,
        record=record,
        previous=said.previous,
        digest=said.digest,
    )
    return entry if canonical_json(entry) == line else None


def _problem(entry: LedgerEntry, number: int, previous: str) -> str | None:
    if entry.sequence != number:
        return f"entry {entry.sequence} stands where entry {number} belongs"
    if entry.previous != previous:
        return "it does not follow the entry before it"
    derived = entry_digest(
        sequence=entry.sequence, at=entry.at, record=entry.record, previous=entry.previous
    )
    if entry.digest != derived:
        return "its contents are not those that its digest was made of"
    return None
