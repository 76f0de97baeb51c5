"""The answer in an issue whose plan is blocked: nothing is proposed, and what to say instead.

It must not decide the verdict.
"""

from coworker.model.plan import Plan
from coworker.model.verdict import Refused, Undetermined
from coworker.render.comment import LIMIT
from coworker.render.fit import Block, Rendered
from coworker.render.plan_comment import details_of, fitted, followed, judgement_of


def refused_comment(plan: Plan, *, artifact: str, docs: str, limit: int = LIMIT) -> Rendered:
    """The plan of a blocked request, with what to do next in an issue.

    Nothing was made, so there is nothing to roll back and no receipt to keep.

    Raises ValueError for a plan that is not blocked.
    """
    match plan.verdict:
        case Refused(next_step=step) | Undetermined(next_step=step):
            blocks = [
                *judgement_of(plan, docs),
                *details_of(plan),
                Block(name="", head=_next(step)),
            ]
            return fitted(blocks, artifact, limit)
        case _:
            raise ValueError("the plan is not blocked")


def _next(step: str) -> str:
    then = "Change the issue's description, then comment `/coworker plan`."
    return f"No branch and no pull request were made.\n\n**Next:** {followed(step, then)}"
