"""Which environments a text speaks of, by name and by abbreviation.

It must not take a word for an environment where it is a verb or describes something else.
"""

import re

from coworker.intake.understanding.regions import regions_in
from coworker.intake.understanding.words import Span, blank
from coworker.model.environment import Environment

# Words that are an environment wherever they stand alone.
_STRONG = {
    "sandbox": Environment.SANDBOX,
    "sbx": Environment.SANDBOX,
    "development": Environment.DEVELOPMENT,
    "dev": Environment.DEVELOPMENT,
    "devel": Environment.DEVELOPMENT,
    "uat": Environment.TEST,
    "qa": Environment.TEST,
    "staging": Environment.STAGING,
    "stg": Environment.STAGING,
    "preprod": Environment.STAGING,
    "pre-prod": Environment.STAGING,
    "preproduction": Environment.STAGING,
    "pre-production": Environment.STAGING,
    "production": Environment.PRODUCTION,
    "prod": Environment.PRODUCTION,
    "prd": Environment.PRODUCTION,
}
# Words that are one only where an environment is spoken of.
_WEAK = {
    "test": Environment.TEST,
    "testing": Environment.TEST,
    "stage": Environment.STAGING,
    "live": Environment.PRODUCTION,
    "playground": Environment.SANDBOX,
}
_NOT_AFTER = (
    r"(?!\s+(?:teams?|data|copy|copies|tools?|suite|results?|reports?|files?|engineers?)\b)"
)

_STRONG_WORD = re.compile(
    rf"(?<![\w/-])(?P<name>{'|'.join(sorted(map(re.escape, _STRONG), key=len, reverse=True))})"
    rf"(?![\w-]){_NOT_AFTER}",
    re.IGNORECASE,
)
_WEAK_WORD = re.compile(rf"(?<![\w/-])(?P<name>{'|'.join(_WEAK)})(?![\w-])", re.IGNORECASE)
# What makes a weak word an environment: what stands before it, what behind it. `to test` is one
# only where something goes there, and a region beside it says that a place is spoken of.
_BEFORE = re.compile(
    r"(?:(?<!\w)(?:in|into|on|onto)(?: (?:the|our))?"
    r"|\b(?:deploy|ship|release|push|promote|add|roll(?: it)? out)\w*\b[^.;\n]{0,40} to"
    r"(?: (?:the|our))?"
    r"|\benv(?:ironment)?(?: ?[:=]| is)?|[,;(\[\n]|^) ?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r" ?(?:[,.;!)\]\n]|$)| (?:in|env|environment|account|please|and)\b", re.IGNORECASE
)
_NAMED = re.compile(r" (?:env|environment|account)\b", re.IGNORECASE)
# How far around a weak word to look.
_NEAR = 60
_STATED = re.compile(
    r"\b(?:env|environment)\s*[:=]\s*(?P<stated>[\w-]+)|"
    r"\b(?:in|to|on|into)\s+(?:the|our)\s+(?P<spoken>[a-z][\w-]*)\s+environment\b",
    re.IGNORECASE,
)
_NON_PRODUCTION = re.compile(r"\bnon-?\s?prod(?:uction)?\b", re.IGNORECASE)


def environments_in(text: str) -> tuple[Environment, ...]:
    """Every environment that is spoken of, in the order of first mention."""
    return tuple(dict.fromkeys(environment for environment, _ in environment_places(text)))


def environment_places(text: str) -> tuple[tuple[Environment, Span], ...]:
    """Every mention of an environment, with its place."""
    clean = blank(text, (match.span() for match in _NON_PRODUCTION.finditer(text)))
    found = [
        (_STRONG[match["name"].lower()], match.span()) for match in _STRONG_WORD.finditer(clean)
    ]
    found.extend(
        (_WEAK[match["name"].lower()], match.span())
        for match in _WEAK_WORD.finditer(clean)
        if _is_a_place(clean, match.span())
    )
    return tuple(sorted(found, key=lambda place: place[1]))


def _is_a_place(text: str, span: Span) -> bool:
    """Whether a weak word stands as an environment would: `in test`, `test, Ireland`, `(test)`."""
    start, end = span
    if _NAMED.match(text, end):
        return True
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    closes = _BEHIND.match(text, end) is not None
    if _BEFORE.search(before) and (closes or _begins_with_region(behind)):
        return True
    return closes and _ends_with_region(before)


def _begins_with_region(text: str) -> bool:
    return any(not text[: span[0]].strip(" ,([") for span in regions_in(text).spans)


def _ends_with_region(text: str) -> bool:
    return any(not text[span[1] :].strip(" ") for span in regions_in(text).spans)


def unknown_environments_in(text: str) -> tuple[str, ...]:
    """Words that stand where an environment would, and are none: `environment: foo`."""
    words = [match["stated"] or match["spoken"] for match in _STATED.finditer(text)]
    words += [match.group() for match in _NON_PRODUCTION.finditer(text)]
    return tuple(
        dict.fromkeys(word for word in words if word.lower() not in {**_STRONG, **_WEAK, "aws": ""})
    )
