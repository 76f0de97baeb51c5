from dataclasses import replace

import pytest

from coworker.model.change import StackState
from coworker.model.environment import EngineName, Environment
from coworker.model.handoff import DeployOutcome
from coworker.model.plan import Plan
from coworker.model.request import ChangeAction, RequestKind, Understanding
from coworker.render.text import meaning_text, outcome_line, plan_line
from tests.support import samples

NEEDS = "Needs approval by 1 code owner"


@pytest.mark.parametrize(
    ("plan", "line"),
    [
        (
            samples.plan(),
            f"{NEEDS}: creates 3 resources in development (eu-west-1), destroys nothing.",
        ),
        (samples.plan_allowed(), "Nothing to approve: changes nothing in AWS."),
        (
            samples.plan_refused(),
            "Refused: changes nothing in AWS; 1 stack could not be previewed.",
        ),
    ],
)
def test_a_plan_on_a_line(plan: Plan, line: str) -> None:
    assert plan_line(plan) == line


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (samples.outcome(), "Deployed 1 stack to development at 333333333333."),
        (
            samples.outcome(
                stacks=(
                    samples.deployed(),
                    replace(samples.deployed(), state=StackState.ALREADY_IN_PLACE),
                )
            ),
            "Deployed 2 stacks to development at 333333333333 (1 of them already in place).",
        ),
        (
            samples.outcome(stacks=(samples.deployed(), samples.rolled_back())),
            "Deployed 1 of 2 stacks to development at 333333333333.",
        ),
        (
            samples.outcome(environment="\x1b[31mred", refusals=("No\n\x07review.",)),
            "Not deployed to �[31mred at 333333333333: No �review.",
        ),
    ],
)
def test_an_outcome_on_a_line(outcome: DeployOutcome, line: str) -> None:
    assert outcome_line(outcome) == line


def test_a_meaning_line_by_line() -> None:
    meaning = Understanding(
        kind=RequestKind.CHANGE,
        targets=("s3-bucket",),
        action=ChangeAction.CREATE,
        environment=Environment.TEST,
        regions=("eu-west-1",),
        engine=EngineName.CDK,
        parameters={"name": "a\x1b[0m", "days": 3, "readers": ("x", "y")},
        missing=("owner",),
        questions=("Who owns it?",),
        confidence=0.5,
    )
    assert meaning_text(meaning).split("\n") == [
        "kind: change",
        "action: create",
        "targets: s3-bucket",
        "environment: test",
        "regions: eu-west-1",
        "engine: cdk",
        "name: a�[0m",
        "days: 3",
        "readers: x, y",
        "missing: owner",
        "confidence: 0.50",
        "? Who owns it?",
    ]


def test_a_meaning_of_nothing() -> None:
    nothing = Understanding(kind=RequestKind.UNCLEAR)
    assert meaning_text(nothing) == "kind: unclear\nconfidence: 0.00"
