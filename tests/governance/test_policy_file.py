from collections.abc import Mapping
from pathlib import Path

import pytest

from coworker.errors import ConfigurationFault
from coworker.governance.policy_file import CORE_POLICY_FILE, read_policy
from coworker.model.environment import EngineName, Environment, OperationType
from coworker.model.finding import Severity
from coworker.model.regions import REGION_NAMED

ROOT = Path(__file__).parents[2]
MUTATIONS = (OperationType.NON_DESTRUCTIVE, OperationType.DESTRUCTIVE, OperationType.SENSITIVE)

SMALL = """\
version: 1
defaults:
  mutable: true
  required_tags: [{key: Owner}, {key: Environment, values: [test], pattern: "[a-z]+"}]
  regions: [eu-west-1]
  engines: [cloudformation]
  resource_types: ["AWS::S3::*"]
  admin_ports: [22]
  blast_radius: {max_resources: 10, max_stateful_destroyed: 1, keywords: [prod]}
  approvals: {discovery: 0, planning: 0, non_destructive: 1, destructive: 1, sensitive: 1}
  blocks_from: high
  monthly_cost_limit: 500
environments:
  production:
    blast_radius:
      max_resources: 3
    approvals:
      sensitive: 2
  unknown:
    mutable: false
"""


def core() -> Mapping[str, str]:
    return {CORE_POLICY_FILE: (ROOT / CORE_POLICY_FILE).read_text(encoding="utf-8")}


def small(text: str = SMALL) -> Mapping[str, str]:
    return {CORE_POLICY_FILE: text}


@pytest.mark.parametrize("environment", list(Environment))
def test_the_core_policy_holds_in_every_environment(environment: Environment) -> None:
    policy = read_policy(core(), environment)
    assert policy.mutable is (environment is not Environment.UNKNOWN)
    assert {tag.key for tag in policy.required_tags} == {"Environment", "Owner", "ManagedBy"}
    assert {22, 3389, 5432} <= set(policy.admin_ports)
    assert set(policy.regions) <= set(REGION_NAMED)
    assert policy.monthly_cost_limit == 500
    assert all(policy.approvals[operation] >= 1 for operation in MUTATIONS)


@pytest.mark.parametrize(
    "left_out",
    [
        "AWS::IAM::User",
        "AWS::IAM::AccessKey",
        "AWS::IAM::Group",
        "AWS::CloudFormation::Macro",
        "AWS::CloudFormation::Stack",
        "AWS::CloudFormation::CustomResource",
        "AWS::Organizations::Account",
        "Custom::Thing",
    ],
)
def test_the_core_policy_leaves_delicate_types_out(left_out: str) -> None:
    policy = read_policy(core(), Environment.DEVELOPMENT)
    service = left_out.rpartition("::")[0]
    assert left_out not in policy.resource_types
    assert f"{service}::*" not in policy.resource_types


def test_production_asks_for_more_than_development() -> None:
    development = read_policy(core(), Environment.DEVELOPMENT)
    production = read_policy(core(), Environment.PRODUCTION)
    assert production.approvals[OperationType.SENSITIVE] == 2
    assert production.approvals[OperationType.DESTRUCTIVE] == 2
    assert production.blast_radius.max_resources < development.blast_radius.max_resources


def test_an_environments_key_takes_the_place_of_the_default_and_says_where_it_stands() -> None:
    policy = read_policy(small(), Environment.PRODUCTION)
    assert policy.blast_radius.max_resources == 3
    assert policy.blast_radius.max_stateful_destroyed == 1
    assert policy.approvals[OperationType.SENSITIVE] == 2
    assert policy.provenance["blast_radius.max_resources"] == f"{CORE_POLICY_FILE}:16"
    assert policy.provenance["blast_radius.max_stateful_destroyed"] == f"{CORE_POLICY_FILE}:9"
    assert policy.provenance["mutable"] == f"{CORE_POLICY_FILE}:3"


def test_what_is_read_is_what_is_written() -> None:
    policy = read_policy(small(), Environment.TEST)
    assert policy.engines == (EngineName.CLOUDFORMATION,)
    assert policy.blocks_from is Severity.HIGH
    assert policy.required_tags[1].values == ("test",)
    assert policy.required_tags[1].pattern == "[a-z]+"
    assert policy.blast_radius.max_resources == 10


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("  regions:", "  regoins:", ":5", 'Did you mean "regions"?'),
        ("      max_resources: 3", "      max_resorces: 3", ":16", 'Did you mean "max_resources"?'),
        ("  production:", "  productoin:", ":14", 'Did you mean "production"?'),
        ("eu-west-1", "eu-middle-1", ":5", "eu-middle-1 is not a region of AWS"),
        ("      sensitive: 2", "      sensitive: 0", ":18", "greater than or equal to 1"),
        ("    mutable: false", "    mutable: true", ":20", "must be read-only"),
        ("  admin_ports: [22]", "  admin_ports: [70000]", ":8", "less than or equal to 65535"),
        ('["AWS::S3::*"]', '["*"]', ":7", "should match pattern"),
        ("  monthly_cost_limit: 500\n", "", ":2", '"monthly_cost_limit" is set nowhere'),
        ("max_resources: 10, ", "", ":9", '"blast_radius.max_resources" is set nowhere'),
        ("version: 1", "version: 2", ":1", "version"),
        ("  mutable: true", "  mutable: [", ":5", "not valid YAML"),
    ],
)
def test_a_wrong_policy_is_a_fault_with_its_line(old: str, new: str, where: str, says: str) -> None:
    assert SMALL.count(old) == 1
    environment = Environment.UNKNOWN if "read-only" in says else Environment.TEST
    with pytest.raises(ConfigurationFault) as caught:
        read_policy(small(SMALL.replace(old, new)), environment)
    assert caught.value.where == f"{CORE_POLICY_FILE}{where}"
    assert says in str(caught.value)


def test_a_missing_policy_is_a_fault() -> None:
    with pytest.raises(ConfigurationFault, match="core policy is missing"):
        read_policy({}, Environment.TEST)


def test_the_same_policy_has_the_same_digest_wherever_its_lines_stand() -> None:
    moved = small(f"# a comment\n{SMALL}")
    one, other = (read_policy(files, Environment.TEST) for files in (small(), moved))
    assert one.digest == other.digest
    assert one.provenance != other.provenance
