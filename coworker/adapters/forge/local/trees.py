"""Writes trees into a bare repository: files put on a commit's tree, and three-way merges.

It must not use a work tree, or the repository's own index.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from coworker.adapters.git import Git
from coworker.errors import ForgeFault

# The tree without a file, whose id git knows in every repository.
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

_NO_OBJECT = "0" * 40


def tree_with(git: Git, commit: str | None, files: Mapping[str, str | None]) -> str:
    """Write the tree of `commit` with files put in or, where they are None, taken out.

    Raises ForgeFault (status 422) for a path that git would pass over in silence.
    """
    for path in files:
        _require_plain_path(path)
    with _own_index() as index:
        if commit:
            git.run("read-tree", commit, environment=index)
        lines = b"".join(_index_line(git, path, text) for path, text in files.items())
        git.run("update-index", "-z", "--index-info", stdin=lines, environment=index)
        return git.line("write-tree", environment=index)


def merged_tree(git: Git, *, base: str | None, ours: str, theirs: str) -> str:
    """Write the tree of a three-way merge, decided file by file.

    Raises ForgeFault (status 409) where both sides changed the same file.
    """
    with _own_index() as index:
        git.run(
            "read-tree", "-i", "-m", "--aggressive", base or EMPTY_TREE, ours, theirs,
            environment=index,
        )  # fmt: skip
        both = git.run("ls-files", "--unmerged", "-z", environment=index)
        if both:
            path = both.split(b"\0")[0].partition(b"\t")[2].decode("utf-8", "replace")
            raise ForgeFault(
                "Both branches changed the same file",
                where=path,
                next_step="Bring the pull request's branch up to date",
                status=409,
            )
        return git.line("write-tree", environment=index)


@contextmanager
def _own_index() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield {"GIT_INDEX_FILE": str(Path(folder) / "index")}


def _index_line(git: Git, path: str, text: str | None) -> bytes:
    if text is None:
        return f"0 {_NO_OBJECT}\t{path}\0".encode()
    blob = git.line("hash-object", "-w", "--stdin", stdin=text.encode())
    return f"100644 {blob}\t{path}\0".encode()


def _require_plain_path(path: str) -> None:
    if not {"", ".", "..", ".git"}.isdisjoint(path.split("/")) or "\0" in path:
        raise ForgeFault(
            "A commit cannot hold a file of that name",
            where=repr(path),
            next_step="Give a relative path without empty parts, '.', '..' and '.git'",
            status=422,
        )
