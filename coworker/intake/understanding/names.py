"""The name that a person gives a thing, and the tags that they want on it.

It must not make a name of words that say where or for how long.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from coworker.intake.understanding.environments import environments_in
from coworker.intake.understanding.regions import regions_in
from coworker.intake.understanding.words import Said, Span, blank

_LONGEST = 40
# A name made of a purpose: more than so many characters, at most so many words.
_SHORTEST = 2
_WORDS_OF_A_NAME = 3
# How far before a thing's mention its name can stand.
_FARTHEST = 120

_WORD = re.compile(r"[^\s]+")

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
        "behind",
        "in",
        "inside",
        "into",
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
        "within",
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
    """`key=value` pairs as they stand, and their places. Of two values for a key, the first."""

    pairs: Mapping[str, str] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()


def assignments_in(text: str) -> Assignments:
    """Read `key=value` and `owned by X`. Keys keep their case."""
    pairs: dict[str, str] = {}
    spans: list[Span] = []
    for match in _TAG.finditer(text):
        value = match["value"].strip('"').rstrip(".")
        if pairs.setdefault(match["key"], value) == value:
            spans.append(match.span())
    owner = _OWNER.search(blank(text, spans))
    if owner and pairs.setdefault("Owner", owner["value"]) == owner["value"]:
        spans.append(owner.span())
    return Assignments(pairs=pairs, spans=tuple(spans))


def given_name(text: str, taken: Collection[str] = ()) -> Said | None:
    """The name that is given outright: `called X`, or quoted; no word of `taken`, in lower case."""
    for pattern in (_CALLED, _QUOTED):
        for match in pattern.finditer(text):
            if pattern is _CALLED or (
                _may_be_name(match["name"]) and match["name"].lower() not in taken
            ):
                return Said(value=_plain(match["name"]), spans=(match.span(),))
    return None


def name_after(text: str, end: int) -> Said | None:
    """The identifier that follows a thing's mention: `the queue orders-inbound`."""
    return _said(_IDENTIFIER.match(text, end))


def name_beside(text: str, end: int) -> Said | None:
    """The name of something that is there: the word behind its mention, or an identifier before."""
    return (
        name_after(text, end)
        or _said(_WORD_BEHIND.match(text, end))
        or _said(_IDENTIFIER_BEFORE.search(text, max(0, end - _FARTHEST), end))
    )


def _said(match: re.Match[str] | None) -> Said | None:
    if match is None or not _may_be_name(match["name"]):
        return None
    return Said(value=_plain(match["name"]), spans=(match.span("name"),))


def purposes_in(text: str) -> tuple[Said, ...]:
    """What things are said to be for: names made of it, with the places of the words in them.

    `for build artefacts` gives `build-artefacts`.
    """
    return tuple(
        Said(value=slug("-".join(text[slice(*span)] for span in spans)), spans=spans)
        for match in _PURPOSE.finditer(text)
        if (spans := tuple(_purpose(match)))
    )


def name_from_purpose(text: str) -> Said | None:
    """A name made of the first words of what a thing is for."""
    for purpose in purposes_in(text):
        spans = purpose.spans[:_WORDS_OF_A_NAME]
        name = slug("-".join(text[slice(*span)] for span in spans))
        if len(name) > _SHORTEST and not set(name.split("-")) & _NO_NAMES:
            return Said(value=name, spans=spans)
    return None


def _purpose(match: re.Match[str]) -> Iterator[Span]:
    for word in _WORD.finditer(match.string, *match.span("words")):
        said = word.group()
        if said.lower() in _STOPS or environments_in(said) or regions_in(said).spans:
            return
        if said.lower() not in _SKIPS:
            yield word.span()


def _may_be_name(word: str) -> bool:
    return not (
        word.lower() in _STOPS | _NO_NAMES or regions_in(word).spans or environments_in(word)
    )


def slug(text: str) -> str:
    """Lower case, hyphens for anything else, at most 40 characters."""
    return _plain(text)[:_LONGEST].rstrip("-")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'s", "s")).strip("-")
