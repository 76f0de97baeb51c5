"""What an engine says would happen: one shape for every engine.

It must not hold a value that has not been redacted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from coworker.model.digest import digest_of
from coworker.model.environment import EngineName
from coworker.model.stack import StackId


class Action(StrEnum):
    """What happens to one resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    IMPORT = "import"
    NO_OP = "no-op"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class PropertyDifference:
    """One property before and after. `redacted` says that the values shown are masks."""

    path: str
    before: str | None
    after: str | None
    redacted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One resource change.

    `may_replace` is true where the engine can tell only at deployment whether the resource is
    replaced (CloudFormation's `Conditional`). `keeps_data` is true for a deletion or replacement
    whose data stays behind (DeletionPolicy Retain or Snapshot).
    """

    address: str
    type: str
    action: Action
    stateful: bool
    differences: tuple[PropertyDifference, ...] = ()
    may_replace: bool = False
    keeps_data: bool = False
    physical_id: str | None = None

    @property
    def destroys(self) -> bool:
        """Whether the present resource goes away, or may."""
        return self.action in {Action.DELETE, Action.REPLACE} or self.may_replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who we are in AWS, as STS says: account id, ARN, and the region in use."""

    account: str
    arn: str
    region: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """An engine's forecast for one stack.

    `reference` is what the engine would execute (a change set's name), None where nothing would
    change. `existing` says whether the stack is there already.
    """

    kind: Literal["preview"] = "preview"
    stack: StackId
    engine: EngineName
    identity: Identity
    changes: tuple[Change, ...]
    reference: str | None
    existing: bool

    @property
    def digest(self) -> str:
        """Digest of the normalised changes, whatever order the engine gave them in.

        Physical ids stay out: they name what is there, not what would happen.
        """
        rows = [
            {
                "address": change.address,
                "type": change.type,
                "action": change.action,
                "may_replace": change.may_replace,
                "differences": sorted(change.differences),
            }
            for change in sorted(self.changes, key=lambda change: (change.address, change.action))
        ]
        return digest_of(
            {
                "account": self.identity.account,
                "region": self.identity.region,
                "stack": self.stack,
                "changes": rows,
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewFailed:
    """The engine could not say what would happen: why, and what to do next. Blocks."""

    kind: Literal["preview_failed"] = "preview_failed"
    stack: StackId
    reason: str
    next_step: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewSkipped:
    """No preview was made because the rules already refuse the stack; AWS was not touched."""

    kind: Literal["preview_skipped"] = "preview_skipped"
    stack: StackId
    reason: str


PreviewResult: TypeAlias = Preview | PreviewFailed | PreviewSkipped


class StackState(StrEnum):
    """Where a stack stands after an attempt to change it."""

    DEPLOYED = "deployed"
    ALREADY_IN_PLACE = "already_in_place"
    ROLLED_BACK = "rolled_back"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_STARTED = "not_started"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceFailure:
    """One resource that failed, in AWS's own words (redacted)."""

    address: str
    type: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StackOutcome:
    """What became of one stack: state in our words, status in the engine's, what was checked."""

    stack: StackId
    state: StackState
    status: str
    message: str
    verified: tuple[str, ...] = ()
    failures: tuple[ResourceFailure, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    identity: Identity | None = None

    @property
    def good(self) -> bool:
        """Whether the stack is now what was reviewed."""
        return self.state in {StackState.DEPLOYED, StackState.ALREADY_IN_PLACE}
