"""When something runs, in words: `every 5 minutes` becomes `rate(5 minutes)`.

It must not make up an hour: `nightly`, and `every night at 10`, stay questions.
"""

import re
from collections.abc import Mapping

from coworker.intake.understanding.words import Said

# Amazon EventBridge Scheduler User Guide, "Schedule types": rate and cron expressions, in UTC.
_EXPRESSION = re.compile(r"\b(?:rate|cron)\([A-Za-z0-9 ,*?/#-]+\)")

_DAYS: Mapping[str, str] = {
    "monday": "MON",
    "tuesday": "TUE",
    "wednesday": "WED",
    "thursday": "THU",
    "friday": "FRI",
    "saturday": "SAT",
    "sunday": "SUN",
    "weekday": "MON-FRI",
    "workday": "MON-FRI",
    "working day": "MON-FRI",
    "weekend": "SAT,SUN",
}
# The hours that a part of the day has where neither am nor pm is said: `night at 10` is either.
_HOURS: Mapping[str, range | tuple[int, ...]] = {
    "night": (*range(6), *range(19, 24)),
    "morning": range(4, 12),
    "afternoon": range(12, 19),
    "evening": range(16, 24),
}
_PART = "|".join((*_HOURS, *_DAYS, "day"))
_WHEN = rf"(?P<when>(?:every|each) (?:{_PART})|(?:(?:on|all) )?(?:{_PART})s|daily|nightly)"
_CLOCK = (
    r"(?:(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?(?: ?(?P<half>[ap])\.?m\b\.?)?"
    r"(?: o'clock)?|(?P<word>noon|midnight))(?: (?:UTC|GMT)\b)?(?![\w:/%-]|[.,][0-9])"
)
_AT_A_TIME = tuple(
    re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE)
    for pattern in (
        rf"{_WHEN}(?:(?: in the)? (?P<within>{'|'.join(_HOURS)}))?,? at {_CLOCK}",
        rf"at {_CLOCK},? {_WHEN}(?P<within>)(?![\w-])",
    )
)
_EVERY = re.compile(
    r"(?<![\w-])(?:every|each) (?:(?P<count>[0-9]{1,4}) ?)?(?P<unit>min(?:ute)?|hour|day)s?"
    r"(?![\w-])(?!,? at\b| in the\b)",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"(?<![\w-])(?P<word>hourly|daily)(?![\w-])(?!,? at\b)", re.IGNORECASE)
_RATES = {"hourly": "rate(1 hour)", "daily": "rate(1 day)"}


def schedule_in(text: str) -> Said | None:
    """A schedule expression of Amazon EventBridge, as it is written or as the words mean it.

    Hours are read as UTC, which is what the expression means.
    """
    if written := _EXPRESSION.search(text):
        return Said(value=written.group(), spans=(written.span(),))
    for pattern in _AT_A_TIME:
        if match := pattern.search(text):
            value = _cron(match)
            return None if value is None else Said(value=value, spans=(match.span(),))
    if every := _EVERY.search(text):
        count = int(every["count"] or 1)
        unit = every["unit"].lower().replace("minute", "min").replace("min", "minute")
        value = f"rate({count} {unit}{'' if count == 1 else 's'})"
        return Said(value=value, spans=(every.span(),)) if count else None
    if word := _ONE_WORD.search(text):
        return Said(value=_RATES[word["word"].lower()], spans=(word.span(),))
    return None


def _cron(match: re.Match[str]) -> str | None:
    when = re.sub(r"^(?:every|each|on|all) ", "", match["when"].lower())
    part = {"nightly": "night", "daily": "day"}.get(when, when.removesuffix("s"))
    hour = _hour(match, (match["within"] or part).lower())
    minute = int(match["minute"] or 0)
    if hour is None or minute > 59:
        return None
    days = _DAYS.get(part)
    return (
        f"cron({minute} {hour} * * ? *)" if days is None else f"cron({minute} {hour} ? * {days} *)"
    )


def _hour(match: re.Match[str], part: str) -> int | None:
    """The hour from 0 to 23; None where there is no such hour, or the words fit two."""
    if match["word"]:
        return 12 if match["word"].lower() == "noon" else 0
    hour = int(match["hour"])
    if match["half"]:
        after_noon = 12 if match["half"].lower() == "p" else 0
        return hour % 12 + after_noon if 1 <= hour <= 12 else None
    return hour if hour in _HOURS.get(part, range(24)) else None
