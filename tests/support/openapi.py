"""GitHub's published OpenAPI description: is this request, is this answer what it says?

It must not correct anything: it names what is wrong.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "tests/node/node_modules/@octokit/openapi/generated/api.github.com.json"
_URN = "urn:github"
# "Get repository content": "If you omit the path parameter" it is the root folder.
_MAY_BE_OMITTED = "/repos/{owner}/{repo}/contents/{path}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One method of one path template, with the values that the path gives its parameters."""

    template: str
    method: str
    description: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]
    in_path: Mapping[str, str]


class Description:
    """The description, ready to be asked."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        resource: Resource[Any] = Resource.opaque(document)
        self._registry: Registry[Any] = Registry().with_resource(_URN, resource)
        self._templates = [
            (self._pattern(template, item), template)
            for template, item in document["paths"].items()
        ]

    def operation(self, method: str, path: str) -> Operation | None:
        """What a method on a path is; the template with the most literal text wins."""
        found = [
            (len(re.sub(r"\{[^}]*\}", "", template)), template, match)
            for pattern, template in self._templates
            if (match := pattern.fullmatch(path))
            and method.lower() in self._document["paths"][template]
        ]
        if not found:
            return None
        _, template, match = max(found, key=lambda each: each[0])
        names = re.findall(r"\{([^}]+)\}", template)
        item = self._document["paths"][template]
        description = item[method.lower()]
        parameters = [*item.get("parameters", []), *description.get("parameters", [])]
        return Operation(
            template=template,
            method=method.lower(),
            description=description,
            parameters=tuple(self._whole(parameter) for parameter in parameters),
            in_path=dict(zip(names, map(unquote, match.groups()), strict=True)),
        )

    def request_problems(self, method: str, target: str, body: bytes) -> Iterator[str]:
        """What is wrong with a request; `target` is a path with its query."""
        parts = urlsplit(target)
        operation = self.operation(method, parts.path)
        if operation is None:
            yield f"{method} {parts.path}: GitHub describes no such operation"
            return
        name = f"{method} {operation.template}"
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        for problem in self._parameter_problems(operation, query):
            yield f"{name}: {problem}"
        for problem in self._body_problems(operation, body):
            yield f"{name}: {problem}"

    def answer_problems(self, method: str, path: str, status: int, body: Any) -> Iterator[str]:
        """What is wrong with an answer that a stand-in gives; undescribed statuses pass."""
        operation = self.operation(method, path)
        if operation is None:
            yield f"{method} {path}: GitHub describes no such operation"
            return
        answers = operation.description["responses"]
        if str(status) not in answers:
            if status < 400:
                yield f"{method} {operation.template}: GitHub never answers {status}"
            return
        content = self._whole(answers[str(status)]).get("content", {})
        if "application/json" not in content:
            return
        reference = answers[str(status)].get("$ref", "").removeprefix("#")
        pointer = reference or _pointer(operation, "responses", str(status))
        schema = f"{pointer}/content/application~1json/schema"
        for problem in self._violations(schema, body):
            yield f"{method} {operation.template} {status}: {problem}"

    def example(self, method: str, path: str, status: int = 200) -> Any:
        """GitHub's own example of an answer, as a copy to change."""
        operation = self.operation(method, path)
        if operation is None:
            raise LookupError(f"{method} {path} is not described")
        answer = self._whole(operation.description["responses"][str(status)])
        examples = answer["content"]["application/json"]["examples"]
        whole = self._whole(next(iter(examples.values())))
        while "value" in whole:
            whole = self._whole(whole["value"])
        return copy.deepcopy(whole)

    def _parameter_problems(self, operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
        given = {"path": operation.in_path, "query": query}
        known = {each["name"] for each in operation.parameters if each["in"] == "query"}
        for name in query.keys() - known:
            yield f"the query parameter {name!r} is not described"
        for each in operation.parameters:
            values = given.get(each["in"], {})
            if each["name"] in values:
                value = _typed(self._whole(each["schema"]), values[each["name"]])
                for error in self._validator(each["schema"]).iter_errors(value):
                    yield f"{each['in']} parameter {each['name']!r}: {error.message}"
            elif each.get("required") and each["in"] == "query":
                yield f"the query parameter {each['name']!r} is missing"

    def _body_problems(self, operation: Operation, body: bytes) -> Iterator[str]:
        wanted = self._whole(operation.description.get("requestBody", {}))
        if not body:
            if wanted.get("required"):
                yield "the body is missing"
            return
        if "application/json" not in wanted.get("content", {}):
            yield f"a body is sent where none is described: {body[:80]!r}"
            return
        document = json.loads(body)
        pointer = _pointer(operation, "requestBody", "content", "application/json", "schema")
        yield from self._violations(pointer, document)
        schema = self._whole(wanted["content"]["application/json"]["schema"])
        if isinstance(document, dict) and schema.get("properties"):
            for name in document.keys() - schema["properties"].keys():
                yield f"the body's property {name!r} is not described"

    def _violations(self, pointer: str, document: object) -> Iterator[str]:
        for error in self._validator({"$ref": f"{_URN}#{pointer}"}).iter_errors(document):
            yield _said(error)

    def _validator(self, schema: Mapping[str, Any]) -> OAS30Validator:
        return OAS30Validator(_absolute(schema), registry=self._registry)

    def _whole(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in node:
            found: Any = self._document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def _pattern(self, template: str, item: Mapping[str, Any]) -> re.Pattern[str]:
        """`{name}` is one segment of the path, or several where the description says so."""
        several = {
            whole["name"]
            for operation in item.values()
            if isinstance(operation, dict)
            for whole in map(self._whole, operation.get("parameters", []))
            if whole.get("x-multi-segment")
        }
        parts = re.split(r"\{([^}]+)\}", template)
        pattern = re.escape(parts[0])
        for name, literal in zip(parts[1::2], parts[2::2], strict=True):
            whole = ".*" if template == _MAY_BE_OMITTED else ".+"
            pattern += f"({whole if name in several else '[^/]+'}){re.escape(literal)}"
        return re.compile(pattern)


@cache
def github_description() -> Description:
    """GitHub's description, read once (about a tenth of a second for 13 MB)."""
    return Description(json.loads(DESCRIPTION.read_bytes()))


def _pointer(operation: Operation, *path: str) -> str:
    parts = ("paths", operation.template, operation.method, *path)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _absolute(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    return {"$ref": f"{_URN}{reference}"} if reference.startswith("#") else schema


def _typed(schema: Mapping[str, Any], text: str) -> object:
    """A parameter's text as the JSON value that its schema speaks of."""
    match schema.get("type"):
        case "integer" if re.fullmatch(r"-?\d+", text):
            return int(text)
        case "boolean" if text in {"true", "false"}:
            return text == "true"
        case _:
            return text


def _said(error: Any) -> str:
    place = "/".join(str(part) for part in error.absolute_path) or "the whole"
    return f"at {place}: {error.message[:300]}"
