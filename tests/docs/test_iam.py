"""The IAM policies that the documentation hands out: real actions, enough, and no more.

It must not ask AWS.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from tests.docs.pages import DOCS, ROOT

IAM = DOCS / "iam"
ENGINE = ROOT / "coworker" / "adapters" / "engines" / "cloudformation"
# "IAM and AWS STS quotas" in the IAM User Guide: a managed policy, white space not counted.
MAX_POLICY = 6_144
EXECUTES = frozenset({"ExecuteChangeSet"})
# A preview goes without it: only what it leaves behind is not cleared away.
OPTIONAL = frozenset({"DeleteStack"})
GITHUB = "token.actions.githubusercontent.com"

# What AWS's schemas name for features that no shipped blueprint uses, and what other files grant.
LEFT_OUT = tuple(
    re.compile(pattern)
    for pattern in (
        r"iam:.*",  # deploy-role-iam.json, inside a boundary
        r"kms:.*",  # granted key by key
        r"(s3tables|s3files|vpc-lattice|vpce|autoscaling|firehose|elasticfilesystem):.*",
        r"s3:REST\.PUT\.OBJECT|s3:(Get|Put|Delete)Object\w*|s3:PutBucketAcl",
        r"s3:(Create|Delete|Update)BucketMetadata\w+",
        r"s3:Put(Bucket)?(Abac|CORS|Notification|Replication|Website|ObjectLock)\w*",
        r"s3:Put(Accelerate|Analytics|IntelligentTiering|Inventory|Metrics)Configuration",
        r"s3:DeleteBucket(Analytics|Metrics)Configuration",
        r"s3:DeleteBucket(Cors|Replication|Website)",
        r"ec2:CreateVpcEncryptionControl|ec2:AcceptAddressTransfer|ec2:\w*VpnGateways?",
        r"ec2:\w*PrivateNatGatewayAddress|ec2:ModifyVpcTenancy|ec2:\w*ssociateSubnetCidrBlock",
        r"lambda:(PassCapacityProvider|AssociateRuntimeAlias|PublishVersion)",
        r"lambda:(Put|Delete)FunctionCodeSigningConfig|lambda:PutFunction(Scaling|Recursion)Config",
        r"logs:(Put|Delete)(DataProtection|Index|Resource)Policy",
        r"logs:PutBearerTokenAuthentication|logs:PutLogGroupDeletionProtection",
    )
)


def document(name: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads((IAM / name).read_text(encoding="utf-8"))
    return content


def statements(name: str, effect: str) -> Iterator[Mapping[str, Any]]:
    for statement in document(name)["Statement"]:
        if statement["Effect"] == effect:
            yield statement


def actions(name: str, effect: str = "Allow") -> set[str]:
    found: set[str] = set()
    for statement in statements(name, effect):
        said = statement["Action"]
        found.update([said] if isinstance(said, str) else said)
    return found


def allowed(action: str, *names: str) -> bool:
    """Whether the policies together allow an action; a Deny wins."""

    def among(effect: str) -> bool:
        return any(
            fnmatchcase(action.lower(), said.lower())
            for name in names
            for said in actions(name, effect)
        )

    return among("Allow") and not among("Deny")


def calls(paths: list[Path]) -> set[str]:
    """Every CloudFormation action that modules call, directly or through a paginator."""
    service = botocore.session.Session().get_service_model("cloudformation")
    operations = {botocore.xform_name(name): name for name in service.operation_names}
    found: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="get_paginator"), args=[ast.Constant(name)]):
                    found.add(operations[str(name)])
                case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=("client" | "_client")))):
                    called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                    if called in operations:
                        found.add(operations[called])
                case _:
                    continue
    return found


MODULES = sorted(ENGINE.rglob("*.py"))
EXECUTING = [path for path in MODULES if "execute" in path.relative_to(ENGINE).as_posix()]
PREVIEWING = [path for path in MODULES if path not in EXECUTING]


@cache
def known_actions() -> Mapping[str, Mapping[str, Any]]:
    """Every IAM action by service, lower case, as cfn-lint knows them."""
    folder = files("cfnlint") / "data" / "AdditionalSpecs"
    content: Mapping[str, Mapping[str, Any]] = json.loads(
        (folder / "Policies.json").read_text(encoding="utf-8")
    )
    return content


def is_real(action: str) -> bool:
    """Whether IAM has an action; the schemas also name API calls that IAM knows by other names."""
    service, _, verb = action.partition(":")
    return verb.lower() in known_actions().get(service, {}).get("Actions", {})


@cache
def needed_by_blueprints() -> frozenset[str]:
    """The actions that AWS's schemas name for the resource types of the shipped blueprints."""
    types = {
        found
        for template in (ROOT / "config" / "blueprints").glob("*/cloudformation.yaml.j2")
        for found in re.findall(
            r"^ {4}Type: (AWS::\w+::\w+)\s*$", template.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert len(types) > 10
    needed: set[str] = set()
    for schema in (files("cfnlint") / "data" / "schemas" / "resources").iterdir():
        if not schema.name.endswith(".json"):
            continue
        text = schema.read_text(encoding="utf-8")
        if not any(f'"{name}"' in text for name in types):
            continue
        content = json.loads(text)
        if content.get("typeName") in types:
            for name, handler in content.get("handlers", {}).items():
                if name != "list":
                    needed.update(handler.get("permissions", []))
    return frozenset(needed)


POLICIES = sorted(path.name for path in IAM.glob("*.json"))
TRUST = [name for name in POLICIES if name.endswith("-trust.json")]
DEPLOY = ("deploy-role-policy.json", "deploy-role-resources.json", "deploy-role-iam.json")


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_is_one_and_its_statements_have_names(name: str) -> None:
    content = document(name)
    assert content["Version"] == "2012-10-17"
    sids = [statement["Sid"] for statement in content["Statement"]]
    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids)
    assert len(json.dumps(content, separators=(",", ":"))) <= MAX_POLICY
    assert f"({name})" in (IAM / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", POLICIES)
def test_every_action_exists(name: str) -> None:
    for action in actions(name, "Allow") | actions(name, "Deny"):
        assert is_real(action), action


@pytest.mark.parametrize("action", ["s3:DeleteBucketEncryption", "nothing:Read", "s3:"])
def test_an_action_that_does_not_exist_is_seen(action: str) -> None:
    assert not is_real(action)


@pytest.mark.parametrize("name", TRUST)
def test_a_role_is_trusted_to_one_repository_and_one_audience(name: str) -> None:
    for statement in document(name)["Statement"]:
        equals = statement["Condition"]["StringEquals"]
        assert equals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
        subjects = equals["token.actions.githubusercontent.com:sub"]
        for subject in [subjects] if isinstance(subjects, str) else subjects:
            assert subject.startswith("repo:OWNER/REPOSITORY:")
            assert "*" not in subject


def test_the_deploy_role_trusts_the_protected_environment_alone() -> None:
    (statement,) = document("deploy-role-trust.json")["Statement"]
    subject = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
    assert subject == "repo:OWNER/REPOSITORY:environment:ENVIRONMENT"


def test_the_deploy_role_trusts_the_workflow_of_main_alone() -> None:
    (statement,) = document("deploy-role-trust.json")["Statement"]
    equals = statement["Condition"]["StringEquals"]
    assert equals[f"{GITHUB}:ref"] == "refs/heads/main"
    path, _, ref = equals[f"{GITHUB}:job_workflow_ref"].partition("@")
    assert ref == "refs/heads/main"
    assert (ROOT / path.removeprefix("OWNER/REPOSITORY/")).is_file()


def test_the_plan_role_trusts_the_co_workers_workflow_alone() -> None:
    for statement in document("plan-role-trust.json")["Statement"]:
        (named,) = {
            value
            for operator in statement["Condition"].values()
            for key, value in operator.items()
            if key == f"{GITHUB}:job_workflow_ref"
        }
        path, _, ref = named.partition("@")
        assert (ROOT / path.removeprefix("OWNER/REPOSITORY/")).is_file()
        assert ref in {"refs/heads/main", "refs/pull/*"}


def test_the_code_calls_what_is_thought_of() -> None:
    assert {"CreateChangeSet", "DescribeChangeSet", "DeleteStack"} <= calls(PREVIEWING)
    assert calls(EXECUTING) >= EXECUTES
    assert not calls(PREVIEWING) & EXECUTES


@pytest.mark.parametrize("call", sorted(calls(PREVIEWING) - OPTIONAL))
def test_the_plan_role_may_do_what_a_preview_does(call: str) -> None:
    assert allowed(f"cloudformation:{call}", "plan-role-policy.json")


def test_deleting_a_stack_is_the_plan_roles_only_where_somebody_chose_it() -> None:
    assert actions("plan-role-take-back.json") == {f"cloudformation:{call}" for call in OPTIONAL}
    text = (IAM / "README.md").read_text(encoding="utf-8")
    assert "## The plan role and DeleteStack" in text
    assert all(danger in text for danger in ("`DELETE_FAILED`", "`DeletionPolicy: Retain`"))


@pytest.mark.parametrize("call", sorted(calls(MODULES)))
def test_the_deploy_role_may_do_what_a_deployment_does(call: str) -> None:
    assert allowed(f"cloudformation:{call}", "deploy-role-policy.json")


@pytest.mark.parametrize(
    "action",
    [
        "cloudformation:ExecuteChangeSet",
        "cloudformation:CreateStack",
        "cloudformation:DeleteStack",
        "cloudformation:UpdateStack",
        "iam:PassRole",
        "lambda:InvokeFunction",
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
    ],
)
def test_the_plan_role_may_not_execute_or_read_data(action: str) -> None:
    assert not allowed(action, "plan-role-policy.json")


def test_the_plan_role_grants_no_call_that_the_code_does_not_make() -> None:
    granted = {
        action
        for action in actions("plan-role-policy.json")
        if action.startswith("cloudformation:")
    }
    assert granted == {f"cloudformation:{call}" for call in calls(PREVIEWING) - OPTIONAL}


def test_resources_need_what_is_granted_and_nothing_else() -> None:
    used = {
        action
        for action in needed_by_blueprints()
        if is_real(action) and not any(pattern.fullmatch(action) for pattern in LEFT_OUT)
    }
    assert actions("deploy-role-resources.json") == used


def test_the_actions_on_roles_are_those_of_the_blueprints() -> None:
    needed = {action for action in needed_by_blueprints() if action.startswith("iam:")}
    unused = {"iam:CreateServiceLinkedRole", "iam:DeleteRolePermissionsBoundary"}
    assert actions("deploy-role-iam.json") == needed - unused


def test_a_role_is_made_and_changed_inside_the_boundary_only() -> None:
    grants = {"iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"}
    for statement in statements("deploy-role-iam.json", "Allow"):
        said = statement["Action"]
        if grants & set([said] if isinstance(said, str) else said):
            assert "iam:PermissionsBoundary" in statement["Condition"]["StringEquals"]


@pytest.mark.parametrize("name", ["deploy-role-resources.json", "deploy-role-iam.json"])
def test_rights_on_resources_hold_through_cloudformation_alone(name: str) -> None:
    through_any_service = set()
    for statement in statements(name, "Allow"):
        condition = statement["Condition"]
        if condition.get("ForAnyValue:StringEquals") == {
            "aws:CalledVia": "cloudformation.amazonaws.com"
        }:
            continue
        assert condition == {"Bool": {"aws:ViaAWSService": "true"}}
        through_any_service.update(statement["Action"])
    assert through_any_service <= {"logs:CreateLogDelivery", "logs:DeleteLogDelivery"}


def test_a_role_is_handed_to_named_services_alone() -> None:
    (statement,) = (
        item
        for item in statements("deploy-role-iam.json", "Allow")
        if "iam:PassRole" in item["Action"]
    )
    handed = statement["Condition"]["StringEquals"]["iam:PassedToService"]
    assert set(handed) == {"lambda.amazonaws.com", "vpc-flow-logs.amazonaws.com"}


@pytest.mark.parametrize("name", [*DEPLOY, "plan-role-policy.json"])
def test_nothing_is_granted_by_a_star_alone(name: str) -> None:
    assert not any(action.partition(":")[2] in {"*", ""} for action in actions(name))
