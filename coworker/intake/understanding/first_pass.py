"""The first pass over a request: what is assigned, named and placed outright.

It must not decide what kind of request it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coworker.intake.forms import Form
from coworker.intake.understanding.actions import Intent, intent_of
from coworker.intake.understanding.change import Outright
from coworker.intake.understanding.leftovers import Taken, leftover_quotes
from coworker.intake.understanding.names import assignments_in, given_name
from coworker.intake.understanding.places import Places, places_in
from coworker.intake.understanding.words import Span, Words, blank, split_denials
from coworker.model.blueprint import Blueprint
from coworker.model.environment import Environment


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A request after the first pass: what was assigned and named outright is taken out."""

    words: Words
    intent: Intent
    places: Places
    outright: Outright
    form: Form | None
    catalogue: Sequence[Blueprint]

    @property
    def environment(self) -> Environment | None:
        """The environment, where one alone is spoken of."""
        named = self.places.environments
        return named[0] if len(named) == 1 else None

    def left_of(self, *spans: Span) -> tuple[str, ...]:
        """The quantities in none of these places, nor in any that was read before."""
        read = (*self.outright.spans, *self.places.spans, *spans)
        taken = Taken(spans=read, boundary=self.outright.boundary)
        return leftover_quotes(self.words.text, taken)


def first_pass(title: str, body: str, form: Form | None, catalogue: Sequence[Blueprint]) -> Read:
    """The first pass. A title that only repeats words of the body adds nothing."""
    adds = set(title.lower().split()) - set(re.findall(r"[^\s,;:.!?]+", body.lower()))
    head = f"{title}\n" if adds else ""
    text = f"{head}{body}"
    assigned = assignments_in(text)
    rest = blank(text, assigned.spans)
    name = given_name(rest, taken=_spoken_for(catalogue))
    words = split_denials(blank(rest, name.spans if name else ()))
    places = places_in(words.said, form)
    return Read(
        words=replace(words, text=text),
        intent=intent_of(words.said),
        places=places,
        outright=Outright(
            name=name,
            pairs=assigned.pairs,
            spans=assigned.spans,
            boundary=len(head),
        ),
        form=form,
        catalogue=catalogue,
    )


def _spoken_for(catalogue: Sequence[Blueprint]) -> frozenset[str]:
    """Words that mean something else than a name, even where they are quoted."""
    return frozenset(
        word.lower()
        for blueprint in catalogue
        for word in (
            *(blueprint.name, *blueprint.synonyms),
            *(choice for item in blueprint.parameters for choice in item.choices),
            *(word for item in blueprint.parameters for word in (item.name, *item.aliases)),
        )
    )
