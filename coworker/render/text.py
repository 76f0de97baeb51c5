"""Plans, deployments and what was understood, as plain lines for a log or a terminal.

It must not print a control character that came from outside.
"""

from coworker.model.change import StackState
from coworker.model.handoff import DeployOutcome
from coworker.model.plan import Plan
from coworker.model.request import Understanding
from coworker.render.markdown import counted, shorten, visible
from coworker.render.sentences import effect, title_of

_LINE = 500


def plan_line(plan: Plan) -> str:
    """The verdict and what the plan does, on one line."""
    return shorten(visible(f"{title_of(plan)}: {effect(plan)}."), _LINE)


def outcome_line(outcome: DeployOutcome) -> str:
    """What became of a deployment, on one line."""
    place = f"{outcome.environment} at {outcome.commit[:12]}"
    if outcome.refusals:
        return shorten(visible(f"Not deployed to {place}: {outcome.refusals[0]}"), _LINE)
    good = sum(stack.good for stack in outcome.stacks)
    if outcome.good:
        there = sum(stack.state is StackState.ALREADY_IN_PLACE for stack in outcome.stacks)
        already = f" ({there} of them already in place)" if there else ""
        return visible(f"Deployed {counted(good, 'stack')} to {place}{already}.")
    return visible(f"Deployed {good} of {counted(len(outcome.stacks), 'stack')} to {place}.")


def meaning_text(meaning: Understanding) -> str:
    """What was understood, a line for each thing, and the questions that are left."""
    pairs = [
        ("kind", meaning.kind.value),
        ("action", meaning.action.value if meaning.action else ""),
        ("targets", ", ".join(meaning.targets)),
        ("environment", meaning.environment.value if meaning.environment else ""),
        ("regions", ", ".join(meaning.regions)),
        ("engine", meaning.engine.value if meaning.engine else ""),
        *((name, _plain(value)) for name, value in meaning.parameters.items()),
        ("missing", ", ".join(meaning.missing)),
        ("confidence", f"{meaning.confidence:.2f}"),
    ]
    lines = [f"{visible(name)}: {shorten(visible(value), _LINE)}" for name, value in pairs if value]
    lines += [f"? {shorten(visible(question), _LINE)}" for question in meaning.questions]
    return "\n".join(lines)


def _plain(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
