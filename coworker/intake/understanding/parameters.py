"""A blueprint's parameters in words, by each parameter's type and aliases.

It must not fill in a default, and must not take what is denied for what is wanted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coworker.intake.understanding.access import access_in
from coworker.intake.understanding.amounts import amounts_in
from coworker.intake.understanding.choices import called, choices_in
from coworker.intake.understanding.schedules import schedule_in
from coworker.intake.understanding.tokens import tokens_in
from coworker.intake.understanding.words import Said, Span, Words, blank, marked
from coworker.model.blueprint import Blueprint, Parameter, ParameterType
from coworker.model.request import ParameterValue

_EGRESS = re.compile(r"(?:\begress\b|\boutbound\b|\boutgoing\b)[^.;\n]*", re.IGNORECASE)
_OFF = re.compile(
    r" ?[:=-]? ?(?:(?:order(?:ing)?|mode|queue|is|are|be|should|must|does|do|to|it) )*"
    r"(?:off|disabled|no|false|not|isn't|aren't|shouldn't|(?:should|must|need)(?:n't| not))\b",
    re.IGNORECASE,
)
_TURNED_OFF = re.compile(
    r"\b(?:disable|turn off|switch off|suspend|remove)\W+(?:the\W+)?$", re.IGNORECASE
)
# How far before a switch the word can stand that turns it off.
_NEAR = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class ParametersSaid:
    """Values by parameter, and the places that they were read from.

    `contradicted` names the switches that are both wanted and denied.
    """

    values: Mapping[str, ParameterValue] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    contradicted: tuple[Parameter, ...] = ()


def parameters_in(words: Words, blueprint: Blueprint) -> ParametersSaid:
    """What the words say of each parameter, `name` left out; raw values, not yet checked."""
    parameters = [item for item in blueprint.parameters if item.name != "name"]
    said = tokens_in(words.said, parameters) | amounts_in(words.said, parameters)
    taken = marked(len(words.text), [span for value in said.values() for span in value.spans])
    contradicted: list[Parameter] = []
    for parameter in parameters:
        value: Said | None = None
        match parameter.type, parameter.name:
            case ParameterType.BOOLEAN, _:
                values = _switch(words, parameter, taken)
                value = values[0] if len(values) == 1 else None
                contradicted += [parameter] if len(values) > 1 else []
            case ParameterType.CHOICE, _:
                value = _choice(words, parameter)
            case ParameterType.STRING, "schedule":
                value = schedule_in(words.said)
            case ParameterType.LIST, "ingress":
                access = access_in(without_egress(words.said), "from")
                value = Said(value=access.rules, spans=access.spans) if access.rules else None
            case ParameterType.LIST, "egress":
                access = access_in(only_egress(words.said), "to")
                value = Said(value=access.rules, spans=access.spans) if access.rules else None
            case _:
                continue
        if value is not None:
            said[parameter.name] = value
    return ParametersSaid(
        values={item.name: said[item.name].value for item in parameters if item.name in said},
        spans=tuple(span for value in said.values() for span in value.spans),
        contradicted=tuple(contradicted),
    )


def _switch(words: Words, parameter: Parameter, taken: bytes) -> list[Said]:
    """On, off, both, or neither; words that belong to a number beside them say nothing."""
    pattern = called(parameter)
    found: dict[bool, list[Span]] = {}
    for match in pattern.finditer(words.said):
        if not any(taken[match.start() : match.end()]):
            before = words.said[max(0, match.start() - _NEAR) : match.start()]
            off = _OFF.match(words.text, match.end()) or _TURNED_OFF.search(before)
            found.setdefault(not off, []).append(match.span())
    for match in pattern.finditer(words.denied):
        found.setdefault(False, []).append(match.span())
    return [Said(value=value, spans=tuple(spans)) for value, spans in found.items()]


def _choice(words: Words, parameter: Parameter) -> Said | None:
    """A choice counts beside an alias; alone only where it cannot be another word."""
    said = choices_in(words.said, parameter)
    if len({item.choice for item in said}) == 1:
        return Said(value=said[0].choice, spans=tuple(item.span for item in said))
    denied = called(parameter).search(words.denied)
    if not said and denied and "none" in parameter.choices:
        return Said(value="none", spans=(denied.span(),))
    return None


def without_egress(text: str) -> str:
    """The text with what it says of the way out blanked."""
    return blank(text, (match.span() for match in _EGRESS.finditer(text)))


def only_egress(text: str) -> str:
    """The text with all but what it says of the way out struck out; its pieces keep apart."""
    pieces: list[str] = []
    end = 0
    for match in _EGRESS.finditer(text):
        pieces += ["|" * (match.start() - end), match.group()]
        end = match.end()
    return "".join((*pieces, "|" * (len(text) - end)))
