"""The stacks under infrastructure/ are what the shipped blueprints render, byte for byte."""

from collections.abc import Mapping

import pytest

from coworker.intake.stackfile import read_stack
from coworker.model.environment import Environment
from coworker.model.request import ParameterValue
from coworker.model.stack import StackId, StackSource
from tests.blueprints.shipped import ROOT, rendered

EXAMPLES: tuple[tuple[str, str, str, str, Mapping[str, ParameterValue]], ...] = (
    (
        "sandbox",
        "example-artefacts",
        "s3-bucket",
        "Where builds put their results for a month",
        {"name": "example-artefacts", "expiration_days": 30, "noncurrent_days": 7},
    ),
    (
        "development",
        "example-network",
        "vpc",
        "The network that the development environment shares",
        {"name": "example-network", "cidr": "10.20.0.0/16", "flow_log_retention_days": 365},
    ),
    (
        "development",
        "example-queue",
        "sqs-queue",
        "Orders on their way in",
        {"name": "example-queue", "visibility_timeout_seconds": 60},
    ),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example[1] for example in EXAMPLES])
def test_an_example_is_what_its_blueprint_renders(
    example: tuple[str, str, str, str, Mapping[str, ParameterValue]],
    request: pytest.FixtureRequest,
) -> None:
    environment, name, blueprint, description, given = example
    files = rendered(
        blueprint,
        given,
        environment=Environment(environment),
        stack=name,
        description=description,
        tags={"Owner": "platform-team", "CostCenter": "platform"},
    )
    folder = ROOT / "infrastructure" / environment / name
    if request.config.getoption("--update-golden"):
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
    there = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
    assert there == files
    stack = StackId(environment=environment, name=name)
    read = read_stack(stack, {f"{stack.folder}/{file}": text for file, text in there.items()})
    assert isinstance(read, StackSource)
