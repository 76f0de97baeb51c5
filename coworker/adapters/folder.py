"""The Folder port on this machine's disk: files written whole or not at all.

It must not leave a half-written file, or write outside its folder.
"""

import contextlib
import errno
import os
import secrets
from pathlib import Path, PurePosixPath

from coworker.errors import Fault


class DiskFolder:
    """A folder on disk; it is made with the first file."""

    def __init__(self, root: Path) -> None:
        """`root` need not be there yet."""
        self._root = root

    @property
    def root(self) -> Path:
        """Where the files are."""
        return self._root

    def write(self, name: str, text: str) -> None:
        """Write a file whole or not at all, in UTF-8 with the line ends it has.

        `name` is a relative path with forward slashes. Raises Fault where it leaves the folder,
        and where the disk is full or refuses.
        """
        place = PurePosixPath(name)
        if place.is_absolute() or not place.parts or ".." in place.parts or "\0" in name:
            raise Fault(
                f"{name!r} is not the name of a file in the folder",
                where=str(self._root),
                next_step="Give a relative path without '..'",
            )
        write_whole(self._root.joinpath(*place.parts), text)


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place, then move it there in one step, so that no reader sees half.

    Raises Fault where the disk is full or refuses; what stood there before still stands then.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as refused:
        raise _fault(path, refused) from refused
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _fault(path: Path, refused: OSError) -> Fault:
    if refused.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Fault(
            "The disk is full; the file was not written",
            where=str(path),
            next_step="Free some space and run again",
        )
    return Fault(
        f"The file could not be written: {refused.strerror or refused}",
        where=str(path),
        next_step="Check that the folder is there and may be written to",
    )
