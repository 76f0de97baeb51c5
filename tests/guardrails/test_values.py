"""What values of a template may become, and that hostile templates are read or refused, never more.

It must not test what a rule makes of a value.
"""

import json
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coworker.guardrails.rules.secrets import secrets_in
from coworker.guardrails.static import check_source
from coworker.guardrails.template import (
    Intrinsic,
    Located,
    Template,
    TemplateProblem,
    Value,
    read_template,
)
from coworker.guardrails.values import TooManyValues, Values, text_of
from tests.guardrails.cases import policy, stack

RULES_FOLDER = Path(__file__).with_name("rules")
FRAME = """
Parameters:
  One: {{Type: Number, Default: 1}}
  Asked: {{Type: String}}
  Stored: {{Type: "AWS::SSM::Parameter::Value<String>", Default: /path}}
  Many: {{Type: "List<Number>", Default: "22, 443"}}
  Odd: {{Type: String, Default: [a]}}
Mappings:
  Nets: {{eu-west-1: {{Office: a, Home: b}}, us-east-1: {{Office: c}}}}
Resources:
  A:
    Type: T
    Properties:
      V: {value}
"""
UNKNOWN = "unknown"


def forms(value: str) -> list[object]:
    template = read_template("t", FRAME.format(value=value))
    assert isinstance(template, Template), template
    values = Values(template)
    found = values.property(template.resources[0], "V")
    return [UNKNOWN if isinstance(item.value, Intrinsic) else item.value for item in found]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", ["plain"]),
        ("!Ref One", [1]),
        ("!Ref Many", [("22", "443")]),
        ("!Ref Asked", [UNKNOWN]),
        ("!Ref Stored", [UNKNOWN]),
        ("!Ref Odd", [UNKNOWN]),
        ("!Ref [a]", [UNKNOWN]),
        ("!Ref AWS::NoValue", []),
        ("!Ref AWS::Partition", ["aws"]),
        ("!If [C, a, !If [D, b, !Ref AWS::NoValue]]", ["a", "b"]),
        ("!If [C, a]", [UNKNOWN]),
        ("!Sub a-${One}-${!One}", ["a-1-${One}"]),
        ("!Sub ['${X}${Y}', {X: !If [C, a, b], Y: true}]", ["atrue", "btrue"]),
        ("!Sub ['${X}', [X]]", [UNKNOWN]),
        ("!Sub ${Asked}", [UNKNOWN]),
        ("!Sub {a: b}", [UNKNOWN]),
        ("!Join ['-', [a, !Ref One, !Ref AWS::NoValue]]", ["a-1"]),
        ("!Join ['-', !Ref Many]", ["22-443"]),
        ("!Join ['-', [a, !Ref Asked]]", [UNKNOWN]),
        ("!Join ['-', a]", [UNKNOWN]),
        ("!Join a", [UNKNOWN]),
        ("!Split [',', 'a,b']", [("a", "b")]),
        ("!Split [',', !Ref Asked]", [UNKNOWN]),
        ("!Split ['', ab]", [UNKNOWN]),
        ("!Split a", [UNKNOWN]),
        ("!Select [1, [a, !If [C, b, c]]]", ["b", "c"]),
        ("!Select ['0', !Split ['|', 'a|b']]", ["a"]),
        ("!Select [7, [a]]", []),
        ("!Select [!Ref Asked, [a]]", [UNKNOWN]),
        ("!Select a", [UNKNOWN]),
        ("!FindInMap [Nets, eu-west-1, Office]", ["a"]),
        ("!FindInMap [Nets, !Ref 'AWS::Region', Office]", ["a", "c"]),
        ("!FindInMap [Nets, eu-west-1, !Ref Asked]", ["a", "b"]),
        ("!FindInMap [Nets, nowhere, Office]", [UNKNOWN]),
        ("!FindInMap [None, a, b]", [UNKNOWN]),
        ("!FindInMap [!Ref Asked, a, b]", [UNKNOWN]),
        ("!FindInMap [Nets]", [UNKNOWN]),
        ("!ImportValue a", [UNKNOWN]),
        ("!GetAtt B.Arn", [UNKNOWN]),
    ],
)
def test_what_a_value_may_become(value: str, expected: list[object]) -> None:
    assert forms(value) == expected


def test_too_many_forms_stop_the_search() -> None:
    branches = ", ".join(["!If [C, a, b]"] * 9)
    with pytest.raises(TooManyValues) as fault:
        forms(f"!Join ['', [{branches}]]")
    assert fault.value.path == ("Resources", "A", "Properties", "V")


def test_a_long_value_with_few_forms_is_looked_at() -> None:
    value = "!Sub ['${A}', {A: " + "!If [C, " * 20 + "a" + ", b]" * 20 + "}]"
    assert forms(value) == ["a"] + ["b"] * 20


def test_a_list_with_too_many_forms_of_one_item_stops_the_search() -> None:
    rows = ", ".join(f"r{n}: {{k: v{n}}}" for n in range(300))
    text = (
        f"Mappings: {{M: {{{rows}}}}}\nResources: {{A: {{Type: T, Properties: "
        "{V: !Sub ['${X}', {X: !FindInMap [M, !Ref R, k]}]}}}"
    )
    template = read_template("t", text)
    assert isinstance(template, Template)
    with pytest.raises(TooManyValues):
        Values(template).property(template.resources[0], "V")


def test_a_search_that_goes_on_and_on_is_given_up() -> None:
    template = read_template("t", FRAME.format(value="[" + "a, " * 25_000 + "]"))
    assert isinstance(template, Template)
    values = Values(template)
    with pytest.raises(TooManyValues):
        list(values.items(values.property(template.resources[0], "V")))


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (1, "1"), (1.5, "1.5"), ((), None)]
)
def test_a_scalar_as_aws_gets_it(value: Value, text: str | None) -> None:
    assert text_of(value) == text


def test_items_of_a_lone_value_and_of_lists_in_lists() -> None:
    template = read_template("t", FRAME.format(value="[a, !If [C, [b, c], d]]"))
    assert isinstance(template, Template)
    values = Values(template)
    found = values.items(values.property(template.resources[0], "V"))
    assert [item.value for item in found] == ["a", "b", "c", "d"]
    assert [item.value for item in values.items([Located(value="x", path=())])] == ["x"]


def test_a_section_that_is_no_mapping_counts_as_empty() -> None:
    template = read_template("t", "Parameters: [a]\nResources: {A: {Type: T}}")
    assert isinstance(template, Template)
    assert dict(template.section("Parameters")) == {}


def test_lines_are_those_of_the_text() -> None:
    text = (
        "Resources:\n  A:\n    Type: T\n    Properties:\n      B: !If\n        - C\n        - d\n"
    )
    template = read_template("t", text)
    assert isinstance(template, Template)
    path = ("Resources", "A", "Properties", "B")
    assert template.line_of((*path, "Fn::If", 1)) == 7
    assert template.line_of((*path, "Fn::If", 1, "deeper")) == 7
    assert (template.resources[0].line, template.resources[0].end_line) == (2, 7)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 30_000,
        '{"a":' * 30_000,
        "- " * 30_000,
        "? " * 30_000,
        "a: " + "9" * 6_000,
        "a: !!float x",
        "Resources: &a\n  <<: *a",
        "%YAML 9.9\n---\na: b",
        "a: b\n---\nc: d",
        "\ufeff\ufeff",
        '"\\ud800"',
    ],
)
def test_a_hostile_text_is_refused_and_harms_nothing(text: str) -> None:
    assert isinstance(read_template("t", text), TemplateProblem)
    assert "CW012" in {item.rule for item in check_source(stack(text), policy())}


SCALARS = st.one_of(
    st.text(string.ascii_letters + "*:/0.-${}", max_size=8),
    st.integers(-1, 70_000),
    st.booleans(),
    st.sampled_from(["0.0.0.0/0", "*", "Allow", "Deny", "-1", "22"]),
)
KEYS = st.sampled_from(
    [
        "Action Condition Effect Principal Resource Statement Tags Key Value CidrIp IpProtocol",
        "Ref Fn::If Fn::Sub Fn::Join Fn::Select Fn::Split Fn::FindInMap Fn::Transform",
        "SecurityGroupIngress FromPort ToPort PolicyDocument AssumeRolePolicyDocument Policies",
        "PublicAccessBlockConfiguration BlockPublicAcls AccessControl Encrypted Ebs Environment",
        "SourcePrefixListId Variables Name BlockDeviceMappings ManagedPolicyArns Default Type",
    ]
).flatmap(lambda words: st.sampled_from(words.split()))
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=20,
)
TYPES = st.sampled_from(
    [
        "AWS::EC2::Instance",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::Lambda::Permission",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SQS::QueuePolicy",
    ]
)


@given(st.dictionaries(KEYS, TREES, max_size=4), TYPES, st.dictionaries(KEYS, TREES, max_size=2))
def test_no_tree_makes_a_rule_crash(
    properties: dict[str, object], kind: str, parameters: dict[str, object]
) -> None:
    text = json.dumps(
        {
            "Parameters": parameters,
            "Resources": {"A": {"Type": kind, "Properties": properties}},
        }
    )
    found = check_source(stack(text), policy())
    assert found == check_source(stack(text), policy())


def written(node: yaml.Node | None) -> object:
    """A node with everything in it that a template is made of."""
    if node is None or isinstance(node, yaml.ScalarNode):
        return node and (node.tag, node.value, node.start_mark.line, node.style in {"|", ">"})
    children = [
        [written(part) for part in child] if isinstance(child, tuple) else written(child)
        for child in node.value
    ]
    return (node.tag, node.start_mark.line, children)


@pytest.mark.parametrize("file", sorted(RULES_FOLDER.rglob("*.yaml")), ids=lambda file: file.name)
def test_both_loaders_read_the_same(file: Path) -> None:
    text = file.read_text().expandtabs(1)
    try:
        slow = written(yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        with pytest.raises(yaml.YAMLError):
            yaml.compose(text, Loader=yaml.CSafeLoader)
    else:
        assert written(yaml.compose(text, Loader=yaml.CSafeLoader)) == slow


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    assert isinstance(read_template("t", text), Template | TemplateProblem)


def test_where_secrets_stand_in_a_text() -> None:
    token = "ghp_" + "a1B2" * 9
    assert secrets_in(f"fine\n{token} and AKIA{'A' * 16}\n") == (
        "2 (an AWS access key id)",
        "2 (a GitHub token)",
    )
    assert secrets_in("nothing\nhere\n") == ()
