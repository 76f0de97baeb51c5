"""Makes commits and tags straight in a bare repository, with git's plumbing.

It must not use a work tree, or move a branch that is not where the caller saw it.
"""

from collections.abc import Mapping, Sequence

from coworker.adapters.forge.local.trees import EMPTY_TREE, tree_with
from coworker.adapters.git import Git
from coworker.errors import ForgeFault
from coworker.model.forge import BranchMoved, CommitResult, Committed, NewCommit

_NO_COMMIT = "0" * 40


class Commits:
    """The commits of one bare repository."""

    def __init__(self, git: Git) -> None:
        """`git` runs on the bare repository."""
        self.git = git

    def head(self, branch: str) -> str | None:
        """The commit a branch points to; None where there is no such branch."""
        return self._named(f"refs/heads/{branch}")

    def text(self, commit: str, path: str) -> str | None:
        """One text file at a commit; None where there is none."""
        found = self.git.ask("cat-file", "blob", f"{commit}:{path}")
        return found.output.decode("utf-8") if found.code == 0 else None

    def between(self, base: str, head: str) -> tuple[str, ...]:
        """Commits that are in `head` and not in `base`, oldest first."""
        return tuple(self.git.run("rev-list", "--reverse", f"{base}..{head}").decode().split())

    def merge_base(self, first: str, second: str) -> str | None:
        """Best common ancestor; None where there is none."""
        found = self.git.ask("merge-base", first, second)
        return found.output.decode().strip() if found.code == 0 else None

    def first_parent(self, commit: str) -> str | None:
        """The commit that this one stands on; None for a first commit."""
        return self._named(f"{commit}^1")

    def message(self, commit: str) -> str:
        """The commit's whole message."""
        return self.git.run("log", "-1", "--format=%B", commit).decode("utf-8").strip()

    def signatures(self, base: str, head: str) -> frozenset[tuple[str, str]]:
        """Name and e-mail of every author and committer between two commits."""
        listing = self.git.run("log", "-z", "--format=%an%x01%ae%x00%cn%x01%ce", f"{base}..{head}")
        signed = (each for each in listing.decode("utf-8", "replace").split("\0") if each)
        return frozenset((each.partition("\1")[0], each.partition("\1")[2]) for each in signed)

    def changed(self, old: str | None, new: str) -> Mapping[str, str]:
        """Paths that differ from `old` (None: from nothing), with git's letter (A, M, D)."""
        listing = self.git.run(
            "diff-tree", "-r", "-z", "--no-renames", "--name-status", old or EMPTY_TREE, new
        )
        words = listing.decode("utf-8").split("\0")
        return dict(zip(words[1::2], words[0::2], strict=False))

    def commit(self, new: NewCommit, *, author: str, at: str) -> CommitResult:
        """Make a commit and move (or create) the branch, only if it still is at `parent`."""
        head = self.head(new.branch)
        if head is not None and head != new.parent:
            return BranchMoved(head=head)
        tree = tree_with(self.git, new.parent, new.files)
        parents = [new.parent] if new.parent else []
        commit = self.commit_tree(tree, parents, message=new.message, author=author, at=at)
        return self.move(new.branch, commit, head)

    def move(self, branch: str, commit: str, old: str | None) -> CommitResult:
        """Point a branch to a commit, only if it still is at `old` (None: only if it is new)."""
        moved = self.git.ask("update-ref", f"refs/heads/{branch}", commit, old or _NO_COMMIT)
        if moved.code == 0:
            return Committed(commit=commit)
        head = self.head(branch)
        if head != old:
            return BranchMoved(head=head)
        raise ForgeFault(
            f"The branch {branch!r} could not be moved: {moved.error}",
            where=str(self.git.folder),
            next_step="Check the branch's name and that the repository may be written to",
        )

    def delete(self, branch: str) -> None:
        """Delete a branch; its commits stay."""
        self.git.run("update-ref", "-d", f"refs/heads/{branch}")

    def commit_tree(
        self, tree: str, parents: Sequence[str], *, message: str, author: str, at: str
    ) -> str:
        """Make a commit object and return its id; no branch moves."""
        named = [word for parent in parents for word in ("-p", parent)]
        return self.git.line(
            "commit-tree", tree, *named, stdin=message.encode(), environment=_identity(author, at)
        )

    def tag(self, name: str, commit: str, message: str, *, author: str, at: str) -> None:
        """Make an annotated tag; the same on the same commit is no fault, on another it is."""
        there = self._named(f"refs/tags/{name}")
        if there is None:
            self.git.run(
                "tag", "--annotate", "--cleanup=verbatim", "--file=-", name, commit,
                stdin=f"{message.rstrip()}\n".encode(), environment=_identity(author, at),
            )  # fmt: skip
        elif there != commit:
            raise ForgeFault(
                f"The tag {name!r} is on another commit, {there}",
                where=str(self.git.folder),
                next_step="Choose another name; a baseline is never moved",
                status=422,
            )

    def tags(self, prefix: str) -> Mapping[str, str]:
        """Every tag whose name begins so: name to the commit that it marks."""
        listing = self.git.run(
            "for-each-ref", "--format=%(refname:strip=2) %(objectname) %(*objectname)", "refs/tags/"
        )
        rows = [line.split() for line in listing.decode("utf-8").splitlines()]
        return {row[0]: row[-1] for row in rows if row[0].startswith(prefix)}

    def _named(self, reference: str) -> str | None:
        found = self.git.ask("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
        return found.output.decode().strip() if found.code == 0 else None


def email_of(login: str) -> str:
    """The e-mail that this forge writes into a person's commits."""
    return f"{login}@users.noreply.localhost"


def _identity(author: str, at: str) -> dict[str, str]:
    email = email_of(author)
    return {
        "GIT_AUTHOR_NAME": author,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_AUTHOR_DATE": at,
        "GIT_COMMITTER_NAME": author,
        "GIT_COMMITTER_EMAIL": email,
        "GIT_COMMITTER_DATE": at,
    }
