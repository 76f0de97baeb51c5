"""Everything that must be asked before a plan can be made, in one comment, with an example answer.

It must not fill in an answer as if the person had given it.
"""

from collections.abc import Mapping, Sequence

from coworker.model.request import ParameterValue, Request, Understanding
from coworker.render.comment import bullets, comment
from coworker.render.markdown import code, fenced, header, row, shorten, visible

_EXAMPLES = {
    "environment": "development",
    "region": "eu-west-1",
    "name": "build-artefacts",
    "engine": "cloudformation",
}
_VALUE = 200


def question_comment(
    understanding: Understanding, request: Request, questions: Sequence[str]
) -> str:
    """The questions, what was understood so far, and an answer to copy and mend."""
    asked = tuple(questions) or tuple(f"What is the {name}?" for name in understanding.missing)
    asked = asked or ("What should be created, changed or deleted, and in which environment?",)
    count = "One question" if len(asked) == 1 else f"{len(asked)} questions"
    return comment(
        (
            f"❓ **{count} before this can be planned.** Nothing was changed.",
            bullets(asked),
            _understood(understanding),
            "Answer in a comment like this one, with your own values:",
            fenced(example_answer(understanding, request), "text"),
        ),
        "comment `/coworker plan` with the whole request below it, as above.",
    )


def example_answer(understanding: Understanding, request: Request) -> str:
    """What was understood and an example for what is missing, one `key: value` to a line."""
    what = " and ".join(understanding.targets) or request.title or "private S3 bucket"
    action = understanding.action.value if understanding.action else "create"
    known = dict(_known(understanding))
    known.pop("what", None)
    known.pop("action", None)
    for name in understanding.missing:
        known.setdefault(name, _EXAMPLES.get(name, f"<{name}>"))
    for name in ("environment", "region"):
        known.setdefault(name, _EXAMPLES[name])
    lines = [f"{visible(name)}: {shorten(visible(value), _VALUE)}" for name, value in known.items()]
    return "\n".join(["/coworker plan", f"{action} {shorten(visible(what), _VALUE)}", *lines])


def _understood(understanding: Understanding) -> str:
    rows = [row((code(name), code(value))) for name, value in _known(understanding)]
    if not rows:
        return ""
    return "\n".join(["Understood so far:", "", header(("", "")), *rows])


def _known(understanding: Understanding) -> list[tuple[str, str]]:
    known: list[tuple[str, str]] = []
    if understanding.targets:
        known.append(("what", ", ".join(understanding.targets)))
    if understanding.action is not None:
        known.append(("action", understanding.action.value))
    if understanding.environment is not None:
        known.append(("environment", understanding.environment.value))
    if understanding.regions:
        known.append(("region", ", ".join(understanding.regions)))
    if understanding.engine is not None:
        known.append(("engine", understanding.engine.value))
    known += [(name, _said(value)) for name, value in understanding.parameters.items()]
    return known


def _said(value: ParameterValue) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str() | int():
            return str(value)
        case Mapping():
            return ", ".join(f"{key}={item}" for key, item in value.items())
        case _:
            return ", ".join(value)
