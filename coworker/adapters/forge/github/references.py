"""Where branches and tags point, and the moving of a branch by compare-and-swap.

It must not force a branch, or move a tag.
"""

from collections.abc import Mapping
from urllib.parse import quote

from github.GithubException import GithubException, UnknownObjectException
from github.GitObject import GitObject

from coworker.adapters.forge.github.connection import Connection
from coworker.errors import ForgeFault
from coworker.model.forge import BranchMoved, CommitResult, Committed

# GitHub answers these where a reference exists already or an update is no fast-forward, but for
# other causes too; the reference itself tells which it was.
_PERHAPS_MOVED = frozenset({409, 422})


def head_of(connection: Connection, branch: str) -> str | None:
    """The commit a branch points to; None where there is no such branch."""
    with connection.calling(f"reading the branch {branch!r}"):
        try:
            return connection.repo.get_git_ref(f"heads/{branch}").object.sha
        except UnknownObjectException:
            return None


def move(connection: Connection, branch: str, commit: str, old: str | None) -> CommitResult:
    """Point a branch to a commit whose only parent is `old`; make it where `old` is None.

    GitHub's "Update a reference" takes no expected value. Without force it moves a branch only to
    a descendant of where the branch is, and the ancestors of `commit` are itself, `old` and the
    ancestors of `old`. Whoever pushed meanwhile made a commit that is none of these, so their
    push is never lost: the update is refused.
    """
    with connection.calling(f"moving the branch {branch!r}"):
        try:
            if old is None:
                connection.repo.create_git_ref(f"refs/heads/{branch}", commit)
            else:
                # PyGithub's GitRef.edit would send it to where the reference was read from, which
                # is another route (git/ref) than the published one.
                connection.requester.requestJsonAndCheck(
                    "PATCH",
                    f"{connection.repo.url}/git/refs/heads/{quote(branch)}",
                    input={"sha": commit, "force": False},
                )
        except GithubException as refused:
            if refused.status not in _PERHAPS_MOVED:
                raise
            head = head_of(connection, branch)
            if head == old:
                raise
            return Committed(commit=commit) if head == commit else BranchMoved(head=head)
    return Committed(commit=commit)


def put_tag(connection: Connection, name: str, commit: str, message: str) -> None:
    """Make an annotated tag. The same on the same commit is no fault; on another it is."""
    there = _tagged(connection, name)
    if there is None:
        with connection.calling(f"making the tag {name!r}"):
            made = connection.repo.create_git_tag(name, message, commit, "commit")
            try:
                connection.repo.create_git_ref(f"refs/tags/{name}", made.sha)
            except GithubException as refused:
                if refused.status not in _PERHAPS_MOVED:
                    raise
                there = _tagged(connection, name)
                if there is None:
                    raise
    if there not in {None, commit}:
        raise ForgeFault(
            f"The tag {name!r} is on another commit, {there}",
            where=connection.repository,
            next_step="Choose another name; a baseline is never moved",
            status=422,
        )


def _tagged(connection: Connection, name: str) -> str | None:
    """The commit that a tag names; None where there is no such tag."""
    with connection.calling(f"reading the tag {name!r}"):
        try:
            target = connection.repo.get_git_ref(f"tags/{name}").object
        except UnknownObjectException:
            return None
        return _commit_of(connection, target)


def tags_of(connection: Connection, prefix: str) -> Mapping[str, str]:
    """Every tag whose name begins so: name to the commit that it marks.

    "List repository tags" names the commits themselves, a hundred tags to a call: to follow each
    annotated tag would take a call for every baseline that there ever was.
    """
    with connection.calling(f"reading the tags that begin with {prefix!r}"):
        return {
            tag.name: tag.commit.sha
            for tag in connection.repo.get_tags()
            if tag.name.startswith(prefix)
        }


def _commit_of(connection: Connection, target: GitObject) -> str:
    """Follow an annotated tag to the commit that it marks."""
    while target.type == "tag":
        target = connection.repo.get_git_tag(target.sha).object
    return target.sha
