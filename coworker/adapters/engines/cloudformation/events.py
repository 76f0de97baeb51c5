"""Stack events read into what failed, root cause first, and into lines of progress.

It must not show a reason that has not been redacted.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coworker.adapters.engines.cloudformation.wording import says_cancelled
from coworker.guardrails.redaction import redact_text
from coworker.model.change import ResourceFailure

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import StackEventTypeDef

_BEGINNINGS = frozenset(
    {"CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS", "UPDATE_IN_PROGRESS"}
)


def failures_of(events: Sequence["StackEventTypeDef"]) -> tuple[ResourceFailure, ...]:
    """What failed, from events oldest first: causes in their order, then what they cancelled.

    The stack's own events only repeat which resources failed; they count where nothing else does.
    A resource that failed twice (once more while rolling back) is named once, with its first
    reason.
    """
    failed = [event for event in events if event.get("ResourceStatus", "").endswith("_FAILED")]
    of_resources = [event for event in failed if not is_of_stack(event)]
    found: dict[str, ResourceFailure] = {}
    for event in sorted(
        of_resources or failed,
        key=lambda event: says_cancelled(event.get("ResourceStatusReason", "")),
    ):
        failure = _failure(event)
        found.setdefault(failure.address, failure)
    return tuple(found.values())


def progress_line(event: "StackEventTypeDef") -> str:
    """One event on one line: status, address, type, and the reason of a failure."""
    status = event.get("ResourceStatus", "")
    line = f"{status} {event.get('LogicalResourceId', '')} ({event.get('ResourceType', '')})"
    reason = event.get("ResourceStatusReason", "")
    if status.endswith("_FAILED") and reason:
        line += f": {redact_text(' '.join(reason.split()))}"
    return line


def is_of_stack(event: "StackEventTypeDef") -> bool:
    """Whether an event is about the stack itself, not one of its resources."""
    return event.get("PhysicalResourceId") == event.get("StackId")


def latest_operation(
    events: Sequence["StackEventTypeDef"],
) -> tuple["StackEventTypeDef", ...]:
    """The events from the last time on that an operation of the stack began, oldest first."""
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if is_of_stack(event) and event.get("ResourceStatus") in _BEGINNINGS:
            return tuple(events[index:])
    return tuple(events)


def _failure(event: "StackEventTypeDef") -> ResourceFailure:
    reason = event.get("ResourceStatusReason", "")
    return ResourceFailure(
        address=event.get("LogicalResourceId", ""),
        type=event.get("ResourceType", ""),
        reason=redact_text(" ".join(reason.split())) or "CloudFormation gave no reason.",
    )
