"""What a text wants done: to look, to create, to change, to delete.

It must not decide what it is to be done to.
"""

import re
from enum import StrEnum

from coworker.intake.understanding.environments import environments_in
from coworker.model.request import ChangeAction


class Intent(StrEnum):
    """What the first strong verb of a text asks for. WISH is `we need`: it says only that."""

    LOOK = "look"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    WISH = "wish"
    NONE = "none"


_LOOK = (
    r"show|list|check|audit|find|review|report|inspect|verify|describe|count|investigate"
    r"|analy[sz]e|summari[sz]e|look (?:at|into|for)|tell me|scan|why|where|who|what(?:'s)?|which"
    r"|how (?:many|much|secure|is|are)"
    r"|is (?:any|there|every|our|the|all|anything)|are (?:any|there|all|our|the|we)"
    r"|do (?:we|any)|does (?:any|every)"
    r"|give me (?:an? |the )?(?:\w+ )?(?:inventory|overview|report|list|breakdown|summary)"
)
_CREATE = (
    r"create|creating|make(?! (?:the|our|my|this|that)\b)|add|set ?up|setting up|build|provision"
    r"|launch|spin up|deploy|stand up|allow|permit|open(?! ports?\b)|expose|grant|generate|prepare"
    r"|roll out|bring up|introduce"
)
_CHANGE = (
    r"change|(?:make|give)(?= (?:the|our|my|this|that)\b)|update|modify|increase|decrease|raise"
    r"|lower|reduce|extend|shorten|enable|disable|adjust|alter|turn (?:on|off)|switch (?:on|off)"
    r"|set|edit|rename|upgrade|convert|resize|close|restrict|tighten|configure"
)
_DELETE = (
    r"delete|deleting|remove|destroy|tear ?down|decommission|drop|get rid of|kill|retire|wipe|purge"
    r"|terminate|shut down"
)
_WISH = r"need|want|would like|i'd like|we'd like|give (?:me|us)|please|require|looking for|request"

# Before what else a word of looking is no verb: `max receive count 3`, `a bucket which holds logs`.
_LOOKS_AFTER = (
    r"(?:^|(?<=[\n,.;:!?(-])|(?<=[\n,.;:!?(-]\s)|(?<=\b(?:to|me|us|we|if|or|do)\s)"
    r"|(?<=\b(?:you|and|let|can|see|ask)\s)|(?<=\b(?:also|know|just|then|wish|want|need|tell)\s)"
    r"|(?<=\b(?:could|would|check|about)\s)|(?<=\b(?:please|kindly)\s))"
)

_VERB = {
    intent: re.compile(rf"(?<![\w-]){before}(?:{words})(?![\w-])", re.IGNORECASE)
    for intent, before, words in (
        (Intent.LOOK, _LOOKS_AFTER, _LOOK),
        (Intent.CREATE, "", _CREATE),
        (Intent.CHANGE, "", _CHANGE),
        (Intent.DELETE, "", _DELETE),
    )
}
_WISHES = re.compile(rf"(?<![\w-])(?:{_WISH})(?![\w-])", re.IGNORECASE)
# `create a report of ...`, `run an audit`: making something that is only looked at.
_MAKING_A_REPORT = re.compile(
    r"\b(?:create|make|generate|prepare|build|run|do|perform|give|need|want)\s+(?:me |us )?"
    r"(?:an? |the )?(?:\S+ ){0,3}"
    r"(?:report|overview|inventory|audit|breakdown|summary|check|review)(?![\w-])",
    re.IGNORECASE,
)
# `add port 443 to the group web`, `on the existing bucket`: it is there already.
_EXISTING = re.compile(r"\b(?:existing|already (?:there|deployed|exists))\b", re.IGNORECASE)
_ADDED_TO = re.compile(
    r"\badd(?:ing)?\b(?:[^.;\n]|\.(?=[0-9])){0,60}?\bto\s+(?:the|our|my)\s+"
    r"(?P<what>[\w-]+(?: [\w-]+)?)",
    re.IGNORECASE,
)
# `it is not needed: delete it`
_DELETE_IT = re.compile(rf"\b(?:{_DELETE})\s+(?:it|them|this|these|those)\b", re.IGNORECASE)
_OUT_OF = re.compile(r"\b(?:from|of|in|on|for|to|inside|within|at)\s", re.IGNORECASE)
# `Is port 22 open?`: a sentence that begins so asks.
_ASKS = re.compile(
    r"(?:^|[.;!?]\s+|\n)\W*(?:is|are|does|did|has|have|was|were)\s+(?!to\b)", re.IGNORECASE
)


def intent_of(text: str) -> Intent:
    """The intent of the first strong verb; a wish where there is no verb; else none."""
    if _MAKING_A_REPORT.search(text) or _ASKS.match(text):
        return Intent.LOOK
    found = [
        (match.start(), -match.end(), intent)
        for intent, pattern in _VERB.items()
        if (match := pattern.search(text))
    ]
    if not found:
        return Intent.WISH if _WISHES.search(text) else Intent.NONE
    _, _, intent = min(found)
    if intent is Intent.CREATE and _is_there_already(text):
        return Intent.CHANGE
    return intent


def action_on(text: str, intent: Intent, start: int) -> ChangeAction:
    """What is to happen to the thing that is first mentioned at `start`.

    Only what stands right behind the verb is deleted: `remove port 22 from the group` changes the
    group, and `a bucket that deletes old versions` is a bucket to be made.
    """
    if intent is Intent.CHANGE:
        return ChangeAction.CHANGE
    if intent is not Intent.DELETE:
        return ChangeAction.CREATE
    verb = _VERB[Intent.DELETE].search(text)
    if verb is None or _DELETE_IT.search(text):
        return ChangeAction.DELETE
    if verb.start() > start:
        return ChangeAction.CREATE
    between = text[verb.end() : start]
    return ChangeAction.CHANGE if _OUT_OF.search(between) else ChangeAction.DELETE


def _is_there_already(text: str) -> bool:
    added = _ADDED_TO.search(text)
    return bool(_EXISTING.search(text)) or (
        added is not None and not environments_in(added["what"])
    )
