"""Put together what is understood of a change: where, what, with which values, what is missing.

It must not decide that it is a change.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coworker.errors import ConfigurationFault
from coworker.intake.forms import Form
from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.access import access_in
from coworker.intake.understanding.addresses import broken_ranges_in
from coworker.intake.understanding.names import (
    name_after,
    name_beside,
    name_from_purpose,
    slug,
)
from coworker.intake.understanding.parameters import (
    called,
    choices_in,
    parameters_in,
    without_egress,
)
from coworker.intake.understanding.targets import TargetsSaid
from coworker.intake.understanding.words import Words
from coworker.model.blueprint import Blueprint, Parameter, ParameterType
from coworker.model.document import read_document
from coworker.model.request import ChangeAction, ParameterValue

TAGS = "tags"

_PUBLIC = re.compile(
    r"\b(?:public(?:ly)?|world[\s-]readable|anonymous(?:ly)?|static website|website hosting)\b",
    re.IGNORECASE,
)

_EVERY_ACTION = re.compile(r"(?<![\w:*])(?:[a-z][a-z0-9-]*|\*):\*(?![\w*])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """Parameters by name (`tags` among them), those missing, and what to ask."""

    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def values_of(
    words: Words,
    blueprint: Blueprint,
    *,
    action: ChangeAction,
    targets: TargetsSaid,
    name: str | None,
    pairs: Mapping[str, str],
    form: Form | None,
) -> Values:
    """The values for one blueprint: words first, then `key=value`, then the form's fields."""
    found = parameters_in(words, blueprint)
    named = name or _name(words.said, blueprint, action, targets)
    if named:
        found["name"] = named
    tags: dict[str, str] = {}
    unknown: list[str] = []
    given: dict[str, ParameterValue] = {**pairs}
    if form is not None:
        given |= _form_values(form)
        if "name" in form.fields:
            given["name"] = slug(form.fields["name"])
        if "owner" in form.fields:
            tags["Owner"] = form.fields["owner"].removeprefix("@")
    for key, value in given.items():
        parameter = _parameter(blueprint, key)
        if parameter is not None:
            found[parameter.name] = value
        elif key == TAGS and isinstance(value, Mapping):
            tags |= value
        elif key[:1].isupper():
            tags[key] = str(value)
        else:
            unknown.append(key)
    if tags:
        found[TAGS] = tags
    missing = _missing(blueprint, action, found)
    return Values(
        parameters=found,
        missing=tuple(missing),
        questions=(
            *_objections(words, blueprint),
            *(ask.broken_range(text) for text in broken_ranges_in(words.said)),
            *(ask.unknown_parameter(key, blueprint) for key in unknown),
            *missing.values(),
        ),
    )


def _objections(words: Words, blueprint: Blueprint) -> list[str]:
    """Questions where the words want what the blueprint never gives."""
    about = f"{blueprint.title} {blueprint.description}".lower()
    objections = []
    if _PUBLIC.search(words.said) and "private" in about and "public" not in about:
        objections.append(ask.private_or_public(blueprint))
    objections.extend(
        ask.cannot_be_left_out(parameter, blueprint)
        for parameter in blueprint.parameters
        if parameter.type is ParameterType.CHOICE
        and "none" not in parameter.choices
        and called(parameter).search(words.denied)
    )
    for parameter in blueprint.parameters:
        said = choices_in(words.said, parameter)
        if len(said) > 1:
            objections.append(ask.one_choice(parameter, said))
        elif not said and parameter.default == "none" and called(parameter).search(words.said):
            objections.append(ask.which_choice(parameter))
    if any(parameter.name == "actions" for parameter in blueprint.parameters):
        objections.extend(ask.too_wide(match) for match in _EVERY_ACTION.findall(words.said))
    if any(parameter.name == "ingress" for parameter in blueprint.parameters):
        access = access_in(without_egress(words.said), "from")
        objections.extend(ask.from_where(port) for port in access.dangling if access.rules)
    return objections


def _name(
    text: str, blueprint: Blueprint, action: ChangeAction, targets: TargetsSaid
) -> str | None:
    end = (targets.ends or {}).get(blueprint.name)
    if action is not ChangeAction.CREATE:
        return name_beside(text, end)
    return name_after(text, end) or name_from_purpose(text)


def _missing(
    blueprint: Blueprint, action: ChangeAction, found: Mapping[str, ParameterValue]
) -> dict[str, str]:
    """What must be asked, with the question: what a new thing needs, or which thing is meant."""
    if action is not ChangeAction.CREATE:
        verb = "delete" if action is ChangeAction.DELETE else "change"
        return {} if "name" in found else {"name": ask.which_thing(verb, blueprint.name)}
    return {
        parameter.name: ask.needed(parameter)
        for parameter in blueprint.parameters
        if parameter.required and parameter.name not in found
    }


def _parameter(blueprint: Blueprint, key: str) -> Parameter | None:
    """The parameter that a key means, by its name or by one of its aliases."""
    plain = key.replace("-", "_").replace(" ", "_")
    for parameter in blueprint.parameters:
        if plain.lower() == parameter.name:
            return parameter
    for parameter in blueprint.parameters:
        if key.islower() and called(parameter).fullmatch(key.replace("_", " ")):
            return parameter
    return None


def _form_values(form: Form) -> dict[str, ParameterValue]:
    """The form's Parameters field: YAML, or a `key=value` a line."""
    text = form.fields.get("parameters", "")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and all("=" in line and ":" not in line.partition("=")[0] for line in lines):
        pairs = (line.partition("=") for line in lines)
        return {key.strip(): value.strip() for key, _, value in pairs}
    if not lines:
        return {}
    content = read_document(text, "the form's field Parameters").value
    if not isinstance(content, dict):
        raise ConfigurationFault(
            "the form's field Parameters holds no keys and values",
            next_step="Write one key: value or key=value a line.",
        )
    return {key: _plain(value) for key, value in content.items()}


def _plain(value: object) -> ParameterValue:
    match value:
        case str() | int():
            return value
        case list():
            return tuple(str(item) for item in value)
        case dict():
            return {key: str(item) for key, item in value.items()}
        case _:
            return "" if value is None else str(value)


def only(catalogue: Sequence[Blueprint], name: str) -> Blueprint:
    """The blueprint of that name, which is in the catalogue."""
    return next(blueprint for blueprint in catalogue if blueprint.name == name)
