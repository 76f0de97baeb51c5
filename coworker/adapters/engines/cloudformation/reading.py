"""What CloudFormation says of a stack: every page, with its silences told as None.

It must not change anything: each call here is a Describe, a List or a Get.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from coworker.adapters.aws.faults import code_of, told_as_faults
from coworker.adapters.engines.cloudformation.carried import Carried, carried_by, text_of_option
from coworker.adapters.engines.cloudformation.status import Meaning, meaning_of
from coworker.adapters.engines.cloudformation.wording import says_missing

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import (
        ChangeSetSummaryTypeDef,
        ChangeTypeDef,
        DescribeChangeSetOutputTypeDef,
        StackEventTypeDef,
        StackResourceSummaryTypeDef,
        StackTypeDef,
    )

# What DescribeChangeSet tells of a change set that is no option of it, or is read by its name.
_NO_OPTIONS = frozenset(
    {
        "Capabilities",
        "ChangeSetId",
        "ChangeSetName",
        "Changes",
        "CreationTime",
        "Description",
        "ExecutionStatus",
        "NextToken",
        "NotificationARNs",
        "Parameters",
        "ResponseMetadata",
        "RollbackConfiguration",
        "StackDriftStatus",
        "StackId",
        "StackName",
        "Status",
        "StatusReason",
        "Tags",
    }
)
_MISSING_CHANGE_SET = frozenset({"ChangeSetNotFound", "ChangeSetNotFoundException"})


@dataclass(frozen=True, kw_only=True, slots=True)
class StackSeen:
    """A stack as DescribeStacks tells it. `id` is its ARN, `role` that of its service role."""

    id: str
    name: str
    status: str
    outputs: Mapping[str, str]
    protected: bool
    role: str
    carried: Carried

    @property
    def meaning(self) -> Meaning:
        """What the status means. Raises AwsFault for a status that is not known."""
        return meaning_of(self.status)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSetSeen:
    """A change set as DescribeChangeSet tells it on all its pages. `id` is its ARN.

    `options` holds every option that was asked for and has no member of its own, by AWS's name:
    also one that AWS thinks of later.
    """

    id: str
    name: str
    stack_id: str
    stack_name: str
    status: str
    execution_status: str
    reason: str
    parameters: Mapping[str, str]
    changes: tuple["ChangeTypeDef", ...]
    description: str
    capabilities: frozenset[str]
    carried: Carried
    options: Mapping[str, str]

    @property
    def executable(self) -> bool:
        """Whether it can be executed as it stands."""
        return self.status == "CREATE_COMPLETE" and self.execution_status == "AVAILABLE"

    @property
    def being_made(self) -> bool:
        """Whether CloudFormation is still working it out."""
        return self.status in {"CREATE_PENDING", "CREATE_IN_PROGRESS"}


class Reader:
    """Reads the stacks of one account and region."""

    def __init__(self, client: "CloudFormationClient", *, where: str) -> None:
        self._client = client
        self._where = where

    def stack(self, name_or_id: str) -> StackSeen | None:
        """A stack; None where there is none (a deleted one is found by its id alone)."""
        with told_as_faults("cloudformation:DescribeStacks", self._where):
            try:
                found = self._client.describe_stacks(StackName=name_or_id)["Stacks"][0]
            except ClientError as error:
                if says_missing(error):
                    return None
                raise
        return StackSeen(
            id=found.get("StackId", ""),
            name=found["StackName"],
            status=found["StackStatus"],
            outputs={
                output.get("OutputKey", ""): output.get("OutputValue", "")
                for output in found.get("Outputs", [])
            },
            protected=found.get("EnableTerminationProtection", False),
            role=found.get("RoleARN", ""),
            carried=_carried(found),
        )

    def change_set(self, name: str, stack: str) -> ChangeSetSeen | None:
        """A change set of a stack, with the changes of all pages; None where there is none."""
        with told_as_faults("cloudformation:DescribeChangeSet", self._where):
            try:
                page = self._client.describe_change_set(
                    ChangeSetName=name, StackName=stack, IncludePropertyValues=True
                )
                changes = [*page.get("Changes", [])]
                last = page
                while token := last.get("NextToken"):
                    last = self._client.describe_change_set(
                        ChangeSetName=name,
                        StackName=stack,
                        IncludePropertyValues=True,
                        NextToken=token,
                    )
                    changes += last.get("Changes", [])
            except ClientError as error:
                if code_of(error) in _MISSING_CHANGE_SET or says_missing(error):
                    return None
                raise
        return ChangeSetSeen(
            id=page["ChangeSetId"],
            name=page["ChangeSetName"],
            stack_id=page["StackId"],
            stack_name=page["StackName"],
            status=page["Status"],
            execution_status=page.get("ExecutionStatus", "UNAVAILABLE"),
            reason=page.get("StatusReason", ""),
            parameters={
                parameter.get("ParameterKey", ""): parameter.get("ParameterValue", "")
                for parameter in page.get("Parameters", [])
            },
            changes=tuple(changes),
            description=page.get("Description", ""),
            capabilities=frozenset(page.get("Capabilities", ())),
            carried=_carried(page),
            options={
                name: text
                for name, value in page.items()
                if name not in _NO_OPTIONS and (text := text_of_option(value))
            },
        )

    def change_sets(self, stack: StackSeen) -> tuple["ChangeSetSummaryTypeDef", ...]:
        """Every change set of a stack. An emulator lists other stacks' too: those are left out."""
        with told_as_faults("cloudformation:ListChangeSets", self._where):
            pages = self._client.get_paginator("list_change_sets").paginate(StackName=stack.id)
            return tuple(
                summary
                for page in pages
                for summary in page.get("Summaries", [])
                if summary.get("StackId") == stack.id
            )

    def resources(self, stack_id: str) -> tuple["StackResourceSummaryTypeDef", ...]:
        """Every resource of a stack."""
        with told_as_faults("cloudformation:ListStackResources", self._where):
            pages = self._client.get_paginator("list_stack_resources").paginate(StackName=stack_id)
            return tuple(
                summary for page in pages for summary in page.get("StackResourceSummaries", [])
            )

    def last_event(self, stack_id: str) -> str:
        """Id of the stack's newest event: what comes after it is new. Empty where there is none."""
        return next((event["EventId"] for event in self._events(stack_id)), "")

    def events_since(self, stack_id: str, event_id: str) -> tuple["StackEventTypeDef", ...]:
        """The events after the one of that id, oldest first."""
        new = []
        for event in self._events(stack_id):
            if event["EventId"] == event_id:
                break
            new.append(event)
        return tuple(reversed(new))

    def template(self, stack_id: str, change_set: str | None = None) -> str:
        """The template as it was submitted, of a stack or of one of its change sets."""
        with told_as_faults("cloudformation:GetTemplate", self._where):
            if change_set is None:
                answer = self._client.get_template(StackName=stack_id, TemplateStage="Original")
            else:
                answer = self._client.get_template(
                    StackName=stack_id, ChangeSetName=change_set, TemplateStage="Original"
                )
        # botocore hands a JSON template over as what the JSON means.
        body: object = answer.get("TemplateBody", "")
        return body if isinstance(body, str) else json.dumps(body)

    def _events(self, stack_id: str) -> Iterator["StackEventTypeDef"]:
        """Events, newest first, page by page as they are asked for."""
        with told_as_faults("cloudformation:DescribeStackEvents", self._where):
            pages = self._client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
            for page in pages:
                yield from page.get("StackEvents", [])


def _carried(answer: "StackTypeDef | DescribeChangeSetOutputTypeDef") -> Carried:
    return carried_by(
        answer.get("Tags", ()),
        answer.get("NotificationARNs", ()),
        answer.get("RollbackConfiguration", {}),
    )
