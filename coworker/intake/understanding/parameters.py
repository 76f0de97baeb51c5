"""A blueprint's parameters in words, by each parameter's type and aliases.

It must not fill in a default, and must not take what is denied for what is wanted.
"""

import re
from collections.abc import Mapping
from typing import assert_never

from coworker.intake.understanding.access import access_in
from coworker.intake.understanding.addresses import ranges_in
from coworker.intake.understanding.schedules import schedule_in
from coworker.intake.understanding.words import Words, any_of, phrase
from coworker.model.blueprint import Blueprint, Parameter, ParameterType
from coworker.model.request import ParameterValue

_IN_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
_IN_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_IN_MEGABYTES = {"mb": 1, "mib": 1, "megabyte": 1, "gb": 1024, "gib": 1024, "gigabyte": 1024}
_UNITS: tuple[tuple[str, Mapping[str, int]], ...] = (
    ("_days", _IN_DAYS),
    ("_seconds", _IN_SECONDS),
    ("_mb", _IN_MEGABYTES),
)
_SMALL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_NUMBER = rf"(?P<number>[0-9]{{1,9}}|{'|'.join(_SMALL)})"
_UNIT = (
    r"[\s-]?(?P<unit>seconds?|minutes?|hours?|days?|weeks?|months?|years?"
    r"|[mg]i?b|(?:mega|giga)bytes?)?"
)
_EGRESS = re.compile(r"(?:\begress\b|\boutbound\b|\boutgoing\b)[^.;\n]*", re.IGNORECASE)
_OFF = re.compile(r"^\W*(?:is |are |be |to )?(?:off|disabled|no|false|not)\b", re.IGNORECASE)
_TURNED_OFF = re.compile(
    r"\b(?:disable|turn off|switch off|suspend|remove)\W+(?:the\W+)?$", re.IGNORECASE
)


def parameters_in(words: Words, blueprint: Blueprint) -> dict[str, ParameterValue]:
    """What the words say of each parameter, `name` left out; raw values, not yet checked."""
    found: dict[str, ParameterValue] = {}
    for parameter in blueprint.parameters:
        if parameter.name != "name":
            value = _value_in(words, parameter, blueprint)
            if value is not None:
                found[parameter.name] = value
    return found


def _value_in(words: Words, parameter: Parameter, blueprint: Blueprint) -> ParameterValue | None:
    match parameter.type:
        case ParameterType.INTEGER:
            return _integer(words.said, parameter)
        case ParameterType.BOOLEAN:
            return _boolean(words, parameter)
        case ParameterType.CHOICE:
            return _choice(words, parameter)
        case ParameterType.CIDR:
            return _cidr(words.said, parameter, blueprint)
        case ParameterType.STRING:
            return _string(words.said, parameter)
        case ParameterType.LIST:
            return _list(words.said, parameter)
        case _:
            assert_never(parameter.type)


def called(parameter: Parameter) -> re.Pattern[str]:
    """The words by which people call a parameter."""
    return any_of((parameter.name, *parameter.aliases))


def _integer(text: str, parameter: Parameter) -> int | None:
    alias = called(parameter).pattern
    units = next((units for end, units in _UNITS if parameter.name.endswith(end)), None)
    patterns = (
        rf"(?:{alias})(?:\s+(?:time|period|size|limit))?\s*(?:of|to|is|at|for|after|[:=])?\s*{_NUMBER}{_UNIT}(?![\w./-])",
        rf"(?<![\w./-]){_NUMBER}{_UNIT}[\s-]+(?:of\s+)?(?:{alias})",
        rf"(?:{alias})[^,.;\n]{{1,60}}?\sto\s+{_NUMBER}{_UNIT}(?![\w./-])",
    )
    for pattern in patterns:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            number = _SMALL.get(match["number"].lower()) or int(match["number"])
            unit = (match["unit"] or "").lower().rstrip("s")
            if not unit:
                return number
            if units and unit in units:
                return number * units[unit]
    return None


def _boolean(words: Words, parameter: Parameter) -> bool | None:
    pattern = called(parameter)
    said = pattern.search(words.said)
    if said:
        before, after = words.said[: said.start()], words.said[said.end() :]
        return not (_OFF.search(after) or _TURNED_OFF.search(before))
    return False if pattern.search(words.denied) else None


def _choice(words: Words, parameter: Parameter) -> str | None:
    """A choice counts beside an alias; alone only where it cannot be another word."""
    said = choices_in(words.said, parameter)
    if len(said) == 1:
        return said[0]
    if not said and "none" in parameter.choices and called(parameter).search(words.denied):
        return "none"
    return None


def choices_in(text: str, parameter: Parameter) -> list[str]:
    """Every choice of the parameter that the text speaks of."""
    alias = called(parameter).pattern
    found = []
    for choice in parameter.choices:
        word = phrase(choice)
        alone = re.search(r"[a-z].*[0-9]", choice) is not None
        near = rf"{word}(?:\W+\w+){{0,3}}?\W+(?:{alias})|(?:{alias})(?:\W+\w+){{0,3}}?\W+{word}"
        if re.search(word if alone else near, text, re.IGNORECASE):
            found.append(choice)
    return found


def _cidr(text: str, parameter: Parameter, blueprint: Blueprint) -> str | None:
    ranges = ranges_in(text)
    only = [item for item in blueprint.parameters if item.type is ParameterType.CIDR] == [parameter]
    return ranges[0] if only and len(ranges) == 1 else None


def _string(text: str, parameter: Parameter) -> str | None:
    """A word after an alias, or one that its pattern recognises by a fixed beginning."""
    if parameter.name == "schedule":
        return schedule_in(text)
    if parameter.pattern is None:
        return None
    beginning = re.match(r"[a-z]{2,}[-:]", parameter.pattern)
    if beginning:
        for token in re.findall(r"[^\s,;]+", text):
            if re.fullmatch(parameter.pattern, token.rstrip(".")):
                return str(token.rstrip("."))
    for alias in called(parameter).finditer(text):
        token = re.match(r"\s*(?:is|of|to|[:=])?\s*[\"'`]?([^\s,;\"'`]+)", text[alias.end() :])
        if (
            token
            and re.search(r"[0-9:/_-]", token[1])
            and re.fullmatch(parameter.pattern, token[1])
        ):
            return token[1]
    return None


def _list(text: str, parameter: Parameter) -> tuple[str, ...] | None:
    """Access rules for ingress and egress; for other lists, words that the pattern recognises."""
    match parameter.name:
        case "ingress":
            return access_in(without_egress(text), "from").rules or None
        case "egress":
            return access_in("\n".join(_EGRESS.findall(text)), "to").rules or None
        case _ if parameter.pattern is None:
            return None
        case _:
            tokens = [token.strip(".") for token in re.findall(r"[^\s,;]+", text)]
            kept = [
                token for token in tokens if ":" in token and re.fullmatch(parameter.pattern, token)
            ]
            return tuple(dict.fromkeys(kept)) or None


def without_egress(text: str) -> str:
    """The text without what it says of the way out."""
    return _EGRESS.sub(" ", text)
