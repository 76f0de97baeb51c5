"""Words that a parameter's pattern recognises: ARNs, ids, actions, an address range.

It must not give one word to two parameters: where it could be either's, what the person calls it
decides, and else it is nobody's.
"""

import re
from collections.abc import Iterator, Sequence

from coworker.intake.understanding.addresses import ranges_in
from coworker.intake.understanding.choices import called
from coworker.intake.understanding.managed_policies import POLICY_NAME, policy_arn
from coworker.intake.understanding.words import Said, Span
from coworker.model.blueprint import Parameter, ParameterType

_TOKEN = re.compile(r"[^\s,;\"'`()<>]+")
# How far before a word what it is called can stand.
_NEAR = 60
_FIXED_BEGINNING = re.compile(r"[a-z]{2,}[-:]")
# Lists of access rules are read from whole clauses, not from single words.
ACCESS_LISTS = frozenset({"ingress", "egress"})


def tokens_in(text: str, parameters: Sequence[Parameter]) -> dict[str, Said]:
    """Texts, lists and the one address range that stand in the text as such, by parameter."""
    found: dict[str, list[tuple[str, Span]]] = {}
    readable = [item for item in parameters if _is_recognised(item)]
    for token, span in _tokens(text):
        fitting = [
            item
            for item in readable
            if (":" in token or item.type is ParameterType.STRING)
            and re.fullmatch(item.pattern or "", token)
        ]
        owner = _owner(text, span, fitting)
        if owner is not None and (owner.type is ParameterType.LIST or owner.name not in found):
            found.setdefault(owner.name, []).append((token, span))
    said = {name: _said(places, _typed(parameters, name)) for name, places in found.items()}
    for parameter in parameters:
        if parameter.name not in said and (other := _called_or_only(text, parameter, parameters)):
            said[parameter.name] = other
    return said


def _is_recognised(parameter: Parameter) -> bool:
    match parameter.type:
        case ParameterType.STRING:
            return _FIXED_BEGINNING.match(parameter.pattern or "") is not None
        case ParameterType.LIST:
            return parameter.pattern is not None and parameter.name not in ACCESS_LISTS
        case _:
            return False


def _tokens(text: str) -> Iterator[tuple[str, Span]]:
    """Words with a colon or a hyphen in them; a managed policy's name counts as its ARN."""
    for match in _TOKEN.finditer(text):
        token = match.group().rstrip(".:?!")
        if ":" in token or "-" in token:
            yield token, (match.start(), match.start() + len(token))
    for match in POLICY_NAME.finditer(text):
        if arn := policy_arn(match.group()):
            yield arn, match.span()


def _owner(text: str, span: Span, fitting: Sequence[Parameter]) -> Parameter | None:
    if len(fitting) <= 1:
        return fitting[0] if fitting else None
    before = text[max(0, span[0] - _NEAR) : span[0]]
    named = [item for item in fitting if called(item).search(before)]
    return named[0] if len(named) == 1 else None


def _typed(parameters: Sequence[Parameter], name: str) -> ParameterType:
    return next(item.type for item in parameters if item.name == name)


def _said(places: Sequence[tuple[str, Span]], kind: ParameterType) -> Said:
    values = tuple(dict.fromkeys(token for token, _ in places))
    return Said(
        value=values if kind is ParameterType.LIST else values[0],
        spans=tuple(span for _, span in places),
    )


def _called_or_only(
    text: str, parameter: Parameter, parameters: Sequence[Parameter]
) -> Said | None:
    match parameter.type:
        case ParameterType.STRING if parameter.pattern is not None:
            return _behind_its_word(text, parameter, parameter.pattern)
        case ParameterType.CIDR:
            ranges = ranges_in(text)
            only = [item for item in parameters if item.type is ParameterType.CIDR] == [parameter]
            return ranges[0] if only and len(ranges) == 1 else None
        case _:
            return None


def _behind_its_word(text: str, parameter: Parameter, pattern: str) -> Said | None:
    """A word after what the parameter is called; it must look like no plain word."""
    for alias in called(parameter).finditer(text):
        link = re.compile(r"\s*(?:is|of|to|[:=])?\s*[\"'`]?(?P<token>[^\s,;\"'`]+)")
        token = link.match(text, alias.end())
        if token is None:
            continue
        word = token["token"].rstrip(".")
        if re.search(r"[0-9:/_-]", word) and re.fullmatch(pattern, word):
            start = token.start("token")
            return Said(value=word, spans=((start, start + len(word)),))
    return None
