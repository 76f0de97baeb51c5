"""One thing a rule saw, the same shape whichever scanner saw it.

It must not decide whether it blocks.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias


class Severity(StrEnum):
    """How bad it is, if it is so."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info up to 4 for critical."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure the rule is that it is so."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A repository path with lines (1-based, both included), and the resource's address."""

    path: str
    line: int | None = None
    end_line: int | None = None
    resource: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a rule saw. `docs` is an anchor in docs/rules.md or the scanner's own page.

    `waived` holds the reason where a blueprint waives the check; a waived finding never blocks.
    """

    rule: str
    severity: Severity
    confidence: Confidence
    place: Place
    message: str
    remedy: str
    docs: str
    scanner: str
    waived: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanned:
    """A scanner ran to its end; an empty tuple means that it found nothing."""

    kind: Literal["scanned"] = "scanned"
    scanner: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanFailed:
    """A scanner crashed, timed out or could not be understood. Blocks."""

    kind: Literal["scan_failed"] = "scan_failed"
    scanner: str
    reason: str
    next_step: str


ScanResult: TypeAlias = Scanned | ScanFailed
