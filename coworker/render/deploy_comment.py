"""What became of a deployment: what was done, what was not, and what to do next.

It must not call something done that was not verified.
"""

from dataclasses import dataclass

from coworker.model.change import StackOutcome, StackState
from coworker.model.digest import short
from coworker.model.handoff import DeployOutcome
from coworker.render.comment import bullets, comment, names
from coworker.render.markdown import code, counted, details, header, prose, row, shorten, visible

_STATES = {
    StackState.DEPLOYED: "✅ deployed",
    StackState.ALREADY_IN_PLACE: "✅ already in place",
    StackState.ROLLED_BACK: "↩️ failed, rolled back",
    StackState.FAILED: "⛔ failed",
    StackState.UNKNOWN: "❔ not known",
    StackState.NOT_STARTED: "⏸️ not started",
    StackState.REFUSED: "⛔ refused",
}
_ROWS = 100
_CHECKS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """An issue to be opened where a deployment did not end well."""

    title: str
    markdown: str


def deploy_comment(outcome: DeployOutcome, *, baseline: str | None = None) -> str:
    """The outcome as Markdown. `baseline` is the tag that was made, if one was."""
    if outcome.refusals:
        return _refused(outcome, "in the follow-up issue")
    return _good(outcome, baseline) if outcome.good else _bad(outcome)


def follow_up(outcome: DeployOutcome) -> FollowUp:
    """An issue for a deployment that was refused or failed; one for each commit and environment."""
    environment = shorten(visible(outcome.environment), 60)
    what = "was refused" if outcome.refusals else "failed"
    return FollowUp(
        title=f"Deployment of {outcome.commit[:12]} to {environment} {what}",
        markdown=_refused(outcome, "below") if outcome.refusals else _bad(outcome),
    )


def _place(outcome: DeployOutcome) -> str:
    merged = f" (#{outcome.pull_request})" if outcome.pull_request is not None else ""
    return f"{code(outcome.environment)} at {code(outcome.commit[:12])}{merged}"


def _good(outcome: DeployOutcome, baseline: str | None) -> str:
    if not outcome.stacks:
        return comment(
            (f"✅ **Nothing to deploy** to {_place(outcome)}: no stack changed.",),
            "`/coworker status`",
        )
    count = counted(len(outcome.stacks), "stack")
    return comment(
        (
            f"🚀 **Deployed** {count} to {_place(outcome)}, exactly as reviewed.",
            _table(outcome),
            _verified(outcome),
            _outputs(outcome),
            _approved(outcome, baseline),
        ),
        _back(outcome),
    )


def _back(outcome: DeployOutcome) -> str:
    change = f"#{outcome.pull_request}" if outcome.pull_request is not None else "the commit"
    return (
        f"nothing. To go back, revert {change}: the revert is planned, reviewed and deployed like "
        "any other change. `/coworker help` lists the rest."
    )


def _approved(outcome: DeployOutcome, baseline: str | None) -> str:
    parts = []
    if outcome.approvers:
        parts.append(f"**Approved by:** {names(outcome.approvers[:20])}")
    if baseline is not None:
        parts.append(f"**Baseline:** {code(baseline)}")
    if outcome.receipt is not None:
        parts.append(f"**Receipt:** {code(short(outcome.receipt.plan))}")
    return " · ".join(parts)


def _bad(outcome: DeployOutcome) -> str:
    done = sum(stack.good for stack in outcome.stacks)
    count = counted(len(outcome.stacks), "stack")
    failures = "\n".join(
        f"- {code(str(stack.stack))} {code(item.address)} ({code(item.type)}): "
        f"{prose(item.reason, 400)}"
        for stack in outcome.stacks
        for item in stack.failures[:10]
    )
    messages = [
        f"{stack.stack}: {stack.message}"
        for stack in outcome.stacks
        if not stack.good and stack.message
    ]
    return comment(
        (
            f"⛔ **The deployment to {_place(outcome)} did not finish:** {done} of {count} done.",
            _table(outcome),
            bullets(messages[:20]),
            f"**What AWS said:**\n\n{shorten(failures, 20_000)}" if failures else "",
            _verified(outcome),
        ),
        "mend the cause in a new pull request, or run the deployment's job again: what is done is "
        "not done twice.",
    )


def _refused(outcome: DeployOutcome, fresh_plan_at: str) -> str:
    moved = f"**What moved since the review:**\n\n{bullets(outcome.moved)}" if outcome.moved else ""
    fresh = "" if outcome.fresh_plan is None else f"A fresh plan stands {fresh_plan_at}."
    step = (
        "open a pull request that touches the same stacks; a word in the `description` of "
        "stack.yaml is enough. It is planned as things stand now, and what its owners approve is "
        "deployed."
    )
    return comment(
        (
            f"⛔ **Not deployed** to {_place(outcome)}. Nothing was executed.",
            bullets(outcome.refusals),
            moved,
            fresh,
        ),
        step,
    )


def _table(outcome: DeployOutcome) -> str:
    shown = outcome.stacks[:_ROWS]
    rows = [row((code(str(item.stack)), _STATES[item.state], _status(item))) for item in shown]
    more = len(outcome.stacks) - len(shown)
    table = "\n".join([header(("Stack", "Result", "Status in AWS")), *rows])
    return f"{table}\n\n… and {more:,} more stacks." if more > 0 else table


def _status(item: StackOutcome) -> str:
    return code(item.status) if item.status else ""


def _verified(outcome: DeployOutcome) -> str:
    checks = [f"{stack.stack}: {check}" for stack in outcome.stacks for check in stack.verified]
    if not checks:
        return ""
    title = f"Verified against AWS: {counted(len(checks), 'check')}"
    return details(title, bullets(checks[:_CHECKS], 120))


def _outputs(outcome: DeployOutcome) -> str:
    rows = [
        row((code(str(stack.stack)), code(name), code(value)))
        for stack in outcome.stacks
        for name, value in stack.outputs.items()
    ][:_ROWS]
    table = "\n".join([header(("Stack", "Output", "Value")), *rows])
    return details(counted(len(rows), "output"), table) if rows else ""
