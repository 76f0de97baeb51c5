"""Which engine a text asks for.

It must not take CDK's or Terraform's mention as something to build.
"""

import re

from coworker.intake.understanding.words import Span
from coworker.model.environment import EngineName

_ENGINES = (
    (EngineName.CLOUDFORMATION, re.compile(r"\bcloud\s?formation\b|\bcfn\b", re.IGNORECASE)),
    (EngineName.TERRAFORM, re.compile(r"\bterraform\b|\bopen\s?tofu\b|\btofu\b", re.IGNORECASE)),
    (EngineName.CDK, re.compile(r"\bcdk\b|\bcloud development kit\b", re.IGNORECASE)),
)


def engines_in(text: str) -> tuple[EngineName, ...]:
    """Every engine that is named."""
    return tuple(engine for engine, pattern in _ENGINES if pattern.search(text))


def engine_spans(text: str) -> tuple[Span, ...]:
    """The places of every engine's name."""
    return tuple(match.span() for _, pattern in _ENGINES for match in pattern.finditer(text))
