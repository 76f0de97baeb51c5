"""Settle a blueprint's parameters: what was given, checked; what was not, by default.

It must not guess a value that has no default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from coworker.blueprints.values import ValueProblem, settle_value
from coworker.model.blueprint import Blueprint, Parameter
from coworker.model.document import did_you_mean
from coworker.model.request import ParameterValue


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterProblem:
    """A parameter that is missing, unknown or not valid, and a sentence that says so."""

    name: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A value for every parameter, in the blueprint's order, and the defaults that were taken."""

    values: Mapping[str, ParameterValue]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsettled:
    """Everything that stands against the given values; never empty."""

    problems: tuple[ParameterProblem, ...]


Settlement: TypeAlias = Settled | Unsettled

TAGS = "tags"
_EMPTY: tuple[ParameterValue, ...] = ("", ())


def settle(blueprint: Blueprint, given: Mapping[str, ParameterValue]) -> Settlement:
    """Check and complete what was given. An empty value counts as not given; `tags`, which every
    stack has and no blueprint declares, are passed over.
    """
    known = {parameter.name: parameter for parameter in blueprint.parameters}
    problems = [
        ParameterProblem(
            name=name,
            message=f"{blueprint.name} has no parameter {name}. {did_you_mean(name, known)}",
        )
        for name in given
        if name not in known and name != TAGS
    ]
    values: dict[str, ParameterValue] = {}
    assumptions: list[str] = []
    for name, parameter in known.items():
        value = given.get(name, "")
        if value not in _EMPTY:
            settled = settle_value(parameter, value)
        elif parameter.default is None:
            settled = ValueProblem(message=f"is needed: {_lower(parameter.description)}")
        else:
            settled = parameter.default
            assumptions.extend(_assumption(parameter))
        if isinstance(settled, ValueProblem):
            problems.append(ParameterProblem(name=name, message=f"{name} {settled.message}"))
        else:
            values[name] = settled
    if problems:
        return Unsettled(problems=tuple(problems))
    return Settled(values=values, assumptions=tuple(assumptions))


def _assumption(parameter: Parameter) -> tuple[str, ...]:
    if parameter.default in _EMPTY:
        return ()
    shown = parameter.default
    if isinstance(shown, bool):
        shown = "yes" if shown else "no"
    elif isinstance(shown, tuple):
        shown = ", ".join(shown)
    return (f"{parameter.name}: {shown}",)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
