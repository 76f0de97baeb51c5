"""What refers to what in a stack, and what its blueprint excuses.

It must not draw or judge.
"""

from dataclasses import replace

import pytest

from coworker.guardrails.graph import nodes_of
from coworker.guardrails.waived import apply_waivers
from coworker.model.blueprint import Blueprint, Waived
from coworker.model.environment import EngineName
from coworker.model.finding import Place
from coworker.model.plan import Node
from tests.guardrails.cases import stack
from tests.support.samples import finding

TEMPLATE = """
Parameters: {Name: {Type: String}}
Conditions: {Live: !Equals [a, b]}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    DependsOn: [Key, Elsewhere]
    UpdatePolicy: {Wait: !Ref Queue}
  Key:
    Type: AWS::KMS::Key
    DependsOn: Queue
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Ref Name
      Itself: !Ref Queue
      KmsMasterKeyId: !If [Live, !GetAtt Key.Arn, 1]
      A: !Sub "${Topic.TopicName}-${!Key}-${Name}"
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      Long: {"Fn::GetAtt": [Key, Arn]}
      B: !Sub ["${X}-${ Topic }", {X: !GetAtt Queue.Arn}]
"""


def test_references_of_every_form_are_found() -> None:
    assert nodes_of(stack(TEMPLATE)) == (
        Node(address="Topic", type="AWS::SNS::Topic", refers_to=("Key", "Queue")),
        Node(address="Key", type="AWS::KMS::Key", refers_to=("Queue",)),
        Node(address="Queue", type="AWS::SQS::Queue", refers_to=("Key", "Topic")),
        Node(address="Policy", type="AWS::SQS::QueuePolicy", refers_to=("Key", "Queue", "Topic")),
    )


def test_what_cannot_be_read_has_no_nodes() -> None:
    assert nodes_of(stack("Resources: [")) == ()
    assert nodes_of(stack(TEMPLATE, spec={"engine": EngineName.TERRAFORM})) == ()


SOURCE = stack(TEMPLATE, spec={"blueprint": "queue"})
HERE = Place(path=SOURCE.template_path, line=3, resource="Queue")
FOUND = finding(rule="CKV_AWS_27", scanner="checkov", place=HERE)
BLUEPRINT = Blueprint(
    name="queue",
    title="Queue",
    description="",
    synonyms=(),
    parameters=(),
    templates={},
    waived=(Waived(rule="CKV_AWS_27", resource="Queue", reason="it is encrypted by default"),),
)


def test_a_blueprint_excuses_what_it_names() -> None:
    (found,) = apply_waivers([FOUND], BLUEPRINT, SOURCE)
    assert found == replace(FOUND, waived="it is encrypted by default")


@pytest.mark.parametrize(
    "other",
    [
        replace(FOUND, rule="CKV_AWS_28"),
        replace(FOUND, scanner="core"),
        replace(FOUND, place=replace(HERE, resource="Key")),
        replace(FOUND, place=replace(HERE, resource=None)),
        replace(FOUND, place=replace(HERE, path="infrastructure/production/other/template.yaml")),
    ],
)
def test_a_blueprint_excuses_nothing_else(other: object) -> None:
    assert apply_waivers([other], BLUEPRINT, SOURCE) == (other,)  # type: ignore[list-item]


def test_only_the_blueprint_of_the_stack_excuses() -> None:
    assert apply_waivers([FOUND], None, SOURCE) == (FOUND,)
    assert apply_waivers([FOUND], replace(BLUEPRINT, name="bucket"), SOURCE) == (FOUND,)
