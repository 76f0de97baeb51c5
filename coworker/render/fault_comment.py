"""What a person sees where the co-worker could not do its work: a sentence and the way on.

It must not show a traceback or anything that a log alone should hold.
"""

from coworker.render.comment import comment
from coworker.render.markdown import prose


def fault_comment(what: str, next_step: str) -> str:
    """`what` went wrong and `next_step`, both sentences without Markdown."""
    return comment(
        (f"❔ **Nothing was planned:** {prose(_sentence(what), 1_000)}",),
        f"{prose(_sentence(next_step), 500)} Then comment `/coworker plan`.",
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
