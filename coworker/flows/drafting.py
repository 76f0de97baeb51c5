"""From a request in plain words to the files of a stack, by the embedded planner.

It must not guess: what is missing or doubtful becomes a question.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from coworker.blueprints.parameters import Settled, Unsettled, settle
from coworker.blueprints.render import render_stack
from coworker.errors import ConfigurationFault
from coworker.flows.library import Library
from coworker.flows.stacks import StackWork
from coworker.intake.stackfile import read_stack
from coworker.intake.understanding import understand
from coworker.model.blueprint import Blueprint
from coworker.model.environment import EngineName, Environment
from coworker.model.request import ChangeAction, Request, RequestKind, Understanding
from coworker.model.stack import BrokenStack, StackId, StackSource
from coworker.model.trigger import Command
from coworker.render.not_available import not_available

_EMBEDDED = "embedded"
_SLUG_LENGTH = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafted:
    """Files for a new branch, and the stacks that they make."""

    request: Request
    planner: str
    works: tuple[StackWork, ...]
    files: Mapping[str, str | None]
    branch: str
    title: str
    assumptions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What must be asked before anything can be drafted."""

    request: Request
    understanding: Understanding
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotDrafted:
    """It was understood, and there is nothing to draft: what to say instead."""

    markdown: str
    outcome: Literal["done", "refused"]


Draft: TypeAlias = Drafted | Question | NotDrafted


def request_of(command: Command) -> Request:
    """What was asked, as it stood when the event fired."""
    trigger = command.trigger
    return Request(
        repository=trigger.repository,
        number=trigger.number or 0,
        author=trigger.actor,
        title=trigger.title,
        text=command.text,
        at=trigger.at,
    )


def draft(
    command: Command,
    library: Library,
    present: Callable[[StackId], StackSource | BrokenStack | None],
) -> Draft:
    """Draft what an issue asks for. `present` reads a stack of the base branch."""
    trigger = command.trigger
    request = request_of(command)
    meaning = understand(command.text, catalogue=library.catalogue, title=trigger.title)
    if meaning.kind is RequestKind.UNCLEAR or not meaning.complete:
        return Question(request=request, understanding=meaning, questions=meaning.questions)
    if meaning.kind is not RequestKind.CHANGE or meaning.action is not ChangeAction.CREATE:
        return NotDrafted(markdown=not_available(meaning), outcome="refused")
    return _create(request, meaning, library, present)


def _create(
    request: Request,
    meaning: Understanding,
    library: Library,
    present: Callable[[StackId], StackSource | BrokenStack | None],
) -> Draft:
    blueprint = library.blueprint(meaning.targets[0]) if len(meaning.targets) == 1 else None
    if blueprint is None or meaning.environment is None or len(meaning.regions) != 1:
        return NotDrafted(markdown=not_available(meaning), outcome="refused")
    settled = settle(blueprint, meaning.parameters)
    if isinstance(settled, Unsettled):
        questions = tuple(f"{item.name}: {item.message}" for item in settled.problems)
        return Question(request=request, understanding=meaning, questions=questions)
    stack = StackId(
        environment=meaning.environment, name=str(settled.values.get("name", blueprint.name))
    )
    if present(stack) is not None:
        return Question(
            request=request,
            understanding=meaning,
            questions=(f"There is a stack {stack} already. What should the new one be called?",),
        )
    return _drafted(request, meaning, library, blueprint, settled, stack)


def _drafted(
    request: Request,
    meaning: Understanding,
    library: Library,
    blueprint: Blueprint,
    settled: Settled,
    stack: StackId,
) -> Drafted:
    environment = Environment(stack.environment)
    engine = meaning.engine or _preferred_engine(blueprint, library, stack.environment)
    files = render_stack(
        blueprint,
        stack=stack,
        environment=environment,
        engine=engine,
        region=meaning.regions[0],
        parameters=settled.values,
        tags=_tags(environment, meaning, request),
        description=request.title or blueprint.title,
    )
    source = read_stack(stack, files)
    if isinstance(source, BrokenStack):
        raise ConfigurationFault(
            f"The blueprint {blueprint.name} renders a stack that cannot be read: {source.reason}",
            where=blueprint.origin,
            next_step="Mend the blueprint's templates.",
        )
    return Drafted(
        request=request,
        planner=_EMBEDDED,
        works=(StackWork(id=stack, now=source, before=None),),
        files=dict(files),
        branch=f"coworker/{request.number}-{slug(stack.name)}",
        title=f"Add {blueprint.title} {stack.name} to {stack.environment}",
        assumptions=settled.assumptions,
    )


def _preferred_engine(blueprint: Blueprint, library: Library, environment: str) -> EngineName:
    """The first engine that policy allows and the blueprint has a template for."""
    allowed = library.policy(environment).engines
    return next(
        (engine for engine in allowed if engine in blueprint.templates), EngineName.CLOUDFORMATION
    )


def _tags(environment: Environment, meaning: Understanding, request: Request) -> Mapping[str, str]:
    asked = meaning.parameters.get("tags", {})
    tags = dict(asked) if isinstance(asked, Mapping) else {}
    return {
        "Owner": request.author,
        **tags,
        "Environment": environment.value,
        "ManagedBy": "aws-coworker",
    }


def slug(text: str) -> str:
    """Lower-case letters, digits and single hyphens, short enough for a branch's name."""
    return (
        re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_SLUG_LENGTH].rstrip("-") or "change"
    )
