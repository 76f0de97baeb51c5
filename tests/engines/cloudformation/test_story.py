"""The whole story of a stack on the emulator: previewed, executed, changed, removed, taken back.

It must not fake AWS: moto's server answers, in a process of its own.
"""

import dataclasses
from typing import Any, cast

import pytest
from types_boto3_cloudformation import CloudFormationClient

from coworker.adapters.engines.cloudformation.execute import CloudFormationDeployer
from coworker.adapters.engines.cloudformation.names import change_set_name, inputs_of
from coworker.adapters.engines.cloudformation.preview import CloudFormationPreviewer
from coworker.guardrails.template import Template, read_template
from coworker.model.change import Action, Identity, Preview, PreviewFailed, StackState
from coworker.model.environment import Environment
from tests.engines.cloudformation.story import (
    AT_ONCE,
    QUEUE,
    QUEUE_AND_TOPIC,
    REGION,
    sessions_at,
    source,
)
from tests.engines.cloudformation.tape import ROLE, collected

NAME = "development-jobs"


@pytest.fixture
def previewer(aws_endpoint: str) -> CloudFormationPreviewer:
    return CloudFormationPreviewer(sessions_at(aws_endpoint), patience=AT_ONCE)


@pytest.fixture
def deployer(aws_endpoint: str, previewer: CloudFormationPreviewer) -> CloudFormationDeployer:
    sessions = sessions_at(aws_endpoint, "deploy")
    return CloudFormationDeployer(sessions, previewer=previewer, patience=AT_ONCE)


@pytest.fixture
def aws(aws_endpoint: str) -> CloudFormationClient:
    return sessions_at(aws_endpoint).cloudformation(Environment.DEVELOPMENT, REGION)


def seen(result: Preview | PreviewFailed) -> Preview:
    assert isinstance(result, Preview), result
    return result


def quiet(_line: str) -> None:
    """Progress that nobody reads."""


def statuses(aws: CloudFormationClient) -> dict[str, str]:
    return {stack["StackName"]: stack["StackStatus"] for stack in aws.describe_stacks()["Stacks"]}


def change_sets(aws: CloudFormationClient) -> list[str]:
    return [
        summary["ChangeSetName"] for summary in aws.list_change_sets(StackName=NAME)["Summaries"]
    ]


def deployed(
    previewer: CloudFormationPreviewer, deployer: CloudFormationDeployer, template: str
) -> None:
    stack = source(template)
    outcome = deployer.execute(stack, seen(previewer.preview(stack)), quiet)
    assert outcome.state is StackState.DEPLOYED, outcome


def test_a_new_stack_is_previewed_as_creations_and_only_waits_in_review(
    previewer: CloudFormationPreviewer, aws: CloudFormationClient
) -> None:
    preview = seen(previewer.preview(source()))
    assert [(change.address, change.action) for change in preview.changes] == [
        ("Queue", Action.CREATE)
    ]
    assert not preview.existing
    assert preview.identity.account == "123456789012"
    assert statuses(aws) == {NAME: "REVIEW_IN_PROGRESS"}
    assert change_sets(aws) == [preview.reference]


def test_the_same_source_finds_its_change_set_again(
    previewer: CloudFormationPreviewer, aws: CloudFormationClient
) -> None:
    first = seen(previewer.preview(source()))
    made = aws.describe_change_set(ChangeSetName=str(first.reference), StackName=NAME)
    again = seen(previewer.preview(source()))
    assert again == first
    found = aws.describe_change_set(ChangeSetName=str(again.reference), StackName=NAME)
    assert found["ChangeSetId"] == made["ChangeSetId"]


def test_a_changed_proposal_for_a_new_stack_takes_the_place_of_the_first(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    first = seen(previewer.preview(source()))
    second = seen(previewer.preview(source(QUEUE_AND_TOPIC)))
    assert second.reference != first.reference
    assert change_sets(aws) == [second.reference]
    assert list(statuses(aws)) == [NAME]
    outcome = deployer.execute(source(QUEUE_AND_TOPIC), second, quiet)
    assert outcome.state is StackState.DEPLOYED
    assert statuses(aws) == {NAME: "CREATE_COMPLETE"}


def test_execution_reports_progress_and_what_was_verified(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    preview = seen(previewer.preview(source()))
    lines, progress = collected()
    outcome = deployer.execute(source(), preview, progress)
    assert (outcome.state, outcome.status) == (StackState.DEPLOYED, "CREATE_COMPLETE")
    assert outcome.good
    assert statuses(aws) == {NAME: "CREATE_COMPLETE"}
    assert outcome.verified[1:] == (
        "its options are those that the co-worker asks for",
        "AWS reports the stack CREATE_COMPLETE",
        "1 changed resource listed as complete",
        "a preview made afterwards finds nothing left to change",
    )
    assert "emulator" in outcome.message
    assert lines == [
        f"Executing the change set {preview.reference} of {NAME}",
        f"CREATE_IN_PROGRESS {NAME} (AWS::CloudFormation::Stack)",
        f"CREATE_COMPLETE {NAME} (AWS::CloudFormation::Stack)",
    ]


def test_a_resource_that_the_emulator_passes_over_is_told_as_unchecked(
    previewer: CloudFormationPreviewer, deployer: CloudFormationDeployer
) -> None:
    stack = source(
        QUEUE
        + """\
  Access:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument: {Version: "2012-10-17", Statement: []}
"""
    )
    outcome = deployer.execute(stack, seen(previewer.preview(stack)), quiet)
    assert outcome.state is StackState.DEPLOYED
    assert "Access (AWS::SQS::QueuePolicy): the emulator does not list it" in outcome.message


def test_a_deployed_stack_that_is_the_same_has_nothing_to_change_and_no_change_set(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    deployed(previewer, deployer, QUEUE)
    preview = seen(previewer.preview(source()))
    assert preview.existing
    assert (preview.changes, preview.reference) == ((), None)
    assert change_sets(aws) == []
    outcome = deployer.execute(source(), preview, quiet)
    assert outcome.state is StackState.ALREADY_IN_PLACE


def test_an_update_is_previewed_and_executed(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    deployed(previewer, deployer, QUEUE)
    preview = seen(previewer.preview(source(QUEUE_AND_TOPIC)))
    assert preview.existing
    assert [(change.address, change.action) for change in preview.changes] == [
        ("Topic", Action.CREATE)
    ]
    outcome = deployer.execute(source(QUEUE_AND_TOPIC), preview, quiet)
    assert (outcome.state, outcome.status) == (StackState.DEPLOYED, "UPDATE_COMPLETE")
    listed = aws.list_stack_resources(StackName=NAME)["StackResourceSummaries"]
    assert {summary["LogicalResourceId"] for summary in listed} == {"Queue", "Topic"}


def test_a_resource_taken_out_is_verified_to_be_gone(
    previewer: CloudFormationPreviewer, deployer: CloudFormationDeployer
) -> None:
    deployed(previewer, deployer, QUEUE_AND_TOPIC)
    preview = seen(previewer.preview(source(QUEUE)))
    assert [(change.address, change.action) for change in preview.changes] == [
        ("Topic", Action.DELETE)
    ]
    outcome = deployer.execute(source(QUEUE), preview, quiet)
    assert outcome.state is StackState.DEPLOYED
    assert "1 removed resource no longer listed" in outcome.verified


def test_a_second_run_finds_the_work_done_and_repeats_nothing(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    preview = seen(previewer.preview(source()))
    assert deployer.execute(source(), preview, quiet).state is StackState.DEPLOYED
    events = aws.describe_stack_events(StackName=NAME)["StackEvents"]
    again = deployer.execute(source(), preview, quiet)
    assert again.state is StackState.ALREADY_IN_PLACE
    assert again.good
    assert aws.describe_stack_events(StackName=NAME)["StackEvents"] == events


def test_a_change_set_that_is_gone_is_made_again_and_executed(
    previewer: CloudFormationPreviewer, deployer: CloudFormationDeployer
) -> None:
    preview = seen(previewer.preview(source()))
    assert previewer.discard(source()) == (
        f"change set {preview.reference} of stack {NAME}",
        f"empty stack {NAME}",
    )
    lines, progress = collected()
    outcome = deployer.execute(source(), preview, progress)
    assert outcome.state is StackState.DEPLOYED
    assert lines[0].endswith("making it again")


def test_a_change_set_that_comes_out_otherwise_is_refused_and_not_executed(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    deployed(previewer, deployer, QUEUE)
    reviewed = seen(previewer.preview(source(QUEUE_AND_TOPIC)))
    previewer.discard(source())
    aws.delete_stack(StackName=NAME)
    outcome = deployer.execute(source(QUEUE_AND_TOPIC), reviewed, quiet)
    assert outcome.state is StackState.REFUSED
    assert "Queue was not to change, and now it would" in outcome.message
    assert statuses(aws) == {NAME: "REVIEW_IN_PROGRESS"}


def test_a_change_set_slipped_in_under_the_reviewed_name_is_refused(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    reviewed = seen(previewer.preview(source()))
    previewer.discard(source())
    aws.create_change_set(
        StackName=NAME,
        ChangeSetName=str(reviewed.reference),
        ChangeSetType="CREATE",
        TemplateBody=QUEUE_AND_TOPIC,
    )
    outcome = deployer.execute(source(), reviewed, quiet)
    assert outcome.state is StackState.REFUSED
    assert "Topic was not to change" in outcome.message
    assert statuses(aws) == {NAME: "REVIEW_IN_PROGRESS"}


def test_another_value_of_a_parameter_is_refused(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    reviewed = seen(previewer.preview(source()))
    previewer.discard(source())
    aws.create_change_set(
        StackName=NAME,
        ChangeSetName=str(reviewed.reference),
        ChangeSetType="CREATE",
        TemplateBody=QUEUE,
        Parameters=[{"ParameterKey": "Retention", "ParameterValue": "60"}],
    )
    outcome = deployer.execute(source(), reviewed, quiet)
    assert outcome.state is StackState.REFUSED
    assert "The parameter Retention" in outcome.message


@pytest.fixture
def topic(aws_endpoint: str) -> str:
    """The ARN of a topic of the attacker's."""
    sns = sessions_at(aws_endpoint).client(Environment.DEVELOPMENT, "sns", REGION)
    return str(cast("Any", sns).create_topic(Name="news")["TopicArn"])


def prepared_by_an_attacker(aws: CloudFormationClient, topic: str) -> str:
    """A stack in review with a change set under the name that ours would have; the name."""
    template = read_template("template.yaml", QUEUE)
    assert isinstance(template, Template)
    name = change_set_name(source(), inputs_of(source(), template))
    aws.create_change_set(
        StackName=NAME,
        ChangeSetName=name,
        ChangeSetType="CREATE",
        TemplateBody=QUEUE,
        Tags=[{"Key": "team", "Value": "attacker"}],
        NotificationARNs=[topic],
        RoleARN=ROLE,
    )
    return name


def test_what_an_attacker_prepared_under_the_predictable_name_is_made_anew(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
    topic: str,
) -> None:
    name = prepared_by_an_attacker(aws, topic)
    preview = seen(previewer.preview(source()))
    assert preview.reference == name
    assert deployer.execute(source(), preview, quiet).state is StackState.DEPLOYED
    (stack,) = aws.describe_stacks(StackName=NAME)["Stacks"]
    assert (stack.get("Tags", []), stack.get("NotificationARNs", [])) == ([], [])
    assert "RoleARN" not in stack


def test_what_an_attacker_prepared_after_the_review_is_refused(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
    topic: str,
) -> None:
    reviewed = seen(previewer.preview(source()))
    previewer.discard(source())
    assert prepared_by_an_attacker(aws, topic) == reviewed.reference
    outcome = deployer.execute(source(), reviewed, quiet)
    assert outcome.state is StackState.REFUSED
    assert topic in outcome.message
    assert statuses(aws) == {NAME: "REVIEW_IN_PROGRESS"}


@pytest.mark.parametrize("field", ["account", "region"])
def test_another_place_than_the_reviewed_one_is_refused(
    field: str, previewer: CloudFormationPreviewer, deployer: CloudFormationDeployer
) -> None:
    preview = seen(previewer.preview(source()))
    elsewhere = dataclasses.replace(preview.identity, **{field: "elsewhere"})
    assert isinstance(elsewhere, Identity)
    for act in (deployer.execute, deployer.remove):
        outcome = act(source(), dataclasses.replace(preview, identity=elsewhere), quiet)
        assert outcome.state is StackState.REFUSED
        assert f"The {field} reviewed was elsewhere" in outcome.message


def test_removal_is_previewed_executed_and_verified(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    kept = QUEUE.replace("    Properties:", "    DeletionPolicy: Retain\n    Properties:")
    deployed(previewer, deployer, kept)
    preview = seen(previewer.preview_removal(source(kept)))
    assert [(change.action, change.keeps_data) for change in preview.changes] == [
        (Action.DELETE, True)
    ]
    assert preview.reference is None
    assert change_sets(aws) == []
    outcome = deployer.remove(source(kept), preview, quiet)
    assert (outcome.state, outcome.status) == (StackState.DEPLOYED, "DELETE_COMPLETE")
    assert "Kept by their DeletionPolicy: Queue (AWS::SQS::Queue)" in outcome.message
    assert statuses(aws) == {}
    assert deployer.remove(source(kept), preview, quiet).state is StackState.ALREADY_IN_PLACE


def test_removal_of_more_than_was_reviewed_is_refused(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    deployed(previewer, deployer, QUEUE)
    reviewed = seen(previewer.preview_removal(source()))
    deployed(previewer, deployer, QUEUE_AND_TOPIC)
    outcome = deployer.remove(source(), reviewed, quiet)
    assert outcome.state is StackState.REFUSED
    assert statuses(aws) == {NAME: "UPDATE_COMPLETE"}


def test_removal_of_a_stack_that_is_not_there_deletes_nothing(
    previewer: CloudFormationPreviewer,
) -> None:
    preview = seen(previewer.preview_removal(source()))
    assert (preview.changes, preview.existing) == ((), False)


def test_discarding_leaves_other_peoples_change_sets_and_deployed_stacks_alone(
    previewer: CloudFormationPreviewer,
    deployer: CloudFormationDeployer,
    aws: CloudFormationClient,
) -> None:
    preview = seen(previewer.preview(source()))
    aws.create_change_set(
        StackName="another-stack",
        ChangeSetName="coworker-of-another-stack",
        ChangeSetType="CREATE",
        TemplateBody=QUEUE,
    )
    assert deployer.execute(source(), preview, quiet).good
    update = seen(previewer.preview(source(QUEUE_AND_TOPIC)))
    aws.create_change_set(
        StackName=NAME,
        ChangeSetName="by-hand",
        ChangeSetType="UPDATE",
        TemplateBody=QUEUE_AND_TOPIC,
    )
    assert previewer.discard(source()) == (f"change set {update.reference} of stack {NAME}",)
    assert sorted(change_sets(aws)) == ["by-hand", "coworker-of-another-stack"]
    assert statuses(aws)[NAME] == "CREATE_COMPLETE"


def test_discarding_twice_or_nothing_is_no_fault(previewer: CloudFormationPreviewer) -> None:
    previewer.preview(source())
    assert previewer.discard(source())
    assert previewer.discard(source()) == ()


def test_a_deployment_that_cannot_be_followed_is_unknown_not_good(
    previewer: CloudFormationPreviewer, deployer: CloudFormationDeployer
) -> None:
    stack = source(
        """\
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Role: no-role-at-all
      Handler: index.handler
      Runtime: python3.12
      Code: {ZipFile: "pass"}
"""
    )
    outcome = deployer.execute(stack, seen(previewer.preview(stack)), quiet)
    assert outcome.state is StackState.UNKNOWN
    assert not outcome.good
