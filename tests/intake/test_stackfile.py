"""A stack.yaml is read strictly: what is wrong with it has a place, a reason and a remedy."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.intake.stackfile import MAX_TEMPLATE_BYTES, read_stack
from coworker.model.environment import EngineName, Environment
from coworker.model.stack import BrokenStack, StackId, StackSource

STACK = StackId(environment="development", name="artefacts")
PATH = "infrastructure/development/artefacts/stack.yaml"
TEMPLATE = "infrastructure/development/artefacts/template.yaml"
GOOD = """\
version: 1
description: Where builds put their results
engine: cloudformation
region: eu-west-1
name: development-artefacts
template: template.yaml
blueprint:
  name: s3-bucket
  parameters:
    versioning: true
    ports: [a, b]
tags:
  Owner: platform-team
depends_on:
  - network
"""


def read(text: str, *, stack: StackId = STACK, template: str = "Resources: {}\n") -> object:
    folder = stack.folder
    return read_stack(stack, {f"{folder}/stack.yaml": text, f"{folder}/template.yaml": template})


def test_everything_is_read() -> None:
    source = read(GOOD)
    assert isinstance(source, StackSource)
    spec = source.spec
    assert spec.id == STACK
    assert spec.environment is Environment.DEVELOPMENT
    assert spec.engine is EngineName.CLOUDFORMATION
    assert spec.region == "eu-west-1"
    assert spec.deployed_name == "development-artefacts"
    assert spec.description == "Where builds put their results"
    assert spec.blueprint == "s3-bucket"
    assert spec.parameters == {"versioning": True, "ports": ("a", "b")}
    assert spec.tags == {"Owner": "platform-team"}
    assert spec.depends_on == ("network",)
    assert source.template == "Resources: {}\n"


def test_the_least_that_is_needed() -> None:
    source = read("version: 1\nregion: us-east-1\n")
    assert isinstance(source, StackSource)
    assert source.spec.engine is EngineName.CLOUDFORMATION
    assert source.spec.deployed_name == "development-artefacts"
    assert source.spec.blueprint is None
    assert source.spec.parameters == {}


@pytest.mark.parametrize("engine", list(EngineName))
def test_every_engine_is_read(engine: EngineName) -> None:
    source = read(f"version: 1\nregion: us-east-1\nengine: {engine}\n")
    assert isinstance(source, StackSource)
    assert source.spec.engine is engine


def test_an_unknown_environment_is_read_and_left_to_policy() -> None:
    source = read(
        "version: 1\nregion: us-east-1\n", stack=StackId(environment="playground", name="x")
    )
    assert isinstance(source, StackSource)
    assert source.spec.environment is Environment.UNKNOWN


def test_text_that_yaml_1_1_takes_for_something_else_stays_text() -> None:
    source = read("version: 1\nregion: us-east-1\ntags:\n  Account: 012345678901\n  Public: no\n")
    assert isinstance(source, StackSource)
    assert source.spec.tags == {"Account": "012345678901", "Public": "no"}


BROKEN = {
    "no such region": ("region: eu-west-1", "region: eu-west-9", 4, 'no region "eu-west-9"'),
    "no such engine": ("engine: cloudformation", "engine: pulumi", 3, 'engine "pulumi"'),
    "an unknown key": ("engine:", "engin:", 3, 'key "engin" is not known'),
    "an unknown key inside": ("  parameters:", "  paramters:", 9, '"blueprint.paramters"'),
    "a missing key": ("region: eu-west-1\n", "", 1, 'key "region" is missing'),
    "a wrong version": ("version: 1", "version: 2", 1, '"version" is not valid'),
    "a wrong type": ("  Owner: platform-team", "  Owner: 5", 13, '"tags.Owner" is not valid'),
    "a key twice": ("version: 1", "version: 1\nversion: 1", 2, '"version" stands here twice'),
    "a name AWS rejects": (
        "name: development-artefacts",
        "name: development-1st_stack",
        5,
        '"development-1st_stack"',
    ),
    "a name of another environment": (
        "name: development-artefacts",
        "name: production-artefacts",
        5,
        'not "production-artefacts"',
    ),
    "a path that climbs out": ("template: template", "template: ../x/template", 6, "not inside"),
    "an absolute path": ("template: template.yaml", "template: /etc/passwd", 6, "not inside"),
    "a backslash": ("template: template.yaml", "template: ..\\x", 6, "not inside"),
    "no such template": ("template: template.yaml", "template: templat.yaml", 6, "not there"),
    "itself as template": ("template: template.yaml", "template: stack.yaml", 6, "not there"),
    "a tag of AWS": ("  Owner: platform-team", "  aws:x: y", 13, "AWS's own"),
    "a tag too long": ("  Owner: platform-team", f"  Owner: {'x' * 257}", 13, "256 at most"),
    "a tag with signs": ("  Owner: platform-team", "  Owner: <b>", 13, "alone are taken"),
    "itself as dependency": ("  - network", "  - artefacts", 15, "cannot be depended on"),
    "a path as dependency": ("  - network", "  - ../x", 15, "cannot be depended on"),
    "an alias": ("  - network", "  - &a x\n  - *a", 16, "aliases"),
    "a tag of YAML": ("  - network", "  - !!python/object:os.system x", 15, "tag"),
    "a binary": ("  - network", "  - !!binary aGVsbG8=", 15, "tag"),
    "a set": ("  - network", "  - !!set {a}", 15, "tag"),
    "a bool that is none": ("versioning: true", "versioning: !!bool maybe", 10, "tag"),
    "a number that is none": ("versioning: true", "versioning: !!int x", 10, "not a number"),
    "no YAML": ("tags:\n", "tags: [\n", 14, "not valid YAML"),
    "a number as key": ("  Owner: platform-team", "  5: platform-team", 13, "plain text"),
    "a list as key": ("  Owner: platform-team", "  ? [a]\n  : b", 13, "plain text"),
    "a control character": ("version: 1", "version: 1 # \x07", None, "not valid YAML"),
    "too deep": ("  - network", "  - " + "[" * 60 + "]" * 60, 15, "levels deep"),
    "two documents": ("depends_on:", "---\ndepends_on:", 14, "not valid YAML"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_with_its_place(case: str) -> None:
    old, new, line, reason = BROKEN[case]
    assert old in GOOD
    broken = read(GOOD.replace(old, new, 1))
    assert isinstance(broken, BrokenStack), broken
    assert broken.path == PATH
    assert (broken.line, reason in broken.reason) == (line, True), broken
    assert broken.next_step


@pytest.mark.parametrize("text", ["", "- a\n", "5\n", "just words\n", "null\n"])
def test_a_file_that_holds_no_keys(text: str) -> None:
    broken = read(text)
    assert isinstance(broken, BrokenStack)
    assert "must hold keys and values" in broken.reason


def test_near_words_are_offered() -> None:
    broken = read(GOOD.replace("engine:", "engin:"))
    assert isinstance(broken, BrokenStack)
    assert broken.next_step == 'Did you mean "engine"?'
    broken = read(GOOD.replace("eu-west-1", "zz"))
    assert isinstance(broken, BrokenStack)
    assert broken.next_step.startswith("Known are: af-south-1,")


def test_a_folder_without_a_stack_file() -> None:
    broken = read_stack(STACK, {TEMPLATE: "x"})
    assert isinstance(broken, BrokenStack)
    assert (broken.path, broken.line) == (PATH, None)


def test_a_folder_with_a_name_of_its_own_kind() -> None:
    stack = StackId(environment="development", name="My Stack")
    broken = read("version: 1\nregion: us-east-1\n", stack=stack)
    assert isinstance(broken, BrokenStack)
    assert "lower-case" in broken.reason


def test_too_many_tags() -> None:
    tags = "".join(f"  T{index}: x\n" for index in range(51))
    broken = read(f"version: 1\nregion: us-east-1\ntags:\n{tags}")
    assert isinstance(broken, BrokenStack)
    assert broken.line == 3
    assert "AWS takes 50" in broken.reason


def test_a_template_that_cloudformation_would_not_take() -> None:
    text = "version: 1\nregion: us-east-1\n"
    assert isinstance(read(text, template="x" * MAX_TEMPLATE_BYTES), StackSource)
    broken = read(text, template="é" * (MAX_TEMPLATE_BYTES // 2 + 1))
    assert isinstance(broken, BrokenStack)
    assert broken.path == TEMPLATE
    assert "51,202 bytes; CloudFormation takes 51,200" in broken.reason
    other = read(text + "engine: cdk\n", template="x" * (MAX_TEMPLATE_BYTES + 1))
    assert isinstance(other, StackSource)


def test_a_file_too_large_to_be_read() -> None:
    broken = read("# " + "x" * 300_000)
    assert isinstance(broken, BrokenStack)
    assert broken.line is None
    assert "at most 262,144" in broken.reason


@given(text=st.text(max_size=200))
def test_no_text_makes_it_fall_over(text: str) -> None:
    assert isinstance(read(text), StackSource | BrokenStack)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    ),
    key=st.sampled_from(["version", "region", "tags", "blueprint", "depends_on", "template"]),
)
def test_no_value_makes_it_fall_over(value: object, key: str) -> None:
    lines = {"version": "1", "region": "us-east-1", key: json.dumps(value)}
    text = "".join(f"{name}: {item}\n" for name, item in lines.items())
    assert isinstance(read(text), StackSource | BrokenStack)


@pytest.mark.parametrize("name", ["a_b", "x" * 128], ids=["a sign", "too long"])
def test_a_folder_that_no_stack_can_be_called_after_is_refused(name: str) -> None:
    stack = StackId(environment="development", name=name)
    files = {
        f"{stack.folder}/stack.yaml": "version: 1\nregion: eu-west-1\n",
        f"{stack.folder}/template.yaml": "Resources: {}\n",
    }
    broken = read_stack(stack, files)
    assert isinstance(broken, BrokenStack)
    assert "lower-case letters, digits and hyphens" in broken.reason
