"""What the preview makes of answers that the emulator does not give: pages, failures, refusals.

It must not use answers or requests that CloudFormation's service model would not have.
"""

import pytest
from botocore.exceptions import ReadTimeoutError

from coworker.adapters.engines.cloudformation.names import change_set_name, inputs_of
from coworker.adapters.engines.cloudformation.preview import CloudFormationPreviewer
from coworker.errors import AwsFault
from coworker.guardrails.redaction import MASK
from coworker.guardrails.template import Template, read_template
from coworker.model.change import Action, Preview, PreviewFailed
from coworker.model.stack import StackSource
from tests.engines.cloudformation.story import AT_ONCE, QUEUE, source
from tests.engines.cloudformation.tape import (
    CHANGE_SET_ARN,
    NAME,
    ROLE,
    STACK_ARN,
    TOPIC,
    Tape,
    added,
    change_set,
    resources,
    summaries,
)

MADE = {"Id": CHANGE_SET_ARN, "StackId": STACK_ARN}
NOTHING = "The submitted information didn't contain changes. Submit different information."


def name_of(stack: StackSource) -> str:
    template = read_template("template.yaml", stack.template)
    assert isinstance(template, Template)
    return change_set_name(stack, inputs_of(stack, template))


def preview(tape: Tape, stack: StackSource | None = None) -> Preview | PreviewFailed:
    with tape:
        return CloudFormationPreviewer(tape, patience=AT_ONCE).preview(stack or source())


def failed(tape: Tape, stack: StackSource | None = None) -> PreviewFailed:
    result = preview(tape, stack)
    assert isinstance(result, PreviewFailed), result
    return result


def tape_for_an_update() -> Tape:
    """A stack that is there, without our change set; the making of one comes next."""
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    return tape


def test_a_change_set_is_asked_for_without_parameters_tags_or_macros() -> None:
    tape = Tape()
    tape.has_no_stack()
    tape.says(
        "create_change_set",
        MADE,
        {
            "StackName": NAME,
            "ChangeSetName": name_of(source()),
            "ChangeSetType": "CREATE",
            "TemplateBody": QUEUE,
            "Capabilities": (),
            "Description": "Preview of infrastructure/development/jobs",
        },
    )
    tape.says(
        "describe_change_set",
        change_set(added()),
        {"ChangeSetName": CHANGE_SET_ARN, "StackName": STACK_ARN, "IncludePropertyValues": True},
    )
    result = preview(tape)
    assert isinstance(result, Preview)
    assert result.reference == name_of(source())


def test_all_pages_are_read() -> None:
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    tape.has_change_set(added("First"), token="page-2")
    tape.has_change_set(added("Second"), token="page-3")
    tape.says(
        "describe_change_set",
        change_set(added("Third")),
        {
            "ChangeSetName": CHANGE_SET_ARN,
            "StackName": STACK_ARN,
            "IncludePropertyValues": True,
            "NextToken": "page-3",
        },
    )
    result = preview(tape)
    assert isinstance(result, Preview)
    assert [change.address for change in result.changes] == ["First", "Second", "Third"]


def test_it_waits_until_the_change_set_is_worked_out() -> None:
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    tape.has_change_set(status="CREATE_PENDING", execution="UNAVAILABLE")
    tape.has_change_set(status="CREATE_IN_PROGRESS", execution="UNAVAILABLE")
    tape.has_change_set(added())
    assert isinstance(preview(tape), Preview)


def test_it_does_not_wait_for_ever() -> None:
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    for _ in range(AT_ONCE.attempts):
        tape.has_change_set(status="CREATE_IN_PROGRESS", execution="UNAVAILABLE")
    result = failed(tape)
    assert "CREATE_IN_PROGRESS" in result.reason
    assert "/coworker plan" in result.next_step


def test_a_change_set_that_vanishes_meanwhile_is_said_so() -> None:
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    assert "deleted while it was being made" in failed(tape).reason


@pytest.mark.parametrize("reason", [NOTHING, "No updates are to be performed."])
def test_nothing_to_change_is_no_failure_and_leaves_nothing_behind(reason: str) -> None:
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    tape.has_change_set(status="FAILED", execution="UNAVAILABLE", reason=reason)
    tape.says("delete_change_set", {}, {"ChangeSetName": CHANGE_SET_ARN, "StackName": STACK_ARN})
    result = preview(tape)
    assert isinstance(result, Preview)
    assert (result.changes, result.reference, result.existing) == ((), None, True)


def test_a_failed_change_set_is_told_redacted_and_taken_back_with_its_empty_stack() -> None:
    tape = Tape()
    tape.has_no_stack()
    tape.says("create_change_set", MADE)
    tape.has_change_set(
        status="FAILED", execution="UNAVAILABLE", reason="Parameter MasterPassword=hunter2 is short"
    )
    tape.says("delete_change_set", {}, {"ChangeSetName": CHANGE_SET_ARN, "StackName": STACK_ARN})
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.says("list_change_sets", summaries())
    tape.says("list_change_sets", summaries())
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.says("list_stack_resources", resources())
    tape.says("delete_stack", {}, {"StackName": STACK_ARN})
    tape.has_stack("DELETE_COMPLETE")
    assert failed(tape).reason == (
        f"CloudFormation could not make the change set: Parameter MasterPassword={MASK} is short"
    )


def test_a_failed_update_says_so_where_aws_gives_no_reason() -> None:
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    tape.has_change_set(status="FAILED", execution="UNAVAILABLE")
    tape.says("delete_change_set", {})
    tape.has_stack("UPDATE_COMPLETE")
    assert failed(tape).reason.endswith("it gave no reason")


def test_an_obsolete_change_set_makes_room_for_a_new_one_of_its_name() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(added("Old"), execution="OBSOLETE")
    tape.says("delete_change_set", {}, {"ChangeSetName": CHANGE_SET_ARN, "StackName": STACK_ARN})
    tape.says("create_change_set", MADE)
    tape.has_change_set(added("New"))
    result = preview(tape)
    assert isinstance(result, Preview)
    assert [change.address for change in result.changes] == ["New"]


def test_a_change_set_still_being_made_by_another_run_is_waited_for() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.has_change_set(status="CREATE_IN_PROGRESS", execution="UNAVAILABLE")
    tape.has_change_set(added())
    tape.says(
        "get_template",
        {"TemplateBody": QUEUE},
        {"StackName": STACK_ARN, "ChangeSetName": CHANGE_SET_ARN, "TemplateStage": "Original"},
    )
    assert isinstance(preview(tape), Preview)


@pytest.mark.parametrize("strange", ["template", "option", "parameter"])
def test_a_change_set_of_our_name_that_is_not_exactly_ours_is_made_anew(strange: str) -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    if strange == "template":
        tape.has_change_set(added("Theirs"))
        tape.says("get_template", {"TemplateBody": QUEUE.replace("3600", "60")})
    elif strange == "option":
        tape.has_change_set(added("Theirs"), options={"NotificationARNs": [TOPIC]})
    else:
        tape.has_change_set(added("Theirs"), parameters={"Retention": "60"})
    tape.says("delete_change_set", {}, {"ChangeSetName": CHANGE_SET_ARN, "StackName": STACK_ARN})
    tape.says("create_change_set", MADE)
    tape.has_change_set(added("Ours"))
    result = preview(tape)
    assert isinstance(result, Preview)
    assert [change.address for change in result.changes] == ["Ours"]


def test_a_change_set_that_comes_out_with_more_than_was_asked_for_is_taken_back() -> None:
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    tape.has_change_set(added(), options={"NotificationARNs": [TOPIC]})
    tape.says("delete_change_set", {}, {"ChangeSetName": CHANGE_SET_ARN, "StackName": STACK_ARN})
    assert f"notifications to {TOPIC}" in failed(tape).reason


def tape_of_a_strangers_stack_in_review() -> Tape:
    carries = {"RoleARN": ROLE, "NotificationARNs": [TOPIC]}
    tape = Tape()
    tape.has_stack("REVIEW_IN_PROGRESS", carries=carries)
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    tape.says("list_change_sets", summaries())
    tape.says("list_change_sets", summaries())
    tape.has_stack("REVIEW_IN_PROGRESS", carries=carries)
    tape.says("list_stack_resources", resources())
    return tape


def test_a_strangers_stack_in_review_is_not_inherited_but_made_anew() -> None:
    tape = tape_of_a_strangers_stack_in_review()
    tape.says("delete_stack", {}, {"StackName": STACK_ARN})
    tape.has_stack("DELETE_COMPLETE")
    tape.has_no_stack()
    tape.says("create_change_set", MADE)
    tape.has_change_set(added())
    assert isinstance(preview(tape), Preview)


def test_a_strangers_stack_in_review_that_cannot_be_deleted_is_refused() -> None:
    tape = tape_of_a_strangers_stack_in_review()
    tape.refuses("delete_stack", "AccessDenied")
    carries = {"RoleARN": ROLE, "NotificationARNs": [TOPIC]}
    tape.has_stack("REVIEW_IN_PROGRESS", carries=carries)
    result = failed(tape)
    assert f"the service role {ROLE}, which nobody reviewed" in result.reason
    assert TOPIC in result.reason
    assert "delete the stack in review" in result.next_step


def test_a_stack_with_a_service_role_is_neither_changed_nor_removed() -> None:
    """CloudFormation would use the role's rights instead of the deploy role's."""
    for ask in (preview, removal):
        tape = Tape()
        tape.has_stack("UPDATE_COMPLETE", carries={"RoleARN": ROLE})
        result = ask(tape)
        assert isinstance(result, PreviewFailed)
        assert f"carries the service role {ROLE}" in result.reason
        assert "import them into a stack that has none" in result.next_step


@pytest.mark.parametrize(
    ("status", "step"),
    [
        ("ROLLBACK_COMPLETE", "delete the stack"),
        ("UPDATE_IN_PROGRESS", "Wait until AWS has finished"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "Wait until AWS has finished"),
        ("DELETE_FAILED", "delete the stack again"),
        ("UPDATE_ROLLBACK_FAILED", "Continue update rollback"),
    ],
)
def test_a_stack_that_cannot_be_changed_is_told_with_the_next_step(status: str, step: str) -> None:
    tape = Tape()
    tape.has_stack(status)
    result = failed(tape)
    assert status in result.reason
    assert step in result.next_step


def test_a_stack_that_was_rolled_back_can_be_changed_again() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_ROLLBACK_COMPLETE")
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    tape.says("create_change_set", MADE)
    tape.has_change_set(added())
    assert isinstance(preview(tape), Preview)


@pytest.mark.parametrize(
    "code",
    [
        "ValidationError",
        "InsufficientCapabilitiesException",
        "LimitExceededException",
        "AlreadyExistsException",
    ],
)
def test_a_template_that_aws_does_not_take_is_a_failed_preview(code: str) -> None:
    tape = tape_for_an_update()
    tape.refuses("create_change_set", code, "Parameters: [Secret] must have values")
    result = failed(tape)
    assert code in result.reason
    assert "[Secret] must have values" in result.reason


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling", "ExpiredToken"])
def test_what_is_not_the_stacks_fault_is_a_fault(code: str) -> None:
    tape = tape_for_an_update()
    tape.refuses("create_change_set", code)
    with pytest.raises(AwsFault) as caught:
        preview(tape)
    assert caught.value.code == code


@pytest.mark.parametrize("operation", ["describe_stacks", "describe_change_set"])
def test_a_refused_reading_is_a_fault_not_an_absence(operation: str) -> None:
    tape = Tape()
    if operation == "describe_change_set":
        tape.has_stack("CREATE_COMPLETE")
    tape.refuses(operation, "AccessDenied")
    with pytest.raises(AwsFault):
        preview(tape)


def test_a_template_over_the_limit_is_told_before_aws_is_asked() -> None:
    result = failed(Tape(), source(QUEUE + "#" * 51_200))
    assert "51,200" in result.reason
    assert "Split infrastructure/development/jobs" in result.next_step


def test_the_limit_counts_bytes_and_is_itself_allowed() -> None:
    exact = QUEUE + "#" * (51_200 - len(QUEUE.encode()))
    tape = tape_for_an_update()
    tape.says("create_change_set", MADE)
    tape.has_change_set(added())
    assert isinstance(preview(tape, source(exact)), Preview)
    umlaut = exact[:-1] + "ü"
    assert isinstance(preview(Tape(), source(umlaut)), PreviewFailed)


def test_a_template_that_cannot_be_read_is_told_with_its_line() -> None:
    result = failed(Tape(), source("Resources:\n  Queue: !Nope x\n"))
    assert result.reason.startswith("infrastructure/development/jobs/template.yaml:2:")


def test_a_stack_in_review_that_others_use_is_not_deleted() -> None:
    tape = Tape()
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    tape.says("list_change_sets", summaries("by-hand", "coworker-older"))
    tape.says(
        "delete_change_set",
        {},
        {"ChangeSetName": f"{CHANGE_SET_ARN}/coworker-older", "StackName": STACK_ARN},
    )
    tape.says("list_change_sets", summaries("by-hand"))
    tape.says("create_change_set", MADE)
    tape.has_change_set(added())
    result = preview(tape)
    assert isinstance(result, Preview)
    assert not result.existing


def tape_where_deletion_is_answered_with(code: str) -> Tape:
    tape = Tape()
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.refuses("describe_change_set", "ChangeSetNotFound")
    tape.says("list_change_sets", summaries())
    tape.says("list_change_sets", summaries())
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.says("list_stack_resources", resources())
    tape.refuses("delete_stack", code)
    return tape


def test_a_plan_role_that_may_not_delete_stacks_can_preview_again() -> None:
    tape = tape_where_deletion_is_answered_with("AccessDenied")
    tape.says("create_change_set", MADE)
    tape.has_change_set(added())
    assert isinstance(preview(tape), Preview)


def test_another_refusal_to_delete_the_empty_stack_is_a_fault() -> None:
    with pytest.raises(AwsFault, match="cloudformation:DeleteStack"):
        preview(tape_where_deletion_is_answered_with("Throttling"))


def discarded(tape: Tape) -> tuple[str, ...]:
    with tape:
        return CloudFormationPreviewer(tape, patience=AT_ONCE).discard(source())


def test_a_change_set_that_is_being_executed_keeps_its_stack_alive() -> None:
    tape = Tape()
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.says("list_change_sets", summaries("coworker-1"))
    tape.refuses("delete_change_set", "InvalidChangeSetStatus")
    tape.says("list_change_sets", summaries("coworker-1"))
    assert discarded(tape) == ()


def test_an_executed_change_set_is_left_as_a_record() -> None:
    tape = Tape()
    tape.has_stack("CREATE_COMPLETE")
    tape.says("list_change_sets", summaries("coworker-1", execution="EXECUTE_COMPLETE"))
    assert discarded(tape) == ()


@pytest.mark.parametrize("alive", ["CREATE_IN_PROGRESS", "resources"])
def test_a_stack_that_came_to_life_meanwhile_is_not_deleted(alive: str) -> None:
    tape = Tape()
    tape.has_stack("REVIEW_IN_PROGRESS")
    tape.says("list_change_sets", summaries())
    tape.says("list_change_sets", summaries())
    if alive == "resources":
        tape.has_stack("REVIEW_IN_PROGRESS")
        tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    else:
        tape.has_stack(alive)
    assert discarded(tape) == ()


def test_a_refusal_to_delete_a_change_set_is_a_fault() -> None:
    tape = Tape()
    tape.has_stack("CREATE_COMPLETE")
    tape.says("list_change_sets", summaries("coworker-1"))
    tape.refuses("delete_change_set", "AccessDenied")
    with pytest.raises(AwsFault, match="cloudformation:DeleteChangeSet"):
        discarded(tape)


def removal(tape: Tape) -> Preview | PreviewFailed:
    with tape:
        return CloudFormationPreviewer(tape, patience=AT_ONCE).preview_removal(source())


def test_removal_keeps_what_the_deployed_template_keeps_whatever_the_branch_says() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    deployed = '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DeletionPolicy": "Retain"}}}'
    tape.says(
        "get_template",
        {"TemplateBody": deployed},
        {"StackName": STACK_ARN, "TemplateStage": "Original"},
    )
    tape.says(
        "list_stack_resources",
        {**resources(("Queue", "CREATE_COMPLETE")), "NextToken": "page-2"},
    )
    tape.says(
        "list_stack_resources",
        resources(("Dead", "UPDATE_COMPLETE")),
        {"StackName": STACK_ARN, "NextToken": "page-2"},
    )
    result = removal(tape)
    assert isinstance(result, Preview)
    assert [(change.address, change.action, change.keeps_data) for change in result.changes] == [
        ("Dead", Action.DELETE, False),
        ("Queue", Action.DELETE, True),
    ]


def test_a_deployed_template_that_cannot_be_read_protects_nothing() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_COMPLETE")
    tape.says("get_template", {"TemplateBody": "["})
    tape.says("list_stack_resources", resources(("Queue", "CREATE_COMPLETE")))
    result = removal(tape)
    assert isinstance(result, Preview)
    assert not result.changes[0].keeps_data


def test_removal_waits_for_what_is_going_on() -> None:
    tape = Tape()
    tape.has_stack("UPDATE_IN_PROGRESS")
    assert isinstance(removal(tape), PreviewFailed)


def test_a_connection_that_breaks_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    tape = Tape()
    client = tape.cloudformation(source().spec.environment, source().spec.region)

    def breaks(**_arguments: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://cloudformation")

    monkeypatch.setattr(client, "describe_stacks", breaks)
    with pytest.raises(AwsFault, match="cloudformation:DescribeStacks"):
        preview(tape)
