"""Requests that change no stack by themselves: rollback, bootstrap, migration, library.

It must not guess a baseline or an account.
"""

import re

BASELINE = re.compile(
    r"(?<![\w/])(?:baseline/[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[.-][0-9]+)?"
    r"|v[0-9]+\.[0-9]+\.[0-9]+)(?!\w)"
)
ACCOUNT = re.compile(r"(?<![0-9-])[0-9]{12}(?![0-9])")

_ROLLBACK = re.compile(
    r"\broll(?:ing)?[\s-]?back\b|\brevert\b|\b(?:return|go back|restore|reset)\b.{0,40}"
    r"\b(?:baseline|version|v[0-9]+\.|tag|last (?:known )?good|previous)",
    re.IGNORECASE,
)
_BOOTSTRAP = re.compile(
    r"\bbootstrap\w*\b|\bon-?board\w*\b.{0,30}\baccounts?\b"
    r"|\b(?:set ?up|prepare)\b.{0,20}\b(?:aws )?account\b\s*[0-9]{12}",
    re.IGNORECASE,
)
_MIGRATION = re.compile(
    r"\bmigrat(?:e|es|ing|ion)\b|\bmov(?:e|ing)\b.{0,80}\bfrom\b.{1,60}\bto\b|\breplatform\b",
    re.IGNORECASE | re.DOTALL,
)
_LIBRARY = re.compile(
    r"\b(?:new|create|write|add|refactor|audit|improve|update|merge|check)\b.{0,30}"
    r"\b(?:skills?|agents? library|(?:skill )?library)\b",
    re.IGNORECASE,
)


def asks_rollback(text: str) -> bool:
    """Whether an earlier state is to be returned to."""
    return bool(_ROLLBACK.search(text))


def asks_bootstrap(text: str) -> bool:
    """Whether an account is to be made ready for the co-worker."""
    return bool(_BOOTSTRAP.search(text))


def asks_migration(text: str) -> bool:
    """Whether something is to move between regions, accounts or engines."""
    return bool(_MIGRATION.search(text))


def library_target(text: str) -> str | None:
    """Which work on the co-worker's own library is asked for."""
    match = _LIBRARY.search(text)
    if match is None:
        return None
    words = match.group().lower()
    if words.startswith(("audit", "check")):
        return "audit-library"
    return "new-skill" if words.startswith(("new", "create", "write", "add")) else "refactor-skills"
