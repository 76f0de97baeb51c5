"""Values are brought to their types, or refused with a sentence; defaults are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.blueprints.parameters import ParameterProblem, Settled, Unsettled, settle
from coworker.blueprints.values import ValueProblem, settle_value
from coworker.model.blueprint import Blueprint, Parameter, ParameterType
from coworker.model.request import ParameterValue


def of(type_: ParameterType, **rest: object) -> Parameter:
    return Parameter(name="x", type=type_, description="Something.", **rest)  # type: ignore[arg-type]


TEXT = of(ParameterType.STRING, pattern="[a-z]+", minimum=2, maximum=4, example="abc")
FREE = of(ParameterType.STRING)
NUMBER = of(ParameterType.INTEGER, minimum=1, maximum=10)
STEPS = of(ParameterType.INTEGER, choices=("1", "30"))
SWITCH = of(ParameterType.BOOLEAN)
CHOICE = of(ParameterType.CHOICE, choices=("none", "single", "per-az"))
LIST = of(ParameterType.LIST, pattern="[a-z]+", maximum=2)
RANGE = of(ParameterType.CIDR)
BIG_RANGE = of(ParameterType.CIDR, pattern=r"[0-9.]+/16")

TAKEN: list[tuple[Parameter, ParameterValue, ParameterValue]] = [
    (TEXT, " abc ", "abc"),
    (FREE, 5, "5"),
    (NUMBER, 10, 10),
    (NUMBER, " 7 ", 7),
    (STEPS, "30", 30),
    (SWITCH, True, True),
    (SWITCH, "Yes", True),
    (SWITCH, "disabled", False),
    (CHOICE, "Per-AZ", "per-az"),
    (LIST, "a, b", ("a", "b")),
    (LIST, "a;b\n", ("a", "b")),
    (LIST, ("a",), ("a",)),
    (RANGE, "10.0.0.0/16", "10.0.0.0/16"),
    (RANGE, "2001:db8::/32", "2001:db8::/32"),
    (BIG_RANGE, "10.0.0.0/16", "10.0.0.0/16"),
]
REFUSED: list[tuple[Parameter, ParameterValue, str]] = [
    (TEXT, "ABC", "must match [a-z]+, as in abc"),
    (TEXT, "a", "at least 2 characters, not 1"),
    (TEXT, "abcde", "at most 4 characters, not 5"),
    (TEXT, True, "takes a text"),
    (TEXT, ("a",), "takes a text"),
    (TEXT, {"a": "b"}, "takes no keys and values"),
    (FREE, "{{resolve:ssm:/secret}}", "dynamic reference"),
    (FREE, "{{ Resolve : secretsmanager:x}}", "dynamic reference"),
    (NUMBER, 11, "at most 10, not 11"),
    (NUMBER, 0, "at least 1, not 0"),
    (NUMBER, "many", "takes a whole number"),
    (NUMBER, "9" * 5000, "takes a whole number"),
    (NUMBER, True, "takes a whole number"),
    (STEPS, 31, "takes one of 1, 30"),
    (SWITCH, "perhaps", "takes yes or no"),
    (SWITCH, 1, "takes yes or no"),
    (CHOICE, "singel", 'Did you mean "single"?'),
    (LIST, "a,B", 'must match [a-z]+ (in "B")'),
    (LIST, "a,b,c", "at most 2 items, not 3"),
    (RANGE, "10.0.0.1/16", "first address: 10.0.0.0/16"),
    (RANGE, "10.0.0.0/99", "takes an address range"),
    (BIG_RANGE, "10.0.0.0/24", "must match"),
]


@pytest.mark.parametrize(("parameter", "value", "settled"), TAKEN)
def test_a_value_is_taken(
    parameter: Parameter, value: ParameterValue, settled: ParameterValue
) -> None:
    assert settle_value(parameter, value) == settled
    assert type(settle_value(parameter, value)) is type(settled)


@pytest.mark.parametrize(("parameter", "value", "reason"), REFUSED)
def test_a_value_is_refused(parameter: Parameter, value: ParameterValue, reason: str) -> None:
    refused = settle_value(parameter, value)
    assert isinstance(refused, ValueProblem)
    assert reason in refused.message


@given(
    parameter=st.sampled_from([TEXT, FREE, NUMBER, STEPS, SWITCH, CHOICE, LIST, RANGE, BIG_RANGE]),
    value=st.text(max_size=30) | st.integers() | st.booleans() | st.lists(st.text()).map(tuple),
)
def test_what_is_taken_once_is_taken_again(parameter: Parameter, value: ParameterValue) -> None:
    settled = settle_value(parameter, value)
    assert isinstance(settled, ValueProblem) or settle_value(parameter, settled) == settled


BLUEPRINT = Blueprint(
    name="thing",
    title="Thing",
    description="A thing.",
    synonyms=("thing",),
    parameters=(
        Parameter(name="name", type=ParameterType.STRING, description="Its name.", required=True),
        Parameter(name="size", type=ParameterType.INTEGER, description="Its size.", default=3),
        Parameter(name="open", type=ParameterType.BOOLEAN, description="Open?", default=False),
        Parameter(name="peers", type=ParameterType.LIST, description="Who.", default=("a", "b")),
        Parameter(name="note", type=ParameterType.STRING, description="A note.", default=""),
    ),
    templates={},
)


def test_defaults_are_filled_in_and_told() -> None:
    assert settle(BLUEPRINT, {"name": "x", "size": ""}) == Settled(
        values={"name": "x", "size": 3, "open": False, "peers": ("a", "b"), "note": ""},
        assumptions=("size: 3", "open: no", "peers: a, b"),
    )


def test_tags_belong_to_the_caller() -> None:
    settled = settle(BLUEPRINT, {"name": "x", "tags": {"Owner": "me"}})
    assert isinstance(settled, Settled)
    assert "tags" not in settled.values


def test_every_problem_is_told() -> None:
    assert settle(BLUEPRINT, {"siez": 4, "size": "big"}) == Unsettled(
        problems=(
            ParameterProblem(
                name="siez", message='thing has no parameter siez. Did you mean "size"?'
            ),
            ParameterProblem(name="name", message="name is needed: its name."),
            ParameterProblem(name="size", message="size takes a whole number"),
        )
    )
