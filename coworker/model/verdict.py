"""The gate's answer, as values. Undetermined blocks like a refusal.

It must not compute the answer.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowed:
    """Nothing stands against it and nobody need approve (a plan that changes nothing)."""

    kind: Literal["allowed"] = "allowed"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PathOwners:
    """Who owns a changed path, as CODEOWNERS on the base branch says."""

    path: str
    owners: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedsApproval:
    """People must approve: how many code owners of each path, and why."""

    kind: Literal["needs_approval"] = "needs_approval"
    count: int
    owners: tuple[PathOwners, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """It must not be done: why, and what to do next."""

    kind: Literal["refused"] = "refused"
    reasons: tuple[str, ...]
    next_step: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Undetermined:
    """It could not be judged: why, and what to do next. Blocks."""

    kind: Literal["undetermined"] = "undetermined"
    reasons: tuple[str, ...]
    next_step: str


Verdict: TypeAlias = Allowed | NeedsApproval | Refused | Undetermined


def blocks(verdict: Verdict) -> bool:
    """Whether a plan with this verdict must not be merged or deployed."""
    return isinstance(verdict, Refused | Undetermined)
