"""The tables of types and checks, held against the schemas and checks they were taken from.

It must not be skipped where cfn-lint or checkov is missing: then it fails.
"""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from coworker.guardrails.checkov_severity import KNOWN_CHECKS, severity_of
from coworker.guardrails.sensitive import _SENSITIVE_TYPES, is_sensitive
from coworker.guardrails.stateful import STATEFUL_TYPES, is_stateful
from coworker.guardrails.taggable import TAGGABLE_TYPES, tag_property
from coworker.model.finding import Severity

REGION = "us-east-1"
# Services that AWS has closed or that this region does not offer; stacks of old still hold them.
GONE = {"AWS::QLDB::Ledger", "AWS::RDS::DBSecurityGroup"}
LIST_OF_CHECKS = """\
import checkov.cloudformation.runner
from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.common.checks_infra.registry import get_graph_checks_registry
graph = get_graph_checks_registry("cloudformation")
graph.load_checks()
groups = [*cfn_registry.checks.values(), *cfn_registry.wildcard_checks.values(), graph.checks]
print("\\n".join(sorted({check.id for group in groups for check in group})))
"""


def schemas() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in PROVIDER_SCHEMA_MANAGER.get_resource_types(REGION):
        yield name, PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name).schema


def tags_stand_under(schema: Mapping[str, Any]) -> str | None:
    """Where a schema says that tags stand; None where it takes none at its top."""
    tagging = schema.get("tagging")
    pointer = (tagging or {}).get("tagProperty") if (tagging or {}).get("taggable") else None
    if not tagging and "Tags" in schema.get("properties", {}):
        pointer = "/properties/Tags"
    name = (pointer or "").removeprefix("/properties/")
    if not name or "*" in name or pointer in schema.get("readOnlyProperties", ()):
        return None
    return name if name in schema["properties"] else None


def test_taggable_types_are_those_of_the_schemas() -> None:
    wanted = {name: where for name, schema in schemas() if (where := tags_stand_under(schema))}
    assert {name: tag_property(name) for name in TAGGABLE_TYPES} == wanted
    assert list(TAGGABLE_TYPES) == sorted(TAGGABLE_TYPES)


def test_stateful_and_sensitive_types_are_known_to_cloudformation() -> None:
    known = {name for name, _ in schemas()} | GONE
    assert set(STATEFUL_TYPES) - known == set()
    assert set(_SENSITIVE_TYPES) - known == set()
    assert list(STATEFUL_TYPES) == sorted(set(STATEFUL_TYPES))


@pytest.mark.parametrize("name", ["AWS::S3::Bucket", "AWS::RDS::DBInstance", "AWS::KMS::Key"])
def test_what_keeps_data_is_stateful(name: str) -> None:
    assert is_stateful(name)
    assert not is_stateful(f"{name}Policy")


@pytest.mark.parametrize(
    ("name", "sensitive"),
    [
        ("AWS::IAM::Role", True),
        ("AWS::KMS::Alias", True),
        ("AWS::EC2::SecurityGroupIngress", True),
        ("AWS::S3::Bucket", False),
        ("AWS::EC2::Instance", False),
    ],
)
def test_sensitive_types(name: str, sensitive: bool) -> None:
    assert is_sensitive(name) is sensitive


def test_every_weighed_check_is_one_of_checkov(pytestconfig: pytest.Config) -> None:
    interpreter = Path(pytestconfig.rootpath) / ".tools" / "checkov" / "bin" / "python"
    listed = subprocess.run(
        [interpreter, "-I", "-c", LIST_OF_CHECKS], check=True, capture_output=True, text=True
    )
    assert set(listed.stdout.split()) >= KNOWN_CHECKS


def test_a_check_that_is_not_weighed_is_medium() -> None:
    assert severity_of("CKV_AWS_24") is Severity.HIGH
    assert severity_of("CKV_AWS_18") is Severity.LOW
    assert severity_of("CKV_AWS_99999") is Severity.MEDIUM
