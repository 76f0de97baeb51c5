"""How often something runs, in words: `every 5 minutes` becomes `rate(5 minutes)`.

It must not make up an hour of the day: `at three` stays a question for cron.
"""

import re

_EVERY = re.compile(
    r"\b(?:every|each)\s+(?:(?P<count>[0-9]{1,4})\s+)?(?P<unit>minute|hour|day)s?\b", re.IGNORECASE
)
_ONE_WORD = re.compile(r"\b(?P<word>hourly|daily|nightly)\b(?!\s+at\b)", re.IGNORECASE)
_WORDS = {"hourly": "rate(1 hour)", "daily": "rate(1 day)", "nightly": "rate(1 day)"}
_EXPRESSION = re.compile(r"\b(?:rate|cron)\([A-Za-z0-9 ,*?/#-]+\)")


def schedule_in(text: str) -> str | None:
    """A schedule expression of Amazon EventBridge, as it is written or as the words mean it."""
    written = _EXPRESSION.search(text)
    if written:
        return written.group()
    every = _EVERY.search(text)
    if every:
        count, unit = int(every["count"] or 1), every["unit"].lower()
        return f"rate({count} {unit}{'' if count == 1 else 's'})"
    word = _ONE_WORD.search(text)
    return _WORDS[word["word"].lower()] if word else None
