"""What is asked of CloudFormation is derived from the source, the same each time.

It must not call AWS.
"""

import re

import pytest

from coworker.adapters.engines.cloudformation.names import (
    change_set_name,
    default_values,
    inputs_of,
    kept_on_deletion,
    request_token,
    same_template,
    secret_parameters,
)
from coworker.guardrails.template import Template, read_template
from coworker.model.stack import StackSource
from tests.engines.cloudformation.story import QUEUE, QUEUE_AND_TOPIC, source

ROLE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}
"""


def read(text: str) -> Template:
    template = read_template("template.yaml", text)
    assert isinstance(template, Template), template
    return template


def name_of(stack: StackSource) -> str:
    return change_set_name(stack, inputs_of(stack, read(stack.template)))


def test_a_name_is_one_that_cloudformation_takes_and_stays_the_same() -> None:
    assert re.fullmatch(r"coworker-[0-9a-f]{20}", name_of(source()))
    assert name_of(source()) == name_of(source())


def test_a_name_differs_with_template_stack_and_region() -> None:
    stacks = (
        source(),
        source(QUEUE_AND_TOPIC),
        source(name="other"),
        source(region="eu-central-1"),
    )
    assert len({name_of(stack) for stack in stacks}) == len(stacks)


def test_a_capability_is_asked_for_where_it_is_needed_alone() -> None:
    assert inputs_of(source(), read(QUEUE)).capabilities == ()
    assert inputs_of(source(ROLE), read(ROLE)).capabilities == ("CAPABILITY_NAMED_IAM",)


def test_a_request_token_is_one_that_cloudformation_takes() -> None:
    token = request_token("execute", "arn:aws:x")
    assert re.fullmatch(r"[a-zA-Z0-9][-a-zA-Z0-9]{0,127}", token)
    assert token == request_token("execute", "arn:aws:x")
    assert token != request_token("execute", "arn:aws:y")


def test_parameters_are_read_as_cloudformation_writes_them() -> None:
    template = read(
        """\
Parameters:
  Count: {Type: Number, Default: 3}
  Open: {Type: String, Default: true}
  Secret: {Type: String, NoEcho: true, Default: a}
  Quoted: {Type: String, NoEcho: "true"}
  Shown: {Type: String, NoEcho: false, Default: ""}
Resources: {Queue: {Type: "AWS::SQS::Queue"}}
"""
    )
    assert default_values(template) == {"Count": "3", "Open": "true", "Secret": "a", "Shown": ""}
    assert secret_parameters(template) == {"Secret", "Quoted"}


def test_what_stays_on_deletion_is_told_by_policy_and_by_default() -> None:
    template = read(
        """\
Resources:
  Gone: {Type: "AWS::S3::Bucket"}
  AlsoGone: {Type: "AWS::S3::Bucket", DeletionPolicy: Delete}
  Kept: {Type: "AWS::S3::Bucket", DeletionPolicy: Retain}
  KeptToo: {Type: "AWS::S3::Bucket", DeletionPolicy: RetainExceptOnCreate}
  Cluster: {Type: "AWS::RDS::DBCluster"}
  Alone: {Type: "AWS::RDS::DBInstance"}
  Member: {Type: "AWS::RDS::DBInstance", Properties: {DBClusterIdentifier: !Ref Cluster}}
  Dropped: {Type: "AWS::RDS::DBInstance", DeletionPolicy: Delete}
"""
    )
    assert kept_on_deletion(template) == {"Kept", "KeptToo", "Cluster", "Alone"}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (QUEUE, True),
        ("# a remark\n" + QUEUE.replace("Queue:\n", "Queue:   # here\n"), True),
        (QUEUE_AND_TOPIC, False),
        ("[", False),
    ],
)
def test_templates_are_compared_by_what_they_say(other: str, same: bool) -> None:
    assert same_template(QUEUE, other) is same


def test_texts_that_cannot_be_read_are_the_same_only_letter_by_letter() -> None:
    assert same_template("[", "[")
    assert not same_template("[", "[ ")
