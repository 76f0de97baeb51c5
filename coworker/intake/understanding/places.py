"""Where a request plays: environment, region, engine; from a form's fields, else from words.

It must not settle a contradiction: two environments are a question.
"""

from dataclasses import dataclass

from coworker.intake.forms import Form
from coworker.intake.understanding import questions as ask
from coworker.intake.understanding.engines import engine_spans, engines_in
from coworker.intake.understanding.environments import (
    environment_places,
    environments_in,
    unknown_environments_in,
)
from coworker.intake.understanding.regions import RegionsSaid, regions_in
from coworker.intake.understanding.words import Span
from coworker.model.environment import EngineName, Environment


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """One of each where one was said, what is missing, and what to ask."""

    environment: Environment | None
    engine: EngineName | None
    missing: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Everything that was said of where, and the places in the text that say it."""

    environments: tuple[Environment, ...]
    unknown_environments: tuple[str, ...]
    regions: RegionsSaid
    engines: tuple[EngineName, ...]
    spans: tuple[Span, ...] = ()

    @property
    def any_said(self) -> bool:
        """Whether an environment or a region was named."""
        return bool(self.environments or self.regions.codes or self.regions.unknown)

    def one_of_each(self) -> Where:
        """What a change needs: one environment and one region; and one engine at most."""
        missing: list[str] = []
        questions: list[str] = []
        environment = self.environments[0] if len(self.environments) == 1 else None
        if environment is None:
            missing.append("environment")
            questions.append(self._environment_question())
        if len(self.regions.codes) != 1 or self.regions.unknown:
            missing.append("region")
            questions.append(self._region_question())
        if len(self.engines) > 1:
            missing.append("engine")
            questions.append(ask.one_engine(self.engines))
        return Where(
            environment=environment,
            engine=self.engines[0] if len(self.engines) == 1 else None,
            missing=tuple(missing),
            questions=tuple(questions),
        )

    def _environment_question(self) -> str:
        if self.environments:
            return ask.one_environment(self.environments)
        if self.unknown_environments:
            return ask.known_environment(self.unknown_environments[0])
        return ask.which_environment()

    def _region_question(self) -> str:
        if self.regions.unknown:
            return ask.known_region(self.regions.unknown[0])
        return ask.one_region(self.regions.codes) if self.regions.codes else ask.which_region()


def places_in(text: str, form: Form | None) -> Places:
    """Read the form's fields where they are filled, and the words where they are not."""
    fields = {} if form is None else form.fields
    stated = fields.get("environment")
    environment = text if stated is None else stated
    environments = environments_in(environment)
    unknown = unknown_environments_in(text)
    if stated is not None:
        unknown = () if environments else (stated,)
    return Places(
        environments=environments,
        unknown_environments=unknown,
        regions=_regions(fields.get("region"), text),
        engines=engines_in(fields.get("engine", text)),
        spans=(
            *(span for _, span in environment_places(text)),
            *regions_in(text).spans,
            *engine_spans(text),
        ),
    )


def _regions(stated: str | None, text: str) -> RegionsSaid:
    if stated is None:
        return regions_in(text)
    said = regions_in(stated)
    if said.codes or said.unknown:
        return RegionsSaid(codes=said.codes[:1], unknown=said.unknown)
    return RegionsSaid(codes=(), unknown=(stated,))
