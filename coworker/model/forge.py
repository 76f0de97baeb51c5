"""What a forge (GitHub, or the local one) knows: issues, pull requests, reviews, checks.

It must not carry a forge's own client objects.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from coworker.model.finding import Severity


class Permission(StrEnum):
    """What a person may do in the repository, weakest first (GitHub's role names)."""

    NONE = "none"
    READ = "read"
    TRIAGE = "triage"
    WRITE = "write"
    MAINTAIN = "maintain"
    ADMIN = "admin"

    @property
    def can_write(self) -> bool:
        """Whether the person may push."""
        return self in {Permission.WRITE, Permission.MAINTAIN, Permission.ADMIN}


class ReviewState(StrEnum):
    """What a review says."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    COMMENTED = "commented"
    DISMISSED = "dismissed"


class Reaction(StrEnum):
    """The reactions the co-worker gives (GitHub's content names)."""

    EYES = "eyes"
    ROCKET = "rocket"
    CONFUSED = "confused"


class CheckConclusion(StrEnum):
    """How a check run ended (GitHub's names)."""

    SUCCESS = "success"
    FAILURE = "failure"
    ACTION_REQUIRED = "action_required"
    NEUTRAL = "neutral"


class DeploymentState(StrEnum):
    """A deployment's state (GitHub's names)."""

    IN_PROGRESS = "in_progress"
    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """An issue, or a pull request seen as one."""

    number: int
    title: str
    body: str
    author: str
    labels: tuple[str, ...]
    open: bool
    is_pull_request: bool
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PullRequest:
    """A pull request. `head` and `base` are full commit ids; `merge_commit` once merged.

    `from_fork` is true where the head lives in another repository (or in one that is gone).
    """

    number: int
    title: str
    body: str
    author: str
    head: str
    head_branch: str
    base: str
    base_branch: str
    open: bool
    merged: bool
    merge_commit: str | None
    from_fork: bool
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """A comment on an issue or pull request. `by_us` is true where our own identity wrote it."""

    id: int
    author: str
    body: str
    by_us: bool
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """A review, of one head commit."""

    author: str
    state: ReviewState
    commit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorship:
    """Who a pull request's commits say that they are by: whoever makes a commit writes that.

    `people` are the authors and committers other than us and the forge itself. `unknown` is true
    where a commit names nobody whom the forge knows, claims to be by us or the forge without
    proof, or where not every commit could be seen.
    """

    people: frozenset[str]
    unknown: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Annotation:
    """A remark on lines of a file, shown in the diff."""

    path: str
    line: int
    end_line: int
    severity: Severity
    title: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckRun:
    """A check run on a commit. `external_id` carries the plan's digest.

    `app` is the slug of the app that made it, empty when it is yet to be made.
    """

    name: str
    head: str
    conclusion: CheckConclusion
    title: str
    summary: str
    external_id: str
    annotations: tuple[Annotation, ...] = ()
    app: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCommit:
    """A commit to be made on a branch: files by path (None removes one), on top of `parent`."""

    branch: str
    parent: str | None
    message: str
    files: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Committed:
    """The commit was made and the branch points to it."""

    kind: Literal["committed"] = "committed"
    commit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BranchMoved:
    """The branch is no longer at the parent; nothing was changed. `head` is where it is now."""

    kind: Literal["branch_moved"] = "branch_moved"
    head: str | None


CommitResult: TypeAlias = Committed | BranchMoved


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """A deployment of a commit to an environment; `task` names the stack."""

    id: int
    commit: str
    environment: str
    task: str
    state: DeploymentState | None
    payload: Mapping[str, str] = field(default_factory=dict)
