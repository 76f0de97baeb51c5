"""The deploy job: prove the receipt, then execute exactly what was reviewed, stack by stack.

It must not deploy anything that a code owner has not approved at the pull request's head.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from coworker.errors import Fault
from coworker.flows.library import Library, load_library
from coworker.flows.planning import PlanningParts, Wanted, make_plan
from coworker.flows.review import Reviewed, Unreviewed, approval_of, find_review
from coworker.flows.stacks import Changed, StackWork, changed_stacks, order_of
from coworker.governance.approval import Approved, NotApproved
from coworker.governance.order import Cycle
from coworker.governance.receipt import compare
from coworker.governance.trailers import issue_of
from coworker.model.change import Preview, StackOutcome, StackState
from coworker.model.environment import EngineName
from coworker.model.forge import Deployment, DeploymentState
from coworker.model.handoff import DeployOutcome
from coworker.model.plan import Plan, Receipt
from coworker.model.request import Request
from coworker.model.stack import StackId
from coworker.model.trigger import Trigger
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined
from coworker.ports import Deployer, DeploymentWriter, ForgeReader, Progress, Repository

_LOG = logging.getLogger(__name__)
# "Create a deployment status" in GitHub's REST documentation: a short description of 140 at most.
_STATUS_TEXT = 140


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployParts:
    """What deploying needs from the world. Only here is there a Deployer."""

    repository: Repository
    forge: ForgeReader
    deployments: DeploymentWriter
    planning: PlanningParts
    deployers: Mapping[EngineName, Deployer]
    shipped: Mapping[str, str]
    progress: Progress


def deploy(trigger: Trigger, environment: str, parts: DeployParts) -> DeployOutcome:
    """Deploy one environment's part of a push to main.

    Raises Fault where something could not even be asked; every refusal is in the outcome.
    """
    before, commit = trigger.base, trigger.head
    if before is None or commit is None:
        raise ValueError("a push carries the commits before and after")
    library = load_library(parts.repository, before, parts.shipped)
    changed = _only(changed_stacks(parts.repository, before, commit), environment)
    found = find_review(
        before=before,
        commit=commit,
        environment=environment,
        forge=parts.forge,
        repository=parts.repository,
    )
    reviewed = found if isinstance(found, Reviewed) else None
    plan = make_plan(_wanted(trigger, changed, reviewed, before), library, parts.planning)
    blank = _blank(trigger, environment, commit, found, parts)
    if isinstance(found, Unreviewed):
        return replace(blank, refusals=found.reasons, fresh_plan=plan)
    blank = replace(blank, receipt=found.receipt)
    if superseded := _superseded(trigger, commit, changed, parts):
        return replace(blank, refusals=superseded)
    refused = _refused(plan)
    moved = compare(found.receipt, _still_to_do(plan, found.receipt))
    if moved:
        said = ("What would be deployed is not what was reviewed.", *refused)
        return replace(blank, moved=moved, fresh_plan=plan, refusals=said)
    if refused:
        return replace(blank, refusals=refused, fresh_plan=plan)
    approval = _approval(plan, found, library, environment, blank.details, parts)
    if isinstance(approval, NotApproved):
        return replace(blank, refusals=(*approval.reasons, approval.next_step))
    done = replace(blank, approvers=approval.approvers)
    return replace(done, stacks=_deploy_all(plan, changed, done, parts))


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
    issue = issue_of(pull_request.body) if pull_request else None
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


def _approval(
    plan: Plan,
    reviewed: Reviewed,
    library: Library,
    environment: str,
    details: Mapping[str, str],
    parts: DeployParts,
) -> Approved | NotApproved:
    """Whether enough owners approved; where nothing is left to change, one still must have."""
    needed = plan.verdict.count if isinstance(plan.verdict, NeedsApproval) else 1
    return approval_of(
        reviewed,
        library=library,
        needed=needed,
        requester=details.get("requester", ""),
        environment=environment,
        forge=parts.forge,
    )


def _deploy_all(
    plan: Plan, changed: Changed, outcome: DeployOutcome, parts: DeployParts
) -> tuple[StackOutcome, ...]:
    """Stack by stack in dependency order; after a failure the rest is not started."""
    previews = {
        item.stack: item.preview for item in plan.stacks if isinstance(item.preview, Preview)
    }
    works = {work.id: work for work in changed.works}
    outcomes: list[StackOutcome] = []
    for stack in _order(changed):
        if outcomes and not outcomes[-1].good:
            outcomes.append(_not_started(stack, "Not started, since the stack before it failed."))
            continue
        outcomes.append(_deploy_one(works[stack], previews[stack], outcome, parts))
    return tuple(outcomes)


def _order(changed: Changed) -> tuple[StackId, ...]:
    match order_of(changed.works):
        case Cycle():
            raise ValueError("the gate refuses stacks that depend on each other in a circle")
        case order:
            return order


def _not_started(stack: StackId, why: str) -> StackOutcome:
    return StackOutcome(stack=stack, state=StackState.NOT_STARTED, status="", message=why)


def _deploy_one(
    work: StackWork, preview: Preview, outcome: DeployOutcome, parts: DeployParts
) -> StackOutcome:
    """Whatever happens to the record of a deployment, what happened to the stack is kept."""
    try:
        deployment = _begin(work, preview, outcome, parts)
    except Fault as fault:
        return _not_started(work.id, f"Not started, since it could not be recorded: {fault}")
    result = replace(_execute(work, preview, parts), identity=preview.identity)
    try:
        parts.deployments.deployment_status(
            deployment.id,
            DeploymentState.SUCCESS if result.good else DeploymentState.FAILURE,
            result.message[:_STATUS_TEXT],
        )
    except Fault as fault:
        return replace(result, message=f"{result.message} Its status was not recorded: {fault}")
    return result


def _begin(
    work: StackWork, preview: Preview, outcome: DeployOutcome, parts: DeployParts
) -> Deployment:
    deployment = parts.deployments.deployment(
        commit=outcome.commit,
        environment=outcome.environment,
        task=f"deploy:{work.id}",
        payload={
            "plan": outcome.receipt.plan if outcome.receipt else "",
            "preview": preview.digest,
        },
    )
    parts.deployments.deployment_status(
        deployment.id, DeploymentState.IN_PROGRESS, f"Deploying {work.id}"
    )
    return deployment


def _execute(work: StackWork, preview: Preview, parts: DeployParts) -> StackOutcome:
    deployer = parts.deployers[work.source.spec.engine]
    try:
        if work.now is None:
            return deployer.remove(work.source, preview, parts.progress)
        return deployer.execute(work.now, preview, parts.progress)
    except (Exception, KeyboardInterrupt) as broke:  # noqa: BLE001 - it may have been touched: say so
        _LOG.error("deploying %s broke", work.id, exc_info=broke)
        what = str(broke) if isinstance(broke, Fault) else f"It broke ({type(broke).__name__})."
        return StackOutcome(
            stack=work.id,
            state=StackState.UNKNOWN,
            status="",
            message=f"{what} Run the job again: it continues where it stopped.",
        )
