"""The propose job: from a command to a document that the publish job can check and post.

It must not write to the forge; what it leaves in AWS are change sets, and it takes those back
where they are of no use.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from coworker.errors import ConfigurationFault
from coworker.flows.answers import answer_text, is_answer
from coworker.flows.drafting import Drafted, Question, draft, request_of
from coworker.flows.library import Library, load_library
from coworker.flows.planning import Wanted, make_plan, take_back
from coworker.flows.posting import ARTIFACT, DOCS
from coworker.flows.side_by_side import PlanningParts
from coworker.flows.stacks import Changed, changed_stacks, stack_at
from coworker.model.handoff import Answer, PlannedPullRequest, Proposal, ProposedChange, Silence
from coworker.model.plan import Plan
from coworker.model.trigger import Command, Ignore, Reply, Subject, Trigger, Verb
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined, blocks
from coworker.ports import ForgeReader, Repository
from coworker.render.clean_up_comment import clean_up_comment
from coworker.render.question_comment import question_comment
from coworker.render.refused_comment import refused_comment
from coworker.render.reply_comment import reply_comment

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposeParts:
    """What proposing needs from the world: reading, previews and scanners."""

    repository: Repository
    forge: ForgeReader
    planning: PlanningParts
    shipped: Mapping[str, str]


def propose(decision: Command | Reply | Ignore, parts: ProposeParts) -> Proposal:
    """Do what was asked for, up to the point where the forge would change.

    Raises Fault; a refusal is an Answer with outcome `refused`.
    """
    match decision:
        case Ignore():
            raise ValueError("an ignored event has no proposal")
        case Reply():
            return Answer(
                trigger=decision.trigger,
                markdown=reply_comment(decision),
                outcome="refused",
                recorded=False,
            )
        case Command():
            return _command(decision, parts)
        case _:
            assert_never(decision)


def _command(command: Command, parts: ProposeParts) -> Proposal:
    trigger = command.trigger
    if command.verb is Verb.CLEAN_UP:
        return _clean_up(trigger, parts)
    if command.verb is Verb.DEPLOY:
        raise ConfigurationFault(
            "A deployment is not planned: it executes what was reviewed",
            where="coworker propose",
            next_step="Run the workflow that deploys, or `coworker deploy --environment NAME`.",
        )
    # What governs a change is the head of the branch that it is merged into, and intake lets none
    # through that is for another branch than this.
    governing = parts.repository.resolve(trigger.default_branch)
    library = load_library(parts.repository, governing, parts.shipped)
    if is_answer(command.verb):
        text, outcome = answer_text(command, library, parts.forge)
        return Answer(trigger=trigger, markdown=text, outcome=outcome)
    if trigger.subject is Subject.PULL_REQUEST or trigger.event == "merge_group":
        return _pull_request(command, library, parts)
    return _issue(command, library, parts)


def _issue(command: Command, library: Library, parts: ProposeParts) -> Proposal:
    trigger = command.trigger
    drafted = draft(
        command, library, lambda stack: stack_at(parts.repository, library.commit, stack)
    )
    if isinstance(drafted, Question):
        return Answer(
            trigger=trigger,
            markdown=question_comment(
                drafted.understanding, drafted.request, drafted.questions, library.catalogue
            ),
            outcome="input_needed",
        )
    if not isinstance(drafted, Drafted):
        return Answer(trigger=trigger, markdown=drafted.markdown, outcome=drafted.outcome)
    plan = make_plan(
        Wanted(
            request=drafted.request,
            planner=drafted.planner,
            works=drafted.works,
            paths=tuple(sorted(drafted.files)),
            base=library.commit,
            requester=trigger.actor,
            assumptions=drafted.assumptions,
        ),
        library,
        parts.planning,
    )
    if blocks(plan.verdict):
        take_back(plan, parts.planning)
        return _blocked(trigger, plan)
    return ProposedChange(
        trigger=trigger,
        plan=plan,
        branch=drafted.branch,
        title=drafted.title,
        files=drafted.files,
    )


def _blocked(trigger: Trigger, plan: Plan) -> Answer:
    rendered = refused_comment(plan, artifact=ARTIFACT, docs=DOCS)
    match plan.verdict:
        case Refused():
            return Answer(trigger=trigger, markdown=rendered.markdown, outcome="refused")
        case Undetermined():
            return Answer(trigger=trigger, markdown=rendered.markdown, outcome="undetermined")
        case Allowed() | NeedsApproval():
            raise ValueError("a plan that does not block was taken for one that does")
        case _:
            assert_never(plan.verdict)


def _pull_request(command: Command, library: Library, parts: ProposeParts) -> Proposal:
    trigger = command.trigger
    if trigger.head is None:
        raise ValueError("a pull request is planned at a head commit; intake pins it")
    changed = _changes_of(trigger.head, library.commit, parts.repository)
    if not changed.paths:
        return _nothing_to_plan(command)
    trailers = parts.repository.trailers(trigger.head)
    plan = make_plan(
        Wanted(
            request=request_of(command),
            planner="embedded" if "Coworker-Plan" in trailers else "hand-written",
            works=changed.works,
            paths=changed.paths,
            base=library.commit,
            requester=_requester(trigger, parts),
            head=trigger.head,
            broken=changed.broken,
        ),
        library,
        parts.planning,
    )
    return PlannedPullRequest(trigger=trigger, plan=plan)


def _requester(trigger: Trigger, parts: ProposeParts) -> str:
    """Who pushed. A comment asks for a plan, not for the change: then it is the author."""
    if trigger.event == "pull_request" or trigger.number is None:
        return trigger.actor
    return parts.forge.pull_request(trigger.number).author


def _changes_of(head: str, base: str, repository: Repository) -> Changed:
    """What the branch itself changes: from where it left the base branch, to its head."""
    return changed_stacks(repository, repository.merge_base(base, head) or base, head)


def _nothing_to_plan(command: Command) -> Proposal:
    if command.trigger.event != "issue_comment":
        return Silence(
            trigger=command.trigger, reason="the pull request changes nothing under infrastructure/"
        )
    return Answer(
        trigger=command.trigger,
        markdown=(
            "There is nothing to plan: this pull request changes no stack under "
            "`infrastructure/`.\n\n**Next:** push a change to "
            "`infrastructure/<environment>/<stack>/`; it is planned by itself."
        ),
        outcome="done",
    )


def _clean_up(trigger: Trigger, parts: ProposeParts) -> Proposal:
    """Take back what the previews of a pull request left, unless another one still needs it."""
    if trigger.head is None:
        raise ValueError("a closed pull request's payload carries its head")
    base = parts.repository.resolve(trigger.default_branch)
    wanted_elsewhere = {
        stack
        for other in parts.forge.open_pull_requests()
        if other.number != trigger.number and not other.from_fork
        for stack in _changes_of(other.head, base, parts.repository).ids
    }
    removed: list[str] = []
    for work in _changes_of(trigger.head, base, parts.repository).works:
        previewer = parts.planning.previewers.get(work.source.spec.engine)
        if work.id not in wanted_elsewhere and previewer is not None:
            removed.extend(previewer.discard(work.source))
    if not removed:
        return Silence(trigger=trigger, reason="the pull request's previews left nothing behind")
    return Answer(trigger=trigger, markdown=clean_up_comment(removed), outcome="done")
