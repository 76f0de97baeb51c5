"""One comment per purpose: found again by its marker on whatever page, updated in place.

It must not touch a comment that somebody else wrote.
"""

from coworker.model.forge import Comment
from coworker.ports import ForgeReader, ForgeWriter

PLAN_MARKER = "<!-- coworker:plan -->"


def marker(purpose: str) -> str:
    """The hidden first line by which a comment is found again."""
    return f"<!-- coworker:{purpose} -->"


def put_comment(
    number: int, body: str, mark: str, *, reader: ForgeReader, writer: ForgeWriter
) -> Comment:
    """Make the comment, or edit it if its text differs; the same text twice changes nothing."""
    wanted = body if body.startswith(mark) else f"{mark}\n{body}"
    ours = [
        comment
        for comment in reader.comments(number)
        if comment.by_us and comment.body.startswith(mark)
    ]
    if not ours:
        return writer.comment(number, wanted)
    if ours[0].body == wanted:
        return ours[0]
    return writer.edit_comment(ours[0].id, wanted)
