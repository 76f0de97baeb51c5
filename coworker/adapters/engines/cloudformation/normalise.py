"""CloudFormation's own description of a change set, turned into Changes.

It must not depend on the order of pages, changes or details, and must not let a secret through.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coworker.errors import AwsFault
from coworker.guardrails.redaction import MASK, redact_value
from coworker.guardrails.stateful import is_stateful
from coworker.model.change import Action, Change, PropertyDifference

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import (
        ChangeTypeDef,
        ResourceChangeDetailTypeDef,
        ResourceChangeTypeDef,
        StackResourceSummaryTypeDef,
    )

_KEEPING = frozenset({"Retain", "Snapshot", "ReplaceAndRetain", "ReplaceAndSnapshot"})


def changes_of(
    changes: Iterable["ChangeTypeDef"], *, secret_parameters: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """The changes of every page of DescribeChangeSet, sorted by address.

    `secret_parameters` are the template's NoEcho parameters: what they cause is masked whole.
    Raises AwsFault for an action that is not known here, since its effect could not be judged.
    """
    found = [
        _change(change["ResourceChange"], secret_parameters)
        for change in changes
        if "ResourceChange" in change
    ]
    return tuple(sorted(found, key=lambda change: (change.address, change.action)))


def removals_of(
    resources: Iterable["StackResourceSummaryTypeDef"], *, kept: frozenset[str]
) -> tuple[Change, ...]:
    """The deletion of every resource that a stack has. `kept` are those whose data stays."""
    found = [
        Change(
            address=resource["LogicalResourceId"],
            type=resource["ResourceType"],
            action=Action.DELETE,
            stateful=is_stateful(resource["ResourceType"]),
            keeps_data=resource["LogicalResourceId"] in kept,
            physical_id=resource.get("PhysicalResourceId"),
        )
        for resource in resources
        if resource["LogicalResourceId"] and resource["ResourceStatus"] != "DELETE_COMPLETE"
    ]
    return tuple(sorted(found, key=lambda change: change.address))


def _change(change: "ResourceChangeTypeDef", secret_parameters: frozenset[str]) -> Change:
    address, kind = change["LogicalResourceId"], change["ResourceType"]
    details = change.get("Details", [])
    action, may_replace = _action(change, details)
    return Change(
        address=address,
        type=kind,
        action=action,
        stateful=is_stateful(kind),
        differences=_differences(details, secret_parameters),
        may_replace=may_replace,
        keeps_data=change.get("PolicyAction") in _KEEPING,
        physical_id=change.get("PhysicalResourceId"),
    )


def _action(
    change: "ResourceChangeTypeDef", details: Sequence["ResourceChangeDetailTypeDef"]
) -> tuple[Action, bool]:
    """The action, and whether the resource may be replaced where only the deployment tells."""
    match change.get("Action"):
        case "Add":
            return Action.CREATE, False
        case "Remove":
            return Action.DELETE, False
        case "Import":
            return Action.IMPORT, False
        case "Dynamic":
            return Action.UPDATE, True
        case "Modify" | "SyncWithActual":
            match change.get("Replacement") or _replacement(details):
                case "True":
                    return Action.REPLACE, False
                case "Conditional":
                    return Action.UPDATE, True
                case _:
                    return Action.UPDATE, False
        case other:
            raise AwsFault(
                f"CloudFormation plans the action {other!r} for {change['LogicalResourceId']},"
                " which the co-worker does not know",
                next_step="Look at the change set in the console, and report it to the project.",
                code="UnknownChangeAction",
            )


def _replacement(details: Sequence["ResourceChangeDetailTypeDef"]) -> str:
    """Replacement worked out from the details, as the API describes it, where it is left out."""
    needs = {
        (detail.get("Target", {}).get("RequiresRecreation", "Never"), detail.get("Evaluation"))
        for detail in details
    }
    if ("Always", "Static") in needs:
        return "True"
    return "Conditional" if any(need != "Never" for need, _ in needs) else "False"


def _differences(
    details: Sequence["ResourceChangeDetailTypeDef"], secret_parameters: frozenset[str]
) -> tuple[PropertyDifference, ...]:
    """One difference for each path and pair of values, sorted.

    CloudFormation tells of one property several times: once for the property itself, once for the
    parameter or resource that causes it, and the latter may come without values.
    """
    masked = {
        _path(detail)
        for detail in details
        if detail.get("CausingEntity", "").split(".")[0] in secret_parameters
    }
    found = {_difference(detail, masked) for detail in details if _path(detail)}
    told = {difference.path for difference in found if _has_values(difference)}
    kept = [item for item in found if _has_values(item) or item.path not in told]
    often = Counter(item.path for item in kept)
    return tuple(sorted(_comparable(item) if often[item.path] > 1 else item for item in kept))


def _comparable(difference: PropertyDifference) -> PropertyDifference:
    """With empty texts for absent values: differences of one path must have an order."""
    return replace(difference, before=difference.before or "", after=difference.after or "")


def _difference(detail: "ResourceChangeDetailTypeDef", masked: set[str]) -> PropertyDifference:
    path, target = _path(detail), detail.get("Target", {})
    before, after = target.get("BeforeValue"), target.get("AfterValue")
    if path in masked:
        return PropertyDifference(
            path=path,
            before=None if before is None else MASK,
            after=None if after is None else MASK,
            redacted=True,
        )
    names = path.split("/")
    shown_before, hid_before = redact_value(names, before)
    shown_after, hid_after = redact_value(names, after)
    return PropertyDifference(
        path=path, before=shown_before, after=shown_after, redacted=hid_before or hid_after
    )


def _path(detail: "ResourceChangeDetailTypeDef") -> str:
    """`/Properties/BucketName`: the path that AWS gives, or one made of attribute and name."""
    target: Mapping[str, object] = detail.get("Target", {})
    given = target.get("Path")
    if given:
        return str(given)
    parts = [str(part) for part in (target.get("Attribute"), target.get("Name")) if part]
    return "/" + "/".join(parts) if parts else ""


def _has_values(difference: PropertyDifference) -> bool:
    return difference.before is not None or difference.after is not None
