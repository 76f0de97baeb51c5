"""The ForgeWriter port on GitHub's REST API.

It must not do twice what is there already, or act on what it did not look at.
"""

from collections.abc import Sequence

from github.GithubException import GithubException
from github.IssueComment import IssueComment
from github.PullRequest import PullRequest as GitHubPullRequest

from coworker.adapters.forge.github.checks import put_check_run
from coworker.adapters.forge.github.commits import make_commit
from coworker.adapters.forge.github.connection import OnGitHub
from coworker.adapters.forge.github.references import put_tag
from coworker.adapters.forge.github.values import comment_of, issue_of, pull_request_of
from coworker.model.forge import (
    CheckRun,
    Comment,
    CommitResult,
    Issue,
    NewCommit,
    PullRequest,
    Reaction,
)


class GitHubWriter(OnGitHub):
    """Changing a repository on GitHub. Each method may be called twice as if once."""

    def commit(self, new: NewCommit) -> CommitResult:
        """Make a commit and move (or create) the branch, only if it still is at `parent`."""
        return make_commit(self._connection, new)

    def open_pull_request(self, *, branch: str, base: str, title: str, body: str) -> PullRequest:
        """Open a pull request, or return the open one of that branch with title and body set."""
        with self._connection.calling(f"opening a pull request of {branch!r}"):
            pull = self._pull_of(branch)
            if pull is None:
                try:
                    pull = self._repo.create_pull(base=base, head=branch, title=title, body=body)
                except GithubException as refused:
                    if refused.status != 422:
                        raise
                    pull = self._pull_of(branch)
                    if pull is None:
                        raise
            if (pull.title, pull.body or "") != (title, body):
                pull.edit(title=title, body=body)
            return pull_request_of(pull)

    def comment(self, number: int, body: str) -> Comment:
        """Add a comment. Raises NotFound."""
        with self._connection.calling(f"commenting on {number}"):
            made = self._repo.get_issue(number).create_comment(body)
            return comment_of(made, login=self._connection.login)

    def edit_comment(self, comment: int, body: str) -> Comment:
        """Replace a comment's text. Raises NotFound."""
        with self._connection.calling(f"editing comment {comment}"):
            made = self._comment(comment)
            made.edit(body)
            return comment_of(made, login=self._connection.login)

    def react(self, *, number: int, comment: int | None, reaction: Reaction) -> None:
        """React to a comment, or to the issue or pull request where `comment` is None."""
        with self._connection.calling(f"reacting on {number}"):
            if comment is None:
                self._repo.get_issue(number).create_reaction(reaction.value)
            else:
                self._comment(comment).create_reaction(reaction.value)

    def set_labels(self, number: int, *, add: Sequence[str], remove: Sequence[str]) -> None:
        """Add and remove labels; GitHub makes one that is not there. Raises NotFound."""
        with self._connection.calling(f"labelling {number}"):
            issue = self._repo.get_issue(number)
            there = {label.name for label in issue.labels}
            new = [label for label in add if label not in there]
            if new:
                # PyGithub sends a bare list, which GitHub takes but no longer describes.
                self._connection.requester.requestJsonAndCheck(
                    "POST", f"{self._repo.url}/issues/{number}/labels", input={"labels": new}
                )
            for label in remove:
                if label in there:
                    issue.remove_from_labels(label)

    def open_issue(self, *, title: str, body: str, labels: Sequence[str]) -> Issue:
        """Open an issue, or return the open one of ours with that very title."""
        with self._connection.calling("opening an issue"):
            for issue in self._repo.get_issues(state="open", creator=self._connection.us):
                if issue.title == title and issue.pull_request is None:
                    return issue_of(issue)
            return issue_of(self._repo.create_issue(title=title, body=body, labels=list(labels)))

    def close_issue(self, number: int) -> None:
        """Close an issue as completed. Raises NotFound."""
        with self._connection.calling(f"closing issue {number}"):
            self._repo.get_issue(number).edit(state="closed", state_reason="completed")

    def put_check_run(self, check: CheckRun) -> None:
        """Make the check run, unless the newest of its name and commit is the very same."""
        put_check_run(self._connection, check)

    def tag(self, name: str, commit: str, message: str) -> None:
        """Make an annotated tag. The same tag on the same commit is no fault; on another it is."""
        put_tag(self._connection, name, commit, message)

    def _pull_of(self, branch: str) -> GitHubPullRequest | None:
        head = f"{self._connection.owner}:{branch}"
        for pull in self._repo.get_pulls(state="open", head=head):
            if pull.head.ref == branch:
                return pull
        return None

    def _comment(self, comment: int) -> IssueComment:
        """A comment by its id alone; nothing is asked before the object is used."""
        return IssueComment(
            self._connection.requester, url=f"{self._repo.url}/issues/comments/{comment}"
        )
