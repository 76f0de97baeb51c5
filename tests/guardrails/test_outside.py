"""Patterns of ARNs and values that stand outside the template, one function at a time.

It must not repeat what the rules' golden files show.
"""

import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.guardrails.arns import matches, reaches_every, reaches_everything
from coworker.guardrails.elsewhere import Elsewhere, elsewhere
from coworker.guardrails.template import Intrinsic, Template, Value, read_template

TEMPLATE = """\
Parameters:
  Plain: {Type: String, Default: x}
  Needed: {Type: String}
  Hidden: {Type: String, Default: "{{resolve:ssm:/x}}"}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /x}
  Named: {Type: "AWS::SSM::Parameter::Name", Default: /x}
  Pinned: {Type: "AWS::SSM::Parameter::Value<String>", Default: "/x:1"}
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Custom: {Type: Custom::Answer}
  Code: {Type: AWS::CloudFormation::CustomResource}
  Nested: {Type: AWS::CloudFormation::Stack}
"""


def template() -> Template:
    read = read_template("template.yaml", TEMPLATE)
    assert isinstance(read, Template)
    return read


def call(name: str, argument: Value) -> Intrinsic:
    return Intrinsic(name=name, argument=argument)


@given(
    st.text(alphabet="ab*?:", max_size=12),
    st.text(alphabet="ab:", max_size=10),
)
def test_a_pattern_matches_as_a_regular_expression_would(pattern: str, text: str) -> None:
    assert matches(pattern, text) == bool(re.fullmatch(fnmatch.translate(pattern), text))


def test_a_pattern_of_many_stars_is_done_at_once() -> None:
    assert not matches("*a" * 2_000, "a" * 1_999)
    assert matches("*a" * 2_000, "a" * 2_000)


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "**",
        "?*",
        "*?",
        "arn:*",
        "arn:aws:*",
        "arn:aws-cn:*:*",
        "arn:*:*:*:*:*",
        "arn:aws:*:eu-west-1:111122223333:*",
        "arn:aws:s3:::*",
        "arn:aws:???:*",
        "arn:aws:s*",
    ],
)
def test_a_pattern_over_two_services_or_all_of_one_is_everything(pattern: str) -> None:
    assert reaches_everything(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "x",
        "arn:aws:s3:::bucket/*",
        "arn:aws:sqs:eu-west-1:111122223333:a*",
        "arn:aws:iam::*:role/*",
    ],
)
def test_a_pattern_inside_one_service_is_not(pattern: str) -> None:
    assert not reaches_everything(pattern)


@pytest.mark.parametrize(
    ("kind", "pattern", "every"),
    [
        ("role", "arn:aws:iam::111122223333:role/*", True),
        ("role", "arn:aws:iam::*:*", True),
        ("role", "arn:aws-us-gov:iam::111122223333:role/?*", True),
        ("role", "arn:aws:iam::111122223333:role/app-*", False),
        ("role", "arn:aws:iam::111122223333:user/*", False),
        ("user", "arn:aws:iam::111122223333:user/*", True),
        ("role", "arn:aws:s3:::*", False),
    ],
)
def test_all_of_a_kind(kind: str, pattern: str, every: bool) -> None:
    assert reaches_every(kind, pattern) is every


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("{{resolve:ssm:/x}}", "the dynamic reference ssm:/x"),
        ("{{resolve:secretsmanager:x:SecretString:y:z:1}}", "the dynamic reference secretsmanager"),
        ("{{resolve:ssm:/x", "put together from parts"),
        (call("Fn::Join", ("", ("{{res", call("Ref", "Needed"), "}}"))), "put together from parts"),
        (call("Fn::Sub", "{{resolve:ssm:${Needed}}}"), "the dynamic reference ssm:"),
        (call("Fn::Sub", "a-${Stored}"), "the SSM parameter that Stored names"),
        (call("Fn::Sub", "a-${Custom.Arn}"), "the custom resource Custom"),
        (call("Fn::Sub", ("${A}", {"A": call("Ref", "Stored")})), "the SSM parameter"),
        (call("Fn::GetAtt", ("Code", "Arn")), "the custom resource Code"),
        (call("Fn::GetAtt", ("Nested", "Outputs.Arn")), "the nested stack Nested"),
        (call("Ref", "Hidden"), "the dynamic reference ssm:/x"),
        (call("Fn::ImportValue", "x"), "an export of another stack"),
        (call("Fn::GetStackOutput", {"StackName": "x"}), "an output of another stack"),
        (call("Fn::Transform", {"Name": "x"}), "a macro"),
        (call("Fn::Cidr", (call("Fn::ImportValue", "x"), 1, 8)), "an export of another stack"),
        ({"a": (call("Ref", "Pinned"), call("Ref", "Stored"))}, "parameter that Stored names"),
    ],
)
def test_what_somebody_can_change_is_told(value: Value, what: str) -> None:
    found = elsewhere(template(), value)
    assert found is not None
    assert what in found.what
    assert not found.pinned


@pytest.mark.parametrize("value", ["{{resolve:ssm:/x:1}}", call("Ref", "Pinned")])
def test_a_version_pins_it(value: Value) -> None:
    found = elsewhere(template(), value)
    assert isinstance(found, Elsewhere)
    assert found.pinned


@pytest.mark.parametrize(
    "value",
    [
        "x",
        8,
        call("Ref", "Plain"),
        call("Ref", "Needed"),
        call("Ref", "Named"),
        call("Ref", "AWS::AccountId"),
        call("Ref", "Bucket"),
        call("Fn::GetAtt", ("Bucket", "Arn")),
        call("Fn::Sub", "arn:${AWS::Partition}:s3:::${Bucket}/${!literal}"),
        call("Fn::Sub", ("${A}", {"A": "b"})),
    ],
)
def test_what_the_template_and_aws_itself_say_is_not_outside(value: Value) -> None:
    assert elsewhere(template(), value) is None
