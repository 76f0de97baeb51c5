"""Put together what is understood of a change: where, what, with which values, what is missing.

It must not decide that it is a change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coworker.errors import ConfigurationFault
from coworker.intake.forms import Form
from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.choices import called
from coworker.intake.understanding.leftovers import Taken, leftover_questions
from coworker.intake.understanding.names import (
    name_after,
    name_beside,
    name_from_purpose,
    purposes_in,
    slug,
)
from coworker.intake.understanding.objections import honoured_denials, objections_to
from coworker.intake.understanding.parameters import parameters_in
from coworker.intake.understanding.targets import TargetsSaid
from coworker.intake.understanding.words import Said, Span, Words, blank
from coworker.model.blueprint import Blueprint, Parameter
from coworker.model.document import read_document
from coworker.model.request import ChangeAction, ParameterValue

TAGS = "tags"


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """Parameters by name (`tags` among them), those missing, and what to ask.

    `leftover` questions are about words that nobody took.
    """

    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    leftover: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Outright:
    """What a text gives outright: a name, and `key=value` with the places of the pairs.

    Text before `boundary` is the title's.
    """

    name: Said | None
    pairs: Mapping[str, str]
    spans: tuple[Span, ...]
    boundary: int


def values_of(
    words: Words,
    blueprint: Blueprint,
    *,
    action: ChangeAction,
    targets: TargetsSaid,
    outright: Outright,
    places: Sequence[Span],
    form: Form | None,
) -> Values:
    """The values for one blueprint: words first, then `key=value`, then the form's fields."""
    said = parameters_in(words, blueprint)
    told = dict(said.values)
    named = outright.name or _name(blank(words.said, said.spans), blueprint, action, targets)
    if outright.name is not None:
        told["name"] = outright.name.value
    assigned = _assigned(blueprint, outright.pairs, form, told)
    found = {**({"name": named.value} if named else {}), **told, **assigned.parameters}
    missing = _missing(blueprint, action, found)
    objections = tuple(objections_to(words, blueprint, said))
    taken = Taken(
        spans=(
            *outright.spans,
            *places,
            *said.spans,
            *targets.spans,
            *(named.spans if named else ()),
            *(span for objection in objections for span in objection.spans),
            *honoured_denials(words, blueprint, action),
        ),
        purposes=tuple(span for item in purposes_in(words.said) for span in item.spans),
        boundary=outright.boundary,
    )
    return Values(
        parameters=found,
        missing=tuple(missing),
        questions=(
            *(objection.question for objection in objections),
            *assigned.questions,
            *missing.values(),
        ),
        leftover=leftover_questions(words, taken, blueprint),
    )


def _assigned(
    blueprint: Blueprint,
    pairs: Mapping[str, str],
    form: Form | None,
    told: Mapping[str, ParameterValue],
) -> Values:
    """What pairs and the form's fields give; where a pair contradicts what is told, that is asked.

    A form's field holds against words, so it contradicts nothing.
    """
    given, tags = _given(pairs, form)
    found: dict[str, ParameterValue] = {}
    questions: list[str] = []
    for key, value in given.items():
        parameter = _parameter(blueprint, key)
        is_pair = pairs.get(key) == value
        if parameter is not None:
            found[parameter.name] = value
            other = told.get(parameter.name, value)
            if is_pair and str(other) != str(value):
                questions.append(ask.one_choice(parameter, (str(other), str(value))))
        elif key == TAGS and isinstance(value, Mapping):
            tags |= value
        elif key[:1].isupper():
            tags[key] = str(value)
        else:
            written = f"{key}={value}" if is_pair else key
            questions.append(ask.unknown_parameter(written, blueprint))
    if tags:
        found[TAGS] = tags
    return Values(parameters=found, questions=tuple(questions))


def _given(
    pairs: Mapping[str, str], form: Form | None
) -> tuple[dict[str, ParameterValue], dict[str, str]]:
    """What is assigned outright, the form's fields over the text's; and the tags among them."""
    given: dict[str, ParameterValue] = {**pairs}
    tags: dict[str, str] = {}
    if form is not None:
        given |= _form_values(form)
        if "name" in form.fields:
            given["name"] = slug(form.fields["name"])
        if "owner" in form.fields:
            tags["Owner"] = form.fields["owner"].removeprefix("@")
    return given, tags


def _name(
    text: str, blueprint: Blueprint, action: ChangeAction, targets: TargetsSaid
) -> Said | None:
    reader = name_after if action is ChangeAction.CREATE else name_beside
    for end in targets.ends.get(blueprint.name, ()):
        if name := reader(text, end):
            return name
    return name_from_purpose(text) if action is ChangeAction.CREATE else None


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
