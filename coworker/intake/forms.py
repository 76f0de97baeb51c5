"""Read the body that GitHub makes of an issue form: `### Label`, a blank line, the answer.

It must not drop an answer: labels that are not ours and labels that come twice are named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# The labels of .github/ISSUE_TEMPLATE/*.yml, and the fields that they fill. A test compares.
FIELDS = MappingProxyType(
    {
        "What do you need?": "request",
        "Environment": "environment",
        "Region": "region",
        "Engine": "engine",
        "Owner": "owner",
        "Name": "name",
        "Parameters": "parameters",
        "Which audit?": "audit",
        "Which baseline?": "baseline",
        "Anything else?": "notes",
    }
)

# What GitHub writes for an answer left empty, and our forms for "you choose".
_NO_ANSWER = frozenset({"", "_no response_", "none", "let policy choose", "all", "n/a"})

_HEADING = re.compile(r"###\s+(?P<label>\S.*?)\s*")
_FENCE = re.compile(r"\s*(```+|~~~+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """Answers by field, empty ones left out; labels that are unknown, and labels given twice."""

    fields: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


def read_form(body: str) -> Form | None:
    """Read a form's body; None where the text is no form: it must begin with one of our labels."""
    sections = _sections(body)
    if not sections or _field(sections[0][0]) is None:
        return None
    fields: dict[str, str] = {}
    unknown: list[str] = []
    seen: set[str] = set()
    repeated: list[str] = []
    for label, answer in sections:
        field = _field(label)
        if field is None:
            unknown.append(label)
        elif field in seen:
            repeated.append(label)
        elif answer.lower() not in _NO_ANSWER:
            fields[field] = answer
        seen.update({field} if field else ())
    return Form(fields=fields, unknown=tuple(unknown), repeated=tuple(repeated))


def _sections(body: str) -> list[tuple[str, str]]:
    """Labels with their answers; empty where text stands before the first label."""
    sections: list[tuple[str, list[str]]] = []
    fenced = False
    for line in body.strip().splitlines():
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading:
            sections.append((heading["label"], []))
        elif not sections:
            return []
        elif _FENCE.match(line):
            fenced = not fenced
        else:
            sections[-1][1].append(line)
    return [(label, "\n".join(lines).strip()) for label, lines in sections]


def _field(label: str) -> str | None:
    wanted = label.strip().casefold().rstrip("?")
    return next(
        (field for known, field in FIELDS.items() if known.casefold().rstrip("?") == wanted), None
    )
