"""What a deployment that was refused would have done: the plan as things stand now, for reading.

It must not ask for an approval: nothing can be approved where it stands.
"""

from coworker.model.plan import Plan
from coworker.render.comment import LIMIT
from coworker.render.fit import Block, Rendered
from coworker.render.plan_comment import MARKER, details_of, fitted, judgement_of

_HEAD = (
    "**What deploying it now would do.** This is nobody's to approve; it shows where things stand."
)
_NEXT = (
    "**Next:** see above: a pull request that touches these stacks is planned and reviewed anew."
)


def fresh_plan_comment(plan: Plan, *, artifact: str, docs: str, limit: int = LIMIT) -> Rendered:
    """The plan of a refused deployment, as Markdown of at most `limit` characters."""
    blocks = [
        Block(name="", head=MARKER),
        Block(name="", head=_HEAD),
        *judgement_of(plan, docs),
        *details_of(plan),
        Block(name="", head=_NEXT),
    ]
    return fitted(blocks, artifact, limit)
