"""The Repository port: files, trees, histories and trailers, asked of git at commits.

It must not read or write a work tree, or trust a name that git would take for an option.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from coworker.adapters.git.objects import (
    LARGEST_NAMED_FILE,
    contents,
    entries,
    paths,
    require_plain_file,
    text_of,
)
from coworker.adapters.git.process import Git
from coworker.errors import GitFault

_FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# What git-check-ref-format forbids in a name, and a leading hyphen: what is left is a branch, a
# tag or an id, never one of git's expressions (gitrevisions) and never an option.
_NOT_IN_A_NAME = re.compile(r"^-|\.\.|@\{|//|[\x00-\x20\x7f~^:?*\[\\]|^$")
_TRAILERS = "%(trailers:only=true,unfold=true,separator=%x00,key_value_separator=%x01)"


class GitRepository:
    """A repository on this machine, which may ask its remote for a commit that it lacks."""

    def __init__(
        self,
        folder: Path,
        *,
        remote: str = "origin",
        credentials: Mapping[str, str] | None = None,
    ) -> None:
        """`folder` is a work tree, a folder in it, or a bare repository.

        `credentials` is the environment by which git may ask the remote, and is for that alone.
        """
        self._git = Git(folder)
        self._remote = remote
        self._credentials = credentials or {}
        self._present: set[str] = set()

    def resolve(self, revision: str) -> str:
        """Full commit id of a branch, tag or id; a branch may be known from the remote only.

        Raises GitFault where it is unknown, or is an expression instead of a name.
        """
        if _FULL_ID.fullmatch(revision):
            return self._commit(revision)
        if not _NOT_IN_A_NAME.search(revision):
            for name in (revision, f"refs/remotes/{self._remote}/{revision}"):
                found = self._git.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
                if found.code == 0:
                    return found.output.decode().strip()
        raise GitFault(
            f"There is no branch, tag or commit {revision!r}",
            where=str(self._git.folder),
            next_step="Check the name, or fetch the repository again",
        )

    def files(self, commit: str, prefixes: Sequence[str]) -> Mapping[str, str]:
        """Text files at a commit under any of the prefixes, path to text; "" is everything.

        Raises GitFault for a missing commit, a link, a submodule, a file that is not UTF-8 text
        or is over 1 MiB.
        """
        present = self._commit(commit)
        if not prefixes:
            return {}
        wanted = [] if "" in prefixes else [prefix.rstrip("/") for prefix in prefixes]
        listing = self._git.run("ls-tree", "-r", "-z", "-l", "--full-tree", present, "--", *wanted)
        found = list(entries(listing))
        for entry in found:
            require_plain_file(entry)
        asked = "".join(f"{entry.id}\n" for entry in found).encode()
        batch = self._git.run("cat-file", "--batch", stdin=asked)
        return {
            entry.path: text_of(entry.path, content)
            for entry, content in zip(found, contents(batch), strict=True)
        }

    def large_file(self, commit: str, path: str) -> str | None:
        """One text file at a commit, named in full; None where no file stands there.

        Raises GitFault for a missing commit, a link, a submodule, a file that is not UTF-8 text or
        is over 64 MiB.
        """
        present = self._commit(commit)
        listing = self._git.run("ls-tree", "-z", "-l", "--full-tree", present, "--", path)
        found = next((entry for entry in entries(listing) if entry.path == path), None)
        if found is None or found.is_folder:
            return None
        require_plain_file(found, LARGEST_NAMED_FILE)
        return text_of(path, self._git.run("cat-file", "blob", found.id))

    def changed_paths(self, old: str, new: str) -> tuple[str, ...]:
        """Paths that differ between two commits' trees, sorted; renames count as both paths."""
        listing = self._git.run(
            "diff-tree", "-r", "-z", "--no-renames", "--name-only",
            self._commit(old), self._commit(new),
        )  # fmt: skip
        return tuple(sorted(paths(listing)))

    def tree_id(self, commit: str, path: str) -> str | None:
        """Git's object id of a folder or file at a commit; None where there is none."""
        present = self._commit(commit)
        place = path.rstrip("/")
        if not place:
            return self._git.line("rev-parse", "--verify", f"{present}^{{tree}}")
        listing = self._git.run("ls-tree", "-z", "-l", "--full-tree", present, "--", place)
        return next((entry.id for entry in entries(listing)), None)

    def merge_base(self, first: str, second: str) -> str | None:
        """Best common ancestor; None where the histories share none.

        Raises GitFault where it cannot be told, because the clone is shallow.
        """
        found = self._git.ask("merge-base", self._commit(first), self._commit(second))
        if found.code == 0:
            return found.output.decode().strip()
        self._require_whole_history("The common ancestor of two commits")
        return None

    def parent(self, commit: str) -> str | None:
        """The commit that this one was put on (its first parent); None for a first commit.

        Raises GitFault where it cannot be told, because the clone is shallow.
        """
        printed = self._git.line("log", "-1", "--format=%P", self._commit(commit))
        if printed:
            return printed.split()[0]
        self._require_whole_history("The parent of a commit")
        return None

    def trailers(self, commit: str) -> Mapping[str, str]:
        """The commit message's trailers, last one winning."""
        printed = self._git.run("log", "-1", "-z", f"--format={_TRAILERS}", self._commit(commit))
        pairs = (line.partition("\1") for line in printed.decode("utf-8", "replace").split("\0"))
        return {key: value.strip() for key, separator, value in pairs if separator}

    def _commit(self, commit: str) -> str:
        """The commit's id, once it is here: a commit that is missing is fetched by its id, once."""
        if commit in self._present:
            return commit
        if not _FULL_ID.fullmatch(commit):
            raise GitFault(
                f"{commit!r} is not a full commit id",
                where=str(self._git.folder),
                next_step="Give the full id, or a name where a name is taken",
            )
        if not self._has(commit):
            fetched = self._git.ask(
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                "--no-recurse-submodules", self._remote, commit,
                environment=self._credentials,
            )  # fmt: skip
            if fetched.code != 0 or not self._has(commit):
                raise GitFault(
                    f"Commit {commit} is neither here nor on the remote {self._remote}",
                    where=str(self._git.folder),
                    next_step="Check the id, and that the remote can be reached",
                )
        self._present.add(commit)
        return commit

    def _require_whole_history(self, wanted: str) -> None:
        if self._git.line("rev-parse", "--is-shallow-repository") == "true":
            raise GitFault(
                f"{wanted} is not in this shallow clone",
                where=str(self._git.folder),
                next_step="Check the repository out with its whole history (fetch-depth: 0)",
            )

    def _has(self, commit: str) -> bool:
        return self._git.ask("cat-file", "-e", f"{commit}^{{commit}}").code == 0
