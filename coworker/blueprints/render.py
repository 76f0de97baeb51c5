"""Render a blueprint into a stack's files, with every value quoted so that it stays a value.

It must not decide what is allowed, and must not fill in what is missing.
"""

import ipaddress
from collections.abc import Mapping
from typing import Any, NoReturn

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateRuntimeError,
    Undefined,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from coworker.blueprints.values import text_problem
from coworker.blueprints.yaml_text import Yaml, block, flow
from coworker.errors import ConfigurationFault
from coworker.model.blueprint import Blueprint
from coworker.model.environment import EngineName, Environment
from coworker.model.request import ParameterValue
from coworker.model.stack import STACK_FILE, StackId

MANAGED_BY = "aws-coworker"

_STACK_FILE = """\
# {{ description }}
#
# Rendered from the blueprint {{ blueprint.name }}; template.yaml is its result for the parameters
# below. Change either by a pull request: the plan and the review come with it.
version: 1
description: {{ description }}
engine: {{ engine }}
region: {{ region }}

# The stack's name in AWS. Renaming makes a second stack and leaves the first one behind.
name: {{ stack_name }}
template: {{ template }}

blueprint:
  {{ blueprint | block(2) }}

# On every resource that can be tagged.
tags:
  {{ tags | block(2) }}

# Stacks of the same environment that must be deployed before this one.
depends_on: []
"""


def _tag_list(tags: Mapping[str, str], indent: int, name: str | None = None) -> Yaml:
    """Tags in the shape of most CloudFormation resources: a list of Key and Value.

    `name` becomes the tag Name, which is what the console shows.
    """
    named = (
        dict(tags)
        if name is None
        else {"Name": name} | {key: tags[key] for key in tags if key != "Name"}
    )
    return block([{"Key": key, "Value": value} for key, value in named.items()], indent)


def _subnet(cidr: str, new_bits: int, index: int) -> str:
    """The range of that index, counted from 0, where a range is cut by so many more bits."""
    network = ipaddress.ip_network(cidr)
    return str(list(network.subnets(prefixlen_diff=new_bits))[index])


def _refuse(message: str) -> NoReturn:
    """For a template to say which parameters do not go together."""
    raise TemplateRuntimeError(message)


def _finalize(value: object) -> object:
    return value if isinstance(value, Undefined) else flow(value)


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        # YAML is quoted by `finalize`, value by value; HTML's rules would spoil it.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
        loader=FunctionLoader(lambda _name: None),
    )
    environment.filters["block"] = block
    environment.filters["tag_list"] = _tag_list
    environment.filters["subnet"] = _subnet
    environment.globals["refuse"] = _refuse
    return environment


_JINJA = _environment()


def render_stack(
    blueprint: Blueprint,
    *,
    stack: StackId,
    environment: Environment,
    engine: EngineName,
    region: str,
    parameters: Mapping[str, ParameterValue],
    tags: Mapping[str, str],
    description: str,
) -> Mapping[str, str]:
    """Render `stack.yaml` and the engine's files: repository path to text, sorted by path.

    `parameters` are settled (parameters.settle). The tags Environment and ManagedBy are added,
    and hold against what `tags` says. Raises ConfigurationFault where the blueprint has no
    template for the engine, where a template does not render, and for a text that holds a
    dynamic reference.
    """
    if engine not in blueprint.templates:
        raise ConfigurationFault(
            f"the blueprint {blueprint.name} has no template for {engine}",
            where=blueprint.origin,
            next_step=f"Use one of: {', '.join(sorted(blueprint.templates))}.",
        )
    every_tag = {
        "Environment": environment.value,
        "ManagedBy": MANAGED_BY,
        **{key: tags[key] for key in sorted(tags) if key not in {"Environment", "ManagedBy"}},
    }
    for name, text in {"description": description, **every_tag}.items():
        if problem := text_problem(text):
            raise ConfigurationFault(
                f"{name} {problem.message}", where=str(stack), next_step="Use plain text."
            )
    context: dict[str, Any] = {
        "stack_name": f"{stack.environment}-{stack.name}",
        "environment": environment.value,
        "region": region,
        "description": description,
        "tags": every_tag,
    }
    sources = blueprint.templates[engine]
    stack_file_context = {
        **context,
        "engine": engine.value,
        "template": next(iter(sources)),
        "blueprint": {"name": blueprint.name, "parameters": parameters},
    }
    texts = {
        STACK_FILE: _render(_STACK_FILE, STACK_FILE, stack_file_context),
        **{
            name: _render(source, f"{blueprint.origin} ({name})", {**parameters, **context})
            for name, source in sources.items()
        },
    }
    return {f"{stack.folder}/{name}": texts[name] for name in sorted(texts)}


def _render(source: str, where: str, context: Mapping[str, Any]) -> str:
    try:
        return _JINJA.from_string(source).render(context)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as broken:
        line = getattr(broken, "lineno", None)
        raise ConfigurationFault(
            f"the template does not render: {broken}",
            where=where if line is None else f"{where}:{line}",
            next_step="Mend the template, or the parameter that it names.",
        ) from None
