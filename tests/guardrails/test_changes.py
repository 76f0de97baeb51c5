"""What the rules see in a preview, and how much it touches.

It must not test how a preview is made.
"""

from typing import Any

import pytest

from coworker.guardrails.blast_radius import measure
from coworker.guardrails.changes import check_preview
from coworker.model.change import Action, Change
from coworker.model.environment import Environment, OperationType
from coworker.model.finding import Confidence, Severity
from coworker.model.stack import StackId
from tests.guardrails.cases import policy
from tests.support.samples import ACCOUNT, preview

LAB = StackId(environment="sandbox", name="lab")


def change(action: Action = Action.DELETE, **fields: Any) -> Change:
    given: dict[str, Any] = {
        "address": "Orders",
        "type": "AWS::DynamoDB::Table",
        "action": action,
        "stateful": True,
    }
    return Change(**given | fields)


@pytest.mark.parametrize(
    ("fields", "environment", "severity", "words"),
    [
        ({}, Environment.PRODUCTION, Severity.CRITICAL, "is deleted, and its data goes with it"),
        ({}, Environment.SANDBOX, Severity.HIGH, "is deleted, and its data goes with it"),
        ({"keeps_data": True}, Environment.PRODUCTION, Severity.MEDIUM, "its data is kept"),
        ({"action": Action.REPLACE}, Environment.TEST, Severity.HIGH, "is replaced"),
        (
            {"action": Action.UPDATE, "may_replace": True},
            Environment.STAGING,
            Severity.HIGH,
            "may be replaced",
        ),
    ],
)
def test_data_that_is_lost_is_seen(
    fields: dict[str, Any], environment: Environment, severity: Severity, words: str
) -> None:
    (found,) = check_preview(preview([change(**fields)]), policy(environment=environment))
    assert (found.rule, found.severity, found.place.resource) == ("CW013", severity, "Orders")
    assert found.place.path == "infrastructure/development/build-artefacts/stack.yaml"
    assert words in found.message
    assert found.confidence is (Confidence.MEDIUM if "may" in words else Confidence.HIGH)


@pytest.mark.parametrize(
    "harmless",
    [change(Action.CREATE), change(Action.UPDATE), change(Action.DELETE, stateful=False)],
)
def test_what_loses_no_data_is_not_seen(harmless: Change) -> None:
    assert check_preview(preview([harmless]), policy()) == ()


def test_too_much_at_once_is_seen() -> None:
    many = [change(Action.CREATE, address=f"A{n}", stateful=False) for n in range(11)]
    found = check_preview(preview(many), policy())
    assert [(item.rule, item.severity, item.message) for item in found] == [
        ("CW014", Severity.CRITICAL, "11 resources change at once; production allows 10.")
    ]


def test_counting_leaves_no_ops_out() -> None:
    found = measure(
        (
            preview([change(Action.DELETE), change(Action.NO_OP, address="IamThing")]),
            preview([change(Action.UPDATE, stateful=False, may_replace=True)], LAB),
            preview([change(Action.NO_OP)], StackId(environment="production", name="idle")),
        ),
        ("iam", "prod"),
    )
    assert (found.resources, found.stateful, found.destroyed, found.stateful_destroyed) == (
        2,
        1,
        2,
        1,
    )
    assert found.environments == ("development", "sandbox")
    assert found.accounts == (ACCOUNT,)
    assert found.keywords == ()


@pytest.mark.parametrize(
    ("changes", "operation"),
    [
        ([], OperationType.PLANNING),
        ([change(Action.NO_OP)], OperationType.PLANNING),
        ([change(Action.CREATE), change(Action.IMPORT)], OperationType.NON_DESTRUCTIVE),
        ([change(Action.CREATE), change(Action.UPDATE)], OperationType.DESTRUCTIVE),
        ([change(Action.REPLACE)], OperationType.DESTRUCTIVE),
        ([change(Action.CREATE, type="AWS::IAM::Role")], OperationType.SENSITIVE),
        ([change(Action.CREATE, type="AWS::EC2::SecurityGroup")], OperationType.SENSITIVE),
        ([change(Action.UPDATE, type="AWS::KMS::Key")], OperationType.SENSITIVE),
        ([change(Action.NO_OP, type="AWS::KMS::Key")], OperationType.PLANNING),
    ],
)
def test_the_kind_of_operation_is_the_most_delicate(
    changes: list[Change], operation: OperationType
) -> None:
    assert measure((preview(changes),), ()).operation is operation


@pytest.mark.parametrize(
    ("keyword", "fields", "stack", "seen"),
    [
        ("prod", {}, StackId(environment="production", name="x"), True),
        ("payment", {"address": "PaymentsTable"}, LAB, True),
        ("auth", {"address": "shopAuthorizerFunction"}, LAB, True),
        ("iam", {"type": "AWS::IAM::Role"}, LAB, True),
        ("route53", {"type": "AWS::Route53::HostedZone"}, LAB, True),
        ("cloudfront", {"type": "AWS::CloudFront::Distribution"}, LAB, True),
        ("CloudFront", {"type": "AWS::CloudFront::Distribution"}, LAB, True),
        ("iam", {"address": "Diamond"}, LAB, False),
        ("payment", {"address": "Repayment"}, LAB, False),
    ],
)
def test_words_that_ask_for_care(
    keyword: str, fields: dict[str, Any], stack: StackId, seen: bool
) -> None:
    found = measure((preview([change(**fields)], stack),), (keyword,))
    assert found.keywords == ((keyword,) if seen else ())
