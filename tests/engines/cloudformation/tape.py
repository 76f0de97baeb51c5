"""CloudFormation's answers, laid down beforehand and checked against its service model.

It must not answer out of order: botocore's Stubber holds every call to what was laid down.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any, Self, cast

import botocore.session
from botocore.stub import Stubber
from types_boto3_cloudformation import CloudFormationClient

from coworker.adapters.aws.sessions import Sessions
from coworker.model.change import Identity
from coworker.model.environment import Environment
from tests.engines.cloudformation.story import ACCOUNT, REGION

NAME = "development-jobs"
STACK_ARN = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{NAME}/11111111"
CHANGE_SET_ARN = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/coworker-0/22222222"
NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TOPIC = f"arn:aws:sns:{REGION}:666666666666:news"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/mighty"
IDENTITY = Identity(
    account=ACCOUNT, arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run-1", region=REGION
)
# What DescribeChangeSet gives for the options that nobody chose.
WHERE_NOBODY_CHOSE: Mapping[str, Any] = MappingProxyType(
    {
        "NotificationARNs": [],
        "RollbackConfiguration": {},
        "Capabilities": [],
        "Tags": [],
        "IncludeNestedStacks": False,
        "ImportExistingResources": False,
        "OnStackFailure": "ROLLBACK",
        "DeploymentConfig": {"Mode": "STANDARD", "DisableRollback": False},
    }
)


class Tape(Sessions):
    """Sessions whose CloudFormation says what was laid down, and nothing else."""

    def __init__(self) -> None:
        super().__init__(targets={}, purpose="deploy", environ={}, run_name="tape")
        session = botocore.session.Session()
        session.set_credentials("testing", "testing")
        client = session.create_client("cloudformation", region_name=REGION)
        self._tape = cast("CloudFormationClient", client)
        self._stubber = Stubber(client)

    def __enter__(self) -> Self:
        self._stubber.activate()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stubber.deactivate()
        if kind is None:
            self._stubber.assert_no_pending_responses()

    def identity(self, environment: Environment, region: str) -> Identity:
        assert (environment, region) == (Environment.DEVELOPMENT, REGION)
        return IDENTITY

    def cloudformation(self, environment: Environment, region: str) -> CloudFormationClient:
        assert (environment, region) == (Environment.DEVELOPMENT, REGION)
        return self._tape

    def says(
        self, operation: str, answer: Mapping[str, Any], asked: Mapping[str, Any] | None = None
    ) -> None:
        """The next call is `operation`, with exactly the parameters `asked` where given."""
        self._stubber.add_response(operation, dict(answer), None if asked is None else dict(asked))

    def refuses(self, operation: str, code: str, message: str = "") -> None:
        """The next call is `operation`, and AWS answers it with an error code."""
        self._stubber.add_client_error(
            operation, service_error_code=code, service_message=message, http_status_code=400
        )

    def has_stack(self, status: str, **more: Any) -> None:
        self.says("describe_stacks", stack(status, **more))

    def has_no_stack(self) -> None:
        message = f"Stack with id {NAME} does not exist"
        self.refuses("describe_stacks", "ValidationError", message)

    def has_change_set(self, *changes: Mapping[str, Any], **more: Any) -> None:
        self.says("describe_change_set", change_set(*changes, **more))


def stack(
    status: str,
    *,
    protected: bool = False,
    carries: Mapping[str, Any] = NOTHING_MORE,
    **outputs: str,
) -> dict[str, Any]:
    return {
        "Stacks": [
            {
                **carries,
                "StackId": STACK_ARN,
                "StackName": NAME,
                "CreationTime": NOW,
                "StackStatus": status,
                "EnableTerminationProtection": protected,
                "Outputs": [
                    {"OutputKey": key, "OutputValue": value} for key, value in outputs.items()
                ],
            }
        ]
    }


def change_set(
    *changes: Mapping[str, Any],
    name: str = "coworker-0",
    status: str = "CREATE_COMPLETE",
    execution: str = "AVAILABLE",
    reason: str = "",
    parameters: Mapping[str, str] | None = None,
    token: str | None = None,
    options: Mapping[str, Any] = NOTHING_MORE,
) -> dict[str, Any]:
    page: dict[str, Any] = {
        **WHERE_NOBODY_CHOSE,
        "Description": "Preview of infrastructure/development/jobs",
        "ChangeSetName": name,
        "ChangeSetId": CHANGE_SET_ARN,
        "StackId": STACK_ARN,
        "StackName": NAME,
        "CreationTime": NOW,
        "Status": status,
        "ExecutionStatus": execution,
        "StatusReason": reason,
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value}
            for key, value in (parameters or {}).items()
        ],
        "Changes": [{"Type": "Resource", "ResourceChange": dict(change)} for change in changes],
        **options,
    }
    return page if token is None else {**page, "NextToken": token}


def added(address: str = "Queue", kind: str = "AWS::SQS::Queue") -> dict[str, Any]:
    return {"Action": "Add", "LogicalResourceId": address, "ResourceType": kind}


def event(status: str, *, number: int, address: str = NAME, reason: str = "") -> dict[str, Any]:
    """An event of a resource, or of the stack itself where no address is given."""
    of_stack = address == NAME
    return {
        "StackId": STACK_ARN,
        "EventId": f"event-{number}",
        "StackName": NAME,
        "LogicalResourceId": address,
        "PhysicalResourceId": STACK_ARN if of_stack else f"id-of-{address}",
        "ResourceType": "AWS::CloudFormation::Stack" if of_stack else "AWS::SQS::Queue",
        "Timestamp": NOW,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


def events(*newest_first: Mapping[str, Any]) -> dict[str, Any]:
    return {"StackEvents": list(newest_first)}


def resources(*listed: tuple[str, str]) -> dict[str, Any]:
    return {
        "StackResourceSummaries": [
            {
                "LogicalResourceId": address,
                "PhysicalResourceId": f"id-of-{address}",
                "ResourceType": "AWS::SQS::Queue",
                "LastUpdatedTimestamp": NOW,
                "ResourceStatus": status,
            }
            for address, status in listed
        ]
    }


def summaries(*names: str, execution: str = "AVAILABLE") -> dict[str, Any]:
    return {
        "Summaries": [
            {
                "StackId": STACK_ARN,
                "StackName": NAME,
                "ChangeSetId": f"{CHANGE_SET_ARN}/{name}",
                "ChangeSetName": name,
                "ExecutionStatus": execution,
                "Status": "CREATE_COMPLETE",
            }
            for name in names
        ]
    }


def collected() -> tuple[list[str], Any]:
    """A list of progress lines, and the function that fills it."""
    lines: list[str] = []
    return lines, lines.append
