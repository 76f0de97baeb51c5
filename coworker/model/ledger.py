"""One line of the append-only record, chained to the one before by its hash.

It must not write itself anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coworker.model.digest import digest_of

GENESIS = "sha256:" + "0" * 64


class EntryKind(StrEnum):
    """What an entry records."""

    REQUEST = "request"
    PLAN = "plan"
    VERDICT = "verdict"
    APPROVAL = "approval"
    DEPLOYMENT = "deployment"
    BASELINE = "baseline"
    REFUSAL = "refusal"


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What is to be recorded. `key` makes it unique: the same key is never recorded twice."""

    key: str
    kind: EntryKind
    actor: str
    data: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerEntry:
    """A record in its place. `sequence` counts from 1; `at` is ISO 8601 in UTC."""

    sequence: int
    at: str
    record: Record
    previous: str
    digest: str


def entry_digest(*, sequence: int, at: str, record: Record, previous: str) -> str:
    """The hash that an entry carries, over everything in it but itself."""
    return digest_of({"sequence": sequence, "at": at, "record": record, "previous": previous})
