"""Every status that CloudFormation has means something here.

It must not list the statuses again: botocore's service model does.
"""

import botocore.session
import pytest
from botocore.model import StringShape

from coworker.adapters.engines.cloudformation.status import (
    MEANINGS,
    Standing,
    is_done,
    meaning_of,
)
from coworker.errors import AwsFault


def modelled_statuses() -> set[str]:
    shape = botocore.session.Session().get_service_model("cloudformation").shape_for("StackStatus")
    assert isinstance(shape, StringShape)
    return set(shape.enum)


def test_every_status_of_the_service_model_is_entered_and_no_other() -> None:
    assert set(MEANINGS) == modelled_statuses()


@pytest.mark.parametrize("status", sorted(MEANINGS))
def test_a_status_stands_as_its_name_says(status: str) -> None:
    meaning = meaning_of(status)
    going_on = status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
    assert (meaning.standing is Standing.IN_PROGRESS) == going_on
    if status.endswith("_FAILED"):
        assert meaning.standing in {Standing.FAILED, Standing.NEEDS_HANDS}
    if not meaning.changeable and meaning.standing is not Standing.DELETED:
        assert meaning.next_step.endswith(".")


def test_an_unknown_status_is_a_fault_not_a_guess() -> None:
    with pytest.raises(AwsFault, match="'MELTED'"):
        meaning_of("MELTED")


@pytest.mark.parametrize(
    ("status", "done"),
    [
        ("CREATE_COMPLETE", True),
        ("UPDATE_COMPLETE", True),
        ("IMPORT_COMPLETE", True),
        ("UPDATE_ROLLBACK_COMPLETE", False),
        ("UPDATE_FAILED", False),
        ("CREATE_IN_PROGRESS", False),
    ],
)
def test_a_resource_is_done_when_its_change_is_complete_and_not_undone(
    status: str, done: bool
) -> None:
    assert is_done(status) is done
