"""Values that stand outside the template, so that somebody may decide them after the review.

It must not look anything up, nor say how bad it is to leave a value to others.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coworker.guardrails.template import Intrinsic, Template, Value

# AWS CloudFormation user guide, "Get values stored in other services using dynamic references".
_DYNAMIC = re.compile(r"\{\{resolve:([a-z-]+):([^}]*)\}\}")
_OPENING = "{{"
_VERSIONED = re.compile(r".+:\d+", re.DOTALL)
_STORED_VALUE = "AWS::SSM::Parameter::Value<"
_VARIABLE = re.compile(r"\$\{([^}!][^}]*)\}")
_FOREIGN_CALLS = {
    "Fn::GetStackOutput": "an output of another stack",
    "Fn::ImportValue": "an export of another stack",
    "Fn::Transform": "a macro",
}
_ANSWERED_BY_CODE = ("Custom::", "AWS::CloudFormation::CustomResource")
_NESTED = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """Where a value stands, in words; `pinned` where a version is named that nobody can change."""

    what: str
    pinned: bool = False


def elsewhere(template: Template, value: Value) -> Elsewhere | None:
    """Where a value, or a part of it, stands outside the template; None where nothing of it does.

    What AWS itself gives (an ARN of the template's own resource, the account, the region) is no
    such value. Of several the one that can be changed counts.
    """
    found = list(_sources(template, value))
    return next((source for source in found if not source.pinned), found[0] if found else None)


def _sources(template: Template, value: Value) -> Iterator[Elsewhere]:
    match value:
        case str():
            yield from _in_text(value)
        case Intrinsic(name="Ref", argument=str() as name):
            yield from _referred(template, name)
        case Intrinsic(name="Fn::GetAtt", argument=(str() as name, *_)):
            yield from _answered(template, name)
        case Intrinsic(name="Fn::Sub", argument=argument):
            yield from _substituted(template, argument)
        case Intrinsic(name=name) if name in _FOREIGN_CALLS:
            yield Elsewhere(what=_FOREIGN_CALLS[name])
        case Intrinsic(argument=argument):
            yield from _sources(template, argument)
        case Mapping():
            yield from _sources(template, tuple(value.values()))
        case tuple():
            for item in value:
                yield from _sources(template, item)
        case _:
            return


def _in_text(text: str) -> Iterator[Elsewhere]:
    rest = text
    for service, name in _DYNAMIC.findall(text):
        rest = rest.replace(f"{{{{resolve:{service}:{name}}}}}", "")
        pinned = service == "ssm" and _VERSIONED.fullmatch(name) is not None
        yield Elsewhere(what=f"the dynamic reference {service}:{name}", pinned=pinned)
    if _OPENING in rest:
        yield Elsewhere(what="a dynamic reference that is put together from parts")


def _referred(template: Template, name: str) -> Iterator[Elsewhere]:
    parameter = template.section("Parameters").get(name)
    if not isinstance(parameter, Mapping):
        yield from _answered(template, name)
        return
    default = parameter.get("Default", "")
    if str(parameter.get("Type", "")).startswith(_STORED_VALUE):
        pinned = isinstance(default, str) and _VERSIONED.fullmatch(default) is not None
        yield Elsewhere(what=f"the SSM parameter that {name} names", pinned=pinned)
    else:
        yield from _sources(template, default)


def _answered(template: Template, name: str) -> Iterator[Elsewhere]:
    """What a custom resource or a nested stack answers is as foreign as what makes the answer."""
    for resource in template.resources:
        if resource.logical_id == name:
            if resource.type.startswith(_ANSWERED_BY_CODE):
                yield Elsewhere(what=f"the custom resource {name}")
            elif resource.type == _NESTED:
                yield Elsewhere(what=f"the nested stack {name}")


def _substituted(template: Template, argument: Value) -> Iterator[Elsewhere]:
    text, given = argument if isinstance(argument, tuple) and len(argument) == 2 else (argument, {})
    values = given if isinstance(given, Mapping) else {}
    yield from _in_text(_VARIABLE.sub("", str(text)))
    for name in _VARIABLE.findall(str(text)):
        if name in values:
            yield from _sources(template, values[name])
        else:
            yield from _referred(template, name.strip().partition(".")[0])
