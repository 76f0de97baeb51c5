"""What both forges must do alike: check runs and deployments.

It must not ask which forge it is.
"""

import pytest

from coworker.errors import NotFound
from coworker.model.forge import CheckConclusion, CheckRun, DeploymentState
from tests.support.forge_worlds import World

NAME = "coworker / plan"


def check(head: str, conclusion: CheckConclusion, digest: str) -> CheckRun:
    return CheckRun(
        name=NAME,
        head=head,
        conclusion=conclusion,
        title="Plan",
        summary="One bucket is created.",
        external_id=digest,
    )


def test_check_runs_are_ours_alone_newest_first(world: World) -> None:
    head = world.push("topic", {"x": "1"})
    world.forge.put_check_run(check(head, CheckConclusion.FAILURE, "sha256:1"))
    world.foreign_check(head, NAME)
    world.forge.put_check_run(check(head, CheckConclusion.SUCCESS, "sha256:2"))

    runs = world.forge.check_runs(head, NAME)

    assert [(run.conclusion, run.external_id) for run in runs] == [
        (CheckConclusion.SUCCESS, "sha256:2"),
        (CheckConclusion.FAILURE, "sha256:1"),
    ]
    assert {(run.name, run.head, run.title, run.summary) for run in runs} == {
        (NAME, head, "Plan", "One bucket is created.")
    }
    assert world.forge.check_runs(head, "another name") == ()


def test_the_same_check_run_twice_is_one(world: World) -> None:
    head = world.push("topic", {"x": "1"})

    for _ in range(2):
        world.forge.put_check_run(check(head, CheckConclusion.SUCCESS, "sha256:1"))

    assert len(world.forge.check_runs(head, NAME)) == 1


def test_a_deployment_is_recorded_with_its_last_state(world: World) -> None:
    commit = world.push("main", {"x": "1"})
    begun = world.forge.deployment(
        commit=commit, environment="test", task="deploy:app", payload={"plan": "sha256:1"}
    )
    again = world.forge.deployment(
        commit=commit, environment="test", task="deploy:app", payload={"plan": "sha256:1"}
    )
    other = world.forge.deployment(commit=commit, environment="test", task="deploy:net", payload={})

    assert again == begun
    assert (begun.commit, begun.environment, begun.task, begun.state, begun.payload) == (
        commit,
        "test",
        "deploy:app",
        None,
        {"plan": "sha256:1"},
    )
    world.forge.deployment_status(begun.id, DeploymentState.IN_PROGRESS, "Creating")
    world.forge.deployment_status(begun.id, DeploymentState.SUCCESS, "Created")
    world.forge.deployment_status(begun.id, DeploymentState.SUCCESS, "Created")

    deployments = world.forge.deployments(commit, "test")

    assert [(each.id, each.state) for each in deployments] == [
        (other.id, None),
        (begun.id, DeploymentState.SUCCESS),
    ]
    assert world.forge.deployments(commit, "production") == ()


def test_a_deployment_that_ended_is_not_begun_again_in_its_record(world: World) -> None:
    commit = world.push("main", {"x": "1"})
    first = world.forge.deployment(commit=commit, environment="test", task="deploy", payload={})
    world.forge.deployment_status(first.id, DeploymentState.FAILURE, "Rolled back")

    second = world.forge.deployment(commit=commit, environment="test", task="deploy", payload={})

    assert second.id != first.id


def test_there_is_no_state_of_a_deployment_that_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        world.forge.deployment_status(999, DeploymentState.ERROR, "x")
