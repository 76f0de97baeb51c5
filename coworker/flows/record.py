"""The publish job after a deployment: ledger, baseline, comments, the issue, the follow-up.

It must not read or change AWS.
"""

from collections.abc import Sequence

from coworker.errors import ExitCode
from coworker.flows.ledger import record
from coworker.flows.posting import ARTIFACT, DOCS, PublishParts
from coworker.flows.publish import Published
from coworker.flows.sticky import PLAN_MARKER, marker, put_comment
from coworker.governance.baseline import PREFIX, baseline_name
from coworker.model.digest import digest_of
from coworker.model.forge import Reaction
from coworker.model.handoff import DeployOutcome
from coworker.model.ledger import EntryKind, Record
from coworker.render.deploy_comment import deploy_comment, follow_up
from coworker.render.fresh_plan_comment import fresh_plan_comment

_FOLLOW_UP_LABEL = "coworker:follow-up"


def record_deployments(
    outcomes: Sequence[DeployOutcome], parts: PublishParts
) -> tuple[Published, ...]:
    """Write down what became of a push, in each of its environments. Twice changes nothing.

    What people read comes before the ledger: a ledger that cannot be written must not silence
    what was done to AWS, in any environment. Raises ForgeFault where the forge refuses.
    """
    closing = _done_with(outcomes)
    published: list[Published] = []
    records: list[Record] = []
    for outcome in outcomes:
        baseline = _tag(outcome, parts) if outcome.good and outcome.stacks else None
        published.append(_told(outcome, baseline, parts, closing=closing))
        records += _records(outcome, baseline)
    record(records, reader=parts.reader, writer=parts.writer, clock=parts.clock)
    return tuple(published)


def _done_with(outcomes: Sequence[DeployOutcome]) -> bool:
    """Whether all environments of the push went well; one whose job left no outcome did not."""
    good = {outcome.environment for outcome in outcomes if outcome.good}
    meant = {name for item in outcomes for name in (item.environment, *item.environments)}
    return meant <= good


def _told(
    outcome: DeployOutcome, baseline: str | None, parts: PublishParts, *, closing: bool
) -> Published:
    text = deploy_comment(outcome, baseline=baseline)
    mark = marker(f"deploy:{outcome.environment}:{outcome.commit[:12]}")
    if outcome.pull_request is not None:
        put_comment(outcome.pull_request, text, mark, reader=parts.reader, writer=parts.writer)
    if outcome.good:
        _answer(outcome, text, mark, parts, closing=closing)
        return Published(
            exit_code=ExitCode.DONE,
            text=f"deployed {outcome.environment} at {outcome.commit[:12]}"
            + (f", baseline {baseline}" if baseline else ""),
            pull_request=outcome.pull_request,
        )
    notice = follow_up(outcome)
    issue = parts.writer.open_issue(
        title=notice.title, body=notice.markdown, labels=(_FOLLOW_UP_LABEL,)
    )
    if outcome.fresh_plan is not None:
        put_comment(
            issue.number,
            fresh_plan_comment(outcome.fresh_plan, artifact=ARTIFACT, docs=DOCS).markdown,
            PLAN_MARKER,
            reader=parts.reader,
            writer=parts.writer,
        )
    return Published(
        exit_code=ExitCode.REFUSED if outcome.refusals else ExitCode.FAULT,
        text=f"not deployed; see #{issue.number}",
        pull_request=outcome.pull_request,
    )


def _answer(
    outcome: DeployOutcome, text: str, mark: str, parts: PublishParts, *, closing: bool
) -> None:
    if outcome.issue is None:
        return
    put_comment(outcome.issue, text, mark, reader=parts.reader, writer=parts.writer)
    if closing:
        parts.writer.react(number=outcome.issue, comment=None, reaction=Reaction.ROCKET)
        parts.writer.close_issue(outcome.issue)


def _tag(outcome: DeployOutcome, parts: PublishParts) -> str:
    """Tag the commit, unless it is a baseline already: with the day's next free name."""
    tags = parts.reader.tags(PREFIX)
    present = sorted(name for name, commit in tags.items() if commit == outcome.commit)
    if present:
        return present[0]
    name = baseline_name(sorted(tags), parts.clock.now())
    stacks = ", ".join(str(item.stack) for item in outcome.stacks)
    parts.writer.tag(name, outcome.commit, f"Deployed and verified: {stacks}\n")
    return name


def _records(outcome: DeployOutcome, baseline: str | None) -> list[Record]:
    where = f"{outcome.commit}:{outcome.environment}"
    data = {
        "commit": outcome.commit,
        "environment": outcome.environment,
        "pull_request": str(outcome.pull_request or ""),
        "plan": outcome.receipt.plan if outcome.receipt else "",
    }
    if outcome.refusals:
        return [
            Record(
                key=f"refusal:{where}:{digest_of((*outcome.refusals, *outcome.moved))}",
                kind=EntryKind.REFUSAL,
                actor=outcome.trigger.actor,
                data={**data, "reasons": " ".join((*outcome.refusals, *outcome.moved))},
            )
        ]
    records = [
        Record(
            key=f"approval:{where}:{login}",
            kind=EntryKind.APPROVAL,
            actor=login,
            data=data,
        )
        for login in outcome.approvers
    ]
    records += [
        Record(
            key=f"deployment:{where}:{item.stack}:{'good' if item.good else item.state}",
            kind=EntryKind.DEPLOYMENT,
            actor=outcome.trigger.actor,
            data={**data, "stack": str(item.stack), "state": item.state, "status": item.status},
        )
        for item in outcome.stacks
    ]
    if baseline is not None:
        records.append(
            Record(
                key=f"baseline:{where}",
                kind=EntryKind.BASELINE,
                actor="coworker",
                data={**data, "tag": baseline},
            )
        )
    return records
