"""The plan comment: the verdict first, everything a reviewer needs, the next thing to type last.

It must not decide the verdict, and must never be longer than the forge takes.
"""

from collections.abc import Sequence
from typing import assert_never

from coworker.model.plan import Plan
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined
from coworker.render import plan_sections as sections
from coworker.render.comment import LIMIT
from coworker.render.fit import Block, Rendered, fit
from coworker.render.markdown import code, prose
from coworker.render.sentences import sign_of, verdict_sentence

MARKER = "<!-- coworker:plan -->"


def plan_comment(plan: Plan, *, artifact: str, docs: str, limit: int = LIMIT) -> Rendered:
    """The plan as Markdown of at most `limit` characters.

    `artifact` names the file that holds the whole; `docs` is the https address of docs/rules.md.
    A limit below 12,000 may be too small for what is never cut.
    """
    blocks = [
        Block(name="", head=MARKER),
        *judgement_of(plan, docs),
        *sections.rollback(plan),
        *details_of(plan),
        sections.receipt(plan),
        Block(name="", head=f"**Next:** {next_step(plan)}"),
    ]
    return fitted(blocks, artifact, limit)


def fitted(blocks: Sequence[Block], artifact: str, limit: int) -> Rendered:
    """The blocks, cut to fit; what was cut is said just before the last one."""
    return fit(
        blocks,
        limit,
        lambda cut: f"✂️ **Cut to fit:** {cut}. The whole plan is attached as {code(artifact)}.",
    )


def judgement_of(plan: Plan, docs: str) -> list[Block]:
    """The verdict and what it rests on."""
    return [
        _verdict(plan),
        *_reasons(plan),
        sections.place(plan),
        Block(name="", head="### Changes"),
        *sections.stacks(plan),
        *sections.troubles(plan),
        sections.figures(plan),
        *sections.findings(plan, docs),
        *sections.approvers(plan),
    ]


def details_of(plan: Plan) -> list[Block]:
    """What can be folded away."""
    return [
        *sections.assumptions(plan),
        *sections.differences(plan),
        *sections.drawing(plan),
    ]


def _verdict(plan: Plan) -> Block:
    return Block(name="", head=f"{sign_of(plan)} {verdict_sentence(plan)}")


def _reasons(plan: Plan) -> list[Block]:
    match plan.verdict:
        case Refused(reasons=reasons) | Undetermined(reasons=reasons):
            rows = tuple(f"- {prose(reason, 500)}" for reason in reasons[1:])
            return [Block(name="reasons", head="And:\n\n", rows=rows, share=0.1)] if rows else []
        case Allowed() | NeedsApproval():
            return []
        case _:
            assert_never(plan.verdict)


def next_step(plan: Plan) -> str:
    """What to do and to type now."""
    match plan.verdict:
        case Allowed():
            return "merge it; nothing is deployed. `/coworker plan` plans it again."
        case NeedsApproval():
            return (
                "approve this pull request and merge it; the merge deploys exactly this. "
                "`/coworker plan` plans it again."
            )
        case Refused(next_step=step) | Undetermined(next_step=step):
            return followed(step, "Then push, or comment `/coworker plan`.")
        case _:
            assert_never(plan.verdict)


def followed(step: str, then: str) -> str:
    """A step and what comes after it, unless the step says itself what to type."""
    text = prose(step, 500)
    return text if "/coworker" in step else f"{text} {then}"
