"""What the deployer makes of answers that the emulator does not give: failures, silences, races.

It must not use answers or requests that CloudFormation's service model would not have.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from coworker.adapters.engines.cloudformation.execute import CloudFormationDeployer
from coworker.adapters.engines.cloudformation.names import request_token
from coworker.adapters.engines.cloudformation.normalise import changes_of, removals_of
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.errors import AwsFault
from coworker.model.change import Preview, PreviewFailed, StackOutcome, StackState
from coworker.model.environment import EngineName
from coworker.model.stack import StackId, StackSource
from tests.engines.cloudformation.story import AT_ONCE, QUEUE, QUEUE_AND_TOPIC, source
from tests.engines.cloudformation.tape import (
    CHANGE_SET_ARN,
    IDENTITY,
    NAME,
    ROLE,
    STACK_ARN,
    TOPIC,
    Tape,
    added,
    change_set,
    collected,
    event,
    events,
    resources,
    stack,
)

THE_PLANNER = dataclasses.replace(IDENTITY, arn="arn:aws:sts::1:assumed-role/plan/run-0")


def reviewed(*changes: dict[str, Any], reference: str | None = "coworker-0") -> Preview:
    """A preview as the review has it: made by another session of the same account."""
    return Preview(
        stack=StackId(environment="development", name="jobs"),
        engine=EngineName.CLOUDFORMATION,
        identity=THE_PLANNER,
        changes=changes_of(change_set(*changes)["Changes"]),
        reference=reference,
        existing=True,
    )


class Previews:
    """A Previewer that says what it was given, in turn; a fault is raised."""

    def __init__(self, *answers: Preview | PreviewFailed | AwsFault) -> None:
        self._answers = list(answers)
        self.discarded = 0

    def preview(self, stack: StackSource) -> Preview | PreviewFailed:
        assert stack.id.name == "jobs"
        answer = self._answers.pop(0)
        if isinstance(answer, AwsFault):
            raise answer
        return answer

    def preview_removal(self, stack: StackSource) -> Preview | PreviewFailed:
        return self.preview(stack)

    def discard(self, stack: StackSource) -> tuple[str, ...]:
        assert stack.id.name == "jobs"
        self.discarded += 1
        return ()

    @property
    def all_used(self) -> bool:
        return not self._answers


NOTHING_LEFT = reviewed(reference=None)


def execute(
    tape: Tape,
    *previews: Preview | PreviewFailed | AwsFault,
    review: Preview | None = None,
    template: str = QUEUE,
    patience: Patience = AT_ONCE,
) -> StackOutcome:
    previewer = Previews(*previews)
    with tape:
        deployer = CloudFormationDeployer(tape, previewer=previewer, patience=patience)
        outcome = deployer.execute(source(template), review or reviewed(added()), collected()[1])
    assert previewer.all_used
    return outcome


def proven_tape(*, status: str = "UPDATE_COMPLETE") -> Tape:
    """Up to the request to execute: the change set is there, and is the reviewed one."""
    tape = Tape()
    tape.has_stack(status)
    tape.has_change_set(added())
    tape.has_stack(status)
    tape.says(
        "get_template",
        {"TemplateBody": QUEUE},
        {"StackName": STACK_ARN, "ChangeSetName": CHANGE_SET_ARN, "TemplateStage": "Original"},
    )
    tape.says("describe_stack_events", events(event("UPDATE_COMPLETE", number=9)))
    return tape


def executed_tape() -> Tape:
    """Up to AWS's consent to execute."""
    tape = proven_tape()
    tape.says(
        "execute_change_set",
        {},
        {
            "ChangeSetName": CHANGE_SET_ARN,
            "StackName": STACK_ARN,
            "ClientRequestToken": request_token("execute", CHANGE_SET_ARN),
        },
    )
    return tape


def ended(tape: Tape, status: str, *newest_first: dict[str, Any]) -> Tape:
    tape.has_stack(status)
    tape.says("describe_stack_events", events(*newest_first, event("UPDATE_COMPLETE", number=9)))
    return tape


def good_tape(*listed: tuple[str, str]) -> Tape:
    tape = ended(executed_tape(), "UPDATE_COMPLETE", event("UPDATE_COMPLETE", number=11))
    tape.says("list_stack_resources", resources(*listed))
    return tape


def test_the_proof_the_execution_and_the_verification_are_told() -> None:
    outcome = execute(good_tape(("Queue", "CREATE_COMPLETE")), NOTHING_LEFT)
    assert outcome.state is StackState.DEPLOYED
    assert outcome.message == f"The stack {NAME} is what was reviewed."
    assert outcome.verified[1:] == (
        "its options are those that the co-worker asks for",
        "its template is the merged one",
        "AWS reports the stack UPDATE_COMPLETE",
        "1 changed resource listed as complete",
        "a preview made afterwards finds nothing left to change",
    )
    assert outcome.identity == IDENTITY


def test_the_status_from_before_is_not_taken_for_the_end() -> None:
    tape = executed_tape()
    ended(tape, "UPDATE_COMPLETE")
    ended(tape, "UPDATE_IN_PROGRESS", event("UPDATE_IN_PROGRESS", number=10))
    ended(
        tape,
        "UPDATE_ROLLBACK_COMPLETE",
        event("UPDATE_ROLLBACK_COMPLETE", number=12),
        event("CREATE_FAILED", number=11, address="Queue", reason="Quota reached"),
        event("UPDATE_IN_PROGRESS", number=10),
    )
    outcome = execute(tape)
    assert outcome.state is StackState.ROLLED_BACK
    assert [failure.address for failure in outcome.failures] == ["Queue"]
    assert "Queue: Quota reached." in outcome.message
    assert "propose the change again" in outcome.message


def test_a_failed_creation_leaves_a_dead_stack_and_says_what_to_do() -> None:
    tape = executed_tape()
    ended(tape, "ROLLBACK_COMPLETE", event("ROLLBACK_COMPLETE", number=12))
    outcome = execute(tape)
    assert outcome.state is StackState.ROLLED_BACK
    assert "can only delete it now" in outcome.message


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_FAILED", "CREATE_FAILED"])
def test_a_stack_that_needs_hands_has_failed(status: str) -> None:
    outcome = execute(ended(executed_tape(), status, event(status, number=12)))
    assert (outcome.state, outcome.status) == (StackState.FAILED, status)


def test_time_that_runs_out_is_unknown_with_the_status_it_had() -> None:
    tape = executed_tape()
    for number in range(10, 10 + AT_ONCE.attempts):
        ended(tape, "UPDATE_IN_PROGRESS", event("UPDATE_IN_PROGRESS", number=number))
    outcome = execute(tape)
    assert (outcome.state, outcome.status) == (StackState.UNKNOWN, "UPDATE_IN_PROGRESS")
    assert "Run the deployment again" in outcome.message


def test_an_execution_that_never_shows_is_unknown_not_good() -> None:
    tape = executed_tape()
    for _ in range(AT_ONCE.attempts):
        ended(tape, "UPDATE_COMPLETE")
    assert execute(tape).state is StackState.UNKNOWN


def test_credentials_that_expire_while_waiting_are_unknown_not_lost() -> None:
    tape = executed_tape()
    tape.refuses("describe_stacks", "ExpiredToken")
    outcome = execute(tape)
    assert outcome.state is StackState.UNKNOWN
    assert "credentials have expired" in outcome.message


def test_a_stack_that_is_gone_afterwards_is_unknown() -> None:
    tape = executed_tape()
    tape.has_no_stack()
    tape.says("describe_stack_events", events(event("UPDATE_COMPLETE", number=9)))
    assert execute(tape).state is StackState.UNKNOWN


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ([], "is not listed"),
        ([("Queue", "UPDATE_FAILED")], "is not complete: UPDATE_FAILED"),
    ],
)
def test_a_complete_stack_whose_resource_is_not_there_has_failed(
    listed: Sequence[tuple[str, str]], reason: str
) -> None:
    outcome = execute(good_tape(*listed))
    assert outcome.state is StackState.FAILED
    assert reason in outcome.failures[0].reason


def test_a_removed_resource_that_is_still_there_has_failed() -> None:
    gone = {**added(), "Action": "Remove"}
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(gone)
    tape.has_stack("UPDATE_COMPLETE")
    tape.says("get_template", {"TemplateBody": QUEUE})
    tape.says("describe_stack_events", events())
    tape.says("execute_change_set", {})
    ended(tape, "UPDATE_COMPLETE", event("UPDATE_COMPLETE", number=11))
    tape.says("list_stack_resources", resources(("Queue", "DELETE_FAILED")))
    outcome = execute(tape, review=reviewed(gone))
    assert outcome.state is StackState.FAILED
    assert "is still there" in outcome.failures[0].reason


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (reviewed(added("Other")), "would change Other: something drifted"),
        (
            PreviewFailed(
                stack=StackId(environment="development", name="jobs"), reason="No", next_step="x"
            ),
            "could not be made afterwards: No",
        ),
        (AwsFault("AWS throttled it", next_step="Wait."), "afterwards: AWS throttled it"),
    ],
)
def test_what_a_preview_says_afterwards_is_noted(
    after: Preview | PreviewFailed | AwsFault, said: str
) -> None:
    outcome = execute(good_tape(("Queue", "CREATE_COMPLETE")), after)
    assert outcome.state is StackState.DEPLOYED
    assert said in outcome.message
    assert not any("preview" in words for words in outcome.verified)


def test_outputs_are_read_and_redacted() -> None:
    tape = executed_tape()
    tape.says("describe_stacks", stack("UPDATE_COMPLETE", QueueUrl="https://q", AdminPassword="p"))
    tape.says("describe_stack_events", events(event("UPDATE_COMPLETE", number=11)))
    tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    outcome = execute(tape, NOTHING_LEFT)
    assert outcome.outputs == {"AdminPassword": "[redacted]", "QueueUrl": "https://q"}


def test_a_change_set_with_another_template_is_refused_though_its_digest_is_the_same() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(added())
    tape.has_stack("UPDATE_COMPLETE")
    tape.says("get_template", {"TemplateBody": QUEUE.replace("3600", "60")})
    outcome = execute(tape)
    assert outcome.state is StackState.REFUSED
    assert "holds another template" in outcome.message


@pytest.mark.parametrize("kind", ["replaced", "property"])
def test_a_change_set_that_would_do_otherwise_is_refused(kind: str) -> None:
    update = {**added(), "Action": "Modify", "Replacement": "False"}
    detail = {
        "Target": {"Attribute": "Properties", "Name": "QueueName", "AfterValue": "other"},
        "Evaluation": "Static",
    }
    now = (
        {**update, "Replacement": "Conditional"}
        if kind == "replaced"
        else {**update, "Details": [detail]}
    )
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(now)
    outcome = execute(tape, review=reviewed(update))
    assert outcome.state is StackState.REFUSED
    assert "Queue " in outcome.message


def test_hidden_values_of_noecho_parameters_pass_and_unknown_parameters_do_not() -> None:
    template = QUEUE.replace("    Default: 3600", "    Default: 3600\n    NoEcho: true")
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(added(), parameters={"Retention": "****", "Extra": "x"})
    tape.has_stack("UPDATE_COMPLETE")
    outcome = execute(tape, template=template)
    assert outcome.state is StackState.REFUSED
    assert "Extra" in outcome.message
    assert "Retention" not in outcome.message


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"Tags": [{"Key": "team", "Value": "x"}]}, "would give the stack the tags team"),
        ({"NotificationARNs": [TOPIC]}, f"would give the stack notifications to {TOPIC}"),
        (
            {"RollbackConfiguration": {"RollbackTriggers": [{"Arn": TOPIC, "Type": "x"}]}},
            "would give the stack a rollback configuration",
        ),
        ({"RollbackConfiguration": {"MonitoringTimeInMinutes": 9}}, "a rollback configuration"),
        ({"Capabilities": ["CAPABILITY_AUTO_EXPAND"]}, "capabilities CAPABILITY_AUTO_EXPAND"),
        ({"OnStackFailure": "DO_NOTHING"}, "the option OnStackFailure"),
        ({"ImportExistingResources": True}, "the option ImportExistingResources"),
        ({"IncludeNestedStacks": True}, "the option IncludeNestedStacks"),
        ({"DeploymentMode": "REVERT_DRIFT"}, "the option DeploymentMode"),
        ({"DeploymentConfig": {"Mode": "EXPRESS"}}, "the option DeploymentConfig"),
        (
            {"DeploymentConfig": {"Mode": "STANDARD", "DisableRollback": True}},
            "the option DeploymentConfig",
        ),
        ({"RootChangeSetId": CHANGE_SET_ARN}, "the option RootChangeSetId"),
        ({"Description": "Mine"}, "has another description"),
    ],
)
def test_an_option_that_nobody_reviewed_is_refused_though_the_changes_are_the_same(
    option: dict[str, Any], said: str
) -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(added(), options=option)
    tape.has_stack("UPDATE_COMPLETE")
    outcome = execute(tape)
    assert outcome.state is StackState.REFUSED
    assert said in outcome.message


def test_what_a_stack_carries_already_an_update_may_keep() -> None:
    carries = {"Tags": [{"Key": "team", "Value": "ours"}], "NotificationARNs": [TOPIC]}
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE", carries=carries)
    tape.has_change_set(added(), options=carries)
    tape.has_stack("UPDATE_COMPLETE", carries=carries)
    tape.says("get_template", {"TemplateBody": QUEUE})
    tape.says("describe_stack_events", events(event("UPDATE_COMPLETE", number=9)))
    tape.says("execute_change_set", {})
    tape.has_stack("UPDATE_COMPLETE", carries=carries)
    tape.says("describe_stack_events", events(event("UPDATE_COMPLETE", number=11)))
    tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    assert execute(tape, NOTHING_LEFT).state is StackState.DEPLOYED


@pytest.mark.parametrize(
    ("status", "carries", "said"),
    [
        ("UPDATE_COMPLETE", {"RoleARN": ROLE}, f"carries the service role {ROLE}"),
        ("REVIEW_IN_PROGRESS", {"RoleARN": ROLE}, f"carries the service role {ROLE}"),
        ("REVIEW_IN_PROGRESS", {"NotificationARNs": [TOPIC]}, f"notifications to {TOPIC}"),
        ("REVIEW_IN_PROGRESS", {"Tags": [{"Key": "team", "Value": "x"}]}, "the tags team"),
    ],
)
def test_a_stack_that_carries_what_nobody_reviewed_is_refused(
    status: str, carries: dict[str, Any], said: str
) -> None:
    tape = Tape()
    tape.has_stack(status)
    tape.has_change_set(added())
    tape.has_stack(status, carries=carries)
    outcome = execute(tape)
    assert outcome.state is StackState.REFUSED
    assert said in outcome.message


def test_a_stack_that_is_gone_before_the_execution_is_refused() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(added())
    tape.has_no_stack()
    outcome = execute(tape)
    assert outcome.state is StackState.REFUSED
    assert "is gone" in outcome.message


@pytest.mark.parametrize(
    ("carries", "said"),
    [
        ({"RoleARN": ROLE}, f"has the service role {ROLE}"),
        ({"NotificationARNs": [TOPIC]}, "has other tags, notifications or rollback triggers"),
    ],
)
def test_what_a_stack_has_gained_by_its_execution_is_a_failure(
    carries: dict[str, Any], said: str
) -> None:
    """The service role of a change set is not told before."""
    tape = executed_tape()
    tape.has_stack("UPDATE_COMPLETE", carries=carries)
    tape.says("describe_stack_events", events(event("UPDATE_COMPLETE", number=11)))
    tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    outcome = execute(tape)
    assert outcome.state is StackState.FAILED
    (failure,) = outcome.failures
    assert (failure.address, failure.type) == (NAME, "AWS::CloudFormation::Stack")
    assert said in failure.reason


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidChangeSetStatus", "Throttling"])
def test_an_execution_that_aws_refuses_was_not_started(code: str) -> None:
    tape = proven_tape()
    tape.refuses("execute_change_set", code)
    if code == "InvalidChangeSetStatus":
        tape.has_stack("UPDATE_COMPLETE")
    outcome = execute(tape)
    assert outcome.state is StackState.NOT_STARTED
    assert outcome.message.startswith("Nothing was done: ")


@pytest.mark.parametrize("code", ["InvalidChangeSetStatus", "TokenAlreadyExistsException"])
def test_an_execution_that_got_through_before_its_answer_was_lost_is_waited_for(code: str) -> None:
    tape = proven_tape()
    tape.refuses("execute_change_set", code)
    tape.has_stack("UPDATE_IN_PROGRESS")
    ended(tape, "UPDATE_COMPLETE", event("UPDATE_COMPLETE", number=11))
    tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    assert execute(tape, NOTHING_LEFT).state is StackState.DEPLOYED


def test_an_execution_without_an_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    tape = proven_tape()
    client = tape.cloudformation(source().spec.environment, source().spec.region)

    def silent(**_arguments: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://cloudformation")

    monkeypatch.setattr(client, "execute_change_set", silent)
    outcome = execute(tape)
    assert outcome.state is StackState.UNKNOWN
    assert "cloudformation:ExecuteChangeSet" in outcome.message


@pytest.mark.parametrize("gone", ["missing", "OBSOLETE", "elsewhere"])
def test_a_change_set_that_cannot_be_executed_is_made_again_and_compared(gone: str) -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    if gone == "missing":
        tape.refuses("describe_change_set", "ChangeSetNotFound")
    elif gone == "OBSOLETE":
        tape.has_change_set(added(), execution="OBSOLETE")
    else:
        tape.says("describe_change_set", {**change_set(added()), "StackName": "another"})
    tape.says("get_template", {"TemplateBody": QUEUE_AND_TOPIC})
    tape.has_change_set(added())
    tape.has_stack("UPDATE_COMPLETE")
    tape.says("get_template", {"TemplateBody": QUEUE})
    tape.says("describe_stack_events", events())
    tape.says("execute_change_set", {})
    ended(tape, "UPDATE_COMPLETE", event("UPDATE_COMPLETE", number=11))
    tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    outcome = execute(tape, reviewed(added()), NOTHING_LEFT)
    assert outcome.state is StackState.DEPLOYED


def tape_without_change_set() -> Tape:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    tape.says("get_template", {"TemplateBody": QUEUE_AND_TOPIC})
    return tape


def test_one_made_again_that_would_do_otherwise_is_refused() -> None:
    outcome = execute(tape_without_change_set(), reviewed(added("Other")))
    assert outcome.state is StackState.REFUSED
    assert "Other was not to change, and now it would: create" in outcome.message
    assert "Queue was to change (create" in outcome.message


def test_one_that_cannot_be_made_again_was_not_started() -> None:
    failure = PreviewFailed(
        stack=StackId(environment="development", name="jobs"), reason="Quota", next_step="Wait."
    )
    outcome = execute(tape_without_change_set(), failure)
    assert outcome.state is StackState.NOT_STARTED
    assert outcome.message == "Nothing was done: Quota. Wait."


def test_one_made_again_that_is_gone_again_was_not_started() -> None:
    tape = tape_without_change_set()
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    assert execute(tape, reviewed(added())).state is StackState.NOT_STARTED


def test_nothing_was_reviewed_and_nothing_is_to_change() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.says("get_template", {"TemplateBody": QUEUE_AND_TOPIC})
    nothing = reviewed(reference=None)
    assert execute(tape, nothing, review=nothing).state is StackState.ALREADY_IN_PLACE


def test_a_killed_run_is_waited_for_and_found_in_place() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_IN_PROGRESS")
    tape.says("describe_stack_events", events(event("UPDATE_IN_PROGRESS", number=9)))
    ended(tape, "UPDATE_COMPLETE", event("UPDATE_COMPLETE", number=10))
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    tape.says("get_template", {"TemplateBody": QUEUE})
    tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    outcome = execute(tape)
    assert outcome.state is StackState.ALREADY_IN_PLACE
    assert outcome.verified == (
        "the deployed template is the merged one",
        "1 changed resource listed as complete",
    )


def test_a_killed_run_that_went_wrong_is_judged_and_not_repeated() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_ROLLBACK_IN_PROGRESS")
    tape.says("describe_stack_events", events(event("UPDATE_ROLLBACK_IN_PROGRESS", number=12)))
    tape.has_stack("UPDATE_ROLLBACK_COMPLETE")
    tape.says("describe_stack_events", events(event("UPDATE_ROLLBACK_COMPLETE", number=13)))
    tape.says(
        "describe_stack_events",
        events(
            event("UPDATE_ROLLBACK_COMPLETE", number=13),
            event("UPDATE_FAILED", number=11, address="Queue", reason="Quota"),
            event("UPDATE_IN_PROGRESS", number=10),
            event("CREATE_FAILED", number=2, address="Older", reason="long ago"),
        ),
    )
    outcome = execute(tape)
    assert outcome.state is StackState.ROLLED_BACK
    assert [failure.address for failure in outcome.failures] == ["Queue"]


def test_a_stack_that_was_being_deleted_is_made_anew_from_what_was_reviewed() -> None:
    tape = Tape()
    tape.has_stack("DELETE_IN_PROGRESS")
    tape.says("describe_stack_events", events(event("DELETE_IN_PROGRESS", number=9)))
    ended(tape, "DELETE_COMPLETE", event("DELETE_COMPLETE", number=10))
    tape.refuses("describe_change_set", "ValidationError", f"Stack [{NAME}] does not exist")
    outcome = execute(tape, reviewed(added(), added("Second")))
    assert outcome.state is StackState.REFUSED


def test_in_place_but_not_whole_has_failed() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    tape.says("get_template", {"TemplateBody": QUEUE})
    tape.says("list_stack_resources", resources())
    assert execute(tape).state is StackState.FAILED


def test_a_dead_stack_is_not_started() -> None:
    tape = Tape()
    tape.has_stack("ROLLBACK_COMPLETE")
    outcome = execute(tape)
    assert (outcome.state, outcome.status) == (StackState.NOT_STARTED, "ROLLBACK_COMPLETE")


def test_another_stacks_review_is_refused() -> None:
    review = dataclasses.replace(
        reviewed(added()), stack=StackId(environment="development", name="other")
    )
    assert execute(Tape(), review=review).state is StackState.REFUSED


def removal(*listed: tuple[str, str]) -> Preview:
    changes = removals_of(resources(*listed)["StackResourceSummaries"], kept=frozenset())
    return dataclasses.replace(reviewed(reference=None), changes=changes)


QUEUE_GONE = removal(("Queue", "CREATE_COMPLETE"))


def remove(tape: Tape, *previews: Preview | PreviewFailed) -> StackOutcome:
    previewer = Previews(*previews)
    with tape:
        deployer = CloudFormationDeployer(tape, previewer=previewer, patience=AT_ONCE)
        outcome = deployer.remove(source(), QUEUE_GONE, collected()[1])
    assert previewer.all_used
    return outcome


def deleting_tape() -> Tape:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.says("describe_stack_events", events(event("UPDATE_COMPLETE", number=9)))
    return tape


def test_a_removal_is_by_arn_and_verified_by_name() -> None:
    tape = deleting_tape()
    tape.says(
        "delete_stack",
        {},
        {
            "StackName": STACK_ARN,
            "ClientRequestToken": request_token("delete", STACK_ARN, "event-9"),
        },
    )
    ended(tape, "DELETE_IN_PROGRESS", event("DELETE_IN_PROGRESS", number=10))
    ended(tape, "DELETE_COMPLETE", event("DELETE_COMPLETE", number=11))
    tape.has_no_stack()
    outcome = remove(tape, QUEUE_GONE)
    assert (outcome.state, outcome.status) == (StackState.DEPLOYED, "DELETE_COMPLETE")


def test_a_removal_that_fails_says_what_kept_it() -> None:
    tape = deleting_tape()
    tape.says("delete_stack", {})
    ended(
        tape,
        "DELETE_FAILED",
        event("DELETE_FAILED", number=12),
        event("DELETE_FAILED", number=11, address="Bucket", reason="The bucket is not empty"),
    )
    outcome = remove(tape, QUEUE_GONE)
    assert outcome.state is StackState.FAILED
    assert "Bucket: The bucket is not empty." in outcome.message


def test_a_removed_stack_whose_name_is_taken_again_is_unknown() -> None:
    tape = deleting_tape()
    tape.says("delete_stack", {})
    ended(tape, "DELETE_COMPLETE")
    tape.has_stack("REVIEW_IN_PROGRESS")
    assert remove(tape, QUEUE_GONE).state is StackState.UNKNOWN


def test_a_removal_that_cannot_be_followed_is_unknown() -> None:
    tape = deleting_tape()
    tape.says("delete_stack", {})
    tape.refuses("describe_stacks", "Throttling")
    assert remove(tape, QUEUE_GONE).state is StackState.UNKNOWN


def test_a_removal_that_aws_refuses_was_not_started() -> None:
    tape = deleting_tape()
    tape.refuses("delete_stack", "AccessDenied")
    outcome = remove(tape, QUEUE_GONE)
    assert outcome.state is StackState.NOT_STARTED
    assert "cloudformation:DeleteStack" in outcome.message


def test_a_removal_without_an_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    tape = deleting_tape()
    client = tape.cloudformation(source().spec.environment, source().spec.region)

    def silent(**_arguments: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://cloudformation")

    monkeypatch.setattr(client, "delete_stack", silent)
    assert remove(tape, QUEUE_GONE).state is StackState.UNKNOWN


def test_termination_protection_is_respected() -> None:
    tape = Tape()
    tape.says("describe_stacks", stack("UPDATE_COMPLETE", protected=True))
    outcome = remove(tape)
    assert outcome.state is StackState.NOT_STARTED
    assert "termination protection" in outcome.message


def test_a_removal_that_would_delete_more_is_refused() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    more = removal(("Queue", "CREATE_COMPLETE"), ("Topic", "CREATE_COMPLETE"))
    assert remove(tape, more).state is StackState.REFUSED


def test_a_removal_that_cannot_be_previewed_was_not_started() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    failure = PreviewFailed(
        stack=StackId(environment="development", name="jobs"), reason="No", next_step="Wait."
    )
    assert remove(tape, failure).state is StackState.NOT_STARTED


def test_a_removal_waits_for_what_is_going_on_and_says_when_that_takes_too_long() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_IN_PROGRESS")
    tape.says("describe_stack_events", events())
    for _ in range(AT_ONCE.attempts):
        tape.has_stack("UPDATE_IN_PROGRESS")
        tape.says("describe_stack_events", events())
    tape.says("describe_stack_events", events())
    assert remove(tape).state is StackState.UNKNOWN


def test_a_template_that_cannot_be_read_proves_nothing() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(added())
    outcome = execute(tape, template="[")
    assert outcome.state is StackState.REFUSED
    assert "template cannot be read" in outcome.message


def test_a_stack_in_review_whose_change_set_is_gone_is_not_in_place() -> None:
    tape = Tape()
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    assert execute(tape, reviewed(added("Other"))).state is StackState.REFUSED


def test_a_stack_in_review_needs_no_removal() -> None:
    tape = Tape()
    tape.has_stack("REVIEW_IN_PROGRESS")
    assert remove(tape).state is StackState.ALREADY_IN_PLACE


def test_waiting_is_bounded_and_told_in_seconds() -> None:
    waits: list[float] = []
    patience = Patience(attempts=4, seconds=2.5, wait=waits.append)
    assert patience.until(lambda: "never", lambda answer: answer == "done") == "never"
    assert waits == [2.5, 2.5, 2.5]
    assert patience.span == "10 s"
