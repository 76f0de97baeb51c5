"""What a person sees where the co-worker could not do its work: a sentence and the way on.

It must not show a traceback or anything that a log alone should hold.
"""

from coworker.render.comment import comment
from coworker.render.markdown import prose
from coworker.render.plan_comment import followed


def fault_comment(what: str, next_step: str) -> str:
    """`what` went wrong and `next_step`, both sentences without Markdown."""
    return comment(
        (f"❔ **Nothing was planned:** {prose(_sentence(what), 1_000)}",),
        followed(_sentence(next_step), "Then comment `/coworker plan`."),
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
