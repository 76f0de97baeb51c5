"""The ForgeReader port on the local forge's state and bare repository.

It must not change either.
"""

from collections.abc import Mapping

from coworker.adapters.forge.local.commits import email_of
from coworker.adapters.forge.local.parts import OnLocal, issue_of, pull_of
from coworker.adapters.forge.local.state import CheckRecord, DeploymentRecord, IssueRecord
from coworker.errors import ForgeFault, NotFound
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


class LocalReader(OnLocal):
    """Reading the local forge; every call sees one whole state."""

    def permission(self, login: str) -> Permission:
        """What the person may do here; NONE for a stranger."""
        users = self._parts.store.read().users
        return users.get(login, Permission.NONE)

    def in_team(self, team: str, login: str) -> bool:
        """Whether the person is a member of `org/team`. Raises NotFound for an unknown team."""
        teams = self._parts.store.read().teams
        if team not in teams:
            raise NotFound(
                f"There is no team {team!r}",
                where="the local forge",
                next_step="Check the team's name in CODEOWNERS",
                status=404,
            )
        return login in teams[team]

    def issue(self, number: int) -> Issue:
        """An issue or pull request as an issue. Raises NotFound."""
        return self._parts.issue(issue_of(self._parts.store.read(), number))

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Every comment, oldest first. Raises NotFound."""
        state = self._parts.store.read()
        issue_of(state, number)
        return tuple(
            self._parts.comment(record) for record in state.comments if record.number == number
        )

    def pull_request(self, number: int) -> PullRequest:
        """A pull request. Raises NotFound."""
        record = issue_of(self._parts.store.read(), number)
        return self._parts.pull_request(record, pull_of(record))

    def pull_request_of_branch(self, branch: str) -> PullRequest | None:
        """The open pull request whose head is this branch of this repository."""
        for pull in self.open_pull_requests():
            if pull.head_branch == branch and not pull.from_fork:
                return pull
        return None

    def pull_requests_of_commit(self, commit: str) -> tuple[PullRequest, ...]:
        """The pull requests that brought a commit, or would bring it; merged ones first."""
        merged, others = [], []
        for pull, record in self._pull_requests():
            if record.pull and commit in {*record.pull.brought, pull.merge_commit}:
                merged.append(pull)
            elif pull.open and commit in self._parts.commits.between(pull.base, pull.head):
                others.append(pull)
        return (*merged, *others)

    def open_pull_requests(self) -> tuple[PullRequest, ...]:
        """Every open pull request, newest first."""
        return tuple(pull for pull, _ in reversed(self._pull_requests()) if pull.open)

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Every review, oldest first. Raises NotFound."""
        state = self._parts.store.read()
        pull_of(issue_of(state, number))
        return tuple(
            Review(author=record.author, state=record.state, commit=record.commit)
            for record in state.reviews
            if record.number == number
        )

    def pushers(self, branch: str) -> frozenset[str]:
        """Everybody but us who ever pushed to a branch, gone or not.

        Raises ForgeFault for a branch to which nobody pushed through this forge.
        """
        pushes = self._parts.store.read().pushes
        people = frozenset(push.author for push in pushes if push.branch == branch)
        if not people:
            raise ForgeFault(
                f"Nobody is known to have pushed to the branch {branch!r}",
                where="the local forge",
                next_step="Push the change to a new branch",
            )
        return people - {self._parts.login}

    def authorship(self, number: int) -> Authorship:
        """Who a pull request's commits say that they are by. Raises NotFound.

        A commit that this forge wrote is by whom it says; one that came past it bears another
        e-mail, and is by nobody whom it knows.
        """
        pull = self.pull_request(number)
        signed = self._parts.commits.signatures(pull.base, pull.head)
        known = {*self._parts.store.read().users, self._parts.login}
        return Authorship(
            people=frozenset(login for login, _ in signed) - {self._parts.login},
            unknown=any(login not in known or email != email_of(login) for login, email in signed),
        )

    def check_runs(self, commit: str, name: str) -> tuple[CheckRun, ...]:
        """Our own check runs of that name on a commit, newest first, without annotations."""
        return tuple(
            _check(record)
            for record in reversed(self._parts.store.read().checks)
            if record.head == commit and record.name == name and record.app == self._parts.login
        )

    def branch_head(self, branch: str) -> str | None:
        """The commit a branch points to; None where there is no such branch."""
        return self._parts.commits.head(branch)

    def read_file(self, commit: str, path: str) -> str | None:
        """One text file at a commit; None where there is none."""
        return self._parts.commits.text(commit, path)

    def deployments(self, commit: str, environment: str) -> tuple[Deployment, ...]:
        """Our deployments of a commit to an environment, newest first, with their last state."""
        return tuple(
            deployment_of(record)
            for record in reversed(self._parts.store.read().deployments)
            if record.commit == commit
            and record.environment == environment
            and record.author == self._parts.login
        )

    def tags(self, prefix: str) -> Mapping[str, str]:
        """Every tag whose name begins so: name to the commit that it marks."""
        return self._parts.commits.tags(prefix)

    def _pull_requests(self) -> list[tuple[PullRequest, IssueRecord]]:
        return [
            (self._parts.pull_request(record, record.pull), record)
            for record in self._parts.store.read().issues
            if record.pull
        ]


def deployment_of(record: DeploymentRecord) -> Deployment:
    """The record as the model's deployment, with its last state."""
    return Deployment(
        id=record.id,
        commit=record.commit,
        environment=record.environment,
        task=record.task,
        state=record.statuses[-1].state if record.statuses else None,
        payload=record.payload,
    )


def _check(record: CheckRecord) -> CheckRun:
    return CheckRun(
        name=record.name,
        head=record.head,
        conclusion=record.conclusion,
        title=record.title,
        summary=record.summary,
        external_id=record.external_id,
        app=record.app,
    )
