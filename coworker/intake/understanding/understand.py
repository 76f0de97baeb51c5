"""Decide what kind of request a text is, and hand it to the reader of that kind.

It must not act on a text, and must not prefer an answer to a question.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from coworker.errors import ConfigurationFault
from coworker.intake.forms import Form, read_form
from coworker.intake.understanding import kinds, operations, others
from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.actions import Intent, action_on
from coworker.intake.understanding.audits import AUDIT_NAMES, audits_in
from coworker.intake.understanding.change import Values, only, values_of
from coworker.intake.understanding.first_pass import Read, first_pass
from coworker.intake.understanding.targets import TargetsSaid, targets_in
from coworker.intake.understanding.words import fold
from coworker.model.blueprint import Blueprint
from coworker.model.request import ChangeAction, RequestKind, Understanding

# How far confidence falls where words were not understood, and where it ends.
_DOUBT = 0.7
_LEAST = 0.5
# From here a mention is no mere likeness.
_SURE = 0.8

_FEW_WORDS = 4

# Audits for which trouble is enough to ask: nobody wants a thing made that times out.
_TROUBLE = frozenset({"connectivity", "health"})


# Courtesies that ask for nothing, where nothing else does.
_COURTESY = re.compile(
    r"\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks?|thank you|thx|cheers|bye"
    r"|goodbye|sorry|congrat\w*|well done|great job|nice)\b",
    re.IGNORECASE,
)
# What a question has to speak of to be one about AWS, where it names no audit.
_ABOUT_AWS = re.compile(
    r"\b(?:aws|amazon|cloud|accounts?|resources?|infrastructure|stacks?)\b", re.IGNORECASE
)


def understand(text: str, *, catalogue: Sequence[Blueprint], title: str = "") -> Understanding:
    """Understand a request: an issue form's body, or free text; sanitised before.

    What a form's fields say holds against what its words say. The answer is complete only if
    nothing has to be asked.
    """
    form = read_form(text)
    body = text if form is None else _told(form)
    read = first_pass(fold(title), fold(body), form, catalogue)
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


def _told(form: Form) -> str:
    """What a form's free fields say."""
    fields = (form.fields.get(name, "") for name in ("request", "notes"))
    return "\n".join(field for field in fields if field)


def _by_form(read: Read) -> Understanding | None:
    """An audit's or a rollback's form says what it is."""
    fields = {} if read.form is None else read.form.fields
    if "audit" in fields:
        return _look(read, audits_in(fields["audit"].lower()) or audits_in(read.words.said))
    if "baseline" in fields:
        return kinds.rollback(read, fields["baseline"])
    return None


def _by_words(read: Read) -> Understanding:
    said = read.words.said
    looks = read.intent is Intent.LOOK
    if others.asks_bootstrap(said):
        return kinds.bootstrap(read)
    if library := others.library_target(said):
        return kinds.library(read, library)
    if others.asks_rollback(said) and not looks:
        return kinds.rollback(read)
    if others.asks_migration(said) and not looks:
        return kinds.migration(read)
    if not looks and (names := operations.operations_in(said)):
        return kinds.operation(read, names)
    return _audit_or_change(read)


def _audit_or_change(read: Read) -> Understanding:
    said = read.words.said
    audits = audits_in(said)
    wishes = read.intent in {Intent.NONE, Intent.WISH}
    if read.intent is Intent.LOOK:
        return _look(read, audits)
    if wishes and _TROUBLE & set(audits):
        return kinds.audit(read, tuple(name for name in audits if name in _TROUBLE))
    targets = targets_in(said, read.catalogue)
    if read.intent is Intent.NONE and _COURTESY.match(said) and not read.places.any_said:
        return _unclear(read)
    if targets.names and not (audits and _is_a_mere_phrase(read)):
        return _change(read, targets)
    if targets.names:
        question = ask.make_or_look(targets.names[0], audits[0])
        return Understanding(kind=RequestKind.UNCLEAR, questions=(question,), confidence=0.3)
    return kinds.audit(read, audits) if audits and wishes else _unclear(read)


def _look(read: Read, audits: tuple[str, ...]) -> Understanding:
    said = read.words.said
    if audits:
        return kinds.audit(read, audits)
    if not _ABOUT_AWS.search(said) and targets_in(said, read.catalogue).confidence < _SURE:
        return _unclear(read)
    return Understanding(
        kind=RequestKind.UNCLEAR,
        missing=("kind",),
        questions=(ask.which_audit(AUDIT_NAMES),),
        confidence=0.2,
    )


def _is_a_mere_phrase(read: Read) -> bool:
    """A few words without a verb or a place: a topic rather than a request."""
    few = len(read.words.said.split()) <= _FEW_WORDS
    return read.intent is Intent.NONE and few and not read.places.any_said


def _unclear(read: Read) -> Understanding:
    question = ask.what_can_be_asked(read.catalogue, AUDIT_NAMES)
    return Understanding(
        kind=RequestKind.UNCLEAR, missing=("kind",), questions=(question,), confidence=0.0
    )


def _first_mention(read: Read, targets: TargetsSaid) -> int:
    """Where the thing is first spoken of: in the body, since a title need not be a sentence."""
    in_body = [start for start, _ in targets.spans if start >= read.outright.boundary]
    return min(in_body, default=targets.start)


def _change(read: Read, targets: TargetsSaid) -> Understanding:
    action = action_on(read.words.said, read.intent, _first_mention(read, targets))
    where = read.places.one_of_each()
    values = _several(targets) if len(targets.names) > 1 else _values(read, targets, action)
    confidence = targets.confidence
    if values.leftover:
        confidence = max(_LEAST, confidence * _DOUBT)
    return Understanding(
        kind=RequestKind.CHANGE,
        targets=targets.names,
        action=action,
        environment=where.environment,
        regions=read.places.regions.codes,
        engine=where.engine,
        parameters=values.parameters,
        missing=(*where.missing, *values.missing),
        questions=(*where.questions, *values.questions, *values.leftover),
        confidence=confidence,
    )


def _several(targets: TargetsSaid) -> Values:
    """Of several things none is begun: which comes first is asked, and nothing else of them."""
    return Values(missing=("target",), questions=(ask.which_first(targets.names),))


def _values(read: Read, targets: TargetsSaid, action: ChangeAction) -> Values:
    try:
        return values_of(
            read.words,
            only(read.catalogue, targets.names[0]),
            action=action,
            targets=targets,
            outright=read.outright,
            places=read.places.spans,
            form=read.form,
        )
    except ConfigurationFault as fault:
        return Values(missing=("parameters",), questions=(str(fault),))
