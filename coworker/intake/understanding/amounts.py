"""Whole numbers with their units, and which of a blueprint's parameters each belongs to.

It must not give one number to two parameters: where it could be either's, it is nobody's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coworker.intake.understanding.words import Said, Span, any_of
from coworker.model.blueprint import Parameter, ParameterType

SMALL = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
}

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DAYS = {"d": 1, "w": 7, "mo": 30, "y": 365}
_HOURS = {"h": 1, "d": 24}
_MEGABYTES = {"mb": 1, "m": 1, "gb": 1024, "g": 1024}
# A parameter's unit is the end of its name.
_UNITS: Mapping[str, Mapping[str, int]] = {
    "days": _DAYS,
    "seconds": _SECONDS,
    "hours": _HOURS,
    "mb": _MEGABYTES,
}
# How each unit is written, beside its short form.
_WRITTEN = (
    ("s", r"s|secs?|seconds?"),
    ("mo", r"mo|mos|months?"),
    ("m", r"m|mins?|minutes?"),
    ("h", r"h|hrs?|hours?"),
    ("d", r"d|days?"),
    ("w", r"w|wks?|weeks?"),
    ("y", r"y|yrs?|years?"),
    ("mb", r"mi?b|megabytes?"),
    ("gb", r"gi?b|gigabytes?"),
    ("g", r"g"),
    ("other", r"[kt]i?b|(?:kilo|tera)bytes?|%|percent|ms|milliseconds?"),
)
UNIT = rf"(?:{'|'.join(written for _, written in _WRITTEN)})(?![\w%/])"
_SHORT = tuple((short, re.compile(written, re.IGNORECASE)) for short, written in _WRITTEN)

_AMOUNT = (
    rf"(?P<amount>(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,9}}|{'|'.join(SMALL)})"
    rf"(?:[ -]?(?P<unit>{UNIT}))?)(?![\w/%-]|[.,:][0-9])"
)
# No part of a longer number, and no bound: `less than 5 minutes` is no amount.
_FRESH = r"(?<![\w./:+-])(?<![0-9],)(?<!than )"
# What may stand between a parameter's word and its number.
_LINK = (
    r"(?: ?[:=]| (?:time|period|size|limit|count|retention|is|are|be|should|must|will|kept|stored"
    r"|retained|deleted|removed|expires?|expired|objects?|files?|set|of|to|at|for|after)){0,5} ?"
)
_ALONE_BEFORE = r"(?:^|(?<=[,;(\n])|(?<=\bwith)|(?<=\band)|(?<=\bhas)|(?<=\busing)) ?"
_ALONE_BEHIND = r"(?= ?(?:[,;.)\n]|$|and\b|in\b|for\b|with\b))"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    """A number that may be a parameter's: the words that say so, and how strongly they do.

    `rank` is 0 where the parameter's word stands beside the number, 1 where others stand between,
    2 where there is no such word.
    """

    parameter: str
    number: int
    amount: Span
    words: tuple[Span, ...]
    rank: int


def amounts_in(text: str, parameters: Sequence[Parameter]) -> dict[str, Said]:
    """The whole numbers that a text gives, by parameter, in the parameter's own unit."""
    wanted = [item for item in parameters if item.type is ParameterType.INTEGER]
    claims: dict[int, list[_Candidate]] = {}
    for parameter in wanted:
        bare = [item for item in wanted if units_of(item) is _MEGABYTES] == [parameter]
        for candidate in _candidates(text, parameter, bare=bare):
            claims.setdefault(candidate.amount[0], []).append(candidate)
    found: dict[str, Said] = {}
    for _, candidates in sorted(claims.items()):
        chosen = _chosen(candidates)
        if chosen is not None and chosen.parameter not in found:
            found[chosen.parameter] = Said(value=chosen.number, spans=chosen.words)
    return found


def units_of(parameter: Parameter) -> Mapping[str, int]:
    """The units that a parameter's numbers may be given in, and what each is worth."""
    return _UNITS.get(parameter.name.rpartition("_")[2], {})


def unit_named(written: str) -> str:
    """The short form of a unit, as `mb` for `megabytes`."""
    return next(short for short, pattern in _SHORT if pattern.fullmatch(written))


def _candidates(text: str, parameter: Parameter, *, bare: bool) -> Iterator[_Candidate]:
    alias = any_of((parameter.name, *parameter.aliases)).pattern
    old = rf"(?: from [0-9]{{1,9}}(?: ?{UNIT})?)?"
    patterns = [
        (0, rf"(?P<alias>{alias}){old}{_LINK}{_AMOUNT}"),
        (0, rf"{_FRESH}{_AMOUNT}[ -](?:of )?(?P<alias>{alias})"),
        (1, rf"(?P<alias>{alias})[^,.;\n]{{1,60}}?(?P<old>{old}) to {_AMOUNT}"),
    ]
    if bare:
        patterns.append((2, rf"{_ALONE_BEFORE}(?P<alias>){_AMOUNT}{_ALONE_BEHIND}"))
    for rank, pattern in patterns:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            number = _number(match, parameter, bare=rank == 2)
            if number is None:
                continue
            between = (match.span("old"), match.span("amount")) if rank == 1 else (match.span(),)
            yield _Candidate(
                parameter=parameter.name,
                number=number,
                amount=match.span("amount"),
                words=(match.span("alias"), *between),
                rank=rank,
            )


def _number(match: re.Match[str], parameter: Parameter, *, bare: bool) -> int | None:
    written = match["number"].lower().replace(",", "")
    number = SMALL.get(written) or int(written)
    if match["unit"] is None:
        return None if bare else number
    worth = units_of(parameter).get(unit_named(match["unit"]))
    return None if worth is None else number * worth


def _chosen(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The strongest; of two equals the one whose words hold the other's; else none."""
    rank = min(item.rank for item in candidates)
    best = [item for item in candidates if item.rank == rank]
    longest = max(best, key=lambda item: item.words[-1][1] - item.words[-1][0])
    start, end = longest.words[-1]
    for item in best:
        inside = start <= item.words[-1][0] and item.words[-1][1] <= end
        if item.parameter != longest.parameter and (rank == 1 or not inside):
            return None
    return longest
