"""How stacks are deployed once they may be: order, failure half way, running again, removal.

It must not look at AWS past the port; tests/contracts/ hold the fake to it.
"""

from dataclasses import replace

import pytest

from coworker.errors import AwsFault, ExitCode, ForgeFault
from coworker.flows.deploy import deploy
from coworker.flows.executing import DeployParts
from coworker.model.change import StackState
from coworker.model.environment import EngineName
from coworker.model.forge import Deployment, DeploymentState
from coworker.model.handoff import IntakeDocument
from coworker.model.trigger import Command
from tests.support.fakes import FakeDeployer
from tests.support.flow_world import OWNER, SECOND, US, FlowWorld, queue, topic

AFTER = 'depends_on: ["{}"]\n'


def merged(world: FlowWorld, files: dict[str, str], branch: str = "change") -> IntakeDocument:
    """A reviewed and approved change, merged and not yet deployed."""
    number, _ = world.propose_change(files, branch=branch)
    world.approve(number, OWNER, SECOND)
    return world.receive(world.merge(number))


def two_stacks() -> dict[str, str]:
    """`after` needs `queue`, and would come first by its name."""
    return {**queue("queue"), **queue("after", stack_file=AFTER.format("queue"))}


def states(world: FlowWorld) -> list[tuple[str, list[str]]]:
    """Every deployment on the forge, with the states it went through."""
    return [
        (record.task, [status.state.value for status in record.statuses])
        for record in world.state().deployments
    ]


def test_stacks_are_deployed_after_those_they_depend_on(world: FlowWorld) -> None:
    outcome = world.deploy(merged(world, two_stacks()))
    assert [str(item.stack) for item in outcome.stacks] == [
        "development/queue",
        "development/after",
    ]
    assert world.aws.executed == ["development/queue", "development/after"]
    assert states(world) == [
        ("deploy:development/queue", ["in_progress", "success"]),
        ("deploy:development/after", ["in_progress", "success"]),
    ]


def test_a_failure_half_way_keeps_what_is_done_and_starts_nothing_more(world: FlowWorld) -> None:
    third = queue("last", stack_file=AFTER.format("after"))
    document = merged(world, {**two_stacks(), **third})
    world.aws.fails.add("development/after")
    outcome = world.deploy(document)
    assert [item.state for item in outcome.stacks] == [
        StackState.DEPLOYED,
        StackState.ROLLED_BACK,
        StackState.NOT_STARTED,
    ]
    published = world.record(outcome)
    assert published.exit_code is ExitCode.FAULT
    assert world.forge.tags("baseline/") == {}
    (issue,) = world.follow_ups()
    assert "1 of 3 stacks done" in issue
    assert "run the deployment's job again" in issue
    assert [state for _, state in states(world)] == [
        ["in_progress", "success"],
        ["in_progress", "failure"],
    ]


def test_running_again_after_a_failure_continues_and_repeats_nothing(world: FlowWorld) -> None:
    document = merged(world, two_stacks())
    world.aws.fails.add("development/after")
    world.record(world.deploy(document))
    world.aws.fails.clear()
    world.aws.executed.clear()
    outcome = world.deploy(document)
    assert [item.state for item in outcome.stacks] == [
        StackState.ALREADY_IN_PLACE,
        StackState.DEPLOYED,
    ]
    assert world.aws.executed == ["development/after"]
    assert world.record(outcome).exit_code is ExitCode.DONE


def test_running_again_after_success_changes_neither_aws_nor_ledger_nor_tags(
    world: FlowWorld,
) -> None:
    document = merged(world, two_stacks())
    world.record(world.deploy(document))
    before = (dict(world.aws.deployed), world.refs())
    world.aws.executed.clear()
    world.clock.time = "2026-11-21T09:30:00Z"
    outcome = world.deploy(document)
    assert {item.state for item in outcome.stacks} == {StackState.ALREADY_IN_PLACE}
    assert world.record(outcome).exit_code is ExitCode.DONE
    assert world.aws.executed == []
    assert (world.aws.deployed, world.refs()) == before


def test_recording_an_outcome_twice_changes_nothing(world: FlowWorld) -> None:
    outcome = world.deploy(merged(world, two_stacks()))
    first = world.record(outcome)
    before = (world.refs(), world.state())
    assert world.record(outcome) == first
    assert (world.refs(), world.state()) == before


def test_recording_a_failure_twice_opens_one_issue(world: FlowWorld) -> None:
    document = merged(world, two_stacks())
    world.aws.fails.add("development/queue")
    outcome = world.deploy(document)
    world.record(outcome)
    before = (world.refs(), world.state())
    world.record(outcome)
    assert (world.refs(), world.state()) == before


def test_a_second_environment_of_the_same_commit_shares_its_baseline(world: FlowWorld) -> None:
    document = merged(world, {**queue("jobs"), **queue("jobs", "staging")})
    first = world.record(world.deploy(document, "development"))
    second = world.record(world.deploy(document, "staging"))
    assert "baseline/2026-11-20" in first.text
    assert "baseline/2026-11-20" in second.text
    assert list(world.forge.tags("baseline/")) == ["baseline/2026-11-20"]
    assert len([item for item in world.ledger() if item.kind == "baseline"]) == 2


def test_a_removed_stack_is_removed_after_review(world: FlowWorld) -> None:
    world.deployed(topic("news"))
    outcome = world.deploy(merged(world, dict.fromkeys(topic("news"))))  # type: ignore[arg-type]
    assert outcome.good
    assert world.aws.deployed == {}


def test_what_comes_is_deployed_before_what_goes_and_dependents_go_first(world: FlowWorld) -> None:
    world.deployed({**topic("base"), **topic("user", stack_file=AFTER.format("base"))})
    world.aws.executed.clear()
    gone: dict[str, str] = dict.fromkeys([*topic("base"), *topic("user")])  # type: ignore[assignment]
    outcome = world.deploy(merged(world, {**gone, **topic("zebra")}))
    assert outcome.good
    assert world.aws.executed == ["development/zebra", "development/user", "development/base"]


def test_stacks_in_a_circle_are_refused_at_review_and_again_at_deployment(world: FlowWorld) -> None:
    ring = {
        **queue("one", stack_file=AFTER.format("two")),
        **queue("two", stack_file=AFTER.format("one")),
    }
    number, run = world.propose_change(ring)
    assert run.published[0].exit_code is ExitCode.REFUSED
    assert "depend on each other in a circle" in world.said(number)[0]
    pushed = world.people.push(author=OWNER, files=ring, message="Force it\n")
    outcome = world.run(pushed.events[-1]).outcomes[0]
    assert outcome.stacks == ()
    assert outcome.fresh_plan is not None
    assert "in a circle" in outcome.fresh_plan.verdict.reasons[0]


def test_stacks_that_go_away_together_must_not_be_in_a_circle_either(world: FlowWorld) -> None:
    ring = {
        **topic("one", stack_file=AFTER.format("two")),
        **topic("two", stack_file=AFTER.format("one")),
    }
    world.people.push(author=OWNER, files=ring, message="Force it\n")
    number, run = world.propose_change(dict.fromkeys(ring))
    assert run.published[0].exit_code is ExitCode.REFUSED
    assert "depend on each other in a circle" in world.said(number)[0]


@pytest.mark.parametrize(
    "broke",
    [
        AwsFault("The credentials have expired", next_step="Start the job again.", code="Expired"),
        AwsFault("AWS asks us to slow down", next_step="Wait.", code="ThrottlingException"),
        RuntimeError("a bug"),
        KeyboardInterrupt(),
    ],
    ids=["expired credentials", "throttling", "a bug", "an interrupt"],
)
def test_whatever_breaks_a_deployment_the_state_is_unknown_and_told(
    broke: BaseException, world: FlowWorld
) -> None:
    document = merged(world, two_stacks())
    world.aws.deployment_breaks["development/after"] = broke
    outcome = world.deploy(document)
    assert [item.state for item in outcome.stacks] == [StackState.DEPLOYED, StackState.UNKNOWN]
    message = outcome.stacks[1].message
    assert message.endswith("Run the job again: it continues where it stopped.")
    assert "Traceback" not in message
    assert "a bug" not in message
    assert states(world)[1] == ("deploy:development/after", ["in_progress", "failure"])
    assert world.record(outcome).exit_code is ExitCode.FAULT
    world.aws.deployment_breaks.clear()
    assert world.deploy(document).good


class Deaf:
    """A forge that takes no deployment, or no status after the first `hears`."""

    def __init__(self, world: FlowWorld, *, hears: int) -> None:
        self._forge = world.forge
        self._left = hears

    def deployment(
        self, *, commit: str, environment: str, task: str, payload: dict[str, str]
    ) -> Deployment:
        self._hear()
        return self._forge.deployment(
            commit=commit, environment=environment, task=task, payload=payload
        )

    def deployment_status(self, deployment: int, state: DeploymentState, text: str) -> None:
        self._hear()
        self._forge.deployment_status(deployment, state, text)

    def _hear(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise ForgeFault("GitHub answers 502", next_step="Run the job again.", status=502)


@pytest.mark.parametrize(
    ("hears", "expected"),
    [
        (0, [StackState.NOT_STARTED, StackState.NOT_STARTED]),
        (2, [StackState.DEPLOYED, StackState.NOT_STARTED]),
        (3, [StackState.DEPLOYED, StackState.NOT_STARTED]),
        (5, [StackState.DEPLOYED, StackState.DEPLOYED]),
    ],
)
def test_a_forge_that_takes_no_records_loses_nothing_of_what_was_done(
    hears: int, expected: list[StackState], world: FlowWorld
) -> None:
    document = merged(world, two_stacks())
    assert isinstance(document.decision, Command)
    parts = DeployParts(
        repository=world.repository,
        forge=world.forge,
        deployments=Deaf(world, hears=hears),  # type: ignore[arg-type]
        planning=world.planning(),
        deployers={EngineName.CLOUDFORMATION: FakeDeployer(world.aws)},
        shipped=world.shipped,
        progress=world.progress.append,
        login=US,
    )
    outcome = deploy(document.decision.trigger, "development", parts)
    assert [item.state for item in outcome.stacks] == expected
    assert "GitHub answers 502" in " ".join(item.message for item in outcome.stacks)
    done = [item for item in expected if item is StackState.DEPLOYED]
    assert len(world.aws.deployed) == len(done)


def test_a_stack_that_nobody_can_read_is_refused(world: FlowWorld) -> None:
    broken = {**queue("jobs"), "infrastructure/development/jobs/stack.yaml": "version: 2\n"}
    pushed = world.people.push(author=OWNER, files=broken, message="Break it\n")
    outcome = world.run(pushed.events[-1]).outcomes[0]
    assert outcome.refusals
    assert outcome.fresh_plan is not None
    assert outcome.fresh_plan.broken


def test_a_status_that_is_longer_than_github_takes_is_cut(world: FlowWorld) -> None:
    document = merged(world, queue("jobs"))
    long = AwsFault("x" * 500, next_step="Wait.")
    world.aws.deployment_breaks["development/jobs"] = long
    world.deploy(document)
    (record,) = world.state().deployments
    assert len(record.statuses[-1].text) == 140


def test_a_deployment_without_its_commits_is_a_bug_and_not_a_guess(world: FlowWorld) -> None:
    document = merged(world, queue("jobs"))
    assert isinstance(document.decision, Command)
    trigger = replace(document.decision.trigger, base=None)
    with pytest.raises(ValueError, match="carries the commits"):
        world.deploy(replace(document, decision=replace(document.decision, trigger=trigger)))
