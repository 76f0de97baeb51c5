"""What a person asked, sanitised and pinned to the trigger, and what was understood of it.

It must not carry text that sanitising has not seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from coworker.model.digest import digest_of
from coworker.model.environment import EngineName, Environment

ParameterValue: TypeAlias = str | int | bool | tuple[str, ...] | Mapping[str, str]


class RemovalKind(StrEnum):
    """The hidden channels that sanitising closes."""

    HTML_COMMENT = "html_comment"
    UNICODE_TAG = "unicode_tag"
    VARIATION_SELECTOR = "variation_selector"
    ZERO_WIDTH = "zero_width"
    BIDI_CONTROL = "bidi_control"
    HANGUL_FILLER = "hangul_filler"
    REFERENCE_COMMENT = "reference_comment"
    LINK_TITLE = "link_title"
    CONTROL_CHARACTER = "control_character"


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """How many places of one hidden channel were taken out, and how many characters in all."""

    kind: RemovalKind
    count: int
    characters: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What is wanted, by whom, from which issue or pull request.

    `text` is sanitised. `number` is the issue's or pull request's; `at` ISO 8601 in UTC.
    """

    repository: str
    number: int
    author: str
    title: str
    text: str
    at: str

    @property
    def digest(self) -> str:
        """The digest that stands in the receipt and in the commit's trailers."""
        return digest_of(self)


class RequestKind(StrEnum):
    """What sort of thing was asked for."""

    CHANGE = "change"
    AUDIT = "audit"
    OPERATION = "operation"
    ROLLBACK = "rollback"
    BOOTSTRAP = "bootstrap"
    MIGRATION = "migration"
    LIBRARY = "library"
    UNCLEAR = "unclear"


class ChangeAction(StrEnum):
    """What is to happen to the targets of a change."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True, kw_only=True, slots=True)
class Understanding:
    """What the words of a request mean, and what must be asked before anything is done.

    `targets` names blueprints, audits or operations, a tag or an account. `confidence` lies
    between 0 and 1. A request may be acted on only if `missing` and `questions` are empty.
    """

    kind: RequestKind
    targets: tuple[str, ...] = ()
    action: ChangeAction | None = None
    environment: Environment | None = None
    regions: tuple[str, ...] = ()
    engine: EngineName | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    confidence: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.missing and not self.questions
