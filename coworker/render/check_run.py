"""The check run of a plan: its conclusion, the receipt, and remarks on the lines that rules name.

It must not conclude success where the receipt is not in it: the deployment reads it from here.
"""

from collections.abc import Iterator
from typing import assert_never

from coworker.model.finding import Severity
from coworker.model.forge import Annotation, CheckConclusion, CheckRun
from coworker.model.plan import Plan
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined, blocks
from coworker.render.comment import bullets
from coworker.render.markdown import shorten, visible
from coworker.render.plan_comment import next_step
from coworker.render.sentences import title_of, verdict_sentence

MAX_ANNOTATIONS = 1_000
# "Create a check run" in GitHub's REST documentation: a summary of at most 65,535 characters.
_SUMMARY = 65_535
_WORDS = 12_000


def check_of(plan: Plan, *, name: str, head: str, receipt: str) -> CheckRun:
    """The check run on a head commit. `receipt` is the block that is read back at deployment.

    A receipt that does not fit makes the check ask for action: such a plan has to be cut up.
    """
    annotations = sorted(_annotations(plan), key=lambda item: -item.severity.rank)
    shown = tuple(annotations[:MAX_ANNOTATIONS])
    text = _text(plan, len(annotations) - len(shown))
    conclusion = _conclusion(plan)
    summary = f"{text}\n\n{receipt}\n"
    if len(summary) > _SUMMARY:
        conclusion = CheckConclusion.ACTION_REQUIRED
        summary = (
            f"{text}\n\nThis plan has too many stacks for a receipt. **Next:** cut the pull "
            "request up.\n"
        )
    return CheckRun(
        name=name,
        head=head,
        conclusion=conclusion,
        title=title_of(plan),
        summary=summary,
        external_id=plan.receipt.plan,
        annotations=shown,
    )


def _conclusion(plan: Plan) -> CheckConclusion:
    match plan.verdict:
        case Allowed() | NeedsApproval():
            return CheckConclusion.SUCCESS
        case Refused():
            return CheckConclusion.FAILURE
        case Undetermined():
            return CheckConclusion.ACTION_REQUIRED
        case _:
            assert_never(plan.verdict)


def _text(plan: Plan, left_out: int) -> str:
    reasons = bullets(plan.verdict.reasons[1:20]) if blocks(plan.verdict) else ""
    parts = [
        verdict_sentence(plan),
        *([reasons] if reasons else []),
        *([f"{left_out:,} more remarks are in the plan comment."] if left_out else []),
        f"**Next:** {next_step(plan)}",
    ]
    return shorten("\n\n".join(parts), _WORDS)


def _annotations(plan: Plan) -> Iterator[Annotation]:
    """One for each finding that is not waived; on line 1 where no line is known."""
    for finding in plan.findings:
        if finding.waived is None and finding.place.path:
            line = finding.place.line or 1
            yield Annotation(
                path=finding.place.path,
                line=line,
                end_line=max(finding.place.end_line or line, line),
                severity=finding.severity,
                title=shorten(visible(finding.rule), 200),
                message=shorten(visible(f"{finding.message} {finding.remedy}"), 2_000),
            )
    for broken in plan.broken:
        yield Annotation(
            path=broken.path,
            line=broken.line or 1,
            end_line=broken.line or 1,
            severity=Severity.HIGH,
            title="This stack cannot be read",
            message=shorten(visible(f"{broken.reason} {broken.next_step}"), 2_000),
        )
