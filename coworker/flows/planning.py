"""Make a plan: rules first, then scanners and previews side by side, then the gate.

It must not write anything to the forge, nor execute what it previews.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from coworker.errors import Fault
from coworker.flows.library import Library
from coworker.flows.stacks import StackWork, order_of
from coworker.governance.order import Cycle
from coworker.governance.receipt import receipt_of
from coworker.guardrails.blast_radius import measure
from coworker.guardrails.changes import check_preview
from coworker.guardrails.gate import judge
from coworker.guardrails.graph import nodes_of
from coworker.guardrails.static import check_source
from coworker.guardrails.waived import apply_waivers
from coworker.model.change import Preview, PreviewFailed, PreviewResult, PreviewSkipped
from coworker.model.environment import EngineName
from coworker.model.finding import Finding, ScanFailed, ScanResult
from coworker.model.plan import Plan, StackPlan
from coworker.model.policy import Policy
from coworker.model.request import Request
from coworker.model.stack import STACK_FILE, BrokenStack
from coworker.ports import Previewer, Scanner

_LOG = logging.getLogger(__name__)
_SIDE_BY_SIDE = 8
_REPORT = "This is a fault in the co-worker; the job's log has the details. Please report it."
COST_NOT_ESTIMATED = "not estimated"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanningParts:
    """What planning needs from the world."""

    scanners: Sequence[Scanner]
    previewers: Mapping[EngineName, Previewer]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is to be planned, and for whom.

    `requester` is the login of who asked, or pushed. `head` is empty while there is no commit yet.
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


def make_plan(wanted: Wanted, library: Library, parts: PlanningParts) -> Plan:
    """Plan every stack; a fault in one stack's preview or in a scanner never loses the others.

    Raises ConfigurationFault where the library's policy is not valid.
    """
    broken = (*wanted.broken, *_circular(wanted.works))
    environments = [work.id.environment for work in wanted.works]
    environments += [item.id.environment for item in broken]
    policies = library.policies(environments)
    static = _static_findings(wanted.works, policies)
    scans, previews = _side_by_side(wanted.works, policies, static, parts)
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


def _side_by_side(
    works: Sequence[StackWork],
    policies: Mapping[str, Policy],
    static: Mapping[str, tuple[Finding, ...]],
    parts: PlanningParts,
) -> tuple[tuple[ScanResult, ...], tuple[PreviewResult, ...]]:
    """Run every scanner over all stacks, and every preview, at the same time."""
    sources = [work.now for work in works if work.now is not None]
    with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="plan") as pool:
        scans = [
            (scanner.name, pool.submit(scanner.scan, sources))
            for scanner in parts.scanners
            if sources
        ]
        previews = [
            (work, pool.submit(_preview_task(work, policies, static, parts))) for work in works
        ]
        return (
            tuple(_scan_result(name, future) for name, future in scans),
            tuple(_preview_result(work, future) for work, future in previews),
        )


def _preview_task(
    work: StackWork,
    policies: Mapping[str, Policy],
    static: Mapping[str, tuple[Finding, ...]],
    parts: PlanningParts,
) -> Callable[[], PreviewResult]:
    policy = policies[work.id.environment]
    blocking = [item for item in static[str(work.id)] if _blocks(item, policy)]

    def run() -> PreviewResult:
        if blocking:
            return PreviewSkipped(
                stack=work.id,
                reason=f"{blocking[0].rule} refuses it already; AWS was not touched.",
            )
        previewer = parts.previewers.get(work.source.spec.engine)
        if previewer is None:
            return PreviewFailed(
                stack=work.id,
                reason=f"The engine {work.source.spec.engine} is not available yet.",
                next_step="Use `engine: cloudformation` in the stack's stack.yaml.",
            )
        if work.now is None:
            return previewer.preview_removal(work.source)
        return previewer.preview(work.now)

    return run


def _blocks(finding: Finding, policy: Policy) -> bool:
    return finding.severity.rank >= policy.blocks_from.rank


def _scan_result(name: str, future: Future[ScanResult]) -> ScanResult:
    broke = future.exception()
    if broke is None:
        return future.result()
    reason, next_step = _explained(name, broke)
    return ScanFailed(scanner=name, reason=reason, next_step=next_step)


def _preview_result(work: StackWork, future: Future[PreviewResult]) -> PreviewResult:
    broke = future.exception()
    if broke is None:
        return future.result()
    reason, next_step = _explained(f"the preview of {work.id}", broke)
    return PreviewFailed(stack=work.id, reason=reason, next_step=next_step)


def _explained(what: str, broke: BaseException) -> tuple[str, str]:
    """A fault speaks for itself; anything else is a bug, whose details are for the log."""
    _LOG.error("%s broke", what, exc_info=broke)
    match broke:
        case Fault():
            return broke.what, broke.next_step
        case _:
            return f"{what} broke ({type(broke).__name__}).", _REPORT


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
