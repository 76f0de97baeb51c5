"""Statements of IAM policy documents, as a template writes them, and what they let through.

It must not judge whether that is too much; the rules do.
"""

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coworker.guardrails.arns import matches
from coworker.guardrails.elsewhere import Elsewhere, elsewhere
from coworker.guardrails.template import Located, Path, Value
from coworker.guardrails.values import Values, text_of

# Condition keys that, held to fixed values, make a statement not public ("The meaning of
# public" in the Amazon S3 user guide; keys in lower case, since IAM does not mind their case).
_NARROWING_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpcsourceip",
        "kms:calleraccount",
        "lambda:eventsourcetoken",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
_NARROWING_OPERATORS = re.compile(
    r"(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)",
    re.IGNORECASE,
)
_WIDEST_SOURCE = 8
_WILD = re.compile(r"[*?]")
_PARTS_OF_AN_ARN = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement with everything that its parts may be.

    A part holds texts; what only the deployment can tell is left out of it.
    `has_not_*` say that the statement uses the negated element.
    """

    path: Path
    allows: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[str, ...]
    conditions: tuple[tuple[str, str, tuple[str | None, ...]], ...]
    has_not_action: bool
    has_not_resource: bool
    has_not_principal: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Unseen:
    """A part of a policy document that stands outside the template: which, and where it stands."""

    part: str
    path: Path
    source: Elsewhere


def unseen_in(values: Values, document: Located, *parts: str) -> Iterator[Unseen]:
    """Of a document's allowing statements, what only somebody else knows, in these elements.

    A document or a statement that is not written out itself always counts, and so does a
    condition, where it is all that holds a statement for everyone back.
    """
    document = _read(document)
    if not isinstance(document.value, Mapping):
        yield from _unseen(values, "policy document", [document])
    for statement in values.items(values.reach(document, "Statement")):
        if not isinstance(statement.value, Mapping):
            yield from _unseen(values, "Statement", [statement])
            continue
        read = _statement(values, statement, statement.value)
        if read.allows:
            held = ("Condition",) if everyone(read) else ()
            for part in ("Effect", *parts, *held):
                found = values.reach(statement, part)
                yield from _unseen(values, part, values.items(found))


def _unseen(values: Values, part: str, found: Iterable[Located]) -> Iterator[Unseen]:
    for item in found:
        for leaf in _leaves(values, item):
            source = elsewhere(values.template, leaf.value)
            if source is not None:
                yield Unseen(part=part, path=leaf.path, source=source)


def _leaves(values: Values, located: Located) -> Iterator[Located]:
    """What stands below mappings: the principals of each kind, the values of each condition."""
    if not isinstance(located.value, Mapping):
        yield located
        return
    for key in located.value:
        for item in values.items(values.reach(located, key)):
            yield from _leaves(values, item)


def statements_of(values: Values, document: Located) -> Iterator[Statement]:
    """The statements of a policy document, written as a mapping or as a text of JSON."""
    for statement in values.items(values.reach(_read(document), "Statement")):
        if isinstance(statement.value, Mapping):
            yield _statement(values, statement, statement.value)


def _statement(values: Values, located: Located, body: Mapping[str, Value]) -> Statement:
    effects = {text_of(found.value) for found in values.reach(located, "Effect")}
    return Statement(
        path=located.path,
        allows=effects != {"Deny"},
        actions=_texts(values, located, "Action"),
        resources=_texts(values, located, "Resource"),
        principals=_principals(values, located),
        conditions=tuple(_conditions(values, located)),
        has_not_action="NotAction" in body,
        has_not_resource="NotResource" in body,
        has_not_principal="NotPrincipal" in body,
    )


def _texts(values: Values, located: Located, *steps: str) -> tuple[str, ...]:
    found = values.items(values.reach(located, *steps))
    return tuple(item.value for item in found if isinstance(item.value, str))


def _principals(values: Values, located: Located) -> tuple[str, ...]:
    found = list(_texts(values, located, "Principal"))
    for option in values.reach(located, "Principal"):
        if isinstance(option.value, Mapping):
            for kind in option.value:
                if kind != "Service":
                    found.extend(_texts(values, option, kind))
    return tuple(found)


def _conditions(
    values: Values, located: Located
) -> Iterator[tuple[str, str, tuple[str | None, ...]]]:
    """Operator, key in lower case, and values (None for one that cannot be told)."""
    for option in values.reach(located, "Condition"):
        for operator in option.value if isinstance(option.value, Mapping) else ():
            for tests in values.reach(option, operator):
                for key in tests.value if isinstance(tests.value, Mapping) else ():
                    found = tuple(
                        text_of(item.value) for item in values.items(values.reach(tests, key))
                    )
                    yield operator, key.lower(), found


def everyone(statement: Statement) -> bool:
    """Whether the statement's principal is everybody."""
    return statement.has_not_principal or any(
        principal in {"*", "arn:aws:iam::*:root", "arn:aws:iam::*:*"}
        for principal in statement.principals
    )


def narrowed(statement: Statement) -> bool:
    """Whether a condition holds the statement to fixed accounts, networks or resources."""
    return any(
        key in _NARROWING_KEYS
        and _NARROWING_OPERATORS.fullmatch(operator) is not None
        and bool(found)
        and all(_fixed(key, value) for value in found)
        for operator, key, found in statement.conditions
    )


def held_to(statement: Statement, keys: frozenset[str]) -> bool:
    """Whether a condition on one of these keys (in lower case) holds the statement to values."""
    return any(
        key in keys
        and _NARROWING_OPERATORS.fullmatch(operator) is not None
        and bool(found)
        and all(value is None or bool(value.strip("*?")) for value in found)
        for operator, key, found in statement.conditions
    )


def _fixed(key: str, value: str | None) -> bool:
    """Whether a value names someone: an account, or something of it.

    A wildcard may stand in the resource of an ARN and at the end of a path, not where the account
    or the organisation is named. What is known at deployment only comes from the stack itself.
    """
    if value is None:
        return True
    if key.endswith("sourceip"):
        try:
            return ipaddress.ip_network(value.strip(), strict=False).prefixlen >= _WIDEST_SOURCE
        except ValueError:
            return False
    parts = value.split(":", 5)
    if value.startswith("arn:") and len(parts) == _PARTS_OF_AN_ARN and parts[4]:
        return _WILD.search(parts[4]) is None
    fixed = _WILD.split(parts[-1] if value.startswith("arn:") else value)[0]
    return fixed == value or fixed.endswith(("/", ":")) or bool(value.startswith("arn:") and fixed)


def action_matches(pattern: str, action: str) -> bool:
    """Whether an action pattern of a policy (`*` and `?`, any case) covers an action."""
    return matches(pattern.lower(), action.lower())


def _read(document: Located) -> Located:
    """The document, with a text of JSON read."""
    if not isinstance(document.value, str):
        return document
    return Located(value=_from_json(document.value), path=document.path)


def _from_json(text: str) -> Value:
    try:
        return _frozen(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _frozen(value: object) -> Value:
    match value:
        case dict():
            return MappingProxyType({str(key): _frozen(item) for key, item in value.items()})
        case list():
            return tuple(_frozen(item) for item in value)
        case bool() | int() | float() | str():
            return value
        case _:
            return ""
