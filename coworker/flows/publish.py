"""The publish job: check what propose handed over once more, then post it.

It must not read AWS, ask a model, or run anything from the branch.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from coworker.errors import ExitCode, Fault, ForgeFault, HandoffFault
from coworker.flows.posting import (
    CHECK_NAME,
    PublishParts,
    post_plan,
    put_check,
    put_records,
    record_plan,
)
from coworker.flows.recheck import check_again, check_plan
from coworker.flows.sticky import PLAN_MARKER, marker, put_comment
from coworker.governance.trailers import commit_message
from coworker.model.digest import digest_of, short
from coworker.model.forge import (
    BranchMoved,
    CheckConclusion,
    CheckRun,
    Committed,
    NewCommit,
    Reaction,
)
from coworker.model.handoff import Answer, PlannedPullRequest, Proposal, ProposedChange, Silence
from coworker.model.ledger import EntryKind, Record
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined, Verdict, blocks
from coworker.render.issue_notice import issue_notice
from coworker.render.pull_request import pull_request_body

# The events whose own payload says which head commit they are about. Of a comment's, the document
# that was handed over says it, and whoever wrote that could say any commit.
_SAYING_THEIR_HEAD = frozenset({"merge_group", "pull_request"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What was posted: where, and how the job ends."""

    exit_code: ExitCode
    text: str
    pull_request: int | None = None
    head: str | None = None


def publish(proposal: Proposal, parts: PublishParts) -> Published:
    """Post a proposal. Running it twice changes nothing.

    Raises HandoffFault where the proposal contradicts itself, ForgeFault where the forge refuses.
    """
    match proposal:
        case ProposedChange():
            return _change(proposal, parts)
        case PlannedPullRequest():
            return _planned(proposal, parts)
        case Answer():
            return _answer(proposal, parts)
        case Silence():
            return _silence(proposal, parts)
        case _:
            assert_never(proposal)


def exit_code_of(verdict: Verdict) -> ExitCode:
    """How a command ends that came to this verdict."""
    match verdict:
        case Allowed() | NeedsApproval():
            return ExitCode.DONE
        case Refused():
            return ExitCode.REFUSED
        case Undetermined():
            return ExitCode.UNDETERMINED
        case _:
            assert_never(verdict)


def _change(proposal: ProposedChange, parts: PublishParts) -> Published:
    check_again(proposal)
    plan = proposal.plan
    number = proposal.trigger.number
    if number is None:
        raise HandoffFault(
            "The proposed change names no issue",
            where="proposal.json",
            next_step="Run the propose job again.",
        )
    head = _commit(proposal, number, parts)
    plan = replace(plan, receipt=replace(plan.receipt, head=head))
    pull_request = parts.writer.open_pull_request(
        branch=proposal.branch,
        base=proposal.trigger.default_branch,
        title=proposal.title,
        body=pull_request_body(plan, issue=number),
    )
    post_plan(plan, pull_request, parts)
    put_comment(
        number,
        issue_notice(plan, pull_request.number),
        marker("notice"),
        reader=parts.reader,
        writer=parts.writer,
    )
    parts.writer.react(number=number, comment=proposal.trigger.comment, reaction=Reaction.ROCKET)
    record_plan(plan, proposal.trigger, pull_request, parts)
    return Published(
        exit_code=exit_code_of(plan.verdict),
        text=f"planned in #{pull_request.number}",
        pull_request=pull_request.number,
        head=head,
    )


def _commit(proposal: ProposedChange, number: int, parts: PublishParts) -> str:
    """Make the branch's commit, unless the branch has this very plan already."""
    present = parts.reader.branch_head(proposal.branch)
    if present is not None:
        _require_ours(proposal.branch, parts)
    message = commit_message(
        proposal.title, f"Asked for in #{number}.", proposal.plan.receipt, number
    )
    if present is not None and _holds(present, proposal, parts):
        return present
    result = parts.writer.commit(
        NewCommit(
            branch=proposal.branch,
            parent=present or proposal.plan.receipt.base,
            message=message,
            files=proposal.files,
        )
    )
    match result:
        case Committed():
            return result.commit
        case BranchMoved():
            raise ForgeFault(
                f"The branch {proposal.branch} moved while the plan was being posted",
                where=proposal.branch,
                next_step="Run the job again.",
            )
        case _:
            assert_never(result)


def _require_ours(branch: str, parts: PublishParts) -> None:
    """A plan covers the proposal's files alone: it must not stand for what others pushed there."""
    others = parts.reader.pushers(branch)
    if others:
        raise Fault(
            f"{', '.join(sorted(others))} pushed to the branch {branch}, which is not taken over",
            where=branch,
            next_step="Comment `/coworker plan` on its pull request, or delete that branch",
        )


def _holds(commit: str, proposal: ProposedChange, parts: PublishParts) -> bool:
    return all(
        parts.reader.read_file(commit, path) == text for path, text in proposal.files.items()
    )


def _planned(proposal: PlannedPullRequest, parts: PublishParts) -> Published:
    plan = proposal.plan
    number = proposal.trigger.number
    check_plan(proposal)
    if number is None:
        put_check(plan, parts)
        return Published(exit_code=exit_code_of(plan.verdict), text="planned a merge group")
    pull_request = parts.reader.pull_request(number)
    if pull_request.head != plan.receipt.head:
        if proposal.trigger.event in _SAYING_THEIR_HEAD:
            put_check(plan, parts)
        return Published(
            exit_code=exit_code_of(plan.verdict),
            text=f"#{number} has moved on to {pull_request.head[:12]}, which is planned by itself",
            pull_request=number,
            head=plan.receipt.head,
        )
    post_plan(plan, pull_request, parts)
    blocked = blocks(plan.verdict)
    if proposal.trigger.comment is not None:
        parts.writer.react(
            number=number,
            comment=proposal.trigger.comment,
            reaction=Reaction.CONFUSED if blocked else Reaction.ROCKET,
        )
    record_plan(plan, proposal.trigger, pull_request, parts)
    return Published(
        exit_code=exit_code_of(plan.verdict),
        text=f"planned #{number} at {plan.receipt.head[:12]}",
        pull_request=number,
        head=plan.receipt.head,
    )


def _silence(silence: Silence, parts: PublishParts) -> Published:
    """No comment; but a required check must not wait for ever on a change without a stack."""
    trigger = silence.trigger
    known = trigger.event in _SAYING_THEIR_HEAD and trigger.action != "closed"
    if trigger.head is not None and known:
        parts.writer.put_check_run(
            CheckRun(
                name=CHECK_NAME,
                head=trigger.head,
                conclusion=CheckConclusion.NEUTRAL,
                title="Nothing to plan",
                summary=f"{silence.reason[:1].upper()}{silence.reason[1:]}.",
                external_id="",
            )
        )
    return Published(exit_code=ExitCode.DONE, text=silence.reason)


def _answer(answer: Answer, parts: PublishParts) -> Published:
    trigger = answer.trigger
    codes = {
        "done": ExitCode.DONE,
        "refused": ExitCode.REFUSED,
        "undetermined": ExitCode.UNDETERMINED,
        "input_needed": ExitCode.INPUT_NEEDED,
    }
    if trigger.number is None:
        return Published(exit_code=codes[answer.outcome], text=answer.markdown)
    put_comment(
        trigger.number,
        answer.markdown.removeprefix(PLAN_MARKER).lstrip("\n"),
        marker(f"answer:{short(digest_of(trigger))}"),
        reader=parts.reader,
        writer=parts.writer,
    )
    parts.writer.react(
        number=trigger.number,
        comment=trigger.comment,
        reaction=Reaction.ROCKET if answer.outcome == "done" else Reaction.CONFUSED,
    )
    if answer.recorded and answer.outcome in {"refused", "undetermined"}:
        put_records(
            [
                Record(
                    key=f"refusal:{digest_of(trigger)}",
                    kind=EntryKind.REFUSAL,
                    actor=trigger.actor,
                    data={"number": str(trigger.number), "outcome": answer.outcome},
                )
            ],
            parts,
        )
    return Published(exit_code=codes[answer.outcome], text=f"answered in #{trigger.number}")
