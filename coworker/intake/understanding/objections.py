"""Where words want what a blueprint never gives, or contradict themselves; and denials it honours.

It must not settle a contradiction.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.access import access_in
from coworker.intake.understanding.addresses import broken_ranges_in
from coworker.intake.understanding.choices import called, choices_in
from coworker.intake.understanding.parameters import ParametersSaid, without_egress
from coworker.intake.understanding.words import Span, Words
from coworker.model.blueprint import Blueprint, Parameter, ParameterType
from coworker.model.request import ChangeAction

_PUBLIC = re.compile(
    r"\b(?:public(?:ly)?|world[\s-]readable|anonymous(?:ly)?|static website|website hosting)\b",
    re.IGNORECASE,
)

_EVERY_ACTION = re.compile(r"(?<![\w:*])(?:[a-z][a-z0-9-]*|\*):\*(?![\w*])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Objection:
    """A question, and the places in the text that it is about."""

    question: str
    spans: tuple[Span, ...] = ()


def objections_to(
    words: Words, blueprint: Blueprint, understood: ParametersSaid
) -> Iterator[Objection]:
    """Questions where the words want what the blueprint never gives, or two things at once."""
    about = f"{blueprint.title} {blueprint.description}".lower()
    public = tuple(match.span() for match in _PUBLIC.finditer(words.said))
    if public and "private" in about and "public" not in about:
        yield Objection(question=ask.private_or_public(blueprint), spans=public)
    for parameter in blueprint.parameters:
        yield from _about(parameter, words, blueprint)
    for parameter in understood.contradicted:
        yield Objection(question=ask.on_or_off(parameter))
    for broken in broken_ranges_in(words.said):
        yield Objection(question=ask.broken_range(str(broken.value)), spans=broken.spans)


def _about(parameter: Parameter, words: Words, blueprint: Blueprint) -> Iterator[Objection]:
    denied = called(parameter).search(words.denied)
    match parameter.type, parameter.name:
        case ParameterType.CHOICE, _:
            if denied and "none" not in parameter.choices:
                yield Objection(
                    question=ask.cannot_be_left_out(parameter, blueprint), spans=(denied.span(),)
                )
            said = choices_in(words.said, parameter)
            spans = tuple(item.span for item in said)
            names = tuple(dict.fromkeys(item.choice for item in said))
            mention = called(parameter).search(words.said)
            if len(names) > 1:
                yield Objection(question=ask.one_choice(parameter, names), spans=spans)
            elif not names and parameter.default == "none" and mention:
                yield Objection(question=ask.which_choice(parameter), spans=(mention.span(),))
        case ParameterType.LIST, "actions":
            for match in _EVERY_ACTION.finditer(words.said):
                yield Objection(question=ask.too_wide(match.group()), spans=(match.span(),))
        case ParameterType.LIST, "ingress":
            access = access_in(without_egress(words.said), "from")
            for port in access.dangling if access.rules else ():
                yield Objection(question=ask.from_where(str(port.value)), spans=port.spans)
        case _:
            return


def honoured_denials(words: Words, blueprint: Blueprint, action: ChangeAction) -> tuple[Span, ...]:
    """Places of ports and peers that must not come in, where no rule lets them in anyhow."""
    if action is not ChangeAction.CREATE:
        return ()
    if all(parameter.name != "ingress" for parameter in blueprint.parameters):
        return ()
    opened = {rule.partition(" ")[0] for rule in access_in(words.said, "from").rules}
    denied = access_in(words.denied, "from")
    closed = {rule.partition(" ")[0] for rule in denied.rules}
    closed |= {str(port.value) for port in denied.dangling}
    if closed & opened:
        return ()
    return (*denied.spans, *(span for port in denied.dangling for span in port.spans))
