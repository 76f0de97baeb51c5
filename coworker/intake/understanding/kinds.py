"""Requests that need no blueprint: an audit, an operation, a rollback, a bootstrap, a migration.

It must not choose between them. Where one acts, a quantity that is not understood is asked about;
where one only looks or plans, it is kept as a detail.
"""

import re
from collections.abc import Iterable

from coworker.intake.understanding import operations, others
from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.change import TAGS
from coworker.intake.understanding.first_pass import Read
from coworker.intake.understanding.leftovers import plain_questions
from coworker.model.request import ChangeAction, ParameterValue, RequestKind, Understanding

# The parameter under which words stand that narrow what is looked at: `24 hours`, `port 22`.
DETAILS = "details"


def audit(read: Read, audits: tuple[str, ...]) -> Understanding:
    """A question that only looks."""
    return Understanding(
        kind=RequestKind.AUDIT,
        targets=audits,
        environment=read.environment,
        regions=read.places.regions.codes,
        parameters=_details(read),
        questions=_unknown_regions(read),
        confidence=0.9,
    )


def library(read: Read, work: str) -> Understanding:
    """Work on the co-worker's own library."""
    return Understanding(
        kind=RequestKind.LIBRARY,
        targets=(work,),
        environment=read.environment,
        regions=read.places.regions.codes,
        parameters=_details(read),
        questions=_unknown_regions(read),
        confidence=0.85,
    )


def rollback(read: Read, text: str | None = None) -> Understanding:
    """A return to a baseline, which a form's field names or else the words."""
    said = read.words.said
    tags = tuple(dict.fromkeys(others.BASELINE.findall(said if text is None else text)))
    left = read.left_of(*_places(others.BASELINE, said))
    return Understanding(
        kind=RequestKind.ROLLBACK,
        targets=tags,
        environment=read.environment,
        regions=read.places.regions.codes,
        parameters=_assigned(read),
        missing=() if tags else ("baseline",),
        questions=(
            *(() if len(tags) == 1 else (ask.which_baseline(),)),
            *_unknown_regions(read),
            *plain_questions(left),
        ),
        confidence=0.95 if tags else 0.7,
    )


def bootstrap(read: Read) -> Understanding:
    """An account that is to be made ready."""
    accounts = tuple(dict.fromkeys(others.ACCOUNT.findall(read.words.said)))
    left = read.left_of(*_places(others.ACCOUNT, read.words.said))
    return Understanding(
        kind=RequestKind.BOOTSTRAP,
        targets=accounts,
        environment=read.environment,
        regions=read.places.regions.codes,
        parameters=_assigned(read),
        missing=() if accounts else ("account",),
        questions=(
            *(() if len(accounts) == 1 else (ask.which_account(),)),
            *_unknown_regions(read),
            *plain_questions(left),
        ),
        confidence=0.95 if accounts else 0.7,
    )


def migration(read: Read) -> Understanding:
    """A move between regions, accounts or engines, with what narrows it."""
    said = read.places
    return Understanding(
        kind=RequestKind.MIGRATION,
        environment=read.environment,
        regions=said.regions.codes,
        engine=said.engines[0] if len(said.engines) == 1 else None,
        parameters=_details(read),
        questions=_unknown_regions(read),
        confidence=0.8,
    )


def operation(read: Read, names: tuple[str, ...]) -> Understanding:
    """A change through AWS's API."""
    said = read.words.said
    parameters: dict[str, ParameterValue] = {}
    if resources := operations.resources_in(said):
        parameters["resources"] = resources
    if instance_type := operations.instance_type_in(said):
        parameters["instance_type"] = instance_type.group()
    parameters.update(_assigned(read))
    left = read.left_of(
        *_places(operations.RESOURCE, said),
        *((instance_type.span(),) if instance_type else ()),
    )
    where = read.places.one_of_each()
    return Understanding(
        kind=RequestKind.OPERATION,
        targets=names,
        action=ChangeAction.CHANGE,
        environment=where.environment,
        regions=read.places.regions.codes,
        parameters=parameters,
        missing=where.missing,
        questions=(*where.questions, *plain_questions(left)),
        confidence=0.6 if left else 0.85,
    )


def _unknown_regions(read: Read) -> tuple[str, ...]:
    return tuple(ask.known_region(code) for code in read.places.regions.unknown)


def _details(read: Read) -> dict[str, ParameterValue]:
    left = read.left_of()
    details: dict[str, ParameterValue] = {DETAILS: left} if left else {}
    return {**details, **_assigned(read)}


def _assigned(read: Read) -> dict[str, ParameterValue]:
    """What was written as `Key=value`, which is a tag unless a parameter is called so."""
    return {TAGS: read.outright.pairs} if read.outright.pairs else {}


def _places(pattern: re.Pattern[str], text: str) -> Iterable[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text))
