"""What every engine's preview and deployment keep: the fake of the flows' tests, CloudFormation.

It must not know which one it holds to it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from coworker.adapters.engines.cloudformation.execute import CloudFormationDeployer
from coworker.adapters.engines.cloudformation.preview import CloudFormationPreviewer
from coworker.model.change import Action, Preview, PreviewFailed, StackState
from coworker.ports import Deployer, Previewer
from tests.engines.cloudformation.story import (
    ACCOUNT,
    AT_ONCE,
    QUEUE,
    QUEUE_AND_TOPIC,
    sessions_at,
    source,
)
from tests.support.fakes import FakeAws, FakeDeployer, FakePreviewer


@dataclass(frozen=True, kw_only=True, slots=True)
class Engine:
    """A previewer and a deployer of one account, in which nothing is deployed."""

    previewer: Previewer
    deployer: Deployer


def _fake(_: pytest.FixtureRequest) -> Engine:
    aws = FakeAws(account=ACCOUNT)
    return Engine(previewer=FakePreviewer(aws), deployer=FakeDeployer(aws))


def _cloudformation(request: pytest.FixtureRequest) -> Engine:
    endpoint: str = request.getfixturevalue("aws_endpoint")
    previewer = CloudFormationPreviewer(sessions_at(endpoint), patience=AT_ONCE)
    deployer = CloudFormationDeployer(
        sessions_at(endpoint, "deploy"), previewer=previewer, patience=AT_ONCE
    )
    return Engine(previewer=previewer, deployer=deployer)


@pytest.fixture(params=[_fake, _cloudformation], ids=["fake", "cloudformation"])
def engine(request: pytest.FixtureRequest) -> Engine:
    make: Callable[[pytest.FixtureRequest], Engine] = request.param
    return make(request)


def quiet(_line: str) -> None:
    """Progress that nobody reads."""


def seen(result: Preview | PreviewFailed) -> Preview:
    assert isinstance(result, Preview), result
    return result


def deployed(engine: Engine, template: str) -> None:
    stack = source(template)
    outcome = engine.deployer.execute(stack, seen(engine.previewer.preview(stack)), quiet)
    assert outcome.state is StackState.DEPLOYED


def test_a_new_stack_is_previewed_as_creations(engine: Engine) -> None:
    preview = seen(engine.previewer.preview(source()))
    assert [(item.address, item.action) for item in preview.changes] == [("Queue", Action.CREATE)]
    assert (preview.stack, preview.existing) == (source().id, False)
    assert preview.identity.account == ACCOUNT
    assert preview.reference


def test_the_same_files_twice_give_the_same_preview(engine: Engine) -> None:
    first = seen(engine.previewer.preview(source()))
    again = seen(engine.previewer.preview(source()))
    assert (again.digest, again) == (first.digest, first)


def test_other_files_give_another_digest(engine: Engine) -> None:
    first = seen(engine.previewer.preview(source()))
    assert seen(engine.previewer.preview(source(QUEUE_AND_TOPIC))).digest != first.digest


def test_a_change_is_previewed_as_what_differs_from_what_is_deployed(engine: Engine) -> None:
    deployed(engine, QUEUE)
    preview = seen(engine.previewer.preview(source(QUEUE_AND_TOPIC)))
    assert [(item.address, item.action) for item in preview.changes] == [("Topic", Action.CREATE)]
    assert preview.existing


def test_where_nothing_would_change_there_is_nothing_to_execute(engine: Engine) -> None:
    deployed(engine, QUEUE)
    preview = seen(engine.previewer.preview(source()))
    assert (preview.changes, preview.reference, preview.existing) == ((), None, True)


def test_a_template_that_is_none_is_a_preview_that_failed(engine: Engine) -> None:
    result = engine.previewer.preview(source("- not a template\n"))
    assert isinstance(result, PreviewFailed)
    assert result.next_step


def test_discarding_twice_finds_nothing_the_second_time(engine: Engine) -> None:
    engine.previewer.preview(source())
    assert engine.previewer.discard(source())
    assert engine.previewer.discard(source()) == ()


def test_what_was_previewed_is_executed_and_then_nothing_is_left_to_do(engine: Engine) -> None:
    deployed(engine, QUEUE_AND_TOPIC)
    assert seen(engine.previewer.preview(source(QUEUE_AND_TOPIC))).changes == ()


def test_executing_twice_does_it_once(engine: Engine) -> None:
    preview = seen(engine.previewer.preview(source()))
    first = engine.deployer.execute(source(), preview, quiet)
    again = engine.deployer.execute(source(), preview, quiet)
    assert (first.state, again.state) == (StackState.DEPLOYED, StackState.ALREADY_IN_PLACE)


def test_a_preview_that_was_discarded_is_made_again_and_executed(engine: Engine) -> None:
    preview = seen(engine.previewer.preview(source()))
    engine.previewer.discard(source())
    assert engine.deployer.execute(source(), preview, quiet).state is StackState.DEPLOYED


def test_executing_is_refused_once_the_files_have_moved(engine: Engine) -> None:
    reviewed = seen(engine.previewer.preview(source()))
    engine.previewer.preview(source(QUEUE_AND_TOPIC))
    outcome = engine.deployer.execute(source(QUEUE_AND_TOPIC), reviewed, quiet)
    assert outcome.state is StackState.REFUSED
    assert not seen(engine.previewer.preview(source())).existing


def test_executing_is_refused_once_the_account_has_moved(engine: Engine) -> None:
    deployed(engine, QUEUE)
    reviewed = seen(engine.previewer.preview(source(QUEUE_AND_TOPIC)))
    engine.previewer.discard(source())
    removal = seen(engine.previewer.preview_removal(source()))
    assert engine.deployer.remove(source(), removal, quiet).good
    outcome = engine.deployer.execute(source(QUEUE_AND_TOPIC), reviewed, quiet)
    assert outcome.state is StackState.REFUSED


def test_another_account_than_the_reviewed_one_is_refused(engine: Engine) -> None:
    preview = seen(engine.previewer.preview(source()))
    elsewhere = replace(preview, identity=replace(preview.identity, account="210987654321"))
    for act in (engine.deployer.execute, engine.deployer.remove):
        assert act(source(), elsewhere, quiet).state is StackState.REFUSED


def test_a_removal_is_previewed_executed_and_then_in_place(engine: Engine) -> None:
    deployed(engine, QUEUE_AND_TOPIC)
    preview = seen(engine.previewer.preview_removal(source(QUEUE_AND_TOPIC)))
    assert {(item.address, item.action) for item in preview.changes} == {
        ("Queue", Action.DELETE),
        ("Topic", Action.DELETE),
    }
    assert preview.reference is None
    first = engine.deployer.remove(source(QUEUE_AND_TOPIC), preview, quiet)
    again = engine.deployer.remove(source(QUEUE_AND_TOPIC), preview, quiet)
    assert (first.state, again.state) == (StackState.DEPLOYED, StackState.ALREADY_IN_PLACE)
    assert not seen(engine.previewer.preview(source())).existing


def test_removing_more_than_was_reviewed_is_refused(engine: Engine) -> None:
    deployed(engine, QUEUE)
    reviewed = seen(engine.previewer.preview_removal(source()))
    deployed(engine, QUEUE_AND_TOPIC)
    assert engine.deployer.remove(source(), reviewed, quiet).state is StackState.REFUSED


def test_removing_what_is_not_there_changes_nothing(engine: Engine) -> None:
    preview = seen(engine.previewer.preview_removal(source()))
    assert (preview.changes, preview.existing) == ((), False)
