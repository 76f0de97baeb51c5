"""Decide what kind of request a text is, and hand it to the reader of that kind.

It must not act on a text, and must not prefer an answer to a question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coworker.errors import ConfigurationFault
from coworker.intake.forms import Form, read_form
from coworker.intake.understanding import operations, others
from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.actions import (
    Intent,
    action_on,
    intent_of,
    intents_in,
)
from coworker.intake.understanding.audits import AUDIT_NAMES, audits_in
from coworker.intake.understanding.change import TAGS, Values, only, values_of
from coworker.intake.understanding.names import take_assignments, take_given_name
from coworker.intake.understanding.places import Places, places_in
from coworker.intake.understanding.targets import TargetsSaid, targets_in
from coworker.intake.understanding.words import Words, fold, split_denials
from coworker.model.blueprint import Blueprint
from coworker.model.request import (
    ChangeAction,
    ParameterValue,
    RequestKind,
    Understanding,
)

_FEW_WORDS = 4

# Audits for which trouble is enough to ask: nobody wants a thing made that times out.
_TROUBLE = frozenset({"connectivity", "health"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """A request after the first pass: what was assigned and named outright is taken out."""

    words: Words
    intent: Intent
    places: Places
    name: str | None
    pairs: dict[str, str]
    form: Form | None
    catalogue: Sequence[Blueprint]


def understand(text: str, *, catalogue: Sequence[Blueprint], title: str = "") -> Understanding:
    """Understand a request: an issue form's body, or free text; sanitised before.

    What a form's fields say holds against what its words say. The answer is complete only if
    nothing has to be asked.
    """
    form = read_form(text)
    body = text if form is None else form.fields.get("request", form.fields.get("notes", ""))
    folded = fold(f"{title}\n{body}")
    assigned = take_assignments(folded)
    name, rest = take_given_name(assigned.rest)
    words = split_denials(rest)
    read = _Read(
        words=words,
        intent=intent_of(words.said),
        places=places_in(words.said, form),
        name=name,
        pairs=dict(assigned.pairs),
        form=form,
        catalogue=catalogue,
    )
    understanding = _by_form(read) or _by_words(read)
    if form is None:
        return understanding
    return replace(
        understanding,
        questions=(
            *understanding.questions,
            *(ask.unknown_field(label) for label in form.unknown),
            *(ask.repeated_field(label) for label in form.repeated),
        ),
    )


def _by_form(read: _Read) -> Understanding | None:
    """An audit's or a rollback's form says what it is."""
    fields = {} if read.form is None else read.form.fields
    if "audit" in fields:
        return _audit(read, audits_in(fields["audit"].lower()) or audits_in(read.words.said))
    if "baseline" in fields:
        return _rollback(read, fields["baseline"])
    return None


def _by_words(read: _Read) -> Understanding:
    said = read.words.said
    looks = read.intent is Intent.LOOK
    if others.asks_bootstrap(said):
        return _bootstrap(read)
    if library := others.library_target(said):
        return Understanding(kind=RequestKind.LIBRARY, targets=(library,), confidence=0.85)
    if others.asks_rollback(said) and not looks:
        return _rollback(read, said)
    if others.asks_migration(said) and not looks:
        return _migration(read)
    if not looks and (names := operations.operations_in(said)):
        return _operation(read, names)
    return _audit_or_change(read)


def _audit_or_change(read: _Read) -> Understanding:
    said = read.words.said
    audits = audits_in(said)
    if read.intent is Intent.LOOK:
        return _audit(read, audits)
    if read.intent in {Intent.NONE, Intent.WISH} and _TROUBLE & set(audits):
        return _audit(read, tuple(name for name in audits if name in _TROUBLE))
    targets = targets_in(said, read.catalogue)
    if targets.names and not (audits and _is_a_mere_phrase(read)):
        return _change(read, targets)
    if targets.names:
        question = ask.make_or_look(targets.names[0], audits[0])
        return Understanding(kind=RequestKind.UNCLEAR, questions=(question,), confidence=0.3)
    if audits and read.intent in {Intent.NONE, Intent.WISH}:
        return _audit(read, audits)
    return _unclear(read)


def _is_a_mere_phrase(read: _Read) -> bool:
    """A few words without a verb or a place: a topic rather than a request."""
    few = len(read.words.said.split()) <= _FEW_WORDS
    return read.intent is Intent.NONE and few and not read.places.any_said


def _unclear(read: _Read) -> Understanding:
    question = ask.what_can_be_asked(read.catalogue, AUDIT_NAMES)
    return Understanding(
        kind=RequestKind.UNCLEAR, missing=("kind",), questions=(question,), confidence=0.0
    )


def _audit(read: _Read, audits: tuple[str, ...]) -> Understanding:
    if not audits:
        return Understanding(
            kind=RequestKind.UNCLEAR,
            missing=("kind",),
            questions=(ask.which_audit(AUDIT_NAMES),),
            confidence=0.2,
        )
    places = read.places
    return Understanding(
        kind=RequestKind.AUDIT,
        targets=audits,
        environment=places.environments[0] if len(places.environments) == 1 else None,
        regions=places.regions.codes,
        questions=tuple(ask.known_region(code) for code in places.regions.unknown),
        confidence=0.9,
    )


def _rollback(read: _Read, text: str) -> Understanding:
    tags = tuple(dict.fromkeys(others.BASELINE.findall(text)))
    return Understanding(
        kind=RequestKind.ROLLBACK,
        targets=tags,
        environment=read.places.environments[0] if len(read.places.environments) == 1 else None,
        missing=() if tags else ("baseline",),
        questions=() if len(tags) == 1 else (ask.which_baseline(),),
        confidence=0.95 if tags else 0.7,
    )


def _bootstrap(read: _Read) -> Understanding:
    accounts = tuple(dict.fromkeys(others.ACCOUNT.findall(read.words.said)))
    return Understanding(
        kind=RequestKind.BOOTSTRAP,
        targets=accounts,
        environment=read.places.environments[0] if len(read.places.environments) == 1 else None,
        regions=read.places.regions.codes,
        missing=() if accounts else ("account",),
        questions=() if len(accounts) == 1 else (ask.which_account(),),
        confidence=0.95 if accounts else 0.7,
    )


def _migration(read: _Read) -> Understanding:
    said = read.places
    return Understanding(
        kind=RequestKind.MIGRATION,
        environment=said.environments[0] if len(said.environments) == 1 else None,
        regions=said.regions.codes,
        engine=said.engines[0] if len(said.engines) == 1 else None,
        questions=tuple(ask.known_region(code) for code in said.regions.unknown),
        confidence=0.8,
    )


def _operation(read: _Read, names: tuple[str, ...]) -> Understanding:
    parameters: dict[str, ParameterValue] = {}
    if resources := operations.resources_in(read.words.said):
        parameters["resources"] = resources
    if instance_type := operations.instance_type_in(read.words.said):
        parameters["instance_type"] = instance_type
    if read.pairs:
        parameters[TAGS] = read.pairs
    where = read.places.one_of_each()
    return Understanding(
        kind=RequestKind.OPERATION,
        targets=names,
        action=ChangeAction.CHANGE,
        environment=where.environment,
        regions=read.places.regions.codes,
        parameters=parameters,
        missing=where.missing,
        questions=where.questions,
        confidence=0.85,
    )


def _change(read: _Read, targets: TargetsSaid) -> Understanding:
    action = action_on(read.words.said, read.intent, targets.start)
    where = read.places.one_of_each()
    try:
        values = values_of(
            read.words,
            only(read.catalogue, targets.names[0]),
            action=action,
            targets=targets,
            name=read.name,
            pairs=read.pairs,
            form=read.form,
        )
    except ConfigurationFault as fault:
        values = Values(missing=("parameters",), questions=(str(fault),))
    doing = intents_in(read.words.said) - {Intent.LOOK}
    mixed = len(targets.names) > 1 and Intent.DELETE in doing and len(doing) > 1
    return Understanding(
        kind=RequestKind.CHANGE,
        targets=targets.names,
        action=action,
        environment=where.environment,
        regions=read.places.regions.codes,
        engine=where.engine,
        parameters=values.parameters,
        missing=(*where.missing, *values.missing),
        questions=(
            *((ask.one_thing_at_a_time(targets.names),) if mixed else ()),
            *where.questions,
            *values.questions,
        ),
        confidence=targets.confidence,
    )
