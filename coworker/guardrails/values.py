"""What a value of a template may become: parameters, conditions and string functions worked out.

It must not guess: what only the deployment can tell stays an Intrinsic.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product

from coworker.guardrails.template import Intrinsic, Located, Path, Resource, Step, Template, Value

_ABSENT = Intrinsic(name="Ref", argument="AWS::NoValue")
_MAX_OPTIONS = 256
_MAX_STEPS = 20_000
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_LIST_TYPES = ("CommaDelimitedList", "List<")
# Values that are the same wherever a template is deployed, the partition of China and of
# GovCloud apart, where the same rules hold.
_PSEUDO = {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
# Stands for the account that a stack is deployed in.
OWN_ACCOUNT = "000000000000"
# For patterns of ARNs: what they cover does not hang on which account and region it is.
SOMEWHERE = {**_PSEUDO, "AWS::AccountId": OWN_ACCOUNT, "AWS::Region": "here"}


class TooManyValues(Exception):
    """A value has more possible forms than a rule can look at; `path` says which."""

    def __init__(self, path: Path) -> None:
        """`path` is where the value is written."""
        super().__init__("a value has too many possible forms")
        self.path = path


class Values:
    """Looks values of one template up. Raises TooManyValues where a value has over 256 forms.

    `pseudo` gives the pseudo parameters that are worked out.
    """

    def __init__(self, template: Template, *, pseudo: Mapping[str, str] = _PSEUDO) -> None:
        self.template = template
        self.pseudo = pseudo
        self._steps = 0

    def options(self, located: Located) -> tuple[Located, ...]:
        """Everything that the value may become; nothing where it may only be left out.

        An Intrinsic among the answers means that the template alone cannot tell.
        """
        return tuple(
            Located(value=value, path=path)
            for value, path in self._options(located)
            if value != _ABSENT
        )

    def reach(self, located: Located, *steps: Step) -> tuple[Located, ...]:
        """Everything that may stand at these steps below a value; intrinsics are looked through."""
        found = self.options(located)
        for step in steps:
            found = tuple(
                option
                for outer in found
                if isinstance(outer.value, Mapping) and step in outer.value
                for option in self.options(
                    Located(value=outer.value[str(step)], path=(*outer.path, step))
                )
            )
        return found

    def property(self, resource: Resource, *steps: Step) -> tuple[Located, ...]:
        """As `reach`, from a resource's Properties."""
        path = (*resource.path, "Properties")
        return self.reach(Located(value=resource.properties, path=path), *steps)

    def items(self, found: Sequence[Located]) -> Iterator[Located]:
        """The items of lists, each looked through; a lone value counts as a list of one."""
        for located in found:
            if isinstance(located.value, tuple):
                for index, item in enumerate(located.value):
                    inner = Located(value=item, path=(*located.path, index))
                    yield from self.items(self.options(inner))
            else:
                yield located

    def _options(self, located: Located) -> list[tuple[Value, Path]]:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise TooManyValues(located.path)
        value = located.value
        if not isinstance(value, Intrinsic):
            return [(value, located.path)]
        if value.name == "Fn::If" and isinstance(value.argument, tuple) and len(value.argument) > 2:
            return [
                option
                for index in (1, 2)
                for option in self._options(
                    Located(value=value.argument[index], path=(*located.path, "Fn::If", index))
                )
            ]
        work = _FUNCTIONS.get(value.name)
        results = work(self, value, located.path) if work else None
        return [(value, located.path)] if results is None else [(r, located.path) for r in results]

    def inner(self, value: Value, path: Path) -> list[Value]:
        """The possible forms of an argument of a function."""
        found = [option for option, _ in self._options(Located(value=value, path=path))]
        if len(found) > _MAX_OPTIONS:
            raise TooManyValues(path)
        return found

    def combinations(self, parts: Sequence[Value], path: Path) -> list[tuple[Value, ...]]:
        """Every combination of the forms of several arguments."""
        choices = [self.inner(part, path) for part in parts]
        found = list(islice(product(*choices), _MAX_OPTIONS + 1))
        if len(found) > _MAX_OPTIONS:
            raise TooManyValues(path)
        return found


_Function = Callable[[Values, Intrinsic, Path], "list[Value] | None"]


def text_of(value: Value) -> str | None:
    """A scalar as the text that AWS gets; None for anything else."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            return str(value)
        case _:
            return None


def _ref(values: Values, call: Intrinsic, _path: Path) -> list[Value] | None:
    name = call.argument
    if not isinstance(name, str):
        return None
    if name in values.pseudo:
        return [values.pseudo[name]]
    parameter = values.template.section("Parameters").get(name)
    if not isinstance(parameter, Mapping) or "Default" not in parameter:
        return None
    kind = str(parameter.get("Type", "String"))
    default = parameter["Default"]
    text = text_of(default)
    if kind.startswith("AWS::SSM::Parameter::") or text is None:
        return None
    if kind.startswith(_LIST_TYPES):
        return [tuple(part.strip() for part in text.split(","))]
    return [default]


def _sub(values: Values, call: Intrinsic, path: Path) -> list[Value] | None:
    text = call.argument
    given: Mapping[str, Value] = {}
    if isinstance(text, tuple) and len(text) == 2:
        text, second = text
        given = second if isinstance(second, Mapping) else given
    if not isinstance(text, str):
        return None
    names = [name for name in _VARIABLE.findall(text) if not name.startswith("!")]
    parts: list[Value] = [
        given.get(name, Intrinsic(name="Ref", argument=name.strip())) for name in names
    ]
    results: list[Value] = []
    for chosen in values.combinations(parts, path):
        texts = [text_of(part) for part in chosen]
        if None in texts:
            return None
        replacements = iter([part for part in texts if part is not None])
        results.append(
            _VARIABLE.sub(
                lambda match, left=replacements: (  # type: ignore[misc]
                    "${" + match[1][1:] + "}" if match[1].startswith("!") else next(left)
                ),
                text,
            )
        )
    return results


def _join(values: Values, call: Intrinsic, path: Path) -> list[Value] | None:
    if not isinstance(call.argument, tuple) or len(call.argument) != 2:
        return None
    results: list[Value] = []
    for separator, items in values.combinations(call.argument, path):
        if not isinstance(items, tuple) or not isinstance(separator, str):
            return None
        for chosen in values.combinations(items, path):
            texts = [text_of(part) for part in chosen if part != _ABSENT]
            if None in texts:
                return None
            results.append(separator.join(part for part in texts if part is not None))
    return results


def _split(values: Values, call: Intrinsic, path: Path) -> list[Value] | None:
    if not isinstance(call.argument, tuple) or len(call.argument) != 2:
        return None
    results: list[Value] = []
    for separator, text in values.combinations(call.argument, path):
        if not isinstance(separator, str) or not separator or not isinstance(text, str):
            return None
        results.append(tuple(text.split(separator)))
    return results


def _select(values: Values, call: Intrinsic, path: Path) -> list[Value] | None:
    if not isinstance(call.argument, tuple) or len(call.argument) != 2:
        return None
    results: list[Value] = []
    for index, items in values.combinations(call.argument, path):
        text = text_of(index)
        if text is None or not text.isdecimal() or not isinstance(items, tuple):
            return None
        if int(text) < len(items):
            results.extend(values.inner(items[int(text)], path))
    return results


def _find_in_map(values: Values, call: Intrinsic, path: Path) -> list[Value] | None:
    """Every value that the map holds at keys that fit; an unknown key fits every one."""
    if not isinstance(call.argument, tuple) or len(call.argument) < 3:
        return None
    results: list[Value] = []
    for name, first, second in values.combinations(call.argument[:3], path):
        if not isinstance(name, str):
            return None
        table = values.template.section("Mappings").get(name)
        results.extend(cell for row in _fitting(table, first) for cell in _fitting(row, second))
    return results or None


def _fitting(table: "Value | None", key: Value) -> list[Value]:
    if not isinstance(table, Mapping):
        return []
    if isinstance(key, Intrinsic):
        return list(table.values())
    found = table.get(text_of(key) or "")
    return [] if found is None else [found]


_FUNCTIONS: Mapping[str, _Function] = {
    "Ref": _ref,
    "Fn::FindInMap": _find_in_map,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
}
