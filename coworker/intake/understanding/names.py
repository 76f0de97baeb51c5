"""The name that a person gives a thing, and the tags that they want on it.

It must not make a name of words that say where or for how long.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coworker.intake.understanding.environments import environments_in
from coworker.intake.understanding.regions import regions_in
from coworker.intake.understanding.words import blank

_LONGEST = 40

# A name ends where the line does, so words are parted by spaces alone.
_CALLED = re.compile(
    r"\b(?:called|named|name is|name it|call it|with (?:the )?name|by the name of|name ?[:=])"
    r"[^\S\n]*[\"'`]?(?P<name>[A-Za-z0-9][\w.-]*[A-Za-z0-9])[\"'`]?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"`](?P<name>[A-Za-z][\w-]{1,62})[\"`]")
_IDENTIFIER = re.compile(
    r"[^\S\n]+(?P<name>[A-Za-z][\w]*(?:[-_][\w]+)+|[a-z]+[0-9][\w-]*)(?=[\s,.;!?]|$)"
)
_WORD_BEHIND = re.compile(
    r"[^\S\n]+(?P<name>[A-Za-z][\w-]+)(?=[^\S\n]+(?:in|from|to|so)\b|[^\S\n]*(?:[\n,.;!?]|$))"
)
_IDENTIFIER_BEFORE = re.compile(r"\b(?P<name>[A-Za-z]\w*(?:-\w+)+)(?:[^\S\n]+\w+){1,2}$")
_PURPOSE = re.compile(
    r"\bfor[^\S\n]+(?P<words>[A-Za-z][\w'-]*(?:[^\S\n]+[A-Za-z][\w'-]*){0,4})", re.IGNORECASE
)
_STOPS = frozenset(
    {
        "accepting",
        "account",
        "all",
        "allowing",
        "and",
        "are",
        "as",
        "at",
        "but",
        "by",
        "called",
        "can",
        "each",
        "env",
        "environment",
        "every",
        "from",
        "having",
        "in",
        "is",
        "it",
        "must",
        "named",
        "need",
        "of",
        "on",
        "per",
        "please",
        "region",
        "running",
        "service",
        "services",
        "should",
        "so",
        "team",
        "teams",
        "that",
        "them",
        "to",
        "until",
        "using",
        "via",
        "want",
        "when",
        "where",
        "which",
        "who",
        "whose",
        "with",
        "without",
    }
)
_SKIPS = frozenset(
    {
        "a",
        "an",
        "holding",
        "keeping",
        "me",
        "my",
        "new",
        "our",
        "some",
        "storing",
        "the",
        "their",
        "us",
        "your",
    }
)
_NO_NAMES = frozenset(
    {
        "this",
        "that",
        "it",
        "them",
        "these",
        "days",
        "example",
        "good",
        "months",
        "now",
        "purposes",
        "real",
        "testing",
        "usage",
        "use",
        "weeks",
    }
)

_TAG = re.compile(
    r"(?<![\w./:-])(?P<key>[A-Za-z][\w-]{0,60})\s?=\s?(?P<value>\"[^\"\n]{1,200}\"|[^\s,;()\"]+)"
)
_OWNER = re.compile(
    r"\b(?:owned by|owner(?:\s+is|\s*:)?)\s+(?:the )?(?P<value>[\w@.-]*\w)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignments:
    """`key=value` pairs as they stand, and the text without them."""

    pairs: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


def take_assignments(text: str) -> Assignments:
    """Take `key=value` and `owned by X` out of a text. Keys keep their case."""
    pairs = {match["key"]: match["value"].strip('"').rstrip(".") for match in _TAG.finditer(text)}
    spans = [match.span() for match in _TAG.finditer(text)]
    rest = blank(text, spans)
    owner = _OWNER.search(rest)
    if owner:
        pairs.setdefault("Owner", owner["value"])
        rest = blank(rest, [owner.span()])
    return Assignments(pairs=pairs, rest=rest)


def take_given_name(text: str) -> tuple[str | None, str]:
    """Take the name that is given outright (`called X`, quoted) and return the rest."""
    for pattern in (_CALLED, _QUOTED):
        match = pattern.search(text)
        if match:
            return slug(match["name"]), blank(text, [match.span()])
    return None, text


def name_after(text: str, end: int | None) -> str | None:
    """The identifier that follows a thing's mention: `the queue orders-inbound`."""
    match = _IDENTIFIER.match(text, end) if end is not None else None
    return slug(match["name"]) if match and _may_be_name(match["name"]) else None


def name_beside(text: str, end: int | None) -> str | None:
    """The name of something that is there: the word behind its mention, or an identifier before."""
    if end is None:
        return None
    if identifier := name_after(text, end):
        return identifier
    behind = _WORD_BEHIND.match(text, end)
    if behind and _may_be_name(behind["name"]):
        return slug(behind["name"])
    before = _IDENTIFIER_BEFORE.search(text[:end])
    return slug(before["name"]) if before and _may_be_name(before["name"]) else None


def name_from_purpose(text: str) -> str | None:
    """A name made of what a thing is for: `for build artefacts` gives `build-artefacts`."""
    for match in _PURPOSE.finditer(text):
        kept: list[str] = []
        for word in match["words"].split():
            if word.lower() in _STOPS or environments_in(word) or regions_in(word).codes:
                break
            if word.lower() not in _SKIPS:
                kept.append(word)
        name = slug("-".join(kept[:3]))
        if len(name) > 2 and not set(name.split("-")) & _NO_NAMES:
            return name
    return None


def _may_be_name(word: str) -> bool:
    said = regions_in(word)
    return not (
        word.lower() in _STOPS | _NO_NAMES or said.codes or said.unknown or environments_in(word)
    )


def slug(text: str) -> str:
    """Lower case, hyphens for anything else, at most 40 characters."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'s", "s")).strip("-")
    return plain[:_LONGEST].rstrip("-")
