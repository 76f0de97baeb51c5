"""Short sentences about plans, verdicts and changes, shared by every text that speaks of them.

It must not lay out a page.
"""

from collections import Counter
from collections.abc import Iterator
from typing import assert_never

from coworker.model.change import Action, Change, Preview
from coworker.model.environment import EngineName, OperationType
from coworker.model.finding import Severity
from coworker.model.plan import Plan
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined
from coworker.render.markdown import counted, listed, prose

ENGINES = {
    EngineName.CLOUDFORMATION: "CloudFormation",
    EngineName.TERRAFORM: "Terraform",
    EngineName.CDK: "CDK",
}
OPERATIONS = {
    OperationType.DISCOVERY: "reading only",
    OperationType.PLANNING: "planning only",
    OperationType.NON_DESTRUCTIVE: "non-destructive change",
    OperationType.DESTRUCTIVE: "destructive change",
    OperationType.SENSITIVE: "sensitive change (access, network rules or encryption)",
}
SIGNS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🔴",
    Severity.MEDIUM: "🟠",
    Severity.LOW: "🟡",
    Severity.INFO: "⚪",
}
_VERBS = {
    Action.CREATE: "creates",
    Action.IMPORT: "imports",
    Action.UPDATE: "updates",
    Action.REPLACE: "replaces",
    Action.DELETE: "deletes",
}


def changes_of(plan: Plan) -> Iterator[Change]:
    """Every change that was previewed, no-ops left out."""
    for stack in plan.stacks:
        if isinstance(stack.preview, Preview):
            yield from effective(stack.preview)


def effective(preview: Preview) -> tuple[Change, ...]:
    """A preview's changes without the no-ops."""
    return tuple(change for change in preview.changes if change.action is not Action.NO_OP)


def effect(plan: Plan) -> str:
    """What the plan does, without a capital or a full stop."""
    changes = tuple(changes_of(plan))
    count = Counter(change.action for change in changes)
    if not count:
        return f"changes nothing in AWS{_unseen(plan)}"
    parts = [f"{_VERBS[action]} {count[action]:,}" for action in _VERBS if count[action]]
    parts[0] += " resource" if len(changes) == 1 else " resources" if len(parts) == 1 else ""
    place = _place(plan)
    return f"{listed(parts)}{place}, {_destruction(changes)}{_unseen(plan)}"


def _destruction(changes: tuple[Change, ...]) -> str:
    """How many present resources go away, and how many may."""
    certain = sum(change.action in {Action.DELETE, Action.REPLACE} for change in changes)
    possible = sum(change.destroys for change in changes) - certain
    if certain and possible:
        return f"destroys {certain:,} and may destroy {possible:,} more"
    if possible:
        return f"may destroy {possible:,}"
    return f"destroys {certain:,}" if certain else "destroys nothing"


def _place(plan: Plan) -> str:
    environments = sorted({stack.stack.environment for stack in plan.stacks})
    regions = sorted(
        {
            stack.preview.identity.region
            for stack in plan.stacks
            if isinstance(stack.preview, Preview)
        }
    )
    return f" in {_few(environments)} ({_few(regions)})"


def _few(names: list[str]) -> str:
    shown = [name[:40] for name in names[:3]]
    return listed([*shown, f"{len(names) - 3:,} more"] if len(names) > 3 else shown)


def _unseen(plan: Plan) -> str:
    unseen = sum(not isinstance(stack.preview, Preview) for stack in plan.stacks)
    unseen += len(plan.broken)
    return f"; {counted(unseen, 'stack')} could not be previewed" if unseen else ""


def title_of(plan: Plan) -> str:
    """The verdict in a few words, for a check run's title and a line in a terminal."""
    match plan.verdict:
        case Allowed():
            return "Nothing to approve"
        case NeedsApproval(count=count):
            return f"Needs approval by {counted(count, 'code owner')}"
        case Refused():
            return "Refused"
        case Undetermined():
            return "Cannot be judged, so it is blocked"
        case _:
            assert_never(plan.verdict)


def verdict_sentence(plan: Plan) -> str:
    """The verdict as Markdown: what the plan does, or the first reason why it is blocked."""
    match plan.verdict:
        case Refused(reasons=(first, *_)) | Undetermined(reasons=(first, *_)):
            return f"**{title_of(plan)}:** {prose(first, 500)}"
        case _:
            return f"**{title_of(plan)}.** {capital(effect(plan))}."


def sign_of(plan: Plan) -> str:
    """One sign for the verdict, seen from afar."""
    match plan.verdict:
        case Allowed():
            return "✅"
        case NeedsApproval():
            return "🟡"
        case Refused():
            return "⛔"
        case Undetermined():
            return "❔"
        case _:
            assert_never(plan.verdict)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
