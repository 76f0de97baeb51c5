"""The resources of a stack and what each refers to, for the diagram and the order of things.

It must not draw.
"""

import re
from collections.abc import Iterator, Mapping

from coworker.guardrails.template import Intrinsic, Resource, Template, Value, read_template
from coworker.model.environment import EngineName
from coworker.model.plan import Node
from coworker.model.stack import StackSource

_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")


def nodes_of(source: StackSource) -> tuple[Node, ...]:
    """The resources in the order they are written; none where the template cannot be read."""
    if source.spec.engine is not EngineName.CLOUDFORMATION:
        return ()
    template = read_template(source.template_path, source.files.get(source.template_path, ""))
    if not isinstance(template, Template):
        return ()
    known = {resource.logical_id for resource in template.resources}
    return tuple(
        Node(
            address=resource.logical_id,
            type=resource.type,
            refers_to=tuple(sorted((known & set(_references(resource))) - {resource.logical_id})),
        )
        for resource in template.resources
    )


def _references(resource: Resource) -> Iterator[str]:
    yield from _names_in(resource.properties)
    for name, value in resource.attributes.items():
        yield from _plain(value) if name == "DependsOn" else _names_in(value)


def _plain(value: Value) -> Iterator[str]:
    items = value if isinstance(value, tuple) else (value,)
    return (item for item in items if isinstance(item, str))


def _names_in(value: Value) -> Iterator[str]:
    match value:
        case Intrinsic(name="Ref", argument=str() as name):
            yield name
        case Intrinsic(name="Fn::GetAtt", argument=(str() as name, *_)):
            yield name
        case Intrinsic(name="Fn::Sub", argument=str() as text):
            yield from _variables(text)
        case Intrinsic(name="Fn::Sub", argument=(str() as text, rest)):
            yield from _variables(text)
            yield from _names_in(rest)
        case Intrinsic(argument=argument):
            yield from _names_in(argument)
        case Mapping():
            for item in value.values():
                yield from _names_in(item)
        case tuple():
            for item in value:
                yield from _names_in(item)
        case _:
            return


def _variables(text: str) -> Iterator[str]:
    return (name.strip().partition(".")[0] for name in _VARIABLE.findall(text))
