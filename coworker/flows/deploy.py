"""The deploy job: prove the receipt, then execute exactly what was reviewed, stack by stack.

It must not deploy anything that a code owner has not approved at the pull request's head.
"""

from dataclasses import replace
from typing import assert_never

from coworker.flows.executing import DeployParts, execute_all
from coworker.flows.library import Library, load_library
from coworker.flows.planning import Wanted, make_plan, take_back
from coworker.flows.review import Reviewed, Unreviewed, approval_of, find_review
from coworker.flows.stacks import Changed, changed_stacks
from coworker.governance.approval import Approved, NotApproved
from coworker.governance.receipt import compare
from coworker.governance.trailers import issue_of_branch
from coworker.model.change import Preview
from coworker.model.forge import PullRequest
from coworker.model.handoff import DeployOutcome
from coworker.model.plan import Plan, Receipt
from coworker.model.request import Request
from coworker.model.trigger import Trigger
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined

_NOBODY = "Nobody reviewed it, so AWS was not asked."


def deploy(trigger: Trigger, environment: str, parts: DeployParts) -> DeployOutcome:
    """Deploy one environment's part of a push to main.

    The review is judged before AWS is asked anything. Raises Fault where something could not even
    be asked; every refusal is in the outcome.
    """
    before, commit = trigger.base, trigger.head
    if before is None or commit is None:
        raise ValueError("a push carries the commits before and after")
    library = load_library(parts.repository, before, parts.shipped)
    everything = changed_stacks(parts.repository, before, commit)
    changed = _only(everything, environment)
    found = find_review(
        before=before,
        commit=commit,
        branch=trigger.default_branch,
        environment=environment,
        forge=parts.forge,
        repository=parts.repository,
    )
    blank = _blank(trigger, environment, commit, found, parts)
    names = {stack.environment for stack in everything.ids}
    blank = replace(blank, environments=tuple(sorted(names)))
    if isinstance(found, Unreviewed):
        wanted = _wanted(trigger, changed, None, before)
        plan = make_plan(replace(wanted, unasked=_NOBODY), library, parts.planning)
        return replace(blank, refusals=found.reasons, fresh_plan=plan)
    blank = replace(blank, receipt=found.receipt)
    if superseded := _superseded(trigger, commit, changed, parts):
        return replace(blank, refusals=superseded)
    if isinstance(early := _approval(1, found, library, changed, blank, parts), NotApproved):
        return replace(blank, refusals=(*early.reasons, early.next_step))
    plan = make_plan(_wanted(trigger, changed, found, before), library, parts.planning)
    if refused := _moved_or_refused(plan, found, blank):
        take_back(plan, parts.planning)
        return refused
    approval = _approval(_needed(plan), found, library, changed, blank, parts)
    if isinstance(approval, NotApproved):
        return replace(blank, refusals=(*approval.reasons, approval.next_step))
    done = replace(blank, approvers=approval.approvers)
    return replace(done, stacks=execute_all(plan, changed, done, parts))


def _moved_or_refused(plan: Plan, found: Reviewed, blank: DeployOutcome) -> DeployOutcome | None:
    """The refusal, where the account or the policy moved, or the gate lets nothing through."""
    refused = _refused(plan)
    moved = compare(found.receipt, _still_to_do(plan, found.receipt))
    if moved:
        said = ("What would be deployed is not what was reviewed.", *refused)
        return replace(blank, moved=moved, fresh_plan=plan, refusals=said)
    return replace(blank, refusals=refused, fresh_plan=plan) if refused else None


def _superseded(
    trigger: Trigger, commit: str, changed: Changed, parts: DeployParts
) -> tuple[str, ...]:
    """What main holds otherwise by now. An old run that is started again must not bring it back."""
    now = parts.forge.branch_head(trigger.default_branch)
    if now is None or now == commit:
        return ()
    stacks = [
        stack
        for stack in changed.ids
        if parts.repository.tree_id(now, stack.folder)
        != parts.repository.tree_id(commit, stack.folder)
    ]
    return tuple(
        f"{stack} was changed again on {trigger.default_branch} since commit {commit[:12]}; only "
        "the newest state is deployed, by the run of the commit that brought it."
        for stack in stacks
    )


def _refused(plan: Plan) -> tuple[str, ...]:
    """Why the gate, asked again, lets nothing through; empty where it does."""
    match plan.verdict:
        case Refused() | Undetermined():
            return (*plan.verdict.reasons, plan.verdict.next_step)
        case Allowed() | NeedsApproval():
            return ()
        case _:
            assert_never(plan.verdict)


def _still_to_do(plan: Plan, reviewed: Receipt) -> Receipt:
    """The derived receipt, as far as anything would be executed.

    A stack whose preview is empty has been deployed by an earlier run of this job, or holds what
    is wanted already. It counts as reviewed: nothing is executed for it, and the deployer proves
    that what is deployed is the merged template. A stack that could not be previewed has not
    moved for that; the gate refuses it for what it is.
    """
    changing = {
        str(item.stack)
        for item in plan.stacks
        if isinstance(item.preview, Preview) and item.preview.changes
    }
    here = set(plan.receipt.files) - changing
    kept = {name: digest for name, digest in reviewed.changes.items() if name in here}
    return replace(plan.receipt, changes={**plan.receipt.changes, **kept})


def _only(changed: Changed, environment: str) -> Changed:
    prefix = f"infrastructure/{environment}/"
    return Changed(
        works=tuple(item for item in changed.works if item.id.environment == environment),
        broken=tuple(item for item in changed.broken if item.id.environment == environment),
        paths=tuple(path for path in changed.paths if path.startswith(prefix)),
    )


def _wanted(
    trigger: Trigger,
    changed: Changed,
    reviewed: Reviewed | None,
    before: str,
) -> Wanted:
    """The same wants as at review. The request itself is bound by its digest, not derived."""
    pull_request = reviewed.pull_request if reviewed else None
    return Wanted(
        request=Request(
            repository=trigger.repository,
            number=pull_request.number if pull_request else 0,
            author=pull_request.author if pull_request else trigger.actor,
            title=pull_request.title if pull_request else trigger.title,
            text="",
            at=trigger.at,
        ),
        planner="deploy",
        works=changed.works,
        paths=changed.paths,
        base=before,
        requester=reviewed.receipt.requester if reviewed else trigger.actor,
        head=pull_request.head if pull_request else "",
        broken=changed.broken,
    )


def _blank(
    trigger: Trigger,
    environment: str,
    commit: str,
    found: Reviewed | Unreviewed,
    parts: DeployParts,
) -> DeployOutcome:
    pull_request = found.pull_request
    issue = _issue_of(pull_request, parts) if pull_request else None
    return DeployOutcome(
        trigger=trigger,
        commit=commit,
        environment=environment,
        pull_request=pull_request.number if pull_request else None,
        issue=issue,
        approvers=(),
        receipt=None,
        stacks=(),
        details={"requester": parts.forge.issue(issue).author} if issue else {},
    )


def _issue_of(pull_request: PullRequest, parts: DeployParts) -> int | None:
    """The issue that asked for one of our own pull requests: by its branch, which no text names."""
    return issue_of_branch(pull_request.head_branch) if pull_request.author == parts.login else None


def _needed(plan: Plan) -> int:
    """How many owners; where nothing is left to change, one still must have approved."""
    return plan.verdict.count if isinstance(plan.verdict, NeedsApproval) else 1


def _approval(
    needed: int,
    reviewed: Reviewed,
    library: Library,
    changed: Changed,
    blank: DeployOutcome,
    parts: DeployParts,
) -> Approved | NotApproved:
    return approval_of(
        reviewed,
        changed.paths,
        library=library,
        needed=needed,
        requester=blank.details.get("requester", ""),
        forge=parts.forge,
    )
