"""A reply: why nothing was done, and what to type instead.

It must not echo a person's words outside code.
"""

from coworker.model.trigger import Reply
from coworker.render.comment import comment
from coworker.render.markdown import code, prose


def reply_comment(reply: Reply) -> str:
    """The reply as Markdown."""
    detail = "\n".join(
        f"- {prose(name, 60)}: {code(value)}" for name, value in list(reply.detail.items())[:20]
    )
    return comment((prose(_sentence(reply.message)), detail), prose(_sentence(reply.next_step)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."
