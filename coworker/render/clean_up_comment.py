"""What was taken back after a pull request was closed without a merge.

It must not be posted where nothing was taken back.
"""

from collections.abc import Sequence

from coworker.render.comment import bullets, comment


def clean_up_comment(removed: Sequence[str]) -> str:
    """List what the previews had left in AWS and what is gone now."""
    return comment(
        ("🧹 **Closed without a merge, so its previews were taken back:**", bullets(removed)),
        "reopen the pull request to have it planned again.",
    )
