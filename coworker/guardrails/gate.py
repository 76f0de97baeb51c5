"""The gate: everything that was seen, to one verdict.

It must not see the request's text, and what it cannot judge it does not let through.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from coworker.guardrails.rule import CORE
from coworker.guardrails.rules import placement, size
from coworker.model.change import Action, Preview, PreviewFailed, PreviewSkipped
from coworker.model.environment import OperationType
from coworker.model.finding import Finding, ScanFailed, Severity
from coworker.model.plan import BlastRadius, StackPlan
from coworker.model.policy import Policy
from coworker.model.stack import BrokenStack, stack_of_path
from coworker.model.verdict import (
    Allowed,
    NeedsApproval,
    PathOwners,
    Refused,
    Undetermined,
    Verdict,
)

_KINDS = {
    OperationType.DISCOVERY: "reads only",
    OperationType.PLANNING: "changes nothing",
    OperationType.NON_DESTRUCTIVE: "creates resources and changes none that are there",
    OperationType.DESTRUCTIVE: "changes or deletes resources that are there",
    OperationType.SENSITIVE: "touches access or encryption (IAM, security groups, keys)",
}


def judge(
    *,
    policies: Mapping[str, Policy],
    plans: Sequence[StackPlan],
    broken: Sequence[BrokenStack],
    findings: Sequence[Finding],
    failed_scans: Sequence[ScanFailed],
    blast_radius: BlastRadius,
    owners: Sequence[PathOwners],
) -> Verdict:
    """Decide on a plan. `policies` maps an environment's folder name to its policy.

    Refused where a rule, a limit or a missing owner stands against it; else Undetermined where
    something could not be looked at; else Allowed where nothing changes; else NeedsApproval.
    """
    blocking = [finding for finding in findings if _blocks(policies, finding)]
    refusals = [
        *_broken(broken),
        *_environments(policies, plans, blocking),
        *_blocking(blocking),
        *_too_large(policies, plans, blocking, blast_radius),
        *_unowned(owners),
    ]
    doubts = [*_failed_scans(failed_scans), *_missing_previews(plans, refused=bool(refusals))]
    if refusals:
        reasons = [text for text, _ in refusals] + [text for text, _ in doubts]
        return Refused(reasons=_once(reasons), next_step=_sentence_of(refusals[0][1]))
    if doubts:
        return Undetermined(
            reasons=_once(text for text, _ in doubts), next_step=_sentence_of(doubts[0][1])
        )
    if not _anything_changes(plans):
        return Allowed(reasons=("The preview shows no change.",))
    if not owners:
        return Undetermined(
            reasons=("Nobody could be named who owns the changed files.",),
            next_step="Add a rule for infrastructure/ to CODEOWNERS.",
        )
    return _approval(policies, plans, blast_radius, owners)


def _broken(broken: Sequence[BrokenStack]) -> Iterator[tuple[str, str]]:
    for stack in broken:
        place = stack.path if stack.line is None else f"{stack.path}:{stack.line}"
        yield _sentence(stack.reason, place), stack.next_step


def _environments(
    policies: Mapping[str, Policy], plans: Sequence[StackPlan], blocking: Sequence[Finding]
) -> Iterator[tuple[str, str]]:
    """Environments that may not be changed, where no blocking finding says so already."""
    said = {
        stack.environment
        for finding in blocking
        if finding.rule == placement.READ_ONLY.id
        and (stack := stack_of_path(finding.place.path)) is not None
    }
    for name in sorted({plan.stack.environment for plan in plans} - said):
        policy = policies.get(name)
        if policy is None:
            yield f"No policy is known for the environment {name}.", "Use a known environment"
        elif not policy.mutable:
            rule = placement.READ_ONLY
            yield f"The environment {name} is read-only ({rule.id}).", rule.remedy


def _blocking(blocking: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    for finding in sorted(blocking, key=lambda item: -item.severity.rank):
        place = finding.place.path
        if finding.place.line is not None:
            place = f"{place}:{finding.place.line}"
        yield _sentence(f"{finding.message.rstrip('.')} ({finding.rule})", place), finding.remedy


def _blocks(policies: Mapping[str, Policy], finding: Finding) -> bool:
    return not _excused(finding) and finding.severity.rank >= _from(policies, finding).rank


def _excused(finding: Finding) -> bool:
    """A waiver counts for a scanner's check only; a core rule gives way to none."""
    return finding.waived is not None and finding.scanner != CORE


def _from(policies: Mapping[str, Policy], finding: Finding) -> Severity:
    """The severity that blocks where the finding is; the strictest where that is not known."""
    stack = stack_of_path(finding.place.path)
    policy = policies.get(stack.environment) if stack else None
    if policy is not None:
        return policy.blocks_from
    return min(
        (known.blocks_from for known in policies.values()),
        key=lambda severity: severity.rank,
        default=Severity.INFO,
    )


def _too_large(
    policies: Mapping[str, Policy],
    plans: Sequence[StackPlan],
    blocking: Sequence[Finding],
    blast_radius: BlastRadius,
) -> Iterator[tuple[str, str]]:
    """The limits over the whole plan, where no single stack is over one already."""
    if any(finding.rule == size.RULE.id for finding in blocking):
        return
    for name in sorted({plan.stack.environment for plan in plans} & set(policies)):
        for message in size.over_the_limits(blast_radius, policies[name]):
            yield f"{message} ({size.RULE.id}).", size.RULE.remedy


def _unowned(owners: Sequence[PathOwners]) -> Iterator[tuple[str, str]]:
    for path in sorted(item.path for item in owners if not item.owners):
        yield (
            f"Nobody owns {path}, so nobody can approve it.",
            f"Add a rule for {path} to CODEOWNERS on the base branch",
        )


def _failed_scans(failed: Sequence[ScanFailed]) -> Iterator[tuple[str, str]]:
    for scan in failed:
        yield (
            f"The scanner {scan.scanner} gave no answer: {scan.reason.rstrip('.')}.",
            scan.next_step,
        )


def _missing_previews(plans: Sequence[StackPlan], *, refused: bool) -> Iterator[tuple[str, str]]:
    """Previews that are not there; one skipped because of a refusal that stands adds nothing."""
    for plan in plans:
        match plan.preview:
            case PreviewFailed(reason=reason, next_step=step):
                yield f"{plan.stack} could not be previewed: {reason.rstrip('.')}.", step
            case PreviewSkipped(reason=reason) if not refused:
                yield f"{plan.stack} was not previewed: {reason.rstrip('.')}.", "Mend the stack"
            case _:
                continue


def _anything_changes(plans: Sequence[StackPlan]) -> bool:
    return any(
        isinstance(plan.preview, Preview)
        and (
            plan.preview.reference is not None
            or any(change.action is not Action.NO_OP for change in plan.preview.changes)
        )
        for plan in plans
    )


def _approval(
    policies: Mapping[str, Policy],
    plans: Sequence[StackPlan],
    blast_radius: BlastRadius,
    owners: Sequence[PathOwners],
) -> NeedsApproval:
    names = sorted({plan.stack.environment for plan in plans})
    operation = blast_radius.operation
    needed = {name: policies[name].approvals.get(operation, 1) for name in names}
    count = max(1, *needed.values())
    reasons = [f"The plan {_KINDS[operation]} in {', '.join(names)}."]
    if blast_radius.stateful_destroyed:
        reasons.append(f"{size.stateful_destroyed(blast_radius)}.")
    if blast_radius.keywords:
        reasons.append(f"Names ask for care: {', '.join(blast_radius.keywords)}.")
    return NeedsApproval(count=count, owners=tuple(owners), reasons=tuple(reasons))


def _sentence(what: str, place: str) -> str:
    return f"{what.rstrip('.')} at {place}."


def _sentence_of(step: str) -> str:
    return f"{step.rstrip('.')}."


def _once(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reasons))
