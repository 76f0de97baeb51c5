"""People at the local forge: what they do there, and the events that GitHub would send for it.

It must not be used by a flow; the demo and the tests play the people with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coworker.adapters.forge.local.forge import LocalForge
from coworker.adapters.forge.local.merging import MergeMethod, merged
from coworker.adapters.forge.local.opening import new_issue, new_pull_request
from coworker.adapters.forge.local.parts import issue_of, pull_of
from coworker.adapters.forge.local.payloads import Event, Payloads
from coworker.adapters.forge.local.state import (
    CommentRecord,
    IssueRecord,
    PullRecord,
    PushRecord,
    ReviewRecord,
    State,
)
from coworker.errors import ForgeFault
from coworker.model.forge import Committed, NewCommit, Permission, ReviewState


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """What came of an act: the issue's, pull request's or comment's number, a commit, events.

    `events` are in the order in which GitHub would send them.
    """

    number: int | None = None
    comment: int | None = None
    commit: str | None = None
    events: tuple[Event, ...] = ()


class LocalPeople:
    """Everything that people do on a forge and the co-worker never does."""

    def __init__(self, forge: LocalForge) -> None:
        """Acts on the same state and repository as `forge`."""
        self._parts = forge.parts
        self._payloads = Payloads(forge.parts)

    def set_permission(self, login: str, permission: Permission) -> None:
        """Give a person a role in the repository."""
        with self._parts.store.change() as state:
            state.users[login] = permission

    def set_team(self, team: str, logins: Sequence[str]) -> None:
        """Say who is in `org/team`."""
        with self._parts.store.change() as state:
            state.teams[team] = list(logins)

    def open_issue(
        self, *, author: str, title: str, body: str, labels: Sequence[str] = ()
    ) -> Happened:
        """Open an issue: an `opened` event, then a `labeled` one for each label."""
        with self._parts.store.change() as state:
            record = new_issue(
                self._parts, state, title=title, body=body, labels=labels, author=author
            )
            events = [self._payloads.issues("opened", record, sender=author)]
            events += [
                self._payloads.issues("labeled", record, sender=author, label=label)
                for label in labels
            ]
            return Happened(number=record.number, events=tuple(events))

    def label(self, number: int, *, by: str, label: str) -> Happened:
        """Put a label on an issue."""
        with self._parts.store.change() as state:
            record = issue_of(state, number)
            record.labels = list(dict.fromkeys((*record.labels, label)))
            event = self._payloads.issues("labeled", record, sender=by, label=label)
            return Happened(number=number, events=(event,))

    def comment(self, number: int, *, author: str, body: str) -> Happened:
        """Comment on an issue or pull request."""
        at = self._parts.clock.now()
        with self._parts.store.change() as state:
            record = issue_of(state, number)
            comment = CommentRecord(
                id=state.next_id(),
                number=number,
                author=author,
                body=body,
                created_at=at,
                updated_at=at,
            )
            state.comments.append(comment)
            event = self._payloads.issue_comment("created", record, comment, sender=author)
            return Happened(number=number, comment=comment.id, events=(event,))

    def push(
        self,
        *,
        author: str,
        files: Mapping[str, str | None],
        message: str,
        branch: str = "main",
        start: str | None = None,
        signed: str | None = None,
    ) -> Happened:
        """Push a commit to a branch: on its head or, where the branch is new, on `start`.

        `signed` is who the commit says that it is by; whoever pushes may write there what they
        like. A `push` event, and `synchronize` for each open pull request of that branch.
        """
        commits = self._parts.commits
        before = commits.head(branch)
        new = NewCommit(branch=branch, parent=before or start, message=message, files=files)
        with self._parts.store.change() as state:
            result = commits.commit(new, author=signed or author, at=self._parts.clock.now())
            if not isinstance(result, Committed):
                raise _moved(branch)
            state.pushes.append(PushRecord(branch=branch, author=author))
        after = result.commit
        events = [self._payloads.push(branch, before=before, after=after, sender=author)]
        for record in self._parts.store.read().issues:
            pull = record.pull
            if before and pull and record.open and pull.head_branch == branch:
                events.append(
                    self._payloads.pull_request(
                        "synchronize", record, pull, sender=author, moved=(before, after)
                    )
                )
        return Happened(commit=after, events=tuple(events))

    def delete_branch(self, branch: str) -> None:
        """Delete a branch, as people do after a merge. No event concerns us."""
        self._parts.commits.delete(branch)

    def open_pull_request(
        self,
        *,
        author: str,
        branch: str,
        title: str,
        body: str = "",
        base: str = "main",
        from_fork: bool = False,
    ) -> Happened:
        """Open a pull request by hand."""
        with self._parts.store.change() as state:
            record, pull = new_pull_request(
                self._parts, state, branch=branch, base=base, title=title, body=body,
                author=author, from_fork=from_fork,
            )  # fmt: skip
            event = self._payloads.pull_request("opened", record, pull, sender=author)
            return Happened(number=record.number, commit=pull.head, events=(event,))

    def review(
        self, number: int, *, author: str, state: ReviewState, commit: str | None = None
    ) -> Happened:
        """Review a pull request at its head, or at an older commit. No event concerns us."""
        with self._parts.store.change() as forge:
            record = issue_of(forge, number)
            pull = self._parts.pull_request(record, pull_of(record))
            forge.reviews.append(
                ReviewRecord(number=number, author=author, state=state, commit=commit or pull.head)
            )
            return Happened(number=number, commit=commit or pull.head)

    def merge(self, number: int, *, by: str, method: MergeMethod = "merge") -> Happened:
        """Merge a pull request: a `closed` event, then the `push` to its base branch.

        Raises ForgeFault (status 409) where both branches changed the same file, or the base
        moved meanwhile.
        """
        at = self._parts.clock.now()
        with self._parts.store.change() as state:
            record, pull = self._open_pull(state, number)
            seen = self._parts.pull_request(record, pull)
            brought = merged(self._parts.commits, seen, method, author=by, at=at)
            if self._parts.commits.move(pull.base_branch, brought[-1], seen.base) != Committed(
                commit=brought[-1]
            ):
                raise _moved(pull.base_branch)
            state.pushes.append(PushRecord(branch=pull.base_branch, author=by))
            record.open, pull.merged, pull.merge_commit = False, True, brought[-1]
            pull.head, pull.base, pull.brought = seen.head, seen.base, list(brought)
            events = (
                self._payloads.pull_request("closed", record, pull, sender=by),
                self._payloads.push(
                    pull.base_branch, before=seen.base, after=brought[-1], sender=by
                ),
            )
            return Happened(number=number, commit=brought[-1], events=events)

    def close(self, number: int, *, by: str) -> Happened:
        """Close an issue, or a pull request unmerged."""
        with self._parts.store.change() as state:
            record = issue_of(state, number)
            if record.pull is None:
                record.open = False
                return Happened(
                    number=number, events=(self._payloads.issues("closed", record, sender=by),)
                )
            seen = self._parts.pull_request(record, record.pull)
            record.pull.head, record.pull.base = seen.head, seen.base
            record.open = False
            event = self._payloads.pull_request("closed", record, record.pull, sender=by)
            return Happened(number=number, commit=seen.head, events=(event,))

    def pull_request_opened(self, number: int, *, sender: str) -> Event:
        """The event for a pull request that we opened; a token of Actions' own sends none."""
        record = issue_of(self._parts.store.read(), number)
        return self._payloads.pull_request("opened", record, pull_of(record), sender=sender)

    @staticmethod
    def _open_pull(state: State, number: int) -> tuple[IssueRecord, PullRecord]:
        record = issue_of(state, number)
        pull = pull_of(record)
        if not record.open:
            raise ForgeFault(
                f"Pull request {number} is not open",
                where="the local forge",
                next_step="Check the number",
                status=405,
            )
        return record, pull


def _moved(branch: str) -> ForgeFault:
    return ForgeFault(
        f"The branch {branch!r} moved meanwhile",
        where="the local forge",
        next_step="Try again",
        status=409,
    )
