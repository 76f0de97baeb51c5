"""Reads what ls-tree and cat-file print into entries and texts, refusing what is no text file.

It must not follow a symbolic link or a submodule, or guess an encoding.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coworker.errors import GitFault

LARGEST_FILE = 1024 * 1024
LARGEST_NAMED_FILE = 64 * 1024 * 1024

_FOLDER = "040000"
_SYMBOLIC_LINK = "120000"
_SUBMODULE = "160000"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of `ls-tree -z -l`. `size` is in bytes, None for anything but a blob."""

    mode: str
    id: str
    size: int | None
    path: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, which `ls-tree` lists where it does not go into it."""
        return self.mode == _FOLDER


def entries(listing: bytes) -> Iterator[Entry]:
    """What `git ls-tree -z -l` lists. Raises GitFault for a path that is not UTF-8."""
    for record in listing.split(b"\0"):
        if record:
            facts, _, path = record.partition(b"\t")
            mode, _, object_id, size = facts.decode("ascii").split()
            yield Entry(
                mode=mode,
                id=object_id,
                size=None if size == "-" else int(size),
                path=readable_path(path),
            )


def paths(listing: bytes) -> Iterator[str]:
    """What a git command lists by name with -z. Raises GitFault for a path that is not UTF-8."""
    return (readable_path(path) for path in listing.split(b"\0") if path)


def readable_path(path: bytes) -> str:
    """The path as text. Raises GitFault where it is not UTF-8."""
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise GitFault(
            "A file's name is not UTF-8",
            where=path.decode("utf-8", "backslashreplace"),
            next_step="Rename the file",
        ) from broken


def require_plain_file(entry: Entry, limit: int = LARGEST_FILE) -> None:
    """Raise GitFault, naming the path, for a link, a submodule or a file over `limit` bytes."""
    if entry.mode == _SYMBOLIC_LINK:
        raise GitFault(
            "A symbolic link stands where files are read",
            where=entry.path,
            next_step="Replace the link with the file itself",
        )
    if entry.mode == _SUBMODULE or entry.size is None:
        raise GitFault(
            "A submodule stands where files are read",
            where=entry.path,
            next_step="Commit the files themselves, or move the submodule elsewhere",
        )
    if entry.size > limit:
        raise GitFault(
            f"A file has {entry.size:,} bytes; at most {limit:,} are read",
            where=entry.path,
            next_step="Make the file smaller or move it elsewhere",
        )


def contents(batch: bytes) -> Iterator[bytes]:
    """The objects in the output of `git cat-file --batch`, in the order they were asked for.

    Each is `<id> <type> <size>`, a line feed, `size` bytes, a line feed (git-cat-file, "BATCH
    OUTPUT").
    """
    place = 0
    while place < len(batch):
        start = batch.index(b"\n", place) + 1
        header = batch[place : start - 1].split(b" ")
        if len(header) != 3:
            raise GitFault(
                f"Git has no object {header[0].decode('ascii', 'replace')}",
                next_step="Fetch the repository again; its object store is not whole",
            )
        end = start + int(header[2])
        yield batch[start:end]
        place = end + 1


def text_of(path: str, content: bytes) -> str:
    """The file as text. Raises GitFault, naming the path, where it is not UTF-8 text."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise _not_text(path) from broken
    if "\0" in text:
        raise _not_text(path)
    return text


def _not_text(path: str) -> GitFault:
    return GitFault(
        "A file is not UTF-8 text",
        where=path,
        next_step="Save the file as UTF-8, or move it elsewhere if it is not text",
    )
