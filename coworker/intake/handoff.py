"""Writes and reads the documents that one job hands to the next.

It must not let anything through that `encode` would not have written.
"""

import json
from types import UnionType
from typing import Any, NoReturn, TypeVar, cast, overload

from pydantic import TypeAdapter, ValidationError

from coworker.errors import HandoffFault
from coworker.intake.paths import proposal_refusals
from coworker.model.digest import Plain, canonical_json, plain
from coworker.model.handoff import ProposedChange

MAX_BYTES = 8 * 1024 * 1024
_NEXT_STEP = "Run the whole workflow again; if it happens again, look at the job that wrote it"

T = TypeVar("T")


def encode(document: object) -> str:
    """A document of model/handoff.py as canonical JSON: the same value, the same text."""
    return canonical_json(document)


@overload
def decode(kind: type[T], text: str, where: str) -> T: ...
@overload
def decode(kind: UnionType, text: str, where: str) -> Any: ...  # noqa: ANN401 - a union has no type
def decode(kind: object, text: str, where: str) -> object:
    """Read a document back, as a dataclass or one of a union of them.

    `where` names the file, for the fault. Raises HandoffFault for what is too long, is no JSON,
    says a key twice, lacks or adds a key, or has a value of the wrong type; and for a
    ProposedChange whose files are not all allowed.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        _refuse(f"The document holds {size} bytes; {MAX_BYTES} are allowed", where)
    tree = _tree(text, where)
    adapter: TypeAdapter[object] = TypeAdapter(cast("type[object]", kind))
    try:
        value = adapter.validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        _refuse(f"The document is not what its schema says: {first['msg']}", f"{where}: {key}")
    difference = _difference(tree, plain(value), "")
    if difference:
        _refuse("The document has a key that its schema does not, or lacks one", where + difference)
    if isinstance(value, ProposedChange):
        refusals = proposal_refusals(value.files)
        if refusals:
            _refuse("; ".join(refusals[:5]), where)
    return value


def _tree(text: str, where: str) -> Plain:
    try:
        tree: Plain = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        _refuse("The document is nested too deeply", where)
    except ValueError as error:
        _refuse(f"The document is no valid JSON: {error}", where)
    return tree


def _unique(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same key twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _difference(given: Plain, read: Plain, key: str) -> str:
    """The first key at which what was given is not what was read; empty where they agree."""
    match given, read:
        case dict(), dict():
            for name in sorted(given.keys() ^ read.keys()):
                return f": {key}.{name}".replace(": .", ": ")
            pairs = [(given[name], read[name], f"{key}.{name}") for name in given]
        case list(), list() if len(given) == len(read):
            pairs = [
                (one, other, f"{key}.{index}")
                for index, (one, other) in enumerate(zip(given, read, strict=True))
            ]
        case _:
            same = type(given) is type(read) and given == read
            return "" if same else f": {key}"
    return next(filter(None, (_difference(*pair) for pair in pairs)), "")


def _refuse(what: str, where: str) -> NoReturn:
    raise HandoffFault(what, where=where, next_step=_NEXT_STEP)
