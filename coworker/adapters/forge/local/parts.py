"""What every part of the local forge holds, and how its records become the model's values.

It must not change the state.
"""

from dataclasses import dataclass

from coworker.adapters.forge.local.commits import Commits
from coworker.adapters.forge.local.state import CommentRecord, IssueRecord, PullRecord, State
from coworker.adapters.forge.local.store import Store
from coworker.errors import NotFound
from coworker.model.forge import Comment, Issue, PullRequest
from coworker.ports import Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The state, the bare repository, the clock, and who we are."""

    store: Store
    commits: Commits
    clock: Clock
    login: str
    repository: str

    def issue(self, record: IssueRecord) -> Issue:
        """The record as the model's issue."""
        return Issue(
            number=record.number,
            title=record.title,
            body=record.body,
            author=record.author,
            labels=tuple(record.labels),
            open=record.open,
            is_pull_request=record.pull is not None,
            url=self.url(record),
        )

    def pull_request(self, record: IssueRecord, pull: PullRecord) -> PullRequest:
        """The record as the model's pull request: where open, as its branches stand now."""
        head, base = pull.head, pull.base
        if record.open:
            head = self.commits.head(pull.head_branch) or head
            base = self.commits.head(pull.base_branch) or base
        return PullRequest(
            number=record.number,
            title=record.title,
            body=record.body,
            author=record.author,
            head=head,
            head_branch=pull.head_branch,
            base=base,
            base_branch=pull.base_branch,
            open=record.open,
            merged=pull.merged,
            merge_commit=pull.merge_commit,
            from_fork=pull.from_fork,
            url=self.url(record),
        )

    def comment(self, record: CommentRecord) -> Comment:
        """The record as the model's comment."""
        return Comment(
            id=record.id,
            author=record.author,
            body=record.body,
            by_us=record.author == self.login,
            url=f"local://{self.repository}/issues/{record.number}#comment-{record.id}",
        )

    def url(self, record: IssueRecord) -> str:
        """A name for the issue or pull request; nothing answers there."""
        kind = "pull" if record.pull else "issues"
        return f"local://{self.repository}/{kind}/{record.number}"


class OnLocal:
    """What the reader and the writers begin with."""

    def __init__(self, parts: Parts) -> None:
        """All of them share their parts."""
        self._parts = parts


def issue_of(state: State, number: int) -> IssueRecord:
    """The issue or pull request of that number. Raises NotFound."""
    for record in state.issues:
        if record.number == number:
            return record
    raise NotFound(
        f"There is no issue or pull request {number}",
        where="the local forge",
        next_step="Check the number",
        status=404,
    )


def pull_of(record: IssueRecord) -> PullRecord:
    """What makes the issue a pull request. Raises NotFound where it is only an issue."""
    if record.pull is None:
        raise NotFound(
            f"{record.number} is an issue, not a pull request",
            where="the local forge",
            next_step="Check the number",
            status=404,
        )
    return record.pull
