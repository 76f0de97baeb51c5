"""What the local forge remembers, as it stands in its file.

It must not do anything: reading and changing are in store.py and above.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from coworker.model.finding import Severity
from coworker.model.forge import (
    CheckConclusion,
    DeploymentState,
    Permission,
    Reaction,
    ReviewState,
)


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PullRecord(_Record):
    """What makes an issue a pull request.

    `head` and `base` are where the branches stood when it was last looked at or closed;
    `brought` are the commits that its merge put on the base branch.
    """

    head_branch: str
    base_branch: str
    head: str
    base: str
    from_fork: bool = False
    merged: bool = False
    merge_commit: str | None = None
    brought: list[str] = Field(default_factory=list)


class IssueRecord(_Record):
    """An issue or pull request; they share one run of numbers, as on GitHub."""

    number: int
    title: str
    body: str
    author: str
    labels: list[str]
    open: bool = True
    created_at: str
    pull: PullRecord | None = None


class CommentRecord(_Record):
    """A comment on an issue or pull request."""

    id: int
    number: int
    author: str
    body: str
    created_at: str
    updated_at: str


class ReviewRecord(_Record):
    """A review of one head commit."""

    number: int
    author: str
    state: ReviewState
    commit: str


class ReactionRecord(_Record):
    """One person's reaction to a comment, or to the issue where `comment` is None."""

    number: int
    comment: int | None
    author: str
    reaction: Reaction


class AnnotationRecord(_Record):
    """A remark on lines of a file."""

    path: str
    line: int
    end_line: int
    severity: Severity
    title: str
    message: str


class CheckRecord(_Record):
    """A check run; `app` is who made it."""

    name: str
    head: str
    conclusion: CheckConclusion
    title: str
    summary: str
    external_id: str
    annotations: list[AnnotationRecord]
    app: str


class StatusRecord(_Record):
    """One step of a deployment."""

    state: DeploymentState
    text: str


class DeploymentRecord(_Record):
    """A deployment, with its statuses oldest first."""

    id: int
    commit: str
    environment: str
    task: str
    author: str
    payload: dict[str, str]
    statuses: list[StatusRecord] = Field(default_factory=list)


class PushRecord(_Record):
    """Somebody moved a branch."""

    branch: str
    author: str


class State(_Record):
    """Everything. Lists are in the order in which things happened."""

    version: Literal[1] = 1
    last_number: int = 0
    last_id: int = 0
    issues: list[IssueRecord] = Field(default_factory=list)
    comments: list[CommentRecord] = Field(default_factory=list)
    reviews: list[ReviewRecord] = Field(default_factory=list)
    reactions: list[ReactionRecord] = Field(default_factory=list)
    checks: list[CheckRecord] = Field(default_factory=list)
    deployments: list[DeploymentRecord] = Field(default_factory=list)
    pushes: list[PushRecord] = Field(default_factory=list)
    users: dict[str, Permission] = Field(default_factory=dict)
    teams: dict[str, list[str]] = Field(default_factory=dict)

    def next_number(self) -> int:
        """A number for an issue or pull request."""
        self.last_number += 1
        return self.last_number

    def next_id(self) -> int:
        """An id for anything else."""
        self.last_id += 1
        return self.last_id
