"""What a text says and no reader took: asked about, so that nothing is lost in silence.

It must not guess what a leftover means; it may say which parameters could take it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.amounts import UNIT, unit_named, units_of
from coworker.intake.understanding.choices import called
from coworker.intake.understanding.claims import Claim, ClaimKind, claims_in, quantities_in
from coworker.intake.understanding.words import Span, Words, marked
from coworker.model.blueprint import Blueprint, Parameter, ParameterType

_WORD = re.compile(r"[A-Za-z][A-Za-z']+")
_STEM = 5
# Words that ask for nothing by themselves.
_EMPTY = frozenset(
    {
        *("a", "all", "an", "and", "any", "are", "as", "at", "be", "by", "each", "every", "from"),
        *("is", "it", "its", "me", "my", "of", "on", "or", "our", "some", "that", "the", "their"),
        *("them", "these", "this", "those", "to", "us", "we", "you", "your", "also", "new"),
        *("best", "practice", "practices", "default", "defaults", "sensible", "standard", "usual"),
        *("private", "safe", "secure", "security", "following", "setting", "settings", "option"),
        *("options", "parameter", "parameters", "requirement", "requirements", "configuration"),
        *("account", "aws", "environment", "name", "region", "create", "make", "set", "up"),
        *("care", "kind", "please", "regards", "thank", "thanks"),
    }
)
# What tells a time rather than anything else.
_TIME = re.compile(
    r"\b(?:\w+ly|every|each|twice|\w+days?|night|morning|evening|[ap]m)\b", re.IGNORECASE
)
# So many leftovers get a question each; the rest share one.
_OF_THEIR_OWN = 8
_AMOUNT = re.compile(rf"[0-9][0-9,.]*(?:[ -]?(?P<unit>{UNIT}))?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What readers took.

    `spans` holds the places of values, names, places and what is asked about already; `purposes`
    those of words that tell what a thing is for, which excuse anything but a quantity. What stands
    before `boundary` is the title's, and repeats what stands behind it or is repeated there.
    """

    spans: tuple[Span, ...]
    purposes: tuple[Span, ...] = ()
    boundary: int = 0


def leftover_quotes(text: str, taken: Taken) -> tuple[str, ...]:
    """The quantities that nobody took, as they are written."""
    return _quotes(text, _left(text, quantities_in(text), taken))


def leftover_questions(words: Words, taken: Taken, blueprint: Blueprint) -> tuple[str, ...]:
    """One question for each thing that was said of a target and that no reader took."""
    excused = marked(len(words.text), (*taken.spans, *taken.purposes))
    given = _stems(f"{blueprint.title} {blueprint.description}")
    left = [
        claim
        for claim in _left(words.text, claims_in(words.text, words.said), taken)
        if claim.kind is ClaimKind.QUANTITY or not _is_settled(claim, words, excused, given)
    ]
    quotes = _quotes(words.text, left)
    return (
        *(_question(quote, blueprint) for quote in quotes[:_OF_THEIR_OWN]),
        *((ask.what_are_they_for(quotes[_OF_THEIR_OWN:]),) if quotes[_OF_THEIR_OWN:] else ()),
    )


def plain_questions(quotes: Sequence[str]) -> tuple[str, ...]:
    """What to ask about leftovers where no blueprint says what could take them."""
    return (ask.what_are_they_for(quotes),) if quotes else ()


def _left(text: str, claims: Iterable[Claim], taken: Taken) -> list[Claim]:
    """Claims that are not wholly taken, and not said and taken on the other side of the title."""
    mask = marked(len(text), taken.spans)
    left: list[Claim] = []
    told: set[tuple[bool, str]] = set()
    for claim in claims:
        if _is_taken(claim, mask):
            told.add((claim.span[0] < taken.boundary, _flat(text, claim)))
        else:
            left.append(claim)
    return [
        claim
        for claim in left
        if not taken.boundary or (claim.span[0] >= taken.boundary, _flat(text, claim)) not in told
    ]


def _is_taken(claim: Claim, mask: bytes) -> bool:
    if claim.kind is ClaimKind.QUANTITY:
        return all(all(mask[start:end]) for start, end in claim.cores) or _is_quoted(claim, mask)
    return any(any(mask[start:end]) for start, end in claim.cores)


def _is_quoted(claim: Claim, mask: bytes) -> bool:
    """Whether all but a quotation's marks is taken."""
    start, end = claim.span
    return end - start > 2 and all(mask[start + 1 : end - 1])


def _is_settled(claim: Claim, words: Words, excused: bytes, given: frozenset[str]) -> bool:
    """Whether a qualifier or part needs no question: a purpose, always given, or rightly denied."""
    start, end = claim.cores[0]
    said = _WORD.findall(words.text[start:end])
    match claim.kind:
        case ClaimKind.QUALIFIER if words.denies(claim.span):
            return all(_stem(word) not in given for word in said)
        case ClaimKind.PART:
            known = all(word.lower() in _EMPTY or _stem(word) in given for word in said)
        case _:
            known = any(_stem(word) in given for word in said)
    return known or any(excused[start:end])


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text)) - _EMPTY


def _stem(word: str) -> str:
    return word.lower().removesuffix("s")[:_STEM]


def _flat(text: str, claim: Claim) -> str:
    return " ".join(text[slice(*claim.span)].lower().split())


def _joined(text: str, claims: Iterable[Claim]) -> list[Span]:
    """The places of claims, those that touch or overlap made one, in the order of the text."""
    kept: list[Span] = []
    for start, end in sorted(claim.span for claim in claims):
        if kept and not text[kept[-1][1] : start].strip(" "):
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return kept


def _quotes(text: str, claims: Iterable[Claim]) -> tuple[str, ...]:
    written = (" ".join(text[slice(*span)].split()) for span in _joined(text, claims))
    return tuple(dict.fromkeys(written))


def _question(quote: str, blueprint: Blueprint) -> str:
    named = [item for item in blueprint.parameters if called(item).search(quote)]
    if len(named) == 1 and named[0].choices:
        return ask.which_of_its_choices(quote, named[0])
    fitting = named or [item for item in blueprint.parameters if _could_take(item, quote)]
    return ask.what_is_it_for(quote, [item.name for item in fitting], blueprint)


def _could_take(parameter: Parameter, quote: str) -> bool:
    amount = _AMOUNT.fullmatch(quote)
    match parameter.type:
        case ParameterType.INTEGER if amount is not None:
            unit = amount["unit"]
            return unit is None or unit_named(unit) in units_of(parameter)
        case ParameterType.STRING if parameter.name == "schedule":
            return _TIME.search(quote) is not None
        case ParameterType.STRING | ParameterType.LIST if ":" in quote:
            return re.fullmatch(parameter.pattern or "(?!)", quote) is not None
        case ParameterType.CIDR:
            return "/" in quote
        case _:
            return False
