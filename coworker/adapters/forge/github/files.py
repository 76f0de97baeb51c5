"""Reads one text file at a commit, also where GitHub does not show it with its content.

It must not hand on a part of a file, or follow a link.
"""

from base64 import b64decode
from pathlib import PurePosixPath

from github.ContentFile import ContentFile
from github.GithubException import GithubException, UnknownObjectException

from coworker.adapters.forge.github.connection import Connection
from coworker.adapters.forge.github.faults import answer_of
from coworker.errors import ForgeFault

# GitHub, "Get a blob", gives up to 100 MB; what we keep in one file stays far below.
LARGEST_FILE = 64 * 1024 * 1024
_TOO_LARGE = "too_large"


def text_at(connection: Connection, commit: str, path: str) -> str | None:
    """One text file at a commit; None where there is none, or no plain file stands there.

    Raises ForgeFault for a file that is over 64 MiB or is not UTF-8 text.
    """
    with connection.calling(f"reading {path} at {commit}"):
        try:
            found = connection.repo.get_contents(path, ref=commit)
            shown = True
        except UnknownObjectException:
            return None
        except GithubException as refused:
            if not _is_too_large(refused):
                raise
            found, shown = _listed(connection, commit, path), False
        if isinstance(found, list) or found.type != "file":
            return None
        _require_readable(path, found.size)
        # Between 1 and 100 MB the file's entry says "none" and comes without its content.
        if shown and found.encoding == "base64":
            content = found.decoded_content
        else:
            content = b64decode(connection.repo.get_git_blob(found.sha).content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise ForgeFault(
            "A file is not UTF-8 text", where=path, next_step="Save the file as UTF-8"
        ) from broken


def _listed(connection: Connection, commit: str, path: str) -> ContentFile:
    """The file's entry in its folder's listing, which tells how large a refused file is."""
    folder = str(PurePosixPath(path).parent)
    found = connection.repo.get_contents("" if folder == "." else folder, ref=commit)
    for entry in found if isinstance(found, list) else [found]:
        if entry.path == path:
            return entry
    raise _too_large(path, "more bytes than GitHub sends")


def _require_readable(path: str, size: int) -> None:
    if size > LARGEST_FILE:
        raise _too_large(path, f"{size:,} bytes")


def _too_large(path: str, size: str) -> ForgeFault:
    return ForgeFault(
        f"A file has {size}; at most {LARGEST_FILE:,} bytes are read",
        where=path,
        next_step="Make the file smaller or move it elsewhere",
    )


def _is_too_large(refused: GithubException) -> bool:
    errors = answer_of(refused.data).get("errors")
    return refused.status == 403 and any(
        isinstance(error, dict) and error.get("code") == _TOO_LARGE
        for error in (errors if isinstance(errors, list) else [])
    )
