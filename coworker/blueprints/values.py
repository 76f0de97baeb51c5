"""One parameter, one value: bring what was given to the parameter's type, or say why not.

It must not fill in defaults or look at other parameters.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from coworker.model.blueprint import Parameter, ParameterType
from coworker.model.document import did_you_mean
from coworker.model.request import ParameterValue

YES = frozenset({"true", "yes", "on", "enabled", "enable", "y"})
NO = frozenset({"false", "no", "off", "disabled", "disable", "n"})

# CloudFormation replaces {{resolve:...}} by what it names, in any property of a template:
# AWS CloudFormation User Guide, "Get values stored in other services using dynamic references".
DYNAMIC_REFERENCE = re.compile(r"\{\{\s*resolve\s*:", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueProblem:
    """Why a value is not taken, as the end of a sentence that begins with its name."""

    message: str


def settle_value(parameter: Parameter, given: ParameterValue) -> ParameterValue | ValueProblem:
    """Coerce and check one value: texts become numbers, switches, lists where the type says so."""
    if isinstance(given, Mapping):
        return ValueProblem(message="takes no keys and values")
    match parameter.type:
        case ParameterType.STRING:
            return _string(parameter, given)
        case ParameterType.INTEGER:
            return _integer(parameter, given)
        case ParameterType.BOOLEAN:
            return _boolean(given)
        case ParameterType.CHOICE:
            return _choice(parameter, given)
        case ParameterType.LIST:
            return _list(parameter, given)
        case ParameterType.CIDR:
            return _cidr(parameter, given)
        case _:
            assert_never(parameter.type)


def text_problem(text: str) -> ValueProblem | None:
    """What no text may hold, whatever it is for."""
    if DYNAMIC_REFERENCE.search(text):
        return ValueProblem(message="must not hold a dynamic reference ({{resolve:...}})")
    return None


def _string(parameter: Parameter, given: str | int | tuple[str, ...]) -> str | ValueProblem:
    if isinstance(given, bool | tuple):
        return ValueProblem(message="takes a text")
    text = str(given).strip()
    return _item_problem(parameter, text) or _size(parameter, len(text), "characters") or text


def _integer(parameter: Parameter, given: str | int | tuple[str, ...]) -> int | ValueProblem:
    if isinstance(given, bool | tuple) or not re.fullmatch(r"-?[0-9]{1,12}", str(given).strip()):
        return ValueProblem(message="takes a whole number")
    number = int(given)
    if parameter.choices and str(number) not in parameter.choices:
        return ValueProblem(message=f"takes one of {', '.join(parameter.choices)}")
    return _size(parameter, number, "") or number


def _boolean(given: str | int | tuple[str, ...]) -> bool | ValueProblem:
    match given:
        case bool():
            return given
        case str() if given.strip().lower() in YES:
            return True
        case str() if given.strip().lower() in NO:
            return False
        case _:
            return ValueProblem(message="takes yes or no")


def _choice(parameter: Parameter, given: str | int | tuple[str, ...]) -> str | ValueProblem:
    word = str(given).strip().casefold()
    for choice in parameter.choices:
        if choice.casefold() == word:
            return choice
    return ValueProblem(
        message=f"takes one of its choices. {did_you_mean(word, parameter.choices)}"
    )


def _list(
    parameter: Parameter, given: str | int | tuple[str, ...]
) -> tuple[str, ...] | ValueProblem:
    parts = given if isinstance(given, tuple) else re.split(r"[,;\n]", str(given))
    items = tuple(part.strip() for part in parts if part.strip())
    for item in items:
        problem = _item_problem(parameter, item)
        if problem:
            return ValueProblem(message=f'{problem.message} (in "{item}")')
    return _size(parameter, len(items), "items") or items


def _cidr(parameter: Parameter, given: str | int | tuple[str, ...]) -> str | ValueProblem:
    try:
        network = ipaddress.ip_network(str(given).strip(), strict=False)
    except ValueError:
        return ValueProblem(message="takes an address range such as 10.0.0.0/16")
    if str(network) != str(given).strip():
        return ValueProblem(message=f"takes the range's first address: {network}")
    return _item_problem(parameter, str(network)) or str(network)


def _item_problem(parameter: Parameter, text: str) -> ValueProblem | None:
    if parameter.pattern is not None and not re.fullmatch(parameter.pattern, text):
        example = f", as in {parameter.example}" if parameter.example else ""
        return ValueProblem(message=f"must match {parameter.pattern}{example}")
    return text_problem(text)


def _size(parameter: Parameter, size: int, unit: str) -> ValueProblem | None:
    counted = f" {unit}" if unit else ""
    if parameter.minimum is not None and size < parameter.minimum:
        return ValueProblem(message=f"takes at least {parameter.minimum}{counted}, not {size}")
    if parameter.maximum is not None and size > parameter.maximum:
        return ValueProblem(message=f"takes at most {parameter.maximum}{counted}, not {size}")
    return None
