"""What a rule is: its id, its words, its weight and its check, together as one value.

It must not know which rules there are; rules/__init__.py lists them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from coworker.guardrails.template import Path, Template
from coworker.guardrails.values import Values
from coworker.model.change import Preview
from coworker.model.finding import Confidence, Severity
from coworker.model.policy import Policy
from coworker.model.stack import StackSource

CORE = "core"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """What a check saw: the message (a sentence without its full stop), the place, other weights.

    `path` is a path in the template; `file` and `line` name another place of the stack's folder.
    """

    message: str
    path: Path = ()
    resource: str | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    remedy: str | None = None
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What the checks of a template look at."""

    source: StackSource
    template: Template
    values: Values
    policy: Policy


TemplateCheck: TypeAlias = Callable[[Subject], Iterator[Sighting]]
StackCheck: TypeAlias = Callable[[StackSource, Policy], Iterator[Sighting]]
PreviewCheck: TypeAlias = Callable[[Preview, Policy], Iterator[Sighting]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule's words and weight.

    `sees` and `why` are paragraphs for docs/rules.md; `why` names the document it comes from.
    `bad` and `good` are examples, in YAML where the rule reads templates.
    """

    id: str
    title: str
    severity: Severity
    confidence: Confidence
    sees: str
    why: str
    remedy: str
    bad: str
    good: str

    @property
    def docs(self) -> str:
        """The rule's anchor in docs/rules.md."""
        return f"docs/rules.md#{self.id.lower()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateRule(Rule):
    """A rule that reads a CloudFormation template."""

    check: TemplateCheck


@dataclass(frozen=True, kw_only=True, slots=True)
class StackRule(Rule):
    """A rule that reads a stack.yaml or a stack's files as text, whatever the engine."""

    check: StackCheck


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewRule(Rule):
    """A rule that reads an engine's preview."""

    check: PreviewCheck
