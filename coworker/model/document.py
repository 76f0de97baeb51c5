"""A YAML document as plain values that remember their lines; strict where YAML is treacherous.

It must not read files, and must not build anything but JSON's own types.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from coworker.errors import ConfigurationFault

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 40

KeyPath: TypeAlias = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

# pydantic's name for it.
_UNKNOWN_KEY = "extra_forbidden"
_PREFIX = "tag:yaml.org,2002:"


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2's JSON schema: `no` and `012` stay text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose as PyYAML does, without aliases (which multiply) and without deep nesting."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _problem("aliases (*name) are not allowed", event)
        if self.depth >= MAX_DEPTH:
            raise _problem(f"more than {MAX_DEPTH} levels deep", event)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


for _kind, _pattern, _first in (
    ("null", r"(?:null|~|)", ["n", "~", ""]),
    ("bool", r"(?:true|false)", ["t", "f"]),
    ("int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"{_PREFIX}{_kind}", re.compile(rf"^{_pattern}$"), _first)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document's value (dict, list, str, int, float, bool, None) and the line of each key.

    `lines` maps a path of keys and indexes to a line, counted from 1. `where` is the file.
    """

    where: str
    value: object
    lines: Mapping[KeyPath, int]

    def line_of(self, path: KeyPath) -> int:
        """The line of the deepest part of the path that is in the document."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def fault(self, path: KeyPath, what: str, *, next_step: str) -> ConfigurationFault:
        """A fault that points at `file:line` of the path."""
        return ConfigurationFault(
            what, where=f"{self.where}:{self.line_of(path)}", next_step=next_step
        )

    def read_as(self, model: type[Model]) -> Model:
        """Validate against a pydantic model. Raises ConfigurationFault for the first complaint."""
        try:
            return model.model_validate(self.value)
        except ValidationError as invalid:
            complaints = invalid.errors(include_url=False, include_context=False)
            # A key that is not known explains the one that is missing.
            first = min(complaints, key=lambda complaint: complaint["type"] != _UNKNOWN_KEY)
            path = tuple(first["loc"])
            known = _fields_beside(model, path) if first["type"] == _UNKNOWN_KEY else ()
            raise self.fault(
                path,
                _complaint(first["type"], path, first["msg"]),
                next_step=did_you_mean(str(path[-1]), known) if known else "Mend the file.",
            ) from None


def read_document(text: str, where: str) -> Document:
    """Read one YAML document. `where` is the file's path, for messages.

    Raises ConfigurationFault, with `file:line`, for text that is no YAML, duplicate keys, keys
    that are not text, aliases, tags of one's own, several documents, and documents that are too
    large or too deep.
    """
    if len(text) > MAX_CHARACTERS:
        raise ConfigurationFault(
            f"the file has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read",
            where=where,
            next_step="Make the file smaller.",
        )
    lines: dict[KeyPath, int] = {(): 1}
    try:
        node = yaml.compose(text, Loader=_Loader)
        value = None if node is None else _value(node, (), lines)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise ConfigurationFault(
            f"not valid YAML: {broken.problem}",
            where=f"{where}:{line}",
            next_step="Mend the line and try again.",
        ) from None
    except yaml.reader.ReaderError as broken:
        raise ConfigurationFault(
            f"not valid YAML: {broken.reason}", where=where, next_step="Save it as UTF-8 text."
        ) from None
    return Document(where=where, value=value, lines=lines)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean "x"?` where one of the known words is near, else the list of them."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else f"Known are: {', '.join(names)}."


def _value(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int]) -> object:
    lines.setdefault(path, node.start_mark.line + 1)
    match node:
        case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
            result: dict[str, object] = {}
            for key, item in _keys(node):
                if key in result:
                    raise _problem(f'the key "{key}" stands here twice', item[0])
                lines[*path, key] = item[0].start_mark.line + 1
                result[key] = _value(item[1], (*path, key), lines)
            return result
        case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
            return [_value(item, (*path, index), lines) for index, item in enumerate(node.value)]
        case yaml.ScalarNode():
            return _scalar(node)
        case _:
            raise _problem(f"the tag {node.tag} is not allowed", node)


def _keys(node: yaml.MappingNode) -> Iterator[tuple[str, tuple[yaml.Node, yaml.Node]]]:
    for key, item in node.value:
        if key.tag != f"{_PREFIX}str":
            raise _problem("a key must be plain text; put it in quotes", key)
        yield key.value, (key, item)


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    try:
        match node.tag.removeprefix(_PREFIX):
            case "str":
                return str(node.value)
            case "int":
                return int(node.value)
            case "float":
                return float(node.value)
            case "bool" if node.value in {"true", "false"}:
                return bool(node.value == "true")
            case "null":
                return None
            case _:
                pass
    except ValueError as unreadable:
        raise _problem(f"not a number: {unreadable}", node) from None
    raise _problem(f"the tag {node.tag} is not allowed", node)


def _problem(what: str, place: yaml.Node | yaml.Event) -> yaml.MarkedYAMLError:
    mark = place.start_mark
    return yaml.MarkedYAMLError(problem=what, problem_mark=mark)  # type: ignore[arg-type]


def _complaint(kind: str, path: KeyPath, message: str) -> str:
    place = ".".join(str(part) for part in path)
    match kind:
        case _ if kind == _UNKNOWN_KEY:
            return f'the key "{place}" is not known'
        case "missing":
            return f'the key "{place}" is missing'
        case _ if not path:
            return f"the file must hold keys and values ({message})"
        case _:
            return f'the value of "{place}" is not valid: {message}'


def _fields_beside(model: type[BaseModel], path: KeyPath) -> tuple[str, ...]:
    """The fields of the model in which the path's last part was looked for."""
    current: Any = model
    for part in path[:-1]:
        current = _step(current, part)
    return tuple(
        field.alias or name for name, field in getattr(current, "model_fields", {}).items()
    )


def _step(model: Any, part: str | int) -> Any:  # noqa: ANN401 - pydantic's annotations are Any
    fields = getattr(model, "model_fields", {})
    annotation = fields[part].annotation if part in fields else model
    return next(
        (
            argument
            for argument in (annotation, *getattr(annotation, "__args__", ()))
            if isinstance(argument, type) and issubclass(argument, BaseModel)
        ),
        model,
    )
