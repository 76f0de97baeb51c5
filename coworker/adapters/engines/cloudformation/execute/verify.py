"""Whether a stack is what was reviewed, judged on what AWS lists afterwards.

It must not take a stack's status alone for an answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coworker.adapters.engines.cloudformation.carried import Carried
from coworker.adapters.engines.cloudformation.reading import StackSeen
from coworker.adapters.engines.cloudformation.status import is_done
from coworker.guardrails.redaction import redact_text, redact_value
from coworker.model.change import Action, Change, ResourceFailure

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import StackResourceSummaryTypeDef

_GONE = frozenset({"DELETE_COMPLETE", "DELETE_SKIPPED"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """What was found in place, what was not, and what could not be looked at."""

    checked: tuple[str, ...]
    failures: tuple[ResourceFailure, ...] = ()
    unchecked: tuple[str, ...] = ()


def verify_resources(
    changes: Iterable[Change],
    resources: Iterable["StackResourceSummaryTypeDef"],
    *,
    emulated: bool,
) -> Verification:
    """Look up every changed resource among those that the stack lists.

    An emulator passes over resource types that it does not know; with `emulated` a resource that
    is not listed at all is told as unchecked. From AWS itself it is a failure.
    """
    listed = {summary["LogicalResourceId"]: summary for summary in resources}
    changed = tuple(changes)
    gone = _leaving(changed)
    failures, unchecked, in_place = [], [], 0
    for change in changed:
        summary = listed.get(change.address)
        if change.address in gone:
            if summary is not None and summary["ResourceStatus"] not in _GONE:
                failures.append(_failure(change, summary, "is still there"))
        elif summary is None and emulated:
            unchecked.append(f"{change.address} ({change.type}): the emulator does not list it")
        elif summary is None:
            failures.append(_failure(change, None, "is not listed among the stack's resources"))
        elif is_done(summary["ResourceStatus"]):
            in_place += 1
        else:
            failures.append(_failure(change, summary, "is not complete"))
    checked = []
    if in_place:
        checked.append(f"{_count(in_place, 'changed resource')} listed as complete")
    if gone and not any(failure.address in gone for failure in failures):
        checked.append(f"{_count(len(gone), 'removed resource')} no longer listed")
    return Verification(
        checked=tuple(checked), failures=tuple(failures), unchecked=tuple(unchecked)
    )


def gained(seen: StackSeen, before: Carried) -> tuple[ResourceFailure, ...]:
    """What a stack carries since its execution that nobody reviewed.

    A service role that a change set was made with shows here only, and stays with the stack.
    """
    told = [f"has the service role {seen.role}"] if seen.role else []
    if seen.carried != before:
        told.append("has other tags, notifications or rollback triggers than before")
    return tuple(
        ResourceFailure(
            address=seen.name,
            type="AWS::CloudFormation::Stack",
            reason=f"After the deployment the stack {what}, which nobody reviewed",
        )
        for what in told
    )


def shown_outputs(outputs: Mapping[str, str]) -> dict[str, str]:
    """A stack's outputs as they may be shown, by key."""
    return {key: redact_value([key], outputs[key])[0] or "" for key in sorted(outputs)}


def _leaving(changes: tuple[Change, ...]) -> frozenset[str]:
    """Addresses that are to be gone: deleted, and not made again under the same name."""
    made = {change.address for change in changes if change.action is not Action.DELETE}
    return frozenset(change.address for change in changes) - made


def _failure(
    change: Change, summary: "StackResourceSummaryTypeDef | None", what: str
) -> ResourceFailure:
    reason = f"After the deployment {change.address} {what}"
    if summary is not None:
        said = redact_text(summary.get("ResourceStatusReason", ""))
        reason += f": {summary['ResourceStatus']}" + (f", {said}" if said else "")
    return ResourceFailure(address=change.address, type=change.type, reason=reason)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
