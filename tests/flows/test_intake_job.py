"""What the intake job lets through, looked up on the forge and in git.

It must not repeat tests/intake, which hold the pure decision.
"""

import json
from dataclasses import replace

import pytest

from coworker.adapters.forge.local import Event
from coworker.errors import ConfigurationFault, NotFound
from coworker.flows.receive import receive
from coworker.intake.events import IntakeSettings
from coworker.model.trigger import Command, Ignore, Reply, ReplyCode, Subject, Verb
from tests.support.flow_world import (
    AUTHOR,
    OWNER,
    READER,
    STRANGER,
    WRITER,
    FlowWorld,
    queue,
)


def dispatch(world: FlowWorld, sender: str = OWNER, **inputs: str) -> Event:
    """Somebody starts the workflow by hand."""
    pushed = world.people.push(author=OWNER, files={"README.md": "# Hello\n"}, message="Read me\n")
    around = pushed.events[0].payload
    payload = {
        "ref": "refs/heads/main",
        "inputs": {"command": "plan", "commit": "", "pull_request": "", **inputs},
        "repository": around["repository"],
        "sender": {"login": sender, "id": 1, "type": "User"},
    }
    return Event(name="workflow_dispatch", payload=payload)


def decided(world: FlowWorld, event: Event) -> Command | Reply | Ignore:
    return world.receive(event).decision


@pytest.mark.parametrize("login", [READER, STRANGER])
def test_a_person_without_write_access_is_answered_and_nothing_else_happens(
    login: str, world: FlowWorld
) -> None:
    asked = world.ask(author=login)
    before = world.refs()
    run = world.run_all(asked.events)
    assert isinstance(run.intake.decision, Reply)
    assert run.intake.decision.code is ReplyCode.NOT_PERMITTED
    assert run.published[0].exit_code == 10
    assert asked.number is not None
    assert "write access" in world.said(asked.number)[0]
    assert world.aws.waiting == {}
    assert world.refs() == before


def test_a_strangers_mistyped_command_is_not_even_answered(world: FlowWorld) -> None:
    asked = world.ask(author=AUTHOR)
    assert asked.number is not None
    said = world.people.comment(asked.number, author=STRANGER, body="/coworker paln")
    assert isinstance(decided(world, said.events[0]), Ignore)
    said = world.people.comment(asked.number, author=WRITER, body="/coworker paln")
    assert isinstance(decided(world, said.events[0]), Reply)


def test_a_stranger_starts_nothing_by_hand(world: FlowWorld) -> None:
    decision = decided(world, dispatch(world, STRANGER, command="deploy"))
    assert isinstance(decision, Reply)
    assert decision.code is ReplyCode.NOT_PERMITTED


def test_a_command_on_a_pull_request_is_bound_to_the_head_that_it_has(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    said = world.people.comment(number, author=WRITER, body="/coworker plan")
    decision = decided(world, said.events[0])
    assert isinstance(decision, Command)
    assert decision.trigger.head == world.pull(number).head
    assert decision.trigger.base == world.main
    assert decision.trigger.ref == "main"


def test_a_command_on_a_forks_pull_request_is_answered(world: FlowWorld) -> None:
    world.people.push(
        author=STRANGER, branch="theirs", files=queue("jobs"), message="x\n", start=world.main
    )
    opened = world.people.open_pull_request(
        author=STRANGER, branch="theirs", title="Mine", from_fork=True
    )
    assert opened.number is not None
    assert isinstance(decided(world, opened.events[0]), Ignore)
    said = world.people.comment(opened.number, author=WRITER, body="/coworker plan")
    decision = decided(world, said.events[0])
    assert isinstance(decision, Reply)
    assert decision.code is ReplyCode.FORK


@pytest.mark.parametrize("verb", ["plan", "status", "explain CW001"])
def test_a_pull_request_into_another_branch_is_answered(verb: str, world: FlowWorld) -> None:
    loose = {"config/environments.yaml": "version: 1\nenvironments: {}\n"}
    world.people.push(author=WRITER, branch="loose", files=loose, message="x\n", start=world.main)
    number, opened = world.propose_change(queue("jobs"), base="loose")
    assert isinstance(opened.intake.decision, Ignore)
    said = world.people.comment(number, author=WRITER, body=f"/coworker {verb}")
    decision = decided(world, said.events[0])
    assert isinstance(decision, Reply)
    assert decision.code is ReplyCode.WRONG_PLACE
    assert "`main`" in decision.message
    assert "base branch" in decision.next_step


def test_a_plan_by_hand_is_bound_to_the_pull_requests_head(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    event = dispatch(world, command="plan", pull_request=str(number))
    decision = decided(world, event)
    assert isinstance(decision, Command)
    assert (decision.trigger.head, decision.trigger.ref) == (world.pull(number).head, "main")


def test_a_plan_by_hand_of_what_is_no_pull_request_is_a_fault(world: FlowWorld) -> None:
    issue = world.people.open_issue(author=AUTHOR, title="Hello", body="x")
    with pytest.raises(NotFound):
        world.receive(dispatch(world, command="plan", pull_request=str(issue.number)))


def test_a_push_that_changes_no_stack_is_ignored(world: FlowWorld) -> None:
    pushed = world.people.push(author=OWNER, files={"README.md": "# Hello\n"}, message="x\n")
    assert decided(world, pushed.events[0]) == Ignore(reason="The push changes no stack")


def test_the_push_that_makes_main_deploys_nothing_and_says_so(world: FlowWorld) -> None:
    pushed = world.people.push(author=OWNER, files=queue("jobs"), message="x\n")
    first = {**pushed.events[0].payload, "before": "0" * 40, "created": True}
    document = world.receive(Event(name="push", payload=first))
    assert isinstance(document.decision, Ignore)
    assert "nothing in it was reviewed" in document.decision.reason
    assert document.environments == ()


def test_a_push_names_every_environment_whose_stacks_differ(world: FlowWorld) -> None:
    files = {**queue("jobs", "staging"), **queue("jobs"), **queue("jobs", "elsewhere")}
    pushed = world.people.push(author=OWNER, files=files, message="x\n")
    document = world.receive(pushed.events[0])
    assert document.environments == ("development", "staging")


@pytest.mark.parametrize("folder", ["elsewhere", "Production", "production ", "PRODUCTION"])
def test_a_folder_that_is_nearly_an_environment_never_names_a_job(
    folder: str, world: FlowWorld
) -> None:
    pushed = world.people.push(author=OWNER, files=queue("jobs", folder), message="x\n")
    decision = decided(world, pushed.events[0])
    assert isinstance(decision, Ignore)
    assert repr(folder) in decision.reason


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_deployment_by_hand_covers_what_the_merge_brought(method: str, world: FlowWorld) -> None:
    world.people.push(
        author=AUTHOR, branch="change", files=queue("jobs"), message="One\n", start=world.main
    )
    number, _ = world.propose_change(queue("other"))
    world.approve(number)
    before = world.main
    merged = world.merge(number, method)
    event = dispatch(world, command="deploy", commit=str(merged.payload["after"]))
    document = world.receive(event)
    assert isinstance(document.decision, Command)
    assert document.decision.verb is Verb.DEPLOY
    assert document.decision.trigger.subject is Subject.COMMIT
    assert document.decision.trigger.base == before
    assert document.environments == ("development",)
    outcome = world.deploy(document)
    assert outcome.good, outcome.refusals
    assert world.aws.deployed.keys() == {"development-jobs", "development-other"}


def test_a_deployment_by_hand_without_a_commit_takes_the_head_of_main(world: FlowWorld) -> None:
    document = world.receive(dispatch(world, command="deploy"))
    assert document.decision == Ignore(reason="The push changes no stack")


def test_a_deployment_by_hand_of_the_first_commit_deploys_nothing(world: FlowWorld) -> None:
    first = world.main
    document = world.receive(dispatch(world, command="deploy", commit=first))
    assert isinstance(document.decision, Ignore)
    assert "nothing in it was reviewed" in document.decision.reason


def test_an_unknown_event_is_ignored_and_neither_forge_nor_git_is_asked() -> None:
    def nobody() -> object:
        raise AssertionError("it was asked for")

    document = receive(
        "watch",
        {"action": "started"},
        IntakeSettings(),
        forge=nobody,  # type: ignore[arg-type]
        repository=nobody,  # type: ignore[arg-type]
    )
    assert isinstance(document.decision, Ignore)


def test_a_body_of_two_hundred_kilobytes_is_answered_and_not_read(world: FlowWorld) -> None:
    asked = world.people.open_issue(
        author=AUTHOR, title="Big", body="A private bucket. " * 11_500, labels=["coworker"]
    )
    run = world.run_all(asked.events)
    assert isinstance(run.intake.decision, Reply)
    assert run.intake.decision.code is ReplyCode.TOO_LONG
    assert len(json.dumps(run.intake.decision.message)) < 200


def test_an_unknown_label_is_ignored(world: FlowWorld) -> None:
    asked = world.people.open_issue(author=AUTHOR, title="A", body="B", labels=["bug"])
    assert all(isinstance(decided(world, event), Ignore) for event in asked.events)


def test_an_empty_issue_is_answered(world: FlowWorld) -> None:
    asked = world.people.open_issue(author=AUTHOR, title="A", body="", labels=["coworker"])
    run = world.run_all(asked.events)
    assert isinstance(run.intake.decision, Reply)
    assert run.intake.decision.code is ReplyCode.EMPTY_REQUEST


def test_an_event_of_another_repository_is_a_fault(world: FlowWorld) -> None:
    event = world.ask().events[-1]
    theirs = {**event.payload, "repository": {"full_name": "a/b", "default_branch": "main"}}
    with pytest.raises(ConfigurationFault):
        world.receive(replace(event, payload=theirs))
