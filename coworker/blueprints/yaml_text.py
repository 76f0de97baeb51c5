"""Write values as YAML that reads back as the same values, whatever is in them.

It must not emit any part of a value where YAML, Jinja or CloudFormation would interpret it.
"""

import re
from collections.abc import Mapping, Sequence

# Plain without doubt in block and in flow, in YAML 1.1 and 1.2, as key and as value.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9/_.-]*[A-Za-z0-9]")
_MEANS_SOMETHING = frozenset({"true", "false", "yes", "no", "on", "off", "null", "nan", "inf"})

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Yaml(str):
    """Text that is YAML already and passes through unquoted."""

    __slots__ = ()


def scalar(value: str | int) -> Yaml:
    """One value on one line: a number, a switch, or a text, quoted unless plainly harmless."""
    match value:
        case Yaml():
            return value
        case bool():
            return Yaml("true" if value else "false")
        case int():
            return Yaml(str(value))
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _MEANS_SOMETHING:
            return Yaml(value)
        case _:
            return Yaml('"' + "".join(_escape(character) for character in value) + '"')


def flow(value: object) -> Yaml:
    """A value on one line, lists and mappings in brackets. Raises TypeError for other types."""
    match value:
        case str() | int():
            return scalar(value)
        case Mapping():
            pairs = (f"{scalar(key)}: {flow(item)}" for key, item in value.items())
            return Yaml("{" + ", ".join(pairs) + "}")
        case list() | tuple():
            return Yaml("[" + ", ".join(flow(item) for item in value) + "]")
        case _:
            raise TypeError(f"a template cannot print {type(value).__name__}")


def block(value: Mapping[str, object] | Sequence[object], indent: int) -> Yaml:
    """A mapping or list over several lines, each but the first indented by `indent` spaces."""
    rows: list[str] = []
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, Mapping | list | tuple) and item:
                rows.append(f"{scalar(key)}:")
                rows.extend(f"  {row}" for row in block(item, 0).split("\n"))
            else:
                rows.append(f"{scalar(key)}: {flow(item)}")
    else:
        for item in value:
            if isinstance(item, Mapping) and item:
                first, *rest = block(item, 0).split("\n")
                rows.extend([f"- {first}", *(f"  {row}" for row in rest)])
            else:
                rows.append(f"- {flow(item)}")
    if not rows:
        return flow(value)
    return Yaml(("\n" + " " * indent).join(rows))


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character == " " or (character.isprintable() and character.isascii()):
        return character
    if character.isprintable() and not character.isspace():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
