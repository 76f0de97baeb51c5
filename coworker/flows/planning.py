"""Make a plan: rules first, then scanners and previews side by side, then the gate.

It must not write anything to the forge, nor execute what it previews.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coworker.errors import Fault
from coworker.flows.library import Library
from coworker.flows.side_by_side import PlanningParts, look
from coworker.flows.stacks import StackWork, order_of
from coworker.governance.order import Cycle
from coworker.governance.receipt import receipt_of
from coworker.guardrails.blast_radius import measure
from coworker.guardrails.changes import check_preview
from coworker.guardrails.gate import judge
from coworker.guardrails.graph import nodes_of
from coworker.guardrails.static import check_source
from coworker.guardrails.waived import apply_waivers
from coworker.model.change import Preview, PreviewResult
from coworker.model.finding import Finding, ScanFailed, ScanResult
from coworker.model.plan import Plan, StackPlan
from coworker.model.policy import Policy
from coworker.model.request import Request
from coworker.model.stack import STACK_FILE, BrokenStack

_LOG = logging.getLogger(__name__)
COST_NOT_ESTIMATED = "not estimated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is to be planned, and for whom.

    `requester` is the login of who asked, or pushed. `head` is empty while there is no commit yet.
    `unasked` says why AWS is not to be asked, where it is not.
    """

    request: Request
    planner: str
    works: tuple[StackWork, ...]
    paths: tuple[str, ...]
    base: str
    requester: str
    head: str = ""
    broken: tuple[BrokenStack, ...] = ()
    assumptions: tuple[str, ...] = ()
    unasked: str = ""


def make_plan(wanted: Wanted, library: Library, parts: PlanningParts) -> Plan:
    """Plan every stack; a fault in one stack's preview or in a scanner never loses the others.

    Raises ConfigurationFault where the library's policy is not valid.
    """
    broken = (*wanted.broken, *_circular(wanted.works))
    environments = [work.id.environment for work in wanted.works]
    environments += [item.id.environment for item in broken]
    policies = library.policies(environments)
    static = _static_findings(wanted.works, policies)
    scans, previews = look(wanted.works, _skipped(wanted, policies, static), parts)
    findings = _all_findings(wanted.works, library, policies, static, scans, previews)
    failed = tuple(scan for scan in scans if isinstance(scan, ScanFailed))
    stacks = tuple(
        StackPlan(
            stack=work.id,
            source=work.now,
            preview=preview,
            nodes=nodes_of(work.now) if work.now else (),
        )
        for work, preview in zip(wanted.works, previews, strict=True)
    )
    seen = [preview for preview in previews if isinstance(preview, Preview)]
    keywords = {word for policy in policies.values() for word in policy.blast_radius.keywords}
    radius = measure(seen, sorted(keywords))
    verdict = judge(
        policies=policies,
        plans=stacks,
        broken=broken,
        findings=findings,
        failed_scans=failed,
        blast_radius=radius,
        owners=library.owners(wanted.paths),
    )
    return Plan(
        request=wanted.request,
        planner=wanted.planner,
        stacks=stacks,
        broken=broken,
        findings=findings,
        failed_scans=failed,
        blast_radius=radius,
        cost=COST_NOT_ESTIMATED,
        rollback=rollback_steps(wanted.works),
        verdict=verdict,
        receipt=receipt_of(
            request_digest=wanted.request.digest,
            policies={name: policy.digest for name, policy in policies.items()},
            files={str(work.id): work.now.digest if work.now else "" for work in wanted.works},
            previews=seen,
            base=wanted.base,
            head=wanted.head,
            requester=wanted.requester,
        ),
        assumptions=wanted.assumptions,
    )


def _circular(works: Sequence[StackWork]) -> tuple[BrokenStack, ...]:
    """The stacks that wait for each other, where some do: there is no order to deploy them in."""
    order = order_of(works)
    if not isinstance(order, Cycle):
        return ()
    ring = " -> ".join(map(str, order.members))
    return tuple(
        BrokenStack(
            id=stack,
            path=f"{stack.folder}/{STACK_FILE}",
            line=None,
            reason=f"the stacks depend on each other in a circle: {ring}",
            next_step="Take one of the dependencies out.",
        )
        for stack in sorted(set(order.members))
    )


def rollback_steps(works: Sequence[StackWork]) -> tuple[str, ...]:
    """How to undo the change, in words, stack by stack."""
    steps: list[str] = []
    for work in works:
        if work.now is None:
            steps.append(f"{work.id}: revert the merge; the stack is made anew from its files.")
        elif work.before is None:
            steps.append(
                f"{work.id}: revert the merge; the stack is removed. Resources that are kept on "
                "removal (DeletionPolicy: Retain) stay and are listed then."
            )
        else:
            steps.append(f"{work.id}: revert the merge; the stack returns to its former template.")
    return tuple(steps)


def _static_findings(
    works: Sequence[StackWork], policies: Mapping[str, Policy]
) -> Mapping[str, tuple[Finding, ...]]:
    return {
        str(work.id): check_source(work.now, policies[work.id.environment]) if work.now else ()
        for work in works
    }


def _skipped(
    wanted: Wanted,
    policies: Mapping[str, Policy],
    static: Mapping[str, tuple[Finding, ...]],
) -> Mapping[str, str]:
    """The stacks that AWS is not asked about, since what is known refuses them, and why."""
    if wanted.unasked:
        return {str(work.id): wanted.unasked for work in wanted.works}
    found: dict[str, str] = {}
    for work in wanted.works:
        policy = policies[work.id.environment]
        blocking = [item for item in static[str(work.id)] if _blocks(item, policy)]
        if blocking:
            rule = blocking[0].rule
            found[str(work.id)] = f"{rule} refuses it already; AWS was not touched."
    return found


def take_back(plan: Plan, parts: PlanningParts) -> None:
    """A plan that goes nowhere leaves no change set behind; if it must, the answer still counts."""
    for stack in plan.stacks:
        if stack.source is None or not isinstance(stack.preview, Preview):
            continue
        try:
            parts.previewers[stack.source.spec.engine].discard(stack.source)
        except Fault as fault:
            _LOG.warning("the preview of %s was not taken back: %s", stack.stack, fault)


def _blocks(finding: Finding, policy: Policy) -> bool:
    return finding.severity.rank >= policy.blocks_from.rank


def _all_findings(
    works: Sequence[StackWork],
    library: Library,
    policies: Mapping[str, Policy],
    static: Mapping[str, tuple[Finding, ...]],
    scans: Sequence[ScanResult],
    previews: Sequence[PreviewResult],
) -> tuple[Finding, ...]:
    found = [finding for findings in static.values() for finding in findings]
    for scan in scans:
        if not isinstance(scan, ScanFailed):
            found.extend(scan.findings)
    for preview in previews:
        if isinstance(preview, Preview):
            found.extend(check_preview(preview, policies[preview.stack.environment]))
    for source in (work.now for work in works):
        if source is not None:
            found = list(apply_waivers(found, library.blueprint(source.spec.blueprint), source))
    return tuple(
        sorted(
            found,
            key=lambda item: (
                -item.severity.rank,
                item.place.path,
                item.place.line or 0,
                item.rule,
            ),
        )
    )
