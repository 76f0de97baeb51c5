"""Read blueprints from their folders' texts: blueprint.yaml and the templates beside it.

It must not read files, and must not render.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from pydantic import BaseModel, ConfigDict, Field

from coworker.blueprints.values import ValueProblem, settle_value
from coworker.errors import ConfigurationFault
from coworker.model.blueprint import Blueprint, Parameter, ParameterType, Waived
from coworker.model.document import Document, read_document
from coworker.model.environment import EngineName

DESCRIPTION = "blueprint.yaml"

# Which file of a blueprint's folder is whose template, and what it is called once rendered.
TEMPLATES: Mapping[str, tuple[EngineName, str]] = {
    "cloudformation.yaml.j2": (EngineName.CLOUDFORMATION, "template.yaml"),
}

# Names that every template gets besides its parameters.
RESERVED = frozenset({"stack_name", "environment", "region", "description", "tags"})


class _ParameterFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    type: str
    description: str = Field(min_length=1)
    required: bool = False
    default: str | int | bool | list[str] | None = None
    choices: list[str] = []
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    aliases: list[str] = []
    example: str = ""


class _WaivedFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    rule: str = Field(min_length=1)
    resource: str = Field(min_length=1)
    reason: str = Field(min_length=20)


class _BlueprintFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    title: str = Field(min_length=1)
    description: str = Field(min_length=1)
    synonyms: list[str] = Field(min_length=1)
    parameters: dict[str, _ParameterFile]
    notes: dict[str, str] = {}
    waived: list[_WaivedFile] = []


def read_blueprint(folder: str, files: Mapping[str, str]) -> Blueprint:
    """Read one blueprint. `folder` is its path, whose last part is its name; `files` maps
    paths inside the folder to texts.

    Raises ConfigurationFault, with `file:line` where there is one, for anything that is not as
    it must be: unknown keys and files, a default that its own parameter refuses, no template.
    """
    if DESCRIPTION not in files:
        raise ConfigurationFault(
            f"the blueprint has no {DESCRIPTION}",
            where=folder,
            next_step="Add it; docs/blueprints.md has its shape.",
        )
    document = read_document(files[DESCRIPTION], f"{folder}/{DESCRIPTION}")
    content = document.read_as(_BlueprintFile)
    return Blueprint(
        name=PurePosixPath(folder).name,
        title=content.title,
        description=content.description.strip(),
        synonyms=tuple(content.synonyms),
        parameters=tuple(
            _parameter(document, name, item) for name, item in content.parameters.items()
        ),
        templates=_templates(folder, files),
        notes=dict(content.notes),
        waived=tuple(
            Waived(rule=item.rule, resource=item.resource, reason=item.reason.strip())
            for item in content.waived
        ),
        origin=folder,
    )


def read_catalogue(files: Mapping[str, str]) -> tuple[Blueprint, ...]:
    """Read a whole tree of `<folder>/<file>` texts: one blueprint a folder, sorted by name.

    Files outside a folder are not looked at. Raises ConfigurationFault as `read_blueprint` does.
    """
    folders: dict[str, dict[str, str]] = {}
    for path in sorted(files):
        pure = PurePosixPath(path)
        if pure.parent != PurePosixPath():
            folders.setdefault(str(pure.parent), {})[pure.name] = files[path]
    blueprints = (read_blueprint(folder, texts) for folder, texts in folders.items())
    return tuple(sorted(blueprints, key=lambda blueprint: blueprint.name))


def _templates(folder: str, files: Mapping[str, str]) -> Mapping[EngineName, Mapping[str, str]]:
    templates: dict[EngineName, dict[str, str]] = {}
    for name, text in files.items():
        if name in TEMPLATES:
            engine, rendered = TEMPLATES[name]
            templates.setdefault(engine, {})[rendered] = text
        elif name not in {DESCRIPTION, "README.md"}:
            raise ConfigurationFault(
                f"the blueprint's file {name} is not known",
                where=folder,
                next_step=f"Templates are called {', '.join(TEMPLATES)}.",
            )
    if not templates:
        raise ConfigurationFault(
            "the blueprint has no template",
            where=folder,
            next_step=f"Add one of {', '.join(TEMPLATES)}.",
        )
    return templates


def _parameter(document: Document, name: str, item: _ParameterFile) -> Parameter:
    place = ("parameters", name)
    problem = _problem(name, item)
    if problem:
        raise document.fault(place, f'parameter "{name}": {problem}', next_step="Mend the file.")
    parameter = Parameter(
        name=name,
        type=ParameterType(item.type),
        description=item.description.strip(),
        required=item.required,
        default=tuple(item.default) if isinstance(item.default, list) else item.default,
        choices=tuple(item.choices),
        pattern=item.pattern,
        minimum=item.minimum,
        maximum=item.maximum,
        aliases=tuple(item.aliases),
        example=item.example,
    )
    if parameter.default not in (None, "", ()):
        settled = settle_value(parameter, parameter.default)
        if isinstance(settled, ValueProblem):
            raise document.fault(
                (*place, "default"),
                f'parameter "{name}" refuses its own default: {settled.message}',
                next_step="Change the default or the rule.",
            )
    return parameter


def _problem(name: str, item: _ParameterFile) -> str | None:
    if name in RESERVED or not name.isidentifier() or name != name.lower():
        return "the name must be lower_case and none of " + ", ".join(sorted(RESERVED))
    if item.type not in set(ParameterType):
        return f'the type "{item.type}" is none of {", ".join(ParameterType)}'
    if item.required == (item.default is not None):
        return "give either a default or required: true"
    if item.type == ParameterType.CHOICE and not item.choices:
        return "the type choice needs choices"
    if item.choices and item.type not in {ParameterType.CHOICE, ParameterType.INTEGER}:
        return "choices belong to the types choice and integer"
    return None
