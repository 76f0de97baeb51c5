"""Read a stack's folder: its stack.yaml, strictly, and the files beside it.

It must not decide what is allowed; a folder of an unknown environment is read like any other.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from coworker.errors import ConfigurationFault
from coworker.model.document import Document, KeyPath, did_you_mean, read_document
from coworker.model.environment import EngineName, folder_environment
from coworker.model.regions import REGION_NAMED
from coworker.model.request import ParameterValue
from coworker.model.stack import STACK_FILE, BrokenStack, StackId, StackSource, StackSpec

# AWS CloudFormation API Reference, CreateStack: TemplateBody.
MAX_TEMPLATE_BYTES = 51_200
# AWS Tagging best practices, "Tag naming limits and requirements".
_TAG_TEXT = re.compile(r"[\w\s.:/=+@-]*")
_MAX_TAGS, _MAX_TAG_KEY, _MAX_TAG_VALUE = 50, 128, 256

# With the environment before it, a StackName that CreateStack takes: letters, digits and hyphens, a
# letter first, at most 128.
_FOLDER_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")

_Value = str | bool | int | list[str] | dict[str, str]


class _BlueprintPart(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(min_length=1)
    parameters: dict[str, _Value] = {}


class _StackFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    version: Literal[1]
    description: Annotated[str, Field(max_length=1024)] = ""
    engine: str = EngineName.CLOUDFORMATION.value
    region: str
    name: str | None = None
    template: str = "template.yaml"
    blueprint: _BlueprintPart | None = None
    tags: dict[str, str] = {}
    depends_on: list[str] = []


def read_stack(id: StackId, files: Mapping[str, str]) -> StackSource | BrokenStack:  # noqa: A002
    """Read a stack from every file of its folder, by repository path.

    What is wrong with it comes back as a BrokenStack with its place and a remedy. An environment
    that is none of ours becomes Environment.UNKNOWN, which policy holds read-only.
    """
    path = f"{id.folder}/{STACK_FILE}"
    try:
        return StackSource(spec=_spec(id, path, files), files=dict(files))
    except ConfigurationFault as fault:
        place, _, line = fault.where.rpartition(":")
        return BrokenStack(
            id=id,
            path=place if line.isdecimal() else fault.where,
            line=int(line) if line.isdecimal() else None,
            reason=fault.what,
            next_step=fault.next_step,
        )


def _spec(stack: StackId, path: str, files: Mapping[str, str]) -> StackSpec:
    if path not in files:
        raise ConfigurationFault(
            f"the stack's folder has no {STACK_FILE}",
            where=path,
            next_step="Add it; the folders beside this one show its shape.",
        )
    if not _FOLDER_NAME.fullmatch(stack.name):
        raise ConfigurationFault(
            "a stack's folder is called with lower-case letters, digits and hyphens",
            where=path,
            next_step="Rename the folder.",
        )
    document = read_document(files[path], path)
    content = document.read_as(_StackFile)
    engine = _engine(document, content.engine)
    _check_region(document, content.region)
    name = f"{stack.environment}-{stack.name}"
    _check_deployed_name(document, name, content.name)
    _check_template(document, stack, content.template, files, engine)
    _check_tags(document, content.tags)
    _check_dependencies(document, stack, content.depends_on)
    blueprint = content.blueprint
    return StackSpec(
        id=stack,
        environment=folder_environment(stack.environment),
        engine=engine,
        region=content.region,
        deployed_name=name,
        template=content.template,
        description=content.description,
        blueprint=None if blueprint is None else blueprint.name,
        parameters={} if blueprint is None else _parameters(blueprint.parameters),
        tags=content.tags,
        depends_on=tuple(content.depends_on),
    )


def _parameters(given: Mapping[str, _Value]) -> Mapping[str, ParameterValue]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }


def _engine(document: Document, name: str) -> EngineName:
    if name not in set(EngineName):
        raise document.fault(
            ("engine",),
            f'the engine "{name}" is not known',
            next_step=did_you_mean(name, EngineName),
        )
    return EngineName(name)


def _check_region(document: Document, region: str) -> None:
    if region not in REGION_NAMED:
        raise document.fault(
            ("region",),
            f'AWS has no region "{region}"',
            next_step=did_you_mean(region, REGION_NAMED),
        )


def _check_deployed_name(document: Document, own: str, said: str | None) -> None:
    """The folder's own name and no other: a folder has owners, and a name would go round them."""
    if said not in {None, own}:
        raise document.fault(
            ("name",),
            f'the stack is called "{own}" in AWS, after its folder, and not "{said}"',
            next_step="Leave `name` out, or call the folder as the stack is to be called.",
        )


def _check_template(
    document: Document, stack: StackId, name: str, files: Mapping[str, str], engine: EngineName
) -> None:
    place: KeyPath = ("template",)
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name or str(pure) != name:
        raise document.fault(
            place,
            f'the template "{name}" is not inside the stack\'s folder',
            next_step="Give the file's name, as template.yaml.",
        )
    path = f"{stack.folder}/{name}"
    if path not in files or name == STACK_FILE:
        inside = [file.removeprefix(f"{stack.folder}/") for file in files]
        raise document.fault(
            place,
            f'the template "{name}" is not there',
            next_step=did_you_mean(name, [file for file in inside if file != STACK_FILE]),
        )
    size = len(files[path].encode("utf-8", "surrogatepass"))
    if engine is EngineName.CLOUDFORMATION and size > MAX_TEMPLATE_BYTES:
        raise ConfigurationFault(
            f"the template has {size:,} bytes; CloudFormation takes {MAX_TEMPLATE_BYTES:,}",
            where=path,
            next_step="Split the stack in two, and let one depend on the other.",
        )


def _check_tags(document: Document, tags: Mapping[str, str]) -> None:
    problem = (
        f"{len(tags)} tags are too many; AWS takes {_MAX_TAGS}" if len(tags) > _MAX_TAGS else None
    )
    if problem:
        raise document.fault(("tags",), problem, next_step="Leave some out.")
    for key, value in tags.items():
        if not 1 <= len(key) <= _MAX_TAG_KEY or len(value) > _MAX_TAG_VALUE:
            problem = f"a key has 1 to {_MAX_TAG_KEY} characters, a value {_MAX_TAG_VALUE} at most"
        elif key.lower().startswith("aws:"):
            problem = "keys that begin with aws: are AWS's own"
        elif not (_TAG_TEXT.fullmatch(key) and _TAG_TEXT.fullmatch(value)):
            problem = "letters, digits, spaces and _ . : / = + - @ alone are taken"
        if problem:
            raise document.fault(
                ("tags", key), f'AWS takes no such tag "{key}": {problem}', next_step="Change it."
            )


def _check_dependencies(document: Document, stack: StackId, names: list[str]) -> None:
    for index, name in enumerate(names):
        if not _FOLDER_NAME.fullmatch(name) or name == stack.name:
            raise document.fault(
                ("depends_on", index),
                f'"{name}" cannot be depended on',
                next_step="Name another stack's folder of the same environment.",
            )
