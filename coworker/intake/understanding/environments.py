"""Which environments a text speaks of, by name and by abbreviation.

It must not take a word for an environment where it is a verb or describes something else.
"""

import re

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
_NAMES = "|".join(sorted(map(re.escape, {**_STRONG, **_WEAK}), key=len, reverse=True))

_STRONG_WORD = re.compile(
    rf"(?<![\w/-])(?P<name>{'|'.join(sorted(map(re.escape, _STRONG), key=len, reverse=True))})"
    rf"(?![\w-]){_NOT_AFTER}",
    re.IGNORECASE,
)
_WEAK_WORD = re.compile(
    rf"(?:(?:\b(?:in|into|to|on|onto)(?:\s+(?:the|our))?|\b(?:env|environment)\s*[:=]?|[,;(\n]|^)\s*"
    rf"(?P<name>{'|'.join(_WEAK)})(?![\w-])(?=\s*(?:[,.;)\n]|$|in\b|env|account|please)))"
    rf"|(?:(?<![\w-])(?P<other>{'|'.join(_WEAK)})\s+(?:env\b|environment|account))",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\b(?:env|environment)\s*[:=]\s*(?P<stated>[\w-]+)|"
    r"\b(?:in|to|on|into)\s+(?:the|our)\s+(?P<spoken>[a-z][\w-]*)\s+environment\b",
    re.IGNORECASE,
)
_NON_PRODUCTION = re.compile(r"\bnon-?\s?prod(?:uction)?\b", re.IGNORECASE)


def environments_in(text: str) -> tuple[Environment, ...]:
    """Every environment that is spoken of, in the order of first mention."""
    clean = _NON_PRODUCTION.sub(lambda match: " " * len(match.group()), text)
    found = [
        (match.start(), _STRONG[match["name"].lower()]) for match in _STRONG_WORD.finditer(clean)
    ]
    found.extend(
        (match.start(), _WEAK[(match["name"] or match["other"]).lower()])
        for match in _WEAK_WORD.finditer(clean)
    )
    return tuple(dict.fromkeys(environment for _, environment in sorted(found)))


def unknown_environments_in(text: str) -> tuple[str, ...]:
    """Words that stand where an environment would, and are none: `environment: foo`."""
    words = [match["stated"] or match["spoken"] for match in _STATED.finditer(text)]
    words += [match.group() for match in _NON_PRODUCTION.finditer(text)]
    return tuple(
        dict.fromkeys(word for word in words if word.lower() not in {**_STRONG, **_WEAK, "aws": ""})
    )
