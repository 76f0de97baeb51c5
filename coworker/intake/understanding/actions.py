"""What a text wants done: to look, to create, to change, to delete.

It must not decide what it is to be done to.
"""

import re
from enum import StrEnum


class Intent(StrEnum):
    """What the first strong verb of a text asks for. WISH is `we need`: it says only that."""

    LOOK = "look"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    WISH = "wish"
    NONE = "none"


_LOOK = (
    r"show|list|check|audit|find|review|report|inspect|verify|describe|count|investigate|analy[sz]e"
    r"|summari[sz]e|look (?:at|into|for)|tell me|who|what(?:'s)?|which|how (?:many|much|secure|is|are)"
    r"|is (?:any|there|every|our|the|all|anything)|are (?:any|there|all|our|the|we)"
    r"|do (?:we|any)|does (?:any|every)|why|where|scan|give me (?:an? |the )?(?:\w+ )?"
    r"(?:inventory|overview|report|list|breakdown|summary)"
)
_CREATE = (
    r"create|creating|make|add|set ?up|setting up|build|provision|launch|spin up|deploy|stand up"
    r"|allow|permit|open(?! ports?\b)|expose|grant|generate|prepare|roll out|bring up|introduce"
)
_CHANGE = (
    r"change|update|modify|increase|decrease|raise|lower|reduce|extend|shorten|enable|disable"
    r"|adjust|alter|turn (?:on|off)|switch (?:on|off)|set|edit|rename|upgrade|convert|resize|close"
    r"|restrict|tighten|configure"
)
_DELETE = (
    r"delete|deleting|remove|destroy|tear ?down|decommission|drop|get rid of|kill|retire|wipe|purge"
    r"|terminate|shut down"
)
_WISH = r"need|want|would like|i'd like|we'd like|give (?:me|us)|please|require|looking for|request"

_VERBS = tuple(
    (intent, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE))
    for intent, words in (
        (Intent.LOOK, _LOOK),
        (Intent.CREATE, _CREATE),
        (Intent.CHANGE, _CHANGE),
        (Intent.DELETE, _DELETE),
    )
)
_WISHES = re.compile(rf"(?<![\w-])(?:{_WISH})(?![\w-])", re.IGNORECASE)
# `create a report of ...`, `run an audit`: making something that is only looked at.
_MAKING_A_REPORT = re.compile(
    r"\b(?:create|make|generate|prepare|build|run|do|perform|give|need|want)\s+(?:me |us )?"
    r"(?:an? |the )?(?:\S+ ){0,3}(?:report|overview|inventory|audit|breakdown|summary|check|review)\b",
    re.IGNORECASE,
)
# `add port 443 to the existing group`, `on the bucket X`: it is there already.
_EXISTING = re.compile(r"\b(?:existing|already (?:there|deployed|exists))\b", re.IGNORECASE)


def intent_of(text: str) -> Intent:
    """The intent of the first strong verb; a wish where there is no verb; else none."""
    if _MAKING_A_REPORT.search(text):
        return Intent.LOOK
    found = [
        (match.start(), -match.end(), intent)
        for intent, pattern in _VERBS
        if (match := pattern.search(text))
    ]
    if not found:
        return Intent.WISH if _WISHES.search(text) else Intent.NONE
    _, _, intent = min(found)
    if intent is Intent.CREATE and _EXISTING.search(text):
        return Intent.CHANGE
    return intent
