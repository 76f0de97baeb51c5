"""One GitHub event as its payload stood when it fired, and what intake makes of it.

It must not hold text taken from anywhere but the event's own snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from coworker.model.request import Removal


class Subject(StrEnum):
    """What an event is about."""

    ISSUE = "issue"
    PULL_REQUEST = "pull_request"
    COMMIT = "commit"
    NONE = "none"


class Verb(StrEnum):
    """Everything that can be asked for. The last three come from events alone, never from text."""

    PLAN = "plan"
    EXECUTE = "execute"
    ROLLBACK = "rollback"
    AUDIT = "audit"
    BOOTSTRAP = "bootstrap"
    EXPLAIN = "explain"
    STATUS = "status"
    HELP = "help"
    NEW_SKILL = "new-skill"
    REFACTOR_SKILLS = "refactor-skills"
    AUDIT_LIBRARY = "audit-library"
    DEPLOY = "deploy"
    CLEAN_UP = "clean-up"
    SCHEDULED = "scheduled"


EVENT_ONLY_VERBS = frozenset({Verb.DEPLOY, Verb.CLEAN_UP, Verb.SCHEDULED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """An event, reduced to what decisions need.

    `head` and `base` are full commit ids: of a pull request's head and base as the payload has
    them, or of a push's `after` and `before`. A comment's payload carries neither.
    `ref` is a pull request's base branch by its short name, never its head's: it says where policy
    is read. For a push and a merge group it is the full ref.
    `comment` is the id of the comment that fired, if one did. `at` is an ISO 8601 time in UTC.
    """

    event: str
    action: str | None
    repository: str
    actor: str
    actor_is_bot: bool
    subject: Subject
    number: int | None = None
    comment: int | None = None
    title: str = ""
    text: str = ""
    labels: tuple[str, ...] = ()
    head: str | None = None
    base: str | None = None
    ref: str | None = None
    default_branch: str = "main"
    at: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """Work to be done. `arguments` are the words after the verb; `text` is sanitised.

    `flags` maps each `--name` that was typed to its values, all checked by the closed grammar.
    """

    kind: Literal["command"] = "command"
    verb: Verb
    trigger: Trigger
    arguments: tuple[str, ...] = ()
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    removed: tuple[Removal, ...] = ()


class ReplyCode(StrEnum):
    """Why a person gets an answer instead of work."""

    UNKNOWN_COMMAND = "unknown_command"
    MALFORMED_COMMAND = "malformed_command"
    SEVERAL_COMMANDS = "several_commands"
    NOT_PERMITTED = "not_permitted"
    FORK = "fork"
    EDITED = "edited"
    EMPTY_REQUEST = "empty_request"
    TOO_LONG = "too_long"
    WRONG_PLACE = "wrong_place"
    UNKNOWN_FORM = "unknown_form"
    NOT_AVAILABLE = "not_available"
    INVALID_CONFIGURATION = "invalid_configuration"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A sentence back to the person, and the next thing to type. Nothing else happens."""

    kind: Literal["reply"] = "reply"
    code: ReplyCode
    trigger: Trigger
    message: str
    next_step: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignore:
    """Nothing to do, and why: for the log and the step summary only."""

    kind: Literal["ignore"] = "ignore"
    reason: str


Intake: TypeAlias = Command | Reply | Ignore
