"""Each shipped blueprint deploys, through a change set, and AWS's API shows what was promised.

The emulator passes over some types (policies of buckets and queues, alarms) and some properties
(a bucket's versioning and public access block, IPv6 and outbound rules, a function's tags);
test_shipped.py holds those against the template with the real scanners.
"""

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from coworker.model.request import ParameterValue
from tests.blueprints.shipped import LEAST, rendered

REGION = "eu-west-1"
TAGS = {"Environment": "development", "ManagedBy": "aws-coworker", "Owner": "platform-team"}


class Account:
    """The emulated account, by boto3 clients."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def client(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def deploy(self, name: str, given: Mapping[str, ParameterValue]) -> dict[str, str]:
        """Deploy through a change set and return the outputs."""
        cloudformation = self.client("cloudformation")
        stack = f"development-{name}"
        cloudformation.create_change_set(
            StackName=stack,
            ChangeSetName="first",
            ChangeSetType="CREATE",
            TemplateBody=rendered(name, given)["template.yaml"],
            Capabilities=["CAPABILITY_IAM"],
        )
        cloudformation.execute_change_set(StackName=stack, ChangeSetName="first")
        created = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        assert created["StackStatus"] == "CREATE_COMPLETE"
        # The emulator works out the outputs of a change set's stack on its first update only.
        cloudformation.update_stack(
            StackName=stack, UsePreviousTemplate=True, Capabilities=["CAPABILITY_IAM"]
        )
        described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        return {item["OutputKey"]: item["OutputValue"] for item in described["Outputs"]}


@pytest.fixture
def account(aws_endpoint: str) -> Account:
    return Account(aws_endpoint)


def by_key(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


def test_s3_bucket(account: Account) -> None:
    bucket = account.deploy("s3-bucket", {"expiration_days": 30})["BucketName"]
    s3 = account.client("s3")
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert by_key(s3.get_bucket_tagging(Bucket=bucket)["TagSet"]).items() >= TAGS.items()


def test_security_group_in_the_default_vpc(account: Account) -> None:
    ec2 = account.client("ec2")
    default = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]
    rules = "tcp/443 from 10.0.0.0/8, udp/53-54 from 192.0.2.0/24"
    group_id = account.deploy("security-group", {"ingress": rules})["SecurityGroupId"]
    group = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    assert group["VpcId"] == default["VpcId"]
    assert sorted(
        (rule["IpProtocol"], rule["FromPort"], rule["ToPort"], rule["IpRanges"][0]["CidrIp"])
        for rule in group["IpPermissions"]
    ) == [("tcp", 443, 443, "10.0.0.0/8"), ("udp", 53, 54, "192.0.2.0/24")]
    assert by_key(group["Tags"]).items() >= {**TAGS, "Name": "development-security-group"}.items()


def test_security_group_in_a_named_vpc(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    given = {"ingress": "tcp/22 from 10.0.0.0/8", "vpc_id": vpc}
    group_id = account.deploy("security-group", given)["SecurityGroupId"]
    group = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    assert group["VpcId"] == vpc
    assert [rule["FromPort"] for rule in group["IpPermissions"]] == [22]


def test_vpc(account: Account) -> None:
    outputs = account.deploy("vpc", {"availability_zones": 3, "nat": "single"})
    ec2 = account.client("ec2")
    here = [{"Name": "vpc-id", "Values": [outputs["VpcId"]]}]
    subnets = ec2.describe_subnets(Filters=here)["Subnets"]
    assert {subnet["CidrBlock"] for subnet in subnets} == {
        *("10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"),
        *("10.0.128.0/20", "10.0.144.0/20", "10.0.160.0/20"),
    }
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 3
    assert len(outputs["PublicSubnetIds"].split(",")) == 3
    assert len(outputs["PrivateSubnetIds"].split(",")) == 3
    assert len(ec2.describe_nat_gateways(Filters=here)["NatGateways"]) == 1
    assert len(ec2.describe_vpc_endpoints(Filters=here)["VpcEndpoints"]) == 2
    assert len(ec2.describe_flow_logs()["FlowLogs"]) == 1
    vpc = ec2.describe_vpcs(VpcIds=[outputs["VpcId"]])["Vpcs"][0]
    assert by_key(vpc["Tags"]).items() >= {**TAGS, "Name": "development-vpc"}.items()


def test_iam_role(account: Account) -> None:
    given: Mapping[str, ParameterValue] = {
        "service": "lambda",
        "actions": "s3:GetObject",
        "resources": "arn:aws:s3:::artefacts/*",
    }
    name = account.deploy("iam-role", given)["RoleName"]
    iam = account.client("iam")
    role = iam.get_role(RoleName=name)["Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
    rights = iam.get_role_policy(RoleName=name, PolicyName="Rights")["PolicyDocument"]
    # The emulator gives the document back as Python's own text of it.
    assert "'Action': ['s3:GetObject'], 'Resource': ['arn:aws:s3:::artefacts/*']" in str(rights)
    assert by_key(iam.list_role_tags(RoleName=name)["Tags"]).items() >= TAGS.items()


def test_lambda_function(account: Account) -> None:
    outputs = account.deploy("lambda-function", {"schedule": "rate(1 day)", "memory_mb": 512})
    functions = account.client("lambda")
    configuration = functions.get_function(FunctionName=outputs["FunctionName"])["Configuration"]
    assert configuration["MemorySize"] == 512
    logs = account.client("logs").describe_log_groups()["logGroups"]
    assert [(group["logGroupName"], group["retentionInDays"]) for group in logs] == [
        (outputs["LogGroupName"], 365)
    ]
    (rule,) = account.client("events").list_rules()["Rules"]
    assert rule["ScheduleExpression"] == "rate(1 day)"


def test_sqs_queue(account: Account) -> None:
    outputs = account.deploy("sqs-queue", {"retention_days": 7, "max_receive_count": 3})
    sqs = account.client("sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=outputs["QueueUrl"], AttributeNames=["All"])[
        "Attributes"
    ]
    assert attributes["MessageRetentionPeriod"] == str(7 * 86_400)
    assert json.loads(attributes["RedrivePolicy"]) == {
        "deadLetterTargetArn": outputs["DeadLetterQueueArn"],
        "maxReceiveCount": 3,
    }
    for queue in (outputs["QueueUrl"], outputs["DeadLetterQueueUrl"]):
        assert sqs.list_queue_tags(QueueUrl=queue)["Tags"].items() >= TAGS.items()


def test_the_starter_runs() -> None:
    """The function's inline code is Python that answers."""
    text = rendered("lambda-function", LEAST["lambda-function"])["template.yaml"]
    code = text.partition("ZipFile: |\n")[2].partition("      Role:")[0]
    source = "\n".join(line[10:] for line in code.splitlines())
    namespace: dict[str, Any] = {}
    exec(compile(source, "index.py", "exec"), namespace)  # noqa: S102 - our own template's code
    assert namespace["handler"]({"b": 1}, None) == {"statusCode": 200, "body": '{"ok": true}'}
