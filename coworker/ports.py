"""What the flows need from the world, as Protocols named for the need.

It must not name a vendor or hold an implementation.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from coworker.model.change import Identity, Preview, PreviewFailed, StackOutcome
from coworker.model.environment import Environment
from coworker.model.finding import ScanResult
from coworker.model.forge import (
    Authorship,
    CheckRun,
    Comment,
    CommitResult,
    Deployment,
    DeploymentState,
    Issue,
    NewCommit,
    Permission,
    PullRequest,
    Reaction,
    Review,
)
from coworker.model.stack import StackSource

Progress: TypeAlias = Callable[[str], None]


class Clock(Protocol):
    """The time, asked for once per entry."""

    def now(self) -> str:
        """ISO 8601 in UTC with seconds and a trailing Z."""
        ...


class Repository(Protocol):
    """The git repository, read at commits. Never a work tree, never a branch's code run."""

    def resolve(self, revision: str) -> str:
        """Full commit id of a branch, tag or abbreviated id. Raises GitFault if unknown."""
        ...

    def files(self, commit: str, prefixes: Sequence[str]) -> Mapping[str, str]:
        """Text files at a commit under any of the prefixes (a folder or a file), path to text.

        Raises GitFault for a missing commit or for a file that is not UTF-8 text, is a symbolic
        link, or is larger than 1 MiB.
        """
        ...

    def large_file(self, commit: str, path: str) -> str | None:
        """One text file at a commit, named in full, of up to 64 MiB; None where none stands there.

        Raises GitFault as `files` does, but for the size.
        """
        ...

    def changed_paths(self, old: str, new: str) -> tuple[str, ...]:
        """Paths that differ between two commits' trees, sorted; renames count as both paths."""
        ...

    def tree_id(self, commit: str, path: str) -> str | None:
        """Git's object id of a folder or file at a commit; None where there is none."""
        ...

    def merge_base(self, first: str, second: str) -> str | None:
        """Best common ancestor; None where the histories share none."""
        ...

    def parent(self, commit: str) -> str | None:
        """The commit that this one was put on (its first parent); None for a first commit."""
        ...

    def trailers(self, commit: str) -> Mapping[str, str]:
        """The commit message's trailers, last one winning."""
        ...


class ForgeReader(Protocol):
    """Reading the forge. `app` names whose check runs count: those made by our own identity."""

    def permission(self, login: str) -> Permission:
        """What the person may do here; NONE for a stranger."""
        ...

    def in_team(self, team: str, login: str) -> bool:
        """Whether the person is an active member of `org/team`. Raises NotFound if unreadable."""
        ...

    def issue(self, number: int) -> Issue:
        """An issue or pull request as an issue. Raises NotFound."""
        ...

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Every comment, all pages, oldest first."""
        ...

    def pull_request(self, number: int) -> PullRequest:
        """A pull request. Raises NotFound."""
        ...

    def pull_request_of_branch(self, branch: str) -> PullRequest | None:
        """The open pull request whose head is this branch of this repository."""
        ...

    def pull_requests_of_commit(self, commit: str) -> tuple[PullRequest, ...]:
        """The pull requests that brought a commit to the default branch (merged ones first)."""
        ...

    def open_pull_requests(self) -> tuple[PullRequest, ...]:
        """Every open pull request, all pages."""
        ...

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Every review, all pages, oldest first."""
        ...

    def pushers(self, branch: str) -> frozenset[str]:
        """Everybody but us who ever pushed to a branch of this repository, gone or not.

        Raises ForgeFault where the forge cannot tell, of one push or of all.
        """
        ...

    def authorship(self, number: int) -> Authorship:
        """Who a pull request's commits say that they are by. Raises NotFound."""
        ...

    def check_runs(self, commit: str, name: str) -> tuple[CheckRun, ...]:
        """Our own check runs of that name on a commit, newest first."""
        ...

    def branch_head(self, branch: str) -> str | None:
        """The commit a branch points to; None where there is no such branch."""
        ...

    def read_file(self, commit: str, path: str) -> str | None:
        """One text file at a commit; None where there is none."""
        ...

    def tags(self, prefix: str) -> Mapping[str, str]:
        """Every tag whose name begins so, all pages: name to the commit that it marks."""
        ...

    def deployments(self, commit: str, environment: str) -> tuple[Deployment, ...]:
        """Our deployments of a commit to an environment, newest first, with their last state."""
        ...


class ForgeWriter(Protocol):
    """Changing the forge. Each method may be called twice with the same effect as once."""

    def commit(self, new: NewCommit) -> CommitResult:
        """Make a commit and move (or create) the branch, only if it still is at `parent`.

        `parent` None creates a branch without history.
        """
        ...

    def open_pull_request(self, *, branch: str, base: str, title: str, body: str) -> PullRequest:
        """Open a pull request, or return the open one of that branch with title and body set."""
        ...

    def comment(self, number: int, body: str) -> Comment:
        """Add a comment."""
        ...

    def edit_comment(self, comment: int, body: str) -> Comment:
        """Replace a comment's text."""
        ...

    def react(self, *, number: int, comment: int | None, reaction: Reaction) -> None:
        """React to a comment, or to the issue or pull request where `comment` is None."""
        ...

    def set_labels(self, number: int, *, add: Sequence[str], remove: Sequence[str]) -> None:
        """Add and remove labels; a label that is not there is made or passed over."""
        ...

    def open_issue(self, *, title: str, body: str, labels: Sequence[str]) -> Issue:
        """Open an issue, or return the open one of ours with that very title."""
        ...

    def close_issue(self, number: int) -> None:
        """Close an issue as completed."""
        ...

    def put_check_run(self, check: CheckRun) -> None:
        """Make the check run, with annotations in batches of 50 (GitHub's limit)."""
        ...

    def tag(self, name: str, commit: str, message: str) -> None:
        """Make an annotated tag. The same tag on the same commit is no fault; on another it is."""
        ...


class DeploymentWriter(Protocol):
    """Recording deployments: the one thing on the forge that the deploy job may write."""

    def deployment(
        self, *, commit: str, environment: str, task: str, payload: Mapping[str, str]
    ) -> Deployment:
        """Record that a deployment begins."""
        ...

    def deployment_status(self, deployment: int, state: DeploymentState, text: str) -> None:
        """Record where it stands; `text` is at most 140 characters."""
        ...


class Scanner(Protocol):
    """Something that looks at stacks' files and finds things."""

    name: str

    def scan(self, stacks: Sequence[StackSource]) -> ScanResult:
        """Look at every stack in one go. A crash or time-out is ScanFailed, never an exception."""
        ...


class Previewer(Protocol):
    """An engine that says what would happen. Holds reading and change-set rights only."""

    def preview(self, stack: StackSource) -> Preview | PreviewFailed:
        """What deploying this source would do to the environment's account."""
        ...

    def preview_removal(self, stack: StackSource) -> Preview | PreviewFailed:
        """What removing the deployed stack would do; `stack` is as it stands on the base branch."""
        ...

    def discard(self, stack: StackSource) -> tuple[str, ...]:
        """Take back what `preview` left (change set, empty stack); says what was removed."""
        ...


class Deployer(Protocol):
    """An engine that changes AWS. Reached by the deploy flow alone."""

    def execute(self, stack: StackSource, reviewed: Preview, progress: Progress) -> StackOutcome:
        """Execute what was previewed, wait, verify. Never anything else than `reviewed`."""
        ...

    def remove(self, stack: StackSource, reviewed: Preview, progress: Progress) -> StackOutcome:
        """Delete the deployed stack, wait, verify that it is gone."""
        ...


class Accounts(Protocol):
    """Who we are in an environment's account."""

    def identity(self, environment: Environment, region: str) -> Identity:
        """Ask STS. Raises AwsFault when it cannot be told or is not the configured account."""
        ...


class Folder(Protocol):
    """Where a stage leaves its files for the next one, and artefacts for people."""

    def write(self, name: str, text: str) -> None:
        """Write a file whole or not at all."""
        ...
