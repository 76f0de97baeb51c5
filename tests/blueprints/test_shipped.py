"""The shipped blueprints: what their defaults promise, held against the real tools."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cfnlint import decode
from cfnlint.api import ManualArgs, lint

from coworker.errors import ConfigurationFault
from coworker.intake.stackfile import read_stack
from coworker.model.environment import EngineName, Environment
from coworker.model.request import ParameterValue
from coworker.model.stack import StackId, StackSource
from tests.blueprints.shipped import LEAST, MOST, ROOT, catalogue, rendered

CASES = [
    *((name, "least", given) for name, given in LEAST.items()),
    *((name, "most", given) for name, given in MOST.items()),
    ("vpc", "single-nat", {"nat": "single"}),
    ("s3-bucket", "aes256", {"encryption": "aes256"}),
]
IDS = [f"{name}-{label}" for name, label, _ in CASES]

# Types of the shipped templates that carry no tags, by the CloudFormation template reference.
UNTAGGABLE = {
    "AWS::EC2::Route",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::Lambda::Permission",
    "AWS::S3::BucketPolicy",
    "AWS::SQS::QueuePolicy",
}


def template_of(name: str, given: Mapping[str, ParameterValue]) -> dict[str, Any]:
    template, problems = decode.decode_str(rendered(name, given)["template.yaml"])
    assert not problems
    return dict(template or {})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rendered")


@pytest.fixture(scope="module")
def failed_checks(folder: Path) -> set[tuple[str, str, str]]:
    """Blueprint, check and resource of every check that fails on what the defaults render."""
    for name, given in LEAST.items():
        (folder / f"{name}.yaml").write_text(rendered(name, given)["template.yaml"])
    done = subprocess.run(
        [
            ROOT / ".tools/checkov/bin/checkov",
            "--skip-download",
            "--framework=cloudformation",
            "--quiet",
            "--compact",
            "--output=json",
            "--directory=.",
        ],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        check=False,
        timeout=300,
    )
    report = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] > 20
    return {
        (
            Path(check["file_path"]).stem,
            check["check_id"],
            check["resource"].rpartition(".")[2],
        )
        for check in report["results"]["failed_checks"]
    }


def test_every_blueprint_of_the_main_job_is_there() -> None:
    assert set(catalogue()) == set(LEAST) == set(MOST)
    for blueprint in catalogue().values():
        assert set(blueprint.templates) == {EngineName.CLOUDFORMATION}


@pytest.mark.parametrize(("name", "label", "given"), CASES, ids=IDS)
def test_cfn_lint_finds_nothing(name: str, label: str, given: Mapping[str, ParameterValue]) -> None:
    assert label
    findings = lint(
        rendered(name, given)["template.yaml"], config=ManualArgs(regions=["eu-west-1"])
    )
    assert [f"{match.rule.id} {match.message}" for match in findings] == []


def test_checkov_finds_only_what_is_waived(failed_checks: set[tuple[str, str, str]]) -> None:
    waived = {
        (name, item.rule, item.resource)
        for name, blueprint in catalogue().items()
        for item in blueprint.waived
    }
    assert failed_checks == waived


@pytest.mark.parametrize(("name", "label", "given"), CASES, ids=IDS)
def test_every_taggable_resource_has_every_tag(
    name: str, label: str, given: Mapping[str, ParameterValue]
) -> None:
    assert label
    for logical_id, resource in template_of(name, given)["Resources"].items():
        if resource["Type"] in UNTAGGABLE:
            assert "Tags" not in resource["Properties"], logical_id
            continue
        tags = {tag["Key"]: tag["Value"] for tag in resource["Properties"]["Tags"]}
        assert len(tags) == len(resource["Properties"]["Tags"])
        assert tags.items() >= {
            ("Environment", "development"),
            ("ManagedBy", "aws-coworker"),
            ("Owner", "platform-team"),
        }, logical_id


@pytest.mark.parametrize(("name", "label", "given"), CASES, ids=IDS)
def test_what_holds_data_outlives_its_stack(
    name: str, label: str, given: Mapping[str, ParameterValue]
) -> None:
    assert label
    stateful = {"AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::Logs::LogGroup"}
    for resource in template_of(name, given)["Resources"].values():
        kept = resource["Type"] in stateful
        assert (resource.get("DeletionPolicy") == "Retain") is kept
        assert (resource.get("UpdateReplacePolicy") == "Retain") is kept


@pytest.mark.parametrize(("name", "label", "given"), CASES, ids=IDS)
def test_a_rendered_stack_reads_back(
    name: str, label: str, given: Mapping[str, ParameterValue]
) -> None:
    assert label
    stack = StackId(environment="development", name=name)
    files = {f"{stack.folder}/{file}": text for file, text in rendered(name, given).items()}
    source = read_stack(stack, files)
    assert isinstance(source, StackSource), source
    assert source.spec.blueprint == name
    assert source.spec.environment is Environment.DEVELOPMENT
    assert source.spec.deployed_name == f"development-{name}"
    assert source.spec.tags["Owner"] == "platform-team"
    for key, value in given.items():
        read = source.spec.parameters[key]
        assert (
            ", ".join(read) if isinstance(read, tuple) and isinstance(value, str) else read
        ) == value
    assert source.template == files[f"{stack.folder}/template.yaml"]


@pytest.mark.parametrize("name", sorted(LEAST))
def test_a_template_can_be_read_by_a_person(name: str) -> None:
    text = rendered(name, LEAST[name])["template.yaml"]
    assert "  # " in text, "no comment explains anything"
    assert "\n\n\n" not in text.replace("\n\n\n          def ", "")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert all(line == line.rstrip() and len(line) <= 120 for line in text.splitlines())
    outputs = template_of(name, LEAST[name])["Outputs"]
    assert all(output["Description"] for output in outputs.values())


@pytest.mark.parametrize("name", sorted(LEAST))
def test_a_blueprint_says_what_it_does_for_every_pillar(name: str) -> None:
    assert set(catalogue()[name].notes) == {
        "security",
        "reliability",
        "cost",
        "operations",
        "performance",
        "sustainability",
    }


def test_the_private_subnets_reach_out_as_asked() -> None:
    gateways = {
        nat: [
            resource["Properties"]["NatGatewayId"]["Ref"]
            for resource in template_of("vpc", {"nat": nat, "availability_zones": 3})[
                "Resources"
            ].values()
            if "NatGatewayId" in resource["Properties"]
        ]
        for nat in ("none", "single", "per-az")
    }
    assert gateways == {
        "none": [],
        "single": ["NatGateway1"] * 3,
        "per-az": ["NatGateway1", "NatGateway2", "NatGateway3"],
    }


def test_the_tag_name_given_does_not_stand_there_twice() -> None:
    template, _ = decode.decode_str(rendered("vpc", {}, tags={"Name": "mine"})["template.yaml"])
    for resource in dict(template or {})["Resources"].values():
        keys = [tag["Key"] for tag in resource["Properties"].get("Tags", [])]
        assert len(keys) == len(set(keys))


def test_outbound_rules_need_a_vpc() -> None:
    given = {"ingress": "tcp/443 from 10.0.0.0/8", "egress": "tcp/443 to 10.0.0.0/8"}
    with pytest.raises(ConfigurationFault, match="egress needs vpc_id"):
        rendered("security-group", given)


def test_rights_need_both_actions_and_resources() -> None:
    with pytest.raises(ConfigurationFault, match="actions and resources go together"):
        rendered("iam-role", {"service": "lambda", "actions": "s3:GetObject"})
