"""Which of a parameter's choices a text speaks of, as people say them.

It must not take a word for a choice where it could be another word: a name alone, as `single`,
counts only beside what the parameter is called.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coworker.intake.understanding.words import Span, any_of
from coworker.model.blueprint import Parameter

# Words of choices that people say in other words, by the whole choice or by a part of it.
_SPOKEN: Mapping[str, str] = {
    "single": r"single|(?:one|1)(?![^,.;\n]{0,40}\b(?:per|each|every)\b)",
    "per": r"(?:per|each|every)",
    "az": r"(?:az|availability[\s-]zone|zone)",
    "apigateway": r"api[\s-]?gateway",
    "codebuild": r"code[\s-]?build",
    "codepipeline": r"code[\s-]?pipeline",
    "ecs-tasks": r"(?:amazon )?ecs(?:[\s-](?:fargate )?tasks?)?|fargate(?: tasks?)?",
    "events": r"event[\s-]?bridge(?: rules?)?|events(?=\.)",
    "scheduler": r"(?:event[\s-]?bridge )?scheduler",
    "states": r"step functions?|state machines?|states(?=\.)",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceSaid:
    """A choice, the place of the word that names it, and that of all the words around it."""

    choice: str
    word: Span
    span: Span


def called(parameter: Parameter) -> re.Pattern[str]:
    """The words by which people call a parameter."""
    return any_of((parameter.name, *parameter.aliases))


def choices_in(text: str, parameter: Parameter) -> tuple[ChoiceSaid, ...]:
    """Every choice of the parameter that the text speaks of; of words that overlap, the longest."""
    kept: list[ChoiceSaid] = []
    for said in sorted(_mentions(text, parameter), key=lambda said: (said.word[0], -said.word[1])):
        if not kept or kept[-1].word[1] <= said.word[0]:
            kept.append(said)
        elif _length(said) > _length(kept[-1]):
            kept[-1] = said
    return tuple(kept)


def _length(said: ChoiceSaid) -> int:
    return said.word[1] - said.word[0]


def _mentions(text: str, parameter: Parameter) -> Iterator[ChoiceSaid]:
    alias = called(parameter).pattern
    # No digits between: a quantity there is no word around the choice, and must not pass for one.
    few = r"(?:[^\w\n.;]+[^\W\d]+(?!\w)){0,3}?[^\w\n.;]+"
    for choice in parameter.choices:
        word = rf"(?<![\w-])(?:{_spoken(choice)})(?:e?s)?(?![\w-]|\.[0-9])"
        alone = (rf"(?P<word>{word})",)
        beside = (
            rf"(?P<word>{word}){few}(?:{alias})",
            rf"(?:(?<!\w)(?:an?|one|1) )?(?:{alias}){few}(?P<word>{word})",
        )
        for pattern in alone if re.search(r"[a-z].*[0-9]", choice) else beside:
            for match in re.finditer(pattern, text, re.IGNORECASE):
                yield ChoiceSaid(choice=choice, word=match.span("word"), span=match.span())


def _spoken(choice: str) -> str:
    """A pattern for a choice: `python3.12` is also `Python 3.12`, and `per-az` `in each zone`."""
    if choice in _SPOKEN:
        return _SPOKEN[choice]
    parts = re.findall(r"[a-z]+|[^a-z]+", choice, re.IGNORECASE)
    words = [
        f"(?:{_SPOKEN.get(part, re.escape(part))})" for part in parts if part not in {"-", "_"}
    ]
    return r"(?:[\s_-]*v?)".join(words)
