"""A blueprint's folder is read strictly, and a fault in it has a place."""

import pytest

from coworker.blueprints.catalogue import read_blueprint, read_catalogue
from coworker.errors import ConfigurationFault
from coworker.model.blueprint import Blueprint, Parameter, ParameterType, Waived
from coworker.model.environment import EngineName

DESCRIPTION = """\
title: A topic
description: Somewhere to publish.
synonyms: [topic, sns]
parameters:
  name:
    type: string
    description: What it is for.
    default: topic
    pattern: "[a-z]+"
  count:
    type: integer
    description: How many.
    required: true
    minimum: 1
    maximum: 9
  mode:
    type: choice
    description: Which.
    default: fast
    choices: [fast, slow]
    aliases: [speed]
  peers:
    type: list
    description: Who.
    default: []
    example: a, b
notes:
  cost: None.
waived:
  - rule: CKV_1
    resource: Topic
    reason: The check looks for something that is not here.
"""
FILES = {"blueprint.yaml": DESCRIPTION, "cloudformation.yaml.j2": "Resources: {}\n"}


def test_everything_is_read() -> None:
    assert read_blueprint("config/blueprints/topic", FILES) == Blueprint(
        name="topic",
        title="A topic",
        description="Somewhere to publish.",
        synonyms=("topic", "sns"),
        parameters=(
            Parameter(
                name="name",
                type=ParameterType.STRING,
                description="What it is for.",
                default="topic",
                pattern="[a-z]+",
            ),
            Parameter(
                name="count",
                type=ParameterType.INTEGER,
                description="How many.",
                required=True,
                minimum=1,
                maximum=9,
            ),
            Parameter(
                name="mode",
                type=ParameterType.CHOICE,
                description="Which.",
                default="fast",
                choices=("fast", "slow"),
                aliases=("speed",),
            ),
            Parameter(
                name="peers",
                type=ParameterType.LIST,
                description="Who.",
                default=(),
                example="a, b",
            ),
        ),
        templates={EngineName.CLOUDFORMATION: {"template.yaml": "Resources: {}\n"}},
        notes={"cost": "None."},
        waived=(
            Waived(
                rule="CKV_1",
                resource="Topic",
                reason="The check looks for something that is not here.",
            ),
        ),
        origin="config/blueprints/topic",
    )


def test_a_tree_is_read_folder_by_folder() -> None:
    files = {
        f"config/blueprints/{name}/{file}": text
        for name in ("topic", "alarm")
        for file, text in FILES.items()
    }
    names = [item.name for item in read_catalogue({**files, "README.md": "Hello"})]
    assert names == ["alarm", "topic"]
    assert read_catalogue({}) == ()


def test_a_readme_may_stand_beside_it() -> None:
    assert read_blueprint("topic", {**FILES, "README.md": "Hello"}).name == "topic"


BROKEN = {
    "an unknown key": ("synonyms:", "synonym:", 3, '"synonym" is not known'),
    "an unknown key of a parameter": ("minimum: 1", "minimun: 1", 14, "minimun"),
    "no synonyms": ("[topic, sns]", "[]", 3, "synonyms"),
    "an unknown type": ("type: integer", "type: number", 10, '"number" is none of'),
    "a default and required": ("required: true", "default: 2\n    required: true", 10, "either"),
    "neither": ("    required: true\n", "", 10, "either a default or required"),
    "a reserved name": ("  count:", "  region:", 10, "lower_case"),
    "a name in capitals": ("  count:", "  Count:", 10, "lower_case"),
    "choices of a text": ('pattern: "[a-z]+"', "choices: [a]", 5, "choice and integer"),
    "a choice without choices": ("    choices: [fast, slow]\n", "", 16, "needs choices"),
    "a default that is refused": ("default: topic", "default: TOPIC", 8, "refuses its own"),
    "a waiver without a reason": ("The check looks for something that is not here.", "no", 32, ""),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_with_its_place(case: str) -> None:
    old, new, line, reason = BROKEN[case]
    assert old in DESCRIPTION
    files = {**FILES, "blueprint.yaml": DESCRIPTION.replace(old, new, 1)}
    with pytest.raises(ConfigurationFault) as caught:
        read_blueprint("config/blueprints/topic", files)
    assert caught.value.where == f"config/blueprints/topic/blueprint.yaml:{line}"
    assert reason in caught.value.what


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"cloudformation.yaml.j2": ""}, "has no blueprint.yaml"),
        ({"blueprint.yaml": DESCRIPTION}, "has no template"),
        ({**FILES, "cloudformation.yml.j2": ""}, "cloudformation.yml.j2 is not known"),
    ],
)
def test_a_folder_that_is_not_whole(files: dict[str, str], reason: str) -> None:
    with pytest.raises(ConfigurationFault, match=reason) as caught:
        read_blueprint("config/blueprints/topic", files)
    assert caught.value.where == "config/blueprints/topic"
