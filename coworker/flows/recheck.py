"""Judge a proposal once more on arrival, by what its files are and not by what it says.

It must not trust a plan's digest, a branch's name or a path that it has not derived or checked.
"""

from collections.abc import Mapping
from dataclasses import replace

from coworker.errors import HandoffFault
from coworker.flows.stacks import stacks_of_paths
from coworker.guardrails.rules.secrets import secrets_in
from coworker.intake.events import IntakeSettings, decide
from coworker.intake.paths import proposal_refusals
from coworker.intake.stackfile import read_stack
from coworker.model.change import Preview
from coworker.model.handoff import PlannedPullRequest, ProposedChange
from coworker.model.plan import Plan
from coworker.model.stack import BrokenStack, stack_of_path
from coworker.model.trigger import Ignore, Trigger
from coworker.model.verdict import blocks


def check_again(proposal: ProposedChange) -> None:
    """Raises HandoffFault with every reason why the proposal must not be posted."""
    problems = list(proposal_refusals(proposal.files))
    texts = {path: text for path, text in proposal.files.items() if text is not None}
    for path, text in sorted(texts.items()):
        problems += [f"{path}:{finding} looks like a secret" for finding in secrets_in(text)]
    if blocks(proposal.plan.verdict):
        problems.append("its plan is not one that may be proposed")
    if not proposal.branch.startswith(f"coworker/{proposal.trigger.number}-"):
        problems.append("its branch is not the one of its issue")
    derived: dict[str, str] = {}
    for stack in stacks_of_paths(tuple(texts)):
        own = {path: text for path, text in texts.items() if stack_of_path(path) == stack}
        source = read_stack(stack, own)
        if isinstance(source, BrokenStack):
            problems.append(f"{source.path}: {source.reason}")
        else:
            derived[str(stack)] = source.digest
    if derived != dict(proposal.plan.receipt.files):
        problems.append("its files are not those that were planned")
    _refuse(problems)


def check_plan(proposal: PlannedPullRequest) -> None:
    """Raises HandoffFault where the plan is not of this head, or its receipt not of its parts."""
    plan, problems = proposal.plan, []
    if plan.receipt.head != proposal.trigger.head:
        problems.append("its plan is of another head than the event's")
    if proposal.trigger.number is None and proposal.trigger.event != "merge_group":
        problems.append("it names no pull request")
    if _files(plan) != dict(plan.receipt.files) or _changes(plan) != dict(plan.receipt.changes):
        problems.append("its receipt is not that of its plan")
    _refuse(problems)


def _files(plan: Plan) -> Mapping[str, str]:
    return {str(item.stack): item.source.digest if item.source else "" for item in plan.stacks}


def _changes(plan: Plan) -> Mapping[str, str]:
    return {
        str(item.stack): item.preview.digest
        for item in plan.stacks
        if isinstance(item.preview, Preview)
    }


def check_event(
    trigger: Trigger, event_name: str, payload: Mapping[str, object], settings: IntakeSettings
) -> None:
    """Raises HandoffFault where a document does not come from this run's own event.

    Intake pins the commits of a command on a pull request, which its payload does not carry; all
    else is the event's, and is derived from it again.
    """
    decision = decide(event_name, payload, settings)
    if isinstance(decision, Ignore):
        _refuse(["this run's event asks for nothing"])
        return
    own = decision.trigger
    pinned = replace(
        own,
        head=own.head or trigger.head,
        base=own.base or trigger.base,
        ref=own.ref or trigger.ref,
    )
    _refuse([] if pinned == trigger else ["it does not come from this run's event"])


def _refuse(problems: list[str]) -> None:
    if problems:
        raise HandoffFault(
            "The document is refused: " + "; ".join(problems),
            where="the stage before",
            next_step="Nothing was posted. Run the jobs again from the first.",
        )
