"""Execute what a deployment has proved: stack by stack, each recorded, the rest kept on a failure.

It must not be called for anything that has not been proved to be what was reviewed.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from coworker.errors import Fault
from coworker.flows.side_by_side import PlanningParts
from coworker.flows.stacks import Changed, StackWork, order_of
from coworker.governance.order import Cycle
from coworker.model.change import Preview, StackOutcome, StackState
from coworker.model.environment import EngineName
from coworker.model.forge import Deployment, DeploymentState
from coworker.model.handoff import DeployOutcome
from coworker.model.plan import Plan
from coworker.model.stack import StackId
from coworker.ports import Deployer, DeploymentWriter, ForgeReader, Progress, Repository

_LOG = logging.getLogger(__name__)
# "Create a deployment status" in GitHub's REST documentation: a short description of 140 at most.
_STATUS_TEXT = 140


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployParts:
    """What deploying needs from the world. Only here is there a Deployer; `login` is who we are."""

    repository: Repository
    forge: ForgeReader
    deployments: DeploymentWriter
    planning: PlanningParts
    deployers: Mapping[EngineName, Deployer]
    shipped: Mapping[str, str]
    progress: Progress
    login: str


def execute_all(
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
