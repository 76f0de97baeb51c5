"""A vetted, parameterised template set: its schema, as data.

It must not render anything or read files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coworker.model.environment import EngineName
from coworker.model.request import ParameterValue


class ParameterType(StrEnum):
    """The types a blueprint's parameter can have."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"
    CIDR = "cidr"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One knob of a blueprint.

    `pattern` is a full-match regular expression for STRING and for each item of LIST;
    `minimum` and `maximum` bound an INTEGER, or the length of a STRING or LIST.
    `aliases` are the words by which people call it in plain text. `default` None and
    `required` True means that it must be asked for.
    """

    name: str
    type: ParameterType
    description: str
    required: bool = False
    default: ParameterValue | None = None
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    aliases: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waived:
    """A scanner's check that cannot apply to this blueprint, and why; shown in the plan."""

    rule: str
    resource: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Blueprint:
    """A blueprint's description. `templates` maps an engine to {file name: Jinja source}.

    `synonyms` are the words by which people ask for it; `origin` is the folder it came from.
    """

    name: str
    title: str
    description: str
    synonyms: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    templates: Mapping[EngineName, Mapping[str, str]]
    notes: Mapping[str, str] = field(default_factory=dict)
    waived: tuple[Waived, ...] = ()
    origin: str = ""
