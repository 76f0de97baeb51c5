"""The ForgeReader port on GitHub's REST API.

It must not write, stop at a first page, or take another app's check runs for ours.
"""

from collections.abc import Mapping

from coworker.adapters.forge.github.authorship import authorship_of, pushers_of
from coworker.adapters.forge.github.checks import our_check_runs
from coworker.adapters.forge.github.connection import OnGitHub
from coworker.adapters.forge.github.files import text_at
from coworker.adapters.forge.github.permissions import is_in_team, permission_of
from coworker.adapters.forge.github.references import head_of, tags_of
from coworker.adapters.forge.github.values import (
    author_of,
    comment_of,
    deployment_of,
    issue_of,
    last_state,
    pull_request_of,
    review_of,
)
from coworker.model.forge import (
    Authorship,
    CheckRun,
    Comment,
    Deployment,
    Issue,
    Permission,
    PullRequest,
    Review,
)


class GitHubReader(OnGitHub):
    """Reading a repository on GitHub."""

    def permission(self, login: str) -> Permission:
        """What the person may do here; NONE for a stranger."""
        return permission_of(self._connection, login)

    def in_team(self, team: str, login: str) -> bool:
        """Whether the person is an active member of `org/team`. Raises NotFound if unreadable."""
        return is_in_team(self._connection, team, login)

    def issue(self, number: int) -> Issue:
        """An issue or pull request as an issue. Raises NotFound."""
        with self._connection.calling(f"reading issue {number}"):
            return issue_of(self._repo.get_issue(number))

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Every comment, all pages, oldest first. Raises NotFound."""
        login = self._connection.login
        with self._connection.calling(f"reading the comments of {number}"):
            comments = self._repo.get_issue(number).get_comments()
            return tuple(comment_of(comment, login=login) for comment in comments)

    def pull_request(self, number: int) -> PullRequest:
        """A pull request. Raises NotFound."""
        with self._connection.calling(f"reading pull request {number}"):
            return pull_request_of(self._repo.get_pull(number))

    def pull_request_of_branch(self, branch: str) -> PullRequest | None:
        """The open pull request whose head is this branch of this repository."""
        head = f"{self._connection.owner}:{branch}"
        with self._connection.calling(f"looking for the pull request of {branch!r}"):
            for pull in self._repo.get_pulls(state="open", head=head):
                seen = pull_request_of(pull)
                if seen.head_branch == branch and not seen.from_fork:
                    return seen
        return None

    def pull_requests_of_commit(self, commit: str) -> tuple[PullRequest, ...]:
        """The pull requests that brought a commit to the default branch (merged ones first)."""
        with self._connection.calling(f"looking for the pull requests of commit {commit}"):
            pulls = [pull_request_of(pull) for pull in self._repo.get_commit(commit).get_pulls()]
        return tuple(sorted(pulls, key=lambda pull: not pull.merged))

    def open_pull_requests(self) -> tuple[PullRequest, ...]:
        """Every open pull request, all pages, newest first."""
        with self._connection.calling("listing the open pull requests"):
            return tuple(pull_request_of(pull) for pull in self._repo.get_pulls(state="open"))

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Every submitted review, all pages, oldest first. Raises NotFound."""
        with self._connection.calling(f"reading the reviews of pull request {number}"):
            reviews = [review_of(review) for review in self._repo.get_pull(number).get_reviews()]
        return tuple(review for review in reviews if review is not None)

    def pushers(self, branch: str) -> frozenset[str]:
        """Everybody but us who ever pushed to a branch, gone or not.

        Raises ForgeFault where GitHub does not tell, of one push or of all.
        """
        return pushers_of(self._connection, branch)

    def authorship(self, number: int) -> Authorship:
        """Who a pull request's commits say that they are by. Raises NotFound."""
        return authorship_of(self._connection, number)

    def check_runs(self, commit: str, name: str) -> tuple[CheckRun, ...]:
        """Our own check runs of that name on a commit, newest first, without annotations."""
        return tuple(run for _, run in our_check_runs(self._connection, commit, name))

    def branch_head(self, branch: str) -> str | None:
        """The commit a branch points to; None where there is no such branch."""
        return head_of(self._connection, branch)

    def read_file(self, commit: str, path: str) -> str | None:
        """One text file at a commit; None where there is none, or no plain file stands there.

        Raises ForgeFault for a file that is over 64 MiB or is not UTF-8 text.
        """
        return text_at(self._connection, commit, path)

    def tags(self, prefix: str) -> Mapping[str, str]:
        """Every tag whose name begins so, all pages: name to the commit that it marks."""
        return tags_of(self._connection, prefix)

    def deployments(self, commit: str, environment: str) -> tuple[Deployment, ...]:
        """Our deployments of a commit to an environment, newest first, with their last state."""
        with self._connection.calling(f"reading the deployments of commit {commit}"):
            ours = [
                deployment
                for deployment in self._repo.get_deployments(sha=commit, environment=environment)
                if author_of(deployment) == self._connection.login
            ]
            newest_first = sorted(ours, key=lambda deployment: deployment.id, reverse=True)
            return tuple(
                deployment_of(deployment, last_state(deployment)) for deployment in newest_first
            )
