"""A rendered value reads back as it went in: nothing in it is taken for YAML or for Jinja."""

from collections.abc import Mapping

import pytest
import yaml
from cfnlint import decode
from hypothesis import example, given
from hypothesis import strategies as st

from coworker.blueprints.render import render_stack
from coworker.blueprints.yaml_text import block, flow, scalar
from coworker.errors import ConfigurationFault
from coworker.model.blueprint import Blueprint
from coworker.model.environment import EngineName, Environment
from coworker.model.stack import StackId

STACK = StackId(environment="development", name="thing")
SOURCE = """\
# {{ name }}
Description: {{ description }}
Resources:
  {{ key }}:
    Type: AWS::SNS::Topic
    Properties:
      Flow: [{{ name }}, {{ number }}, {{ switch }}]
      All: {{ peers }}
      Block:
        {{ peers | block(8) }}
      Tags:
        {{ tags | tag_list(8) }}
"""


def blueprint(source: str = SOURCE) -> Blueprint:
    return Blueprint(
        name="thing",
        title="Thing",
        description="A thing.",
        synonyms=("thing",),
        parameters=(),
        templates={EngineName.CLOUDFORMATION: {"template.yaml": source}},
        origin="config/blueprints/thing",
    )


def render(
    source: str = SOURCE,
    *,
    name: str = "x",
    tags: Mapping[str, str] | None = None,
    description: str = "A thing",
    engine: EngineName = EngineName.CLOUDFORMATION,
) -> Mapping[str, str]:
    return render_stack(
        blueprint(source),
        stack=STACK,
        environment=Environment.DEVELOPMENT,
        engine=engine,
        region="eu-west-1",
        parameters={
            "name": name,
            "key": "Topic",
            "number": 5,
            "switch": True,
            "peers": (name, "b"),
            "empty": (),
        },
        tags=tags or {},
        description=description,
    )


HOSTILE = (
    "a: b\n  Evil: true",
    "{{ 7*7 }}",
    "{% raw %}",
    "!Ref X",
    "!!python/object:os.system",
    "&anchor",
    "*alias",
    "- item",
    "[a, b]",
    "{a: b}",
    "yes",
    "null",
    "~",
    "0x10",
    "1e3",
    "012",
    "2020-01-01",
    "a #comment",
    "#",
    '"',
    "'",
    "\\",
    "\\u0041",
    "\x85",
    "\u2028",
    "\ufeff",
    "\x7f",
    "\U0001f600",
    "\ud800",
    " leading and trailing ",
    "",
    "|",
    ">",
    "%YAML",
    "---",
    "...",
    "a\r\nb",
    "\t",
    "<<",
    "=",
)
texts = st.text(max_size=40) | st.sampled_from(HOSTILE)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_a_value(value: str) -> None:
    files = render(name=value, tags={"Note": value}, description=value)
    template = yaml.safe_load(files[f"{STACK.folder}/template.yaml"])
    assert template == {
        "Description": value,
        "Resources": {
            "Topic": {
                "Type": "AWS::SNS::Topic",
                "Properties": {
                    "Flow": [value, 5, True],
                    "All": [value, "b"],
                    "Block": [value, "b"],
                    "Tags": [
                        {"Key": "Environment", "Value": "development"},
                        {"Key": "ManagedBy", "Value": "aws-coworker"},
                        {"Key": "Note", "Value": value},
                    ],
                },
            }
        },
    }
    stack = yaml.safe_load(files[f"{STACK.folder}/stack.yaml"])
    assert stack["description"] == value
    assert stack["tags"]["Note"] == value
    assert stack["blueprint"]["parameters"]["peers"] == [value, "b"]


@given(value=texts)
@example(value="a-b/c.d")
def test_a_scalar_reads_back(value: str) -> None:
    assert yaml.safe_load(f"k: {scalar(value)}\n{scalar(value)}: v\n")["k"] == value
    assert yaml.safe_load(f"[{scalar(value)}]") == [value]


@given(
    value=st.recursive(
        texts | st.integers() | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    indent=st.integers(min_value=0, max_value=12),
)
def test_every_value_reads_back_in_flow_and_in_block(value: object, indent: int) -> None:
    assert yaml.safe_load(f"k: {flow(value)}")["k"] == value
    if isinstance(value, list | dict):
        text = f"k:\n{' ' * (indent + 1)}{block(value, indent + 1)}\n"
        assert yaml.safe_load(text)["k"] == value


@given(value=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_cloudformation_s_own_reader_sees_the_same(value: str) -> None:
    template, problems = decode.decode_str(render(name=value)[f"{STACK.folder}/template.yaml"])
    assert problems == []
    assert (template or {})["Resources"]["Topic"]["Properties"]["Flow"][0] == value


def test_the_same_input_gives_the_same_text() -> None:
    assert render(tags={"B": "1", "A": "2"}) == render(tags={"A": "2", "B": "1"})
    assert list(render()) == [f"{STACK.folder}/stack.yaml", f"{STACK.folder}/template.yaml"]


def test_what_the_environment_is_cannot_be_said_by_a_tag() -> None:
    text = render(tags={"Environment": "production", "ManagedBy": "me"})
    tags = yaml.safe_load(text[f"{STACK.folder}/stack.yaml"])["tags"]
    assert tags == {"Environment": "development", "ManagedBy": "aws-coworker"}


def test_a_dynamic_reference_is_refused() -> None:
    text = "{{resolve:secretsmanager:prod}}"
    with pytest.raises(ConfigurationFault, match="Note must not hold a dynamic reference"):
        render(tags={"Note": text})
    with pytest.raises(ConfigurationFault, match="description must not hold a dynamic reference"):
        render(description=text)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a: {{ nothing }}\n", "'nothing' is undefined"),
        ("a: {{ name.nothing }}\n", "nothing"),
        ("a: {{ name.__class__ }}\n", "unsafe"),
        ("a: {{ ().__class__.__mro__ }}\n", "unsafe"),
        ("a: {% if %}\n", "Expected an expression"),
        ("a: {{ 1 / 0 }}\n", "division"),
        ("a: {{ name + 1 }}\n", "str"),
        ("a: {{ range(10000000) | list }}\n", "Range too big"),
        ("{% include 'other' %}\n", "other"),
        ("{{ none }}\n", "cannot print NoneType"),
        ("{{ refuse('these do not go together') }}\n", "these do not go together"),
    ],
)
def test_a_template_that_does_not_render_is_a_fault(source: str, reason: str) -> None:
    with pytest.raises(ConfigurationFault, match="does not render") as caught:
        render(source)
    assert reason in caught.value.what
    assert caught.value.where.startswith("config/blueprints/thing (template.yaml)")


def test_a_fault_of_grammar_has_its_line() -> None:
    with pytest.raises(ConfigurationFault) as caught:
        render("a: b\nc: {% if %}\n")
    assert caught.value.where == "config/blueprints/thing (template.yaml):2"


def test_an_engine_without_a_template() -> None:
    with pytest.raises(ConfigurationFault, match="no template for terraform") as caught:
        render(engine=EngineName.TERRAFORM)
    assert caught.value.next_step == "Use one of: cloudformation."


def test_an_empty_block_is_an_empty_list() -> None:
    text = render("a: {{ empty | block(2) }}\n")[f"{STACK.folder}/template.yaml"]
    assert yaml.safe_load(text) == {"a": []}
