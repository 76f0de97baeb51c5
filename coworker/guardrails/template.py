"""A CloudFormation template as a frozen tree that remembers where everything stands.

It must not expand anything: what an intrinsic function may become is told in values.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

import yaml

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

# "Null values are not allowed in templates", so a tree holds no None of its own.
Value: TypeAlias = "bool | int | float | str | tuple[Value, ...] | Mapping[str, Value] | Intrinsic"

_SHORT_FORMS = {
    "!Ref": "Ref",
    "!Condition": "Condition",
    **{
        f"!{name}": f"Fn::{name}"
        for name in (
            "And",
            "Base64",
            "Cidr",
            "Equals",
            "FindInMap",
            "GetAtt",
            "GetAZs",
            "GetStackOutput",
            "If",
            "ImportValue",
            "Join",
            "Length",
            "Not",
            "Or",
            "Select",
            "Split",
            "Sub",
            "ToJsonString",
            "Transform",
        )
    },
}
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "timestamp", "value", "null", "bool")
)
_COLLECTION_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_NUMBER_TAGS = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})
_TRUE = frozenset({"yes", "true", "on"})
_MAX_DEPTH = 60
_SAFE_DEPTH = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Intrinsic:
    """A call of an intrinsic function by its long name (`Ref`, `Fn::Sub`), not yet worked out."""

    name: str
    argument: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A value and the path at which it is written."""

    value: Value
    path: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One resource. `attributes` are its keys beside Type and Properties; lines count from 1."""

    logical_id: str
    type: str
    properties: Mapping[str, Value]
    attributes: Mapping[str, Value]
    line: int
    end_line: int

    @property
    def path(self) -> Path:
        """Where the resource stands in the template."""
        return ("Resources", self.logical_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A template that could be read. `sections` are its top-level keys."""

    path: str
    sections: Mapping[str, Value]
    resources: tuple[Resource, ...]
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """Line of the value at a path, or of the nearest thing around it that has one."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def section(self, name: str) -> Mapping[str, Value]:
        """A top-level mapping such as Parameters; empty where there is none."""
        found = self.sections.get(name)
        return found if isinstance(found, Mapping) else MappingProxyType({})

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of any of these types, in the order they are written."""
        return (resource for resource in self.resources if resource.type in types)


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateProblem:
    """Why a template cannot be read: the line (from 1) and the reason as a sentence."""

    line: int
    reason: str


class _Unreadable(Exception):
    """Carries a problem out of the recursion."""

    def __init__(self, node: yaml.Node | None, reason: str) -> None:
        super().__init__(reason)
        self.line = node.start_mark.line + 1 if node is not None else 1
        self.reason = reason


@lru_cache(maxsize=128)
def read_template(path: str, text: str) -> Template | TemplateProblem:
    """Read a template, YAML or JSON (which YAML's flow style contains).

    Refused as problems: what CloudFormation itself does not accept (aliases, merge keys, null
    values, binary and set tags; "Template formats" in the CloudFormation user guide), duplicate
    keys, unknown tags, and nesting deeper than 60 levels.

    One text is read once, however many rules, scanners and diagrams look at it.
    """
    try:
        return _read(path, yaml.compose(_tabs_as_spaces(text), Loader=_loader(text)))
    except RecursionError:
        return TemplateProblem(line=1, reason="The template is nested too deeply to be read.")
    except _Unreadable as problem:
        return TemplateProblem(line=problem.line, reason=problem.reason)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        return TemplateProblem(line=line, reason=f"The template is not valid YAML: {_say(problem)}")
    except yaml.YAMLError:
        return TemplateProblem(line=1, reason="The template holds characters that YAML forbids.")


def _read(path: str, node: yaml.Node | None) -> Template:
    reader = _Reader()
    sections = reader.read(node, ()) if isinstance(node, yaml.MappingNode) else None
    if not isinstance(node, yaml.MappingNode) or not isinstance(sections, Mapping):
        raise _Unreadable(node, "A template must be a mapping with a Resources section.")
    resources = tuple(_resources(node, sections))
    return Template(path=path, sections=sections, resources=resources, lines=reader.lines)


def _loader(text: str) -> type[yaml.SafeLoader] | type[yaml.CSafeLoader]:
    """The loader on libyaml, which is ten times as fast, for texts that cannot be nested deeply.

    It overruns its stack, and ends the process, on a few thousand opening brackets. Each level of
    nesting takes an opening bracket, or in block style a column (two levels may share one).
    """
    longest = max(map(len, text.splitlines()), default=0)
    deepest = text.count("[") + text.count("{") + 2 * longest
    if yaml.__with_libyaml__ and deepest <= _SAFE_DEPTH:
        return yaml.CSafeLoader
    return yaml.SafeLoader


def _tabs_as_spaces(text: str) -> str:
    """Spaces for the tabs of a JSON text: YAML allows none between tokens, JSON none in strings."""
    return text.replace("\t", " ") if text.lstrip().startswith("{") else text


def _say(problem: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (problem.context, problem.problem) if part) + "."


class _Reader:
    """Turns nodes into values, remembering the line of each path."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Value:
        """The value of a node, with everything below it."""
        if id(node) in self._seen:
            raise _Unreadable(node, "CloudFormation templates cannot use YAML aliases.")
        self._seen.add(id(node))
        if len(path) > _MAX_DEPTH:
            raise _Unreadable(node, f"The template is nested deeper than {_MAX_DEPTH} levels.")
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.tag in _SHORT_FORMS:
            name = _SHORT_FORMS[node.tag]
            return _intrinsic(name, self._content(node, (*path, name)))
        if isinstance(node, yaml.CollectionNode) and node.tag not in _COLLECTION_TAGS:
            raise _Unreadable(node, f"CloudFormation does not know the tag {node.tag!r}.")
        return self._content(node, path)

    def _content(self, node: yaml.Node, path: Path) -> Value:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.read(item, (*path, index)) for index, item in enumerate(node.value))
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Value:
        found: dict[str, Value] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag.startswith("!"):
                raise _Unreadable(key_node, "A key must be plain text.")
            key = key_node.value
            if key in found:
                raise _Unreadable(key_node, f"The key {key!r} stands twice in the same place.")
            if key_node.tag == "tag:yaml.org,2002:merge":
                raise _Unreadable(key_node, "CloudFormation templates cannot use merge keys.")
            self.lines[*path, key] = key_node.start_mark.line + 1
            found[key] = self.read(value_node, (*path, key))
        if len(found) == 1:
            ((name, argument),) = found.items()
            if name == "Ref" or name.startswith("Fn::"):
                return _intrinsic(name, argument)
        return MappingProxyType(found)


def _intrinsic(name: str, argument: Value) -> Intrinsic:
    if name == "Fn::GetAtt" and isinstance(argument, str):
        resource, _, attribute = argument.partition(".")
        argument = (resource, attribute)
    return Intrinsic(name=name, argument=argument)


def _scalar(node: yaml.Node) -> Value:
    """A scalar as CloudFormation reads it: a date stays text, a number keeps its YAML 1.1 base."""
    text = str(node.value)
    if node.tag in _SHORT_FORMS or (
        node.tag in _PLAIN_TAGS and not node.tag.endswith((":bool", ":null"))
    ):
        return text
    if node.tag.endswith(":null"):
        raise _Unreadable(node, "CloudFormation templates cannot hold null values.")
    if node.tag.endswith(":bool"):
        return text.lower() in _TRUE
    if node.tag in _NUMBER_TAGS:
        return _number(node)
    raise _Unreadable(node, f"CloudFormation does not know the tag {node.tag!r}.")


def _number(node: yaml.Node) -> int | float:
    try:
        number = yaml.constructor.SafeConstructor().construct_object(node)
        return float(number) if isinstance(number, float) else int(number)
    except ValueError as problem:
        raise _Unreadable(node, f"{node.value!r} is not a number.") from problem


def _resources(node: yaml.MappingNode, sections: Mapping[str, Value]) -> Iterator[Resource]:
    nodes = {key.value: value for key, value in node.value}
    if not isinstance(nodes.get("Resources"), yaml.MappingNode) or not nodes["Resources"].value:
        raise _Unreadable(node, "A template must have a Resources section with resources in it.")
    for key, value in nodes["Resources"].value:
        if key.value.startswith("Fn::"):
            raise _Unreadable(
                key, f"{key.value} makes resources that cannot be seen here; write them out."
            )
        yield _resource(key, value, sections)


def _resource(key: yaml.Node, node: yaml.Node, sections: Mapping[str, Value]) -> Resource:
    section = sections["Resources"]
    body = section[key.value] if isinstance(section, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(body.get("Type"), str):
        raise _Unreadable(key, f"The resource {key.value!r} has no Type.")
    properties = body.get("Properties", MappingProxyType({}))
    if isinstance(properties, Intrinsic):
        reason = f"{properties.name} makes properties that cannot be seen here; write them out."
        raise _Unreadable(key, reason)
    if not isinstance(properties, Mapping):
        raise _Unreadable(key, f"The Properties of {key.value!r} are not a mapping.")
    return Resource(
        logical_id=key.value,
        type=str(body["Type"]),
        properties=properties,
        attributes={name: body[name] for name in body if name not in {"Type", "Properties"}},
        line=key.start_mark.line + 1,
        end_line=max(key.start_mark.line + 1, _last_line(node)),
    )


def _last_line(node: yaml.Node) -> int:
    """The last line that a node's own text stands on (a block ends where the next token is)."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        return int(node.end_mark.line)
    return int(node.end_mark.line) + 1
