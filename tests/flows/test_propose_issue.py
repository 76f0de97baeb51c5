"""From an issue to a proposal: drafted, asked about, refused, or not there yet.

It must not look into the words themselves: tests/understanding do.
"""

from dataclasses import replace

import pytest

from coworker.errors import AwsFault, ConfigurationFault, ExitCode
from coworker.flows.drafting import slug
from coworker.model.environment import EngineName
from coworker.model.finding import ScanFailed
from coworker.model.handoff import Answer, ProposedChange
from coworker.model.stack import StackSource
from coworker.model.trigger import Command, Ignore, Verb
from coworker.model.verdict import NeedsApproval
from tests.support.fakes import FakePreviewer, FakeScanner
from tests.support.flow_world import AUTHOR, OWNER, WRITER, FlowWorld, Run, queue


def asked(world: FlowWorld, need: str, **place: str) -> Run:
    return world.run_all(world.ask(need, **place).events)


def answered(run: Run, outcome: str, exit_code: ExitCode) -> str:
    """What was said, where nothing but an answer came of it."""
    assert isinstance(run.proposal, Answer)
    assert run.proposal.outcome == outcome
    assert run.published[0].exit_code is exit_code
    assert run.published[0].pull_request is None
    return run.proposal.markdown


def test_a_complete_request_becomes_files_sources_and_a_plan(world: FlowWorld) -> None:
    run = asked(world, "a private bucket called build-artefacts")
    assert isinstance(run.proposal, ProposedChange)
    proposal = run.proposal
    assert proposal.branch == "coworker/1-build-artefacts"
    assert sorted(proposal.files) == [
        "infrastructure/development/build-artefacts/stack.yaml",
        "infrastructure/development/build-artefacts/template.yaml",
    ]
    (stack,) = proposal.plan.stacks
    assert isinstance(stack.source, StackSource)
    assert proposal.plan.planner == "embedded"
    assert isinstance(proposal.plan.verdict, NeedsApproval)
    assert proposal.plan.receipt.requester == AUTHOR
    assert proposal.plan.receipt.base == world.main
    assert run.published[0].exit_code is ExitCode.DONE


def test_the_generated_commit_carries_its_trailers_and_its_pull_request_the_issue(
    world: FlowWorld,
) -> None:
    run = asked(world, "a private bucket called build-artefacts")
    number = run.published[0].pull_request
    assert number is not None
    pull = world.pull(number)
    trailers = world.repository.trailers(pull.head)
    assert isinstance(run.proposal, ProposedChange)
    assert trailers["Coworker-Plan"] == run.proposal.plan.receipt.plan
    assert trailers["Coworker-Request"] == run.proposal.plan.request.digest
    assert "Requested in #1." in pull.body


@pytest.mark.parametrize(
    ("need", "place"),
    [
        ("a private bucket", {"environment": "_No response_"}),
        ("a bucket called logs", {"region": "eu-moon-1"}),
        ("a bucket called logs", {"environment": "moonbase"}),
        ("please do the thing", {}),
        ("a queue called jobs with retention_days=99", {}),
    ],
    ids=[
        "missing environment",
        "no such region",
        "no such environment",
        "unclear",
        "out of bounds",
    ],
)
def test_what_is_missing_or_doubtful_is_asked_and_nothing_is_planned(
    need: str, place: dict[str, str], world: FlowWorld
) -> None:
    before = world.refs()
    run = asked(world, need, **place)
    said = answered(run, "input_needed", ExitCode.INPUT_NEEDED)
    assert world.said(1) == [f"{world.said(1)[0].splitlines()[0]}\n{said}"]
    assert (world.refs(), world.aws.waiting) == (before, {})


@pytest.mark.parametrize(
    "need",
    [
        "delete the bucket called build-artefacts",
        "roll back development to baseline/2026-11-01",
        "audit the tags of every resource",
    ],
)
def test_a_kind_of_work_that_is_not_there_yet_is_said_to_be_so(need: str, world: FlowWorld) -> None:
    run = asked(world, need)
    assert isinstance(run.proposal, Answer)
    assert run.proposal.outcome in {"refused", "input_needed"}
    assert world.aws.waiting == {}


def test_a_stack_of_that_name_is_never_overwritten(world: FlowWorld) -> None:
    world.deployed(queue("build-artefacts"))
    run = asked(world, "a private bucket called build-artefacts")
    said = answered(run, "input_needed", ExitCode.INPUT_NEEDED)
    assert "There is a stack development/build-artefacts already" in said.replace("`", "")


def test_a_broken_stack_of_that_name_is_not_overwritten_either(world: FlowWorld) -> None:
    path = "infrastructure/development/build-artefacts/stack.yaml"
    world.people.push(author=OWNER, files={path: "version: 9\n"}, message="Break\n")
    run = asked(world, "a private bucket called build-artefacts")
    answered(run, "input_needed", ExitCode.INPUT_NEEDED)


def test_what_the_rules_refuse_is_not_previewed_nor_committed(world: FlowWorld) -> None:
    before = set(world.refs())
    run = asked(
        world,
        "a security group called bastion that allows ingress on port 22 from 0.0.0.0/0",
        environment="production",
    )
    said = answered(run, "refused", ExitCode.REFUSED)
    assert "0.0.0.0/0" in said
    assert (world.aws.waiting, world.aws.discarded) == ({}, [])
    assert set(world.refs()) - before == {"refs/heads/coworker-ledger"}
    assert world.forge.open_pull_requests() == ()


def test_what_is_refused_after_its_preview_is_taken_back(world: FlowWorld) -> None:
    world.scanners = [FakeScanner(says=lambda _: _crashed())]
    run = asked(world, "a private bucket called build-artefacts")
    said = answered(run, "undetermined", ExitCode.UNDETERMINED)
    assert "gave no answer" in said
    assert world.aws.discarded == ["development/build-artefacts"]
    assert world.aws.waiting == {}


def _crashed() -> ScanFailed:
    return ScanFailed(scanner="fake", reason="It timed out.", next_step="Try again.")


class Stuck(FakePreviewer):
    """A previewer that cannot take anything back."""

    def discard(self, stack: StackSource) -> tuple[str, ...]:
        raise AwsFault(f"AWS does not answer for {stack.id}", next_step="Try again.")


def test_a_preview_that_cannot_be_taken_back_does_not_swallow_the_answer(
    world: FlowWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.scanners = [FakeScanner(says=lambda _: _crashed())]
    world.engines = {EngineName.CLOUDFORMATION: Stuck(world.aws)}
    run = asked(world, "a private bucket called build-artefacts")
    answered(run, "undetermined", ExitCode.UNDETERMINED)
    assert "was not taken back" in caplog.text


def test_without_codeowners_the_answer_says_what_to_add(world: FlowWorld) -> None:
    world.people.push(author=OWNER, files={"CODEOWNERS": None}, message="Remove\n")
    run = asked(world, "a private bucket called build-artefacts")
    said = answered(run, "refused", ExitCode.REFUSED)
    assert "CODEOWNERS" in said
    assert world.aws.waiting == {}


def test_a_plan_that_is_asked_for_again_is_planned_anew_on_the_same_branch(
    world: FlowWorld,
) -> None:
    first = asked(world, "a private bucket called build-artefacts").published[0]
    said = world.people.comment(1, author=WRITER, body="/coworker plan")
    second = world.run(said.events[0]).published[0]
    assert second.pull_request == first.pull_request
    assert len(world.forge.open_pull_requests()) == 1


def test_help_explain_and_status_are_answered_where_they_are_asked(world: FlowWorld) -> None:
    number = asked(world, "a private bucket called build-artefacts").published[0].pull_request
    for place, typed, wanted in (
        (1, "/coworker help", "/coworker plan"),
        (1, "/coworker explain CW003", "CW003"),
        (1, "/coworker status", f"#{number}"),
        (number or 0, "/coworker status", "approv"),
    ):
        said = world.people.comment(place, author=WRITER, body=typed)
        run = world.run(said.events[0])
        assert isinstance(run.proposal, Answer)
        assert run.proposal.outcome == "done"
        assert wanted in run.proposal.markdown


def test_the_status_of_an_issue_without_a_plan_says_so(world: FlowWorld) -> None:
    issue = world.people.open_issue(author=AUTHOR, title="A", body="B")
    said = world.people.comment(issue.number or 0, author=WRITER, body="/coworker status")
    run = world.run(said.events[0])
    assert isinstance(run.proposal, Answer)
    assert run.published[0].exit_code is ExitCode.DONE


def test_a_verb_that_is_not_there_yet_is_refused(world: FlowWorld) -> None:
    issue = world.people.open_issue(author=AUTHOR, title="A", body="B")
    said = world.people.comment(issue.number or 0, author=WRITER, body="/coworker audit inventory")
    answered(world.run(said.events[0]), "refused", ExitCode.REFUSED)


def test_the_repositorys_own_blueprint_takes_the_place_of_ours(world: FlowWorld) -> None:
    shipped = {
        path: f"# A Vault of our own\n{text}" if path.endswith("cloudformation.yaml.j2") else text
        for path, text in world.shipped.items()
        if path.startswith("config/blueprints/s3-bucket/")
    }
    world.people.push(author=OWNER, files=shipped, message="Ours\n")
    run = asked(world, "a private bucket called build-artefacts")
    assert isinstance(run.proposal, ProposedChange)
    assert "Vault" in "".join(text or "" for text in run.proposal.files.values())


def test_a_blueprint_that_is_broken_is_a_fault_with_its_place(world: FlowWorld) -> None:
    path = "config/blueprints/s3-bucket/blueprint.yaml"
    world.people.push(author=OWNER, files={path: "version: [\n"}, message="Break\n")
    with pytest.raises(ConfigurationFault) as fault:
        asked(world, "a private bucket called build-artefacts")
    assert path in fault.value.where


def test_a_blueprint_that_renders_no_stack_is_a_fault(world: FlowWorld) -> None:
    template = "config/blueprints/s3-bucket/cloudformation.yaml.j2"
    large = f"# {'x' * 60_000}\n{world.shipped[template]}"
    world.shipped = {**world.shipped, template: large}
    with pytest.raises(ConfigurationFault, match="renders a stack that cannot be read"):
        asked(world, "a private bucket called build-artefacts")


def test_invalid_targets_are_a_fault_with_file_and_line(world: FlowWorld) -> None:
    world.people.push(
        author=OWNER,
        files={"config/environments.yaml": "version: 1\nenvironments: {moon: {}}\n"},
        message="Break\n",
    )
    with pytest.raises(ConfigurationFault) as fault:
        asked(world, "a private bucket called build-artefacts")
    assert fault.value.where == "config/environments.yaml:2"


def test_an_ignored_event_has_no_proposal(world: FlowWorld) -> None:
    document = world.receive(world.ask().events[0])
    assert isinstance(document.decision, Ignore)
    with pytest.raises(ValueError, match="ignored"):
        world.propose(document)


def test_a_deployment_is_not_planned(world: FlowWorld) -> None:
    document = world.receive(world.ask().events[-1])
    assert isinstance(document.decision, Command)
    with pytest.raises(ConfigurationFault, match="not planned"):
        world.propose(replace(document, decision=replace(document.decision, verb=Verb.DEPLOY)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Build artefacts!", "build-artefacts"),
        ("--", "change"),
        ("a" * 60, "a" * 40),
        ("x" * 39 + " y", "x" * 39),
        ("é", "change"),
    ],
)
def test_a_branchs_name_is_made_of_letters_digits_and_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_two_things_at_once_are_not_made_into_one(world: FlowWorld) -> None:
    run = asked(world, "a private bucket called logs and a queue called jobs")
    assert isinstance(run.proposal, Answer)
    assert world.forge.open_pull_requests() == ()
