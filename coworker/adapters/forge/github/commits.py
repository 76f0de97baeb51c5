"""Makes commits through GitHub's Git data API: verified by GitHub, without push credentials.

It must not move a branch that is not where the caller saw it.
"""

from github import InputGitTreeElement
from github.GithubObject import NotSet

from coworker.adapters.forge.github.connection import Connection
from coworker.adapters.forge.github.references import head_of, move
from coworker.model.forge import BranchMoved, CommitResult, NewCommit

_LARGEST_INLINE = 1024 * 1024


def make_commit(connection: Connection, new: NewCommit) -> CommitResult:
    """Make a commit and move (or create) the branch, only if it still is at `parent`.

    Four calls: the branch, the parent, a tree with the files inline, the commit; one more for each
    file over 1 MiB; then the branch is moved. Where anything fails before that, nothing points to
    what was made.
    """
    head = head_of(connection, new.branch)
    if head is not None and head != new.parent:
        return BranchMoved(head=head)
    repo = connection.repo
    with connection.calling(f"committing to {new.branch!r}"):
        parents = [repo.get_git_commit(new.parent)] if new.parent else []
        tree = repo.create_git_tree(
            [_element(connection, path, text) for path, text in new.files.items()],
            base_tree=parents[0].tree if parents else NotSet,
        )
        commit = repo.create_git_commit(new.message, tree, parents)
    return move(connection, new.branch, commit.sha, head)


def _element(connection: Connection, path: str, text: str | None) -> InputGitTreeElement:
    """One file to write or, with a null id, to remove (GitHub, "Create a tree").

    A large one goes up by itself ("Create a blob"), so that no request holds them all.
    """
    if text is None:
        return InputGitTreeElement(path=path, mode="100644", type="blob", sha=None)
    if len(text.encode()) > _LARGEST_INLINE:
        blob = connection.repo.create_git_blob(text, "utf-8")
        return InputGitTreeElement(path=path, mode="100644", type="blob", sha=blob.sha)
    return InputGitTreeElement(path=path, mode="100644", type="blob", content=text)
