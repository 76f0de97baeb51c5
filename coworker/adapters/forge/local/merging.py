"""The three ways in which GitHub merges a pull request, as real commits in the bare repository.

It must not move a branch; whoever calls does, with compare-and-swap.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias, assert_never

from coworker.adapters.forge.local.commits import Commits
from coworker.adapters.forge.local.trees import merged_tree
from coworker.model.forge import PullRequest

MergeMethod: TypeAlias = Literal["merge", "squash", "rebase"]


def merged(
    commits: Commits, pull: PullRequest, method: MergeMethod, *, author: str, at: str
) -> tuple[str, ...]:
    """Make what the merge brings to the base branch, oldest first; the last one is its new head.

    Raises ForgeFault (status 409) where both branches changed the same file.
    """
    brought = commits.between(pull.base, pull.head)
    match method:
        case "merge":
            message = f"Merge pull request #{pull.number} from {pull.head_branch}\n\n{pull.title}"
            tree = _onto(commits, pull.base, pull.head)
            parents = (pull.base, pull.head)
            return (
                *brought,
                commits.commit_tree(tree, parents, message=message, author=author, at=at),
            )
        case "squash":
            tree = _onto(commits, pull.base, pull.head)
            message = _squash_message(commits, pull, brought)
            return (commits.commit_tree(tree, (pull.base,), message=message, author=author, at=at),)
        case "rebase":
            made: list[str] = []
            for commit in brought:
                below = made[-1] if made else pull.base
                tree = merged_tree(
                    commits.git, base=commits.first_parent(commit), ours=below, theirs=commit
                )
                made.append(
                    commits.commit_tree(
                        tree, (below,), message=commits.message(commit), author=author, at=at
                    )
                )
            return tuple(made)
        case _:
            assert_never(method)


def _onto(commits: Commits, base: str, head: str) -> str:
    ancestor = commits.merge_base(base, head)
    return merged_tree(commits.git, base=ancestor, ours=base, theirs=head)


def _squash_message(commits: Commits, pull: PullRequest, brought: Sequence[str]) -> str:
    """GitHub's default: one commit keeps its own message, several are listed under the title."""
    if len(brought) == 1:
        subject, _, rest = commits.message(brought[0]).partition("\n")
        return f"{subject} (#{pull.number})\n{rest}"
    listed = "\n\n".join(f"* {commits.message(commit)}" for commit in brought)
    return f"{pull.title} (#{pull.number})\n\n{listed}"
