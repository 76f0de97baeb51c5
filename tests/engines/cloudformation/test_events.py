"""Failures read from stack events: the cause first, what it cancelled after, nothing twice.

It must not use events that CloudFormation does not send.
"""

from typing import Any

from coworker.adapters.engines.cloudformation.events import (
    failures_of,
    latest_operation,
    progress_line,
)
from coworker.guardrails.redaction import MASK
from tests.engines.cloudformation.tape import NAME, event

CANCELLED = "Resource creation cancelled"


def named(events: list[Any]) -> list[str]:
    return [failure.address for failure in failures_of(events)]


def test_the_root_cause_comes_before_what_it_cancelled() -> None:
    events: list[Any] = [
        event("CREATE_IN_PROGRESS", number=1),
        event("CREATE_FAILED", number=2, address="Early", reason=CANCELLED),
        event("CREATE_FAILED", number=3, address="Cause", reason="Bucket name is taken"),
        event("CREATE_FAILED", number=4, address="Late", reason=CANCELLED),
        event("ROLLBACK_IN_PROGRESS", number=5, reason="The following resource(s) failed"),
    ]
    assert named(events) == ["Cause", "Early", "Late"]


def test_a_resource_that_fails_twice_is_named_once_with_its_first_reason() -> None:
    events: list[Any] = [
        event("UPDATE_FAILED", number=1, address="Table", reason="first"),
        event("UPDATE_FAILED", number=2, address="Table", reason="second"),
    ]
    (failure,) = failures_of(events)
    assert failure.reason == "first"


def test_the_stacks_own_failure_counts_where_no_resource_failed() -> None:
    events: list[Any] = [event("DELETE_FAILED", number=1, reason="Stack policy says no")]
    assert named(events) == [NAME]
    events.append(event("DELETE_FAILED", number=2, address="Bucket", reason="not empty"))
    assert named(events) == ["Bucket"]


def test_a_failure_without_a_reason_says_so() -> None:
    events: list[Any] = [event("CREATE_FAILED", number=1, address="Queue")]
    assert failures_of(events)[0].reason == "CloudFormation gave no reason."


def test_reasons_are_on_one_line_and_redacted() -> None:
    failed: Any = event(
        "CREATE_FAILED", number=1, address="Db", reason="Bad\n value: MasterUserPassword=hunter2"
    )
    assert failures_of([failed])[0].reason == f"Bad value: MasterUserPassword={MASK}"
    assert "hunter2" not in progress_line(failed)
    assert "\n" not in progress_line(failed)


def test_the_latest_operation_begins_where_it_was_asked_for() -> None:
    events: list[Any] = [
        event("CREATE_IN_PROGRESS", number=1),
        event("CREATE_FAILED", number=2, address="Old", reason="then"),
        event("UPDATE_IN_PROGRESS", number=3),
        event("UPDATE_FAILED", number=4, address="New", reason="now"),
        event("UPDATE_ROLLBACK_IN_PROGRESS", number=5),
        event("UPDATE_ROLLBACK_COMPLETE", number=6),
    ]
    assert named(list(latest_operation(events))) == ["New"]
    assert latest_operation(events[3:4]) == tuple(events[3:4])
