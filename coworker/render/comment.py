"""What every comment has in common: its parts, then the next thing to type.

It must not make untrusted text safe; the parts are Markdown already.
"""

from collections.abc import Sequence

from coworker.render.markdown import code, prose, shorten

# GitHub's limit for a comment's body, in characters.
LIMIT = 65_536
_ROWS = 200


def comment(parts: Sequence[str], next_step: str) -> str:
    """The parts, a blank line between them, then the next step (Markdown, no capital needed)."""
    return "\n\n".join([*(part for part in parts if part), f"**Next:** {next_step}"]) + "\n"


def bullets(items: Sequence[str], limit: int = 500) -> str:
    """Untrusted sentences as a list; past two hundred it says how many more there are."""
    lines = [f"- {prose(item, limit)}" for item in items[:_ROWS]]
    if len(items) > _ROWS:
        lines.append(f"- … and {len(items) - _ROWS:,} more")
    return "\n".join(lines)


def names(items: Sequence[str]) -> str:
    """Untrusted names as code, with commas."""
    return ", ".join(code(shorten(item, 100)) for item in items)
