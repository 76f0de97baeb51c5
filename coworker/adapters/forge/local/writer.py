"""The ForgeWriter port on the local forge's state and bare repository.

It must not act as anybody but our own identity.
"""

from collections.abc import Sequence

from coworker.adapters.forge.local.opening import new_issue, new_pull_request
from coworker.adapters.forge.local.parts import OnLocal, issue_of
from coworker.adapters.forge.local.state import (
    AnnotationRecord,
    CheckRecord,
    CommentRecord,
    PushRecord,
    ReactionRecord,
)
from coworker.errors import NotFound
from coworker.model.forge import (
    CheckRun,
    Comment,
    CommitResult,
    Committed,
    Issue,
    NewCommit,
    PullRequest,
    Reaction,
)


class LocalWriter(OnLocal):
    """Changing the local forge. Each method may be called twice with the same effect as once."""

    def commit(self, new: NewCommit) -> CommitResult:
        """Make a commit and move (or create) the branch, only if it still is at `parent`."""
        with self._parts.store.change() as state:
            made = self._parts.commits.commit(
                new, author=self._parts.login, at=self._parts.clock.now()
            )
            if isinstance(made, Committed):
                state.pushes.append(PushRecord(branch=new.branch, author=self._parts.login))
            return made

    def open_pull_request(self, *, branch: str, base: str, title: str, body: str) -> PullRequest:
        """Open a pull request, or return the open one of that branch with title and body set.

        Raises ForgeFault (status 422) where the branch holds no commit that the base lacks.
        """
        with self._parts.store.change() as state:
            record, pull = new_pull_request(
                self._parts, state, branch=branch, base=base, title=title, body=body
            )
            record.title, record.body = title, body
            return self._parts.pull_request(record, pull)

    def comment(self, number: int, body: str) -> Comment:
        """Add a comment. Raises NotFound."""
        at = self._parts.clock.now()
        with self._parts.store.change() as state:
            issue_of(state, number)
            record = CommentRecord(
                id=state.next_id(),
                number=number,
                author=self._parts.login,
                body=body,
                created_at=at,
                updated_at=at,
            )
            state.comments.append(record)
            return self._parts.comment(record)

    def edit_comment(self, comment: int, body: str) -> Comment:
        """Replace a comment's text. Raises NotFound."""
        with self._parts.store.change() as state:
            for record in state.comments:
                if record.id == comment:
                    record.body, record.updated_at = body, self._parts.clock.now()
                    return self._parts.comment(record)
        raise NotFound(
            f"There is no comment {comment}",
            where="the local forge",
            next_step="Add a new comment",
            status=404,
        )

    def react(self, *, number: int, comment: int | None, reaction: Reaction) -> None:
        """React to a comment, or to the issue or pull request where `comment` is None."""
        record = ReactionRecord(
            number=number, comment=comment, author=self._parts.login, reaction=reaction
        )
        with self._parts.store.change() as state:
            issue_of(state, number)
            if record not in state.reactions:
                state.reactions.append(record)

    def set_labels(self, number: int, *, add: Sequence[str], remove: Sequence[str]) -> None:
        """Add and remove labels. Raises NotFound."""
        with self._parts.store.change() as state:
            record = issue_of(state, number)
            record.labels = [
                label for label in dict.fromkeys((*record.labels, *add)) if label not in remove
            ]

    def open_issue(self, *, title: str, body: str, labels: Sequence[str]) -> Issue:
        """Open an issue, or return the open one of ours with that very title."""
        with self._parts.store.change() as state:
            for record in state.issues:
                ours = record.author == self._parts.login and record.pull is None
                if ours and record.open and record.title == title:
                    return self._parts.issue(record)
            record = new_issue(self._parts, state, title=title, body=body, labels=labels)
            return self._parts.issue(record)

    def close_issue(self, number: int) -> None:
        """Close an issue as completed. Raises NotFound."""
        with self._parts.store.change() as state:
            issue_of(state, number).open = False

    def put_check_run(self, check: CheckRun) -> None:
        """Make the check run, unless the newest of its name and commit is the very same."""
        record = CheckRecord(
            name=check.name,
            head=check.head,
            conclusion=check.conclusion,
            title=check.title,
            summary=check.summary,
            external_id=check.external_id,
            annotations=[
                AnnotationRecord(
                    path=note.path,
                    line=note.line,
                    end_line=note.end_line,
                    severity=note.severity,
                    title=note.title,
                    message=note.message,
                )
                for note in check.annotations
            ],
            app=self._parts.login,
        )
        with self._parts.store.change() as state:
            there = [
                made
                for made in state.checks
                if (made.name, made.head, made.app) == (record.name, record.head, record.app)
            ]
            if there[-1:] != [record]:
                state.checks.append(record)

    def tag(self, name: str, commit: str, message: str) -> None:
        """Make an annotated tag. The same tag on the same commit is no fault; on another it is."""
        self._parts.commits.tag(
            name, commit, message, author=self._parts.login, at=self._parts.clock.now()
        )
