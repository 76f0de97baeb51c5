"""What must not be shown: secrets, told by where they stand and by what they look like.

It must not be lenient: a harmless value that is masked costs less than a secret that is shown.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MASK = "[redacted]"

# Words that make a property's name a secret's name, compared with the name's own words.
_SECRET_WORDS = frozenset(
    {
        "apikey",
        "credential",
        "credentials",
        "passphrase",
        "passwd",
        "password",
        "passwords",
        "pwd",
        "secret",
        "secrets",
        "token",
        "tokens",
    }
)
_SECRET_PAIRS = frozenset(
    {
        ("access", "key"),
        ("api", "key"),
        ("auth", "key"),
        ("key", "material"),
        ("private", "key"),
        ("user", "data"),
    }
)
# Names with such a word whose values are switches that a reviewer must see: HttpTokens decides
# whether an instance's metadata needs a session (EC2 User Guide, "Use IMDSv2").
_HARMLESS_NAMES = frozenset({"httptokens", "managemasteruserpassword"})
# Last words that make it the name of something about a secret.
_HARMLESS_ENDINGS = frozenset(
    {
        "arn",
        "arns",
        "days",
        "enabled",
        "id",
        "ids",
        "length",
        "period",
        "policy",
        "required",
        "ttl",
        "type",
        "units",
        "validity",
        "version",
    }
)
# What CloudFormation works out at deployment is a reference, not a secret (CloudFormation User
# Guide, "Get values stored in other services using dynamic references").
_REFERENCE = re.compile(r"\{\{(?:resolve:[^{}]+|changeSet:[A-Z_]+)\}\}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_NAMES_OF_A_NAME = ("Name", "Key", "ParameterKey", "name", "key")
_NAMES_OF_A_VALUE = ("Value", "ParameterValue", "ValueFrom", "value")

_SHAPES = re.compile(
    r"""
      \b(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{16}\b   # AWS access key ids
    | \b(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{20,}          # GitHub tokens
    | \bxox[abeoprs]-[A-Za-z0-9-]{10,}                      # Slack tokens
    | \beyJ[A-Za-z0-9_-]{8,500}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*   # JSON web tokens
    | -----BEGIN[ ][A-Z0-9 ]*PRIVATE[ ]KEY-----.*?(?:-----END[ ][A-Z0-9 ]*PRIVATE[ ]KEY-----|\Z)
    | (?<=://)[^\s/:@]+:[^\s/@]+(?=@)                       # credentials inside a URL
    | (?i:(?<=bearer[ ])[A-Za-z0-9._~+/=-]{8,})
    """,
    re.VERBOSE | re.DOTALL,
)
# A name is looked at from its beginning alone: starting anew at each of its letters would take the
# square of the time over a long run of them.
_ASSIGNMENT = re.compile(r"""(?<![A-Za-z0-9_.-])([A-Za-z][A-Za-z0-9_.-]*)["']?\s*[=:]\s*(["']?)""")
_BARE_VALUE = re.compile(r"""[^\s"',;&]+""")
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
_PIECE = re.compile(r"[A-Za-z0-9]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# "Resource IDs" in the EC2 User Guide: a type's prefix and 8 or 17 hexadecimal digits.
_RESOURCE_ID = re.compile(r"[a-z]+(?:-[a-z]+)*-(?:[0-9a-f]{17}|[0-9a-f]{8})")
_RANDOM_CHARACTERS = 16
_RANDOM_BITS = 3.0
_WORD_LENGTH = 10
_VOWEL_SHARE = 0.2
_UPPER_SHARE = 0.35


def names_a_secret(name: str) -> bool:
    """Whether a property, variable or parameter of this name holds a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    joined = "".join(words)
    if joined in _HARMLESS_NAMES or _HARMLESS_ENDINGS & set(words[-1:]):
        return False
    pairs = set(pairwise(words))
    return bool(_SECRET_WORDS & {*words, joined} or _SECRET_PAIRS & pairs)


def redact_value(path: Iterable[str], value: str | None) -> tuple[str | None, bool]:
    """A property's value as it may be shown, and whether anything in it was masked.

    `path` are the names from the resource down to the property. A value that is JSON is looked at
    by its own names too. References that are worked out at deployment stay as they are.
    """
    if value is None or value == "":
        return value, False
    if any(names_a_secret(name) for name in path):
        return (value, False) if _REFERENCE.fullmatch(value) else (MASK, True)
    document = _json(value)
    if document is None:
        shown = redact_text(value)
    else:
        clean = _clean(document)
        shown = value if clean == document else json.dumps(clean, ensure_ascii=False)
    return shown, shown != value


def redact_text(text: str) -> str:
    """A text with everything masked that looks like a secret, or is assigned to a secret's name."""
    text = _SHAPES.sub(MASK, text)
    text = _without_assigned(text)
    return _RUN.sub(lambda found: MASK if looks_random(found.group()) else found.group(), text)


def looks_random(run: str) -> bool:
    """Whether an unbroken run of 20 or more characters looks drawn by lot, not written by a person.

    UUIDs and the ids that EC2 gives do not count: AWS shows them everywhere.
    """
    if _UUID.fullmatch(run) or _RESOURCE_ID.fullmatch(run):
        return False
    odd = "".join(piece for piece in _PIECE.findall(run) if not _like_a_word(piece))
    return len(odd) >= _RANDOM_CHARACTERS and _bits_per_character(odd) >= _RANDOM_BITS


def _like_a_word(piece: str) -> bool:
    if piece.isdigit():
        return True
    if not piece.isalpha():
        return False
    vowels = sum(letter in "aeiouyAEIOUY" for letter in piece)
    capitals = sum(letter.isupper() for letter in piece)
    return len(piece) < _WORD_LENGTH or (
        vowels >= len(piece) * _VOWEL_SHARE
        and (capitals <= len(piece) * _UPPER_SHARE or capitals == len(piece))
    )


def _bits_per_character(text: str) -> float:
    """Shannon's entropy of the characters, in bits."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _without_assigned(text: str) -> str:
    """The text with what follows `password=`, `Secret: ` and the like masked, up to its end."""
    parts, done = [], 0
    for found in _ASSIGNMENT.finditer(text):
        if found.start() < done or not names_a_secret(found[1]):
            continue
        end = _end_of_value(text, found.end(), quote=found[2])
        if end > found.end() and not _REFERENCE.match(text, found.end()):
            parts += [text[done : found.end()], MASK]
            done = end
    return "".join([*parts, text[done:]])


def _end_of_value(text: str, start: int, *, quote: str) -> int:
    if quote:
        end = text.find(quote, start)
        return len(text) if end < 0 else end
    bare = _BARE_VALUE.match(text, start)
    return bare.end() if bare else start


def _json(value: str) -> Json:
    """The value as a JSON object or list; None where it is neither."""
    if not value.lstrip().startswith(("{", "[")):
        return None
    try:
        document: Json = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict | list) else None


def _clean(value: Json) -> Json:
    match value:
        case dict():
            masked = _masked_by_a_name_beside(value)
            return {
                key: _hidden(item) if key in masked or names_a_secret(key) else _clean(item)
                for key, item in value.items()
            }
        case list():
            return [_clean(item) for item in value]
        case str():
            return redact_text(value)
        case _:
            return value


def _masked_by_a_name_beside(value: Mapping[str, Json]) -> frozenset[str]:
    """The value keys of a pair such as {Name: DB_PASSWORD, Value: ...}."""
    named = (value.get(key) for key in _NAMES_OF_A_NAME)
    if any(isinstance(name, str) and names_a_secret(name) for name in named):
        return frozenset(_NAMES_OF_A_VALUE)
    return frozenset()


def _hidden(value: Json) -> Json:
    """Everything inside masked, the shape kept; switches and references stay."""
    match value:
        case dict():
            return {key: _hidden(item) for key, item in value.items()}
        case list():
            return [_hidden(item) for item in value]
        case None | bool():
            return value
        case str() if _REFERENCE.fullmatch(value):
            return value
        case _:
            return MASK
