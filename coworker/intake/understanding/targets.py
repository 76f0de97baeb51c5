"""Which blueprints a text asks for: by name, by synonym, by a near miss, by an access rule.

It must not take what a thing is for, or comes with, for the thing itself.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coworker.intake.understanding.words import Span, any_of
from coworker.model.blueprint import Blueprint

_CUTOFF = 0.83
_SHORTEST_MISSPELT = 5
# Misspelt words are looked for in so many characters: comparing is slow, and requests are short.
_FAR_ENOUGH = 4_000
# How many characters before a thing's mention can describe it.
_FARTHEST = 120

# What stands before a thing that only describes another: `a queue for the lambda function`.
_DESCRIBES = re.compile(
    r"\b(?:for|with|in|into|inside|of|to|from|behind|by|that|which|on|at|via|using|through|like|as)"
    r"\s+(?:[\w'-]+\s+){0,4}$",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"(?:\band|\bplus|,|&|\bas well as|\balso)\s+(?:[\w'-]+\s+){0,3}$", re.IGNORECASE
)

# `s3:GetObject` is no bucket, and neither is the s3 of an ARN.
_IN_A_LONGER_WORD = re.compile(r"[:/]\S")
# Two words side by side; each word begins a pair.
_PAIR = re.compile(r"(?<![\w-])(?=([a-z]{2,20} [a-z]{4,20})(?![\w-]))")

_ACCESS = re.compile(
    r"\b(?:allow|open|permit|expose|close|block|restrict|ingress|inbound|access)\b", re.IGNORECASE
)
_PORT_OR_RANGE = re.compile(
    r"\bports?\b|\bsg-[0-9a-f]{8,17}\b|\b(?:tcp|udp|ssh|rdp|https?)\b|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetsSaid:
    """Blueprint names in the order of mention; how sure (0 to 1); where its mentions end.

    `start` is where the first mention begins; `spans` are the places of all mentions of them.
    """

    names: tuple[str, ...] = ()
    confidence: float = 0.0
    ends: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    start: int = 0
    spans: tuple[Span, ...] = ()


def targets_in(text: str, catalogue: Sequence[Blueprint]) -> TargetsSaid:
    """Find the blueprints that are asked for."""
    mentions = _mentions(text, catalogue)
    if mentions:
        return _heads(text, mentions)
    if _ACCESS.search(text) and _PORT_OR_RANGE.search(text):
        names = tuple(item.name for item in catalogue if _has_ingress(item))
        if len(names) == 1:
            return TargetsSaid(names=names, confidence=0.85)
    return _near(text, catalogue) or TargetsSaid()


def _mentions(text: str, catalogue: Sequence[Blueprint]) -> list[tuple[int, int, str]]:
    """Start, end and blueprint of each mention; of overlapping ones the longest."""
    found = [
        (match.start(), match.end(), blueprint.name)
        for blueprint in catalogue
        for match in any_of((blueprint.name, *blueprint.synonyms)).finditer(text)
        if not _IN_A_LONGER_WORD.match(text, match.end())
        and text[match.start() - 1 : match.start()] != ":"
    ]
    kept: list[tuple[int, int, str]] = []
    covered = 0
    for start, end, name in sorted(found, key=lambda mention: (mention[0], -mention[1])):
        if end > covered:
            kept.append((start, end, name))
            covered = end
    return _without_attributes(text, kept)


def _without_attributes(
    text: str, mentions: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Of things named one right behind the other the last is meant: `a lambda execution role`."""
    kept: list[tuple[int, int, str]] = []
    for mention in mentions:
        if kept and text[kept[-1][1] : mention[0]] == " " and kept[-1][2] != mention[2]:
            kept.pop()
        kept.append(mention)
    return kept


def _heads(text: str, mentions: list[tuple[int, int, str]]) -> TargetsSaid:
    heads: dict[str, tuple[int, ...]] = {}
    previous = 0
    for start, end, name in mentions:
        near = max(0, start - _FARTHEST)
        before = text[max(previous, near) : start]
        joined = bool(_JOINS.search(before))
        described = bool(_DESCRIBES.search(text[near:start])) and not joined
        if (
            not heads
            or (joined and not _DESCRIBES.search(before))
            or (name in heads and not described)
        ):
            heads[name] = (*heads.get(name, ()), end)
        previous = end
    return TargetsSaid(
        names=tuple(heads),
        confidence=0.95,
        ends=heads,
        start=mentions[0][0],
        spans=tuple((start, end) for start, end, name in mentions if name in heads),
    )


def _has_ingress(blueprint: Blueprint) -> bool:
    return any(parameter.name == "ingress" for parameter in blueprint.parameters)


def _near(text: str, catalogue: Sequence[Blueprint]) -> TargetsSaid | None:
    """The first blueprint one of whose words is misspelt in the text: `buckte`, `lamda`."""
    words = {
        synonym.lower(): blueprint.name
        for blueprint in catalogue
        for synonym in (blueprint.name, *blueprint.synonyms)
        if len(synonym) >= _SHORTEST_MISSPELT
    }
    beginning = text[:_FAR_ENOUGH].lower()
    found = [(match.group(), match.span()) for match in re.finditer(r"[a-z][a-z-]{3,}", beginning)]
    pairs = [(match[1], match.span(1)) for match in _PAIR.finditer(beginning)]
    for said, (start, end) in sorted([*found, *pairs], key=lambda place: place[1]):
        near = difflib.get_close_matches(said, words, n=1, cutoff=_CUTOFF)
        if near:
            name = words[near[0]]
            return TargetsSaid(
                names=(name,),
                confidence=0.6,
                ends={name: (end,)},
                start=start,
                spans=((start, end),),
            )
    return None
