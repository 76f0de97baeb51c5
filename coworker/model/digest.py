"""One canonical form for values, and the SHA-256 digests that bind a plan to what was reviewed.

It must not know what a digest is used for.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"


def plain(value: object) -> Plain:
    """Turn dataclasses, enums, mappings and sequences into JSON's own types.

    Raises TypeError for anything else, since a digest over an unknown type would not be stable.
    """
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case frozenset():
            return [plain(item) for item in sorted(value, key=str)]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {
                field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
            }
        case _:
            raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical_json(value: object) -> str:
    """Write a value as JSON with sorted keys and no spare white space (RFC 8785 in spirit)."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(value: object) -> str:
    """SHA-256 of a value's canonical JSON, as `sha256:<64 hex digits>`."""
    encoded = canonical_json(value).encode("utf-8", "surrogatepass")
    return "sha256:" + hashlib.sha256(encoded).hexdigest()


def short(digest: str) -> str:
    """The first twelve hex digits of a digest, for people and for names."""
    return digest.removeprefix("sha256:")[:12]
