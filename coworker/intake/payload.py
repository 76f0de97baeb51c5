"""The parts of GitHub's event payloads that decisions need, checked.

It must not carry anything that no decision reads.
"""

# Here alone unknown keys are tolerated: a payload has hundreds that we do not use, and GitHub adds
# to them without notice (its "Webhook events and payloads" shows what each event holds).

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from coworker.errors import ConfigurationFault


def _utc(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError as error:
        raise ValueError("the time is out of range") from error


Instant = Annotated[str, AfterValidator(_utc)]
"""A time in ISO 8601, in UTC and to the second once read."""

Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
"""A full commit id."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Account(_Part):
    """Who did it."""

    login: str = Field(min_length=1)
    type: str = "User"

    @property
    def is_bot(self) -> bool:
        """Whether GitHub says that this is an app or a bot."""
        return self.type == "Bot" or self.login.endswith("[bot]")


class Repository(_Part):
    """Where it happened."""

    full_name: str = Field(min_length=3)
    default_branch: str = "main"


class Label(_Part):
    """A label's name."""

    name: str


class Issue(_Part):
    """An issue, or a pull request seen as one (then `pull_request` is there)."""

    number: int
    title: str
    body: str | None
    state: str
    labels: tuple[Label, ...] = Field(default=(), strict=False)
    updated_at: Instant
    pull_request: Mapping[str, object] | None = None


class Comment(_Part):
    """A comment, as it was first written."""

    id: int
    body: str
    created_at: Instant


class Fork(_Part):
    """The repository that a pull request comes from."""

    full_name: str


class Side(_Part):
    """Head or base of a pull request. `repo` is None where the repository is gone."""

    ref: str
    sha: Commit
    repo: Fork | None


class PullRequest(_Part):
    """A pull request."""

    number: int
    title: str
    body: str | None
    labels: tuple[Label, ...] = Field(default=(), strict=False)
    updated_at: Instant
    head: Side
    base: Side


class Moment(_Part):
    """When a commit was made."""

    timestamp: Instant


class MergeGroup(_Part):
    """Pull requests that a merge queue would merge together."""

    head_sha: Commit
    head_ref: str
    base_sha: Commit
    base_ref: str
    head_commit: Moment | None = None


class Inputs(_Part):
    """What was typed into the form of a workflow."""

    command: str = ""
    commit: str = ""
    pull_request: str = ""


class Event(_Part):
    """What every event but a schedule has."""

    repository: Repository
    sender: Account


class IssuesEvent(Event):
    """issues, labeled."""

    action: str
    issue: Issue
    label: Label


class IssueCommentEvent(Event):
    """issue_comment, created."""

    action: str
    issue: Issue
    comment: Comment


class PullRequestEvent(Event):
    """pull_request, opened or synchronize or reopened or closed."""

    action: str
    pull_request: PullRequest


class PushEvent(Event):
    """push. `head_commit` is None where the push deleted the branch."""

    ref: str
    before: Commit
    after: Commit
    head_commit: Moment | None


class MergeGroupEvent(Event):
    """merge_group, checks_requested."""

    action: str
    merge_group: MergeGroup


class WorkflowDispatchEvent(Event):
    """workflow_dispatch. GitHub sends None for a workflow that has no inputs."""

    ref: str
    inputs: Inputs | None


class ScheduleEvent(_Part):
    """schedule. What else than the cron line it holds is not documented."""

    schedule: str = ""
    repository: Repository | None = None


EventT = TypeVar("EventT", bound=_Part)


def read(kind: type[EventT], event_name: str, payload: Mapping[str, object]) -> EventT:
    """Read an event's payload. Raises ConfigurationFault, which names the key but not its value."""
    try:
        return kind.model_validate(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationFault(
            f"The event's payload is not what GitHub sends: {first['msg']}",
            where=f"{event_name}: {key}",
            next_step="Give the file that GITHUB_EVENT_PATH names, and the name of its event",
        ) from error
