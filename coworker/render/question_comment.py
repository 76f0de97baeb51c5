"""Everything that must be asked before a plan can be made, in one comment, with an example.

It must not fill in an answer as if the person had given it.
"""

from collections.abc import Mapping, Sequence

from coworker.model.blueprint import Blueprint
from coworker.model.request import ParameterValue, Request, Understanding
from coworker.render.comment import bullets, comment
from coworker.render.markdown import code, fenced, header, row, shorten, visible

_EXAMPLES = {
    "environment": "development",
    "region": "eu-west-1",
    "name": "build-artefacts",
    "engine": "cloudformation",
}
# What is missing and is no line of its own: the request's first line says it.
_FIRST_LINE = frozenset({"kind", "target", "targets", "action", "what"})
_VALUE = 200


def question_comment(
    understanding: Understanding,
    request: Request,
    questions: Sequence[str],
    catalogue: Sequence[Blueprint] = (),
) -> str:
    """The questions, what was understood so far, and a request to copy and mend.

    `catalogue` gives the examples for parameters that only a blueprint knows.
    """
    missing = [name for name in understanding.missing if name not in _FIRST_LINE]
    asked = tuple(questions) or tuple(f"What is the {name}?" for name in missing)
    asked = asked or ("What should be created, and in which environment?",)
    about = code(request.title) if request.title else "this request"
    count = "One question" if len(asked) == 1 else f"{len(asked)} questions"
    return comment(
        (
            f"❓ **{count} about {about}.** Nothing was changed.",
            bullets(asked, 1_000),
            _understood(understanding),
            "Say it in the issue's description, for example (with your own values):",
            fenced(example_request(understanding, catalogue), "text"),
        ),
        "edit the issue's description, then comment `/coworker plan`.",
    )


def example_request(understanding: Understanding, catalogue: Sequence[Blueprint] = ()) -> str:
    """A request of what was understood and examples for what is missing, a line for each."""
    what = " and ".join(understanding.targets) or "s3-bucket"
    action = understanding.action.value if understanding.action else "create"
    lines = {name: value for name, value in _known(understanding) if name not in _FIRST_LINE}
    examples = _EXAMPLES | {
        parameter.name: parameter.example
        for blueprint in catalogue
        if blueprint.name in understanding.targets
        for parameter in blueprint.parameters
        if parameter.example
    }
    for name in (*understanding.missing, "environment", "region"):
        if name not in _FIRST_LINE:
            lines.setdefault(name, examples.get(name, f"<{name}>"))
    said = [f"{visible(name)}: {shorten(visible(value), _VALUE)}" for name, value in lines.items()]
    return "\n".join([f"{action} {shorten(visible(what), _VALUE)}", *said])


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
