"""Turns PyGithub's objects into the model's values.

It must not read an attribute that a list's answer lacks: PyGithub would fetch each one anew.
"""

from github.Deployment import Deployment as GitHubDeployment
from github.Issue import Issue as GitHubIssue
from github.IssueComment import IssueComment
from github.NamedUser import NamedUser
from github.Organization import Organization
from github.PullRequest import PullRequest as GitHubPullRequest
from github.PullRequestReview import PullRequestReview
from github.Repository import Repository

from coworker.model.forge import (
    Comment,
    Deployment,
    DeploymentState,
    Issue,
    PullRequest,
    Review,
    ReviewState,
)

# The name under which GitHub shows somebody whose account is gone.
GHOST = "ghost"

_STATES = {state.value.upper(): state for state in ReviewState}
_DEPLOYMENT_STATES = {state.value: state for state in DeploymentState}


def issue_of(issue: GitHubIssue) -> Issue:
    """An issue, or a pull request seen as one."""
    return Issue(
        number=issue.number,
        title=issue.title,
        body=issue.body or "",
        author=login_of(issue.user),
        labels=tuple(label.name for label in issue.labels),
        open=issue.state == "open",
        is_pull_request=issue.pull_request is not None,
        url=issue.html_url,
    )


def pull_request_of(pull: GitHubPullRequest) -> PullRequest:
    """A pull request, from a list or by itself.

    Before the merge GitHub's merge_commit_sha is that of a trial merge, which nobody made.
    """
    merged = pull.merged_at is not None
    head, base = pull.head, pull.base
    return PullRequest(
        number=pull.number,
        title=pull.title,
        body=pull.body or "",
        author=login_of(pull.user),
        head=head.sha,
        head_branch=head.ref,
        base=base.sha,
        base_branch=base.ref,
        open=pull.state == "open",
        merged=merged,
        merge_commit=pull.merge_commit_sha if merged else None,
        from_fork=not _same_repository(head.repo, base.repo),
        url=pull.html_url,
    )


def comment_of(comment: IssueComment, *, login: str) -> Comment:
    """A comment; `login` is who we are."""
    author = login_of(comment.user)
    return Comment(
        id=comment.id,
        author=author,
        body=comment.body or "",
        by_us=author == login,
        url=comment.html_url,
    )


def review_of(review: PullRequestReview) -> Review | None:
    """A review; None for one that is not submitted yet, or whose commit is gone."""
    state = _STATES.get(review.state)
    if state is None or review.commit_id is None:
        return None
    return Review(author=login_of(review.user), state=state, commit=review.commit_id)


def deployment_of(deployment: GitHubDeployment, state: DeploymentState | None) -> Deployment:
    """A deployment, with its last state."""
    return Deployment(
        id=deployment.id,
        commit=deployment.sha,
        environment=deployment.environment,
        task=deployment.task,
        state=state,
        payload={str(key): str(value) for key, value in deployment.payload.items()},
    )


def last_state(deployment: GitHubDeployment) -> DeploymentState | None:
    """The newest of its states that we give; others, such as inactive, come from GitHub itself."""
    newest_first = sorted(deployment.get_statuses(), key=lambda status: status.id, reverse=True)
    return next(
        (
            _DEPLOYMENT_STATES[status.state]
            for status in newest_first
            if status.state in _DEPLOYMENT_STATES
        ),
        None,
    )


def author_of(deployment: GitHubDeployment) -> str:
    """Who made a deployment."""
    return login_of(deployment.creator)


def _same_repository(head: Repository | None, base: Repository) -> bool:
    """Whether the head lives where the base does; a fork that is gone is not there at all."""
    return head is not None and head.id == base.id


def login_of(user: NamedUser | Organization | None) -> str:
    """The person's name; GHOST where GitHub knows none."""
    return user.login if user is not None else GHOST
