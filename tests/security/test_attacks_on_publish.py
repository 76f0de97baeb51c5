"""Ways to have something posted, closed or recorded that should not be, each of which must fail.

It must not repeat tests/flows/test_publish_job.py, which holds what a proposal's files may be.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from coworker import action
from coworker.adapters.forge.local import Event
from coworker.errors import ExitCode, Fault, ForgeFault, HandoffFault
from coworker.flows.ledger import LEDGER_BRANCH, LEDGER_FILE, record
from coworker.flows.posting import CHECK_NAME
from coworker.flows.sticky import PLAN_MARKER
from coworker.governance.ledger import Intact, verify
from coworker.intake.handoff import encode
from coworker.model.change import Preview
from coworker.model.digest import digest_of
from coworker.model.handoff import DeployOutcome, PlannedPullRequest, Proposal, Silence
from coworker.model.ledger import EntryKind, Record
from coworker.wiring import settings_from
from tests.security.attack_world import AttackWorld
from tests.support.flow_world import (
    AUTHOR,
    OWNER,
    REPOSITORY,
    SECOND,
    STRANGER,
    TEAM,
    US,
    WRITER,
    queue,
    topic,
)

EVIL = {".github/workflows/evil.yml": "on: push\n", "CODEOWNERS": f"* @{WRITER}\n"}
BRANCH = "coworker/1-build-artefacts"
MEBIBYTE = 1024 * 1024


def publish_job(
    world: AttackWorld,
    documents: Mapping[str, Proposal | DeployOutcome],
    event: Event | None = None,
) -> ExitCode:
    """The publish job as a workflow starts it; with its own event, if there is one."""
    folder = Path(world.folder, "handed-over")
    folder.mkdir()
    for name, document in documents.items():
        (folder / name).write_text(encode(document), encoding="utf-8")
    environ = {
        "COWORKER_FORGE": f"local:{world.folder}",
        "COWORKER_LOGIN": US,
        "COWORKER_APP": US,
        "GITHUB_REPOSITORY": REPOSITORY,
    }
    if event is not None:
        path = folder / "event.json"
        path.write_text(json.dumps(event.payload), encoding="utf-8")
        environ |= {"GITHUB_EVENT_NAME": event.name, "GITHUB_EVENT_PATH": str(path)}
    return action.publish(settings_from(environ), folder=folder)


# A branch of the co-worker's name.


def test_a_branch_that_waits_for_the_issue_does_not_ride_on_its_pull_request(
    world: AttackWorld,
) -> None:
    world.people.push(author=WRITER, branch=BRANCH, start=world.main, files=EVIL, message="Early\n")
    head = world.forge.branch_head(BRANCH)
    issue = world.ask()
    with pytest.raises(Fault, match=f"{WRITER} pushed to the branch {BRANCH}"):
        world.run_all(issue.events)
    assert world.forge.open_pull_requests() == ()
    assert world.forge.branch_head(BRANCH) == head
    assert world.state().checks == []


def test_a_branch_that_was_pushed_and_taken_away_again_is_not_forgotten(
    world: AttackWorld,
) -> None:
    issue = world.ask()
    run = world.run_all(issue.events)
    number = run.published[0].pull_request
    assert number is not None
    world.people.push(author=OWNER, branch=BRANCH, files=queue("more"), message="x\n")
    world.people.close(number, by=OWNER)
    world.people.delete_branch(BRANCH)
    assert issue.number is not None
    again = world.people.label(issue.number, by=AUTHOR, label="coworker")
    second = world.run(again.events[0]).published[0].pull_request
    assert second is not None
    assert world.pull(second).author == US
    assert "more" not in str(world.repository.changed_paths(world.main, world.pull(second).head))
    world.approve(second, OWNER)
    (outcome,) = world.run(world.merge(second)).outcomes
    assert f"{OWNER} wrote or asked for this change" in " ".join(outcome.refusals)


def test_what_was_pushed_after_the_pull_request_was_closed_does_not_ride_on_the_next(
    world: AttackWorld,
) -> None:
    issue = world.ask()
    number = world.run_all(issue.events).published[0].pull_request
    assert issue.number is not None
    assert number is not None
    world.people.push(author=WRITER, branch=BRANCH, files=EVIL, message="x\n")
    world.people.close(number, by=WRITER)
    checks = world.state().checks
    again = world.people.label(issue.number, by=AUTHOR, label="coworker")
    with pytest.raises(Fault, match=f"{WRITER} pushed to the branch {BRANCH}"):
        world.run(again.events[0])
    assert world.forge.open_pull_requests() == ()
    assert world.state().checks == checks


# A proposal whose job was taken over.


def planned(world: AttackWorld) -> tuple[int, int, PlannedPullRequest, Event]:
    """A pull request's plan with its event, and another pull request, both planned."""
    other, _ = world.propose_change(queue("jobs", keep=1), branch="other")
    world.people.push(
        author=AUTHOR, branch="mine", files=queue("jobs"), message="x\n", start=world.main
    )
    opened = world.people.open_pull_request(author=AUTHOR, branch="mine", title="Mine")
    assert opened.number is not None
    event = opened.events[-1]
    proposal = world.propose(world.receive(event))
    assert isinstance(proposal, PlannedPullRequest)
    return opened.number, other, proposal, event


def with_head(plan: PlannedPullRequest, head: str) -> PlannedPullRequest:
    """The plan as if it had been made of another head."""
    receipt = replace(plan.plan.receipt, head=head)
    return replace(plan, plan=replace(plan.plan, receipt=receipt))


def other_files(plan: PlannedPullRequest) -> PlannedPullRequest:
    files = {"development/jobs": digest_of("harmless")}
    return replace(plan, plan=replace(plan.plan, receipt=replace(plan.plan.receipt, files=files)))


def other_changes(plan: PlannedPullRequest) -> PlannedPullRequest:
    changes = {"development/jobs": digest_of("harmless")}
    return replace(
        plan, plan=replace(plan.plan, receipt=replace(plan.plan.receipt, changes=changes))
    )


def other_preview(plan: PlannedPullRequest) -> PlannedPullRequest:
    (stack,) = plan.plan.stacks
    assert isinstance(stack.preview, Preview)
    preview = replace(stack.preview, changes=())
    return replace(plan, plan=replace(plan.plan, stacks=(replace(stack, preview=preview),)))


def other_stacks(plan: PlannedPullRequest) -> PlannedPullRequest:
    return replace(plan, plan=replace(plan.plan, stacks=()))


@pytest.mark.parametrize(
    "tamper", [other_files, other_changes, other_preview, other_stacks], ids=lambda it: it.__name__
)
def test_a_plan_whose_receipt_is_not_its_own_is_not_posted(
    tamper: Callable[[PlannedPullRequest], PlannedPullRequest], world: AttackWorld
) -> None:
    _, _, proposal, event = planned(world)
    before = world.seen()
    with pytest.raises(HandoffFault, match="its receipt is not that of its plan"):
        publish_job(world, {action.PROPOSAL: tamper(proposal)}, event)
    assert world.seen() == before


def test_a_plan_of_another_head_than_the_events_is_not_posted(world: AttackWorld) -> None:
    _, other, proposal, event = planned(world)
    before = world.seen()
    with pytest.raises(HandoffFault, match="its plan is of another head than the event's"):
        publish_job(world, {action.PROPOSAL: with_head(proposal, world.pull(other).head)}, event)
    assert world.seen() == before


@pytest.mark.parametrize("both", [True, False], ids=["number and head", "number"])
def test_a_plan_that_says_to_be_another_pull_requests_is_not_posted(
    both: bool, world: AttackWorld
) -> None:
    _, other, proposal, event = planned(world)
    forged = replace(proposal, trigger=replace(proposal.trigger, number=other))
    if both:
        head = world.pull(other).head
        forged = with_head(replace(forged, trigger=replace(forged.trigger, head=head)), head)
    before = world.seen()
    with pytest.raises(HandoffFault, match="it does not come from this run's event"):
        publish_job(world, {action.PROPOSAL: forged}, event)
    assert world.seen() == before


def asked_in_a_comment(world: AttackWorld) -> tuple[int, int, PlannedPullRequest, Event]:
    """The same where a comment asked: its payload has no head, so a proposal may say any."""
    mine, other, _, _ = planned(world)
    event = world.people.comment(mine, author=AUTHOR, body="/coworker plan").events[-1]
    proposal = world.propose(world.receive(event))
    assert isinstance(proposal, PlannedPullRequest)
    return mine, other, proposal, event


def test_a_plan_asked_for_by_a_comment_puts_no_check_on_another_pull_request(
    world: AttackWorld,
) -> None:
    _, other, proposal, event = asked_in_a_comment(world)
    head = world.pull(other).head
    trigger = replace(proposal.trigger, head=head)
    forged = with_head(replace(proposal, trigger=trigger), head)
    before = world.seen()
    publish_job(world, {action.PROPOSAL: forged}, event)
    assert world.seen() == before


def test_a_silence_after_a_comment_puts_no_check_on_another_pull_request(
    world: AttackWorld,
) -> None:
    _, other, proposal, event = asked_in_a_comment(world)
    trigger = replace(proposal.trigger, head=world.pull(other).head)
    before = world.seen()
    publish_job(world, {action.PROPOSAL: Silence(trigger=trigger, reason="nothing")}, event)
    assert world.seen() == before


def test_a_plan_of_no_pull_request_puts_no_check_on_any(world: AttackWorld) -> None:
    _, _, proposal, _ = planned(world)
    before = world.seen()
    forged = replace(proposal, trigger=replace(proposal.trigger, number=None))
    with pytest.raises(HandoffFault, match="it names no pull request"):
        publish_job(world, {action.PROPOSAL: forged})
    assert world.seen() == before


def test_the_plan_that_was_not_tampered_with_is_posted(world: AttackWorld) -> None:
    mine, _, proposal, event = planned(world)
    assert publish_job(world, {action.PROPOSAL: proposal}, event) is ExitCode.DONE
    assert world.said(mine)[0].startswith(PLAN_MARKER)


# Filling the repository.


@pytest.mark.parametrize(
    "text", ["/coworker foo", "/coworker plan now --force", "/coworker", "/coworker plna\n" * 9]
)
def test_a_strangers_malformed_commands_leave_no_comment_and_no_entry(
    text: str, world: AttackWorld
) -> None:
    issue = world.people.open_issue(author=STRANGER, title="x", body="y")
    assert issue.number is not None
    for _ in range(3):
        comment = world.people.comment(issue.number, author=STRANGER, body=text)
        before = world.seen()
        world.run(comment.events[-1])
        assert world.seen() == before


def test_a_strangers_well_formed_commands_leave_no_entry(world: AttackWorld) -> None:
    issue = world.people.open_issue(author=STRANGER, title="x", body="y")
    assert issue.number is not None
    world.plan_again(issue.number, by=STRANGER)
    assert "write access" in world.said(issue.number)[0]
    assert world.ledger() == []
    assert world.asked == []


# The ledger.


def test_a_ledger_of_more_than_a_mebibyte_is_still_read_and_written(world: AttackWorld) -> None:
    parts = world.publishing()
    many = [
        Record(key=f"k{at}", kind=EntryKind.REQUEST, actor="ada", data={"note": "x" * 5000})
        for at in range(220)
    ]
    record(many, reader=parts.reader, writer=parts.writer, clock=parts.clock)
    world.deployed(queue("jobs"))
    text = world.forge.read_file(world.forge.branch_head(LEDGER_BRANCH) or "", LEDGER_FILE)
    assert text is not None
    assert len(text) > MEBIBYTE
    assert isinstance(verify(text), Intact)
    assert world.ledger()[-1].kind is EntryKind.BASELINE


def test_a_second_refusal_for_other_reasons_is_recorded_and_the_same_one_only_once(
    world: AttackWorld,
) -> None:
    number, _ = world.propose_change(queue("jobs"))
    event = world.merge(number)
    world.run(event)
    world.run(event)
    world.approve(number)
    world.aws.deployed["development-jobs"] = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n"
    world.run(event)
    reasons = [it.data["reasons"] for it in world.ledger() if it.kind is EntryKind.REFUSAL]
    assert len(reasons) == 2
    assert "has approved" in reasons[0]
    assert "AWS would now change something else" in reasons[1]


def break_the_ledger(world: AttackWorld) -> None:
    """Somebody pushes nonsense to the ledger's branch."""
    world.people.push(
        author=WRITER,
        branch=LEDGER_BRANCH,
        files={LEDGER_FILE: "{}\n"},
        message="x\n",
        start=world.main,
    )


def test_a_broken_ledger_does_not_silence_a_plan(world: AttackWorld) -> None:
    break_the_ledger(world)
    with pytest.raises(ForgeFault, match="The ledger is broken at line 1"):
        world.propose_change(queue("jobs"))
    (pull,) = world.forge.open_pull_requests()
    assert world.said(pull.number)[0].startswith(PLAN_MARKER)
    assert len(world.forge.check_runs(pull.head, CHECK_NAME)) == 1


def test_a_broken_ledger_does_not_silence_a_deployment(world: AttackWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    world.approve(number)
    break_the_ledger(world)
    with pytest.raises(ForgeFault, match="The ledger is broken at line 1"):
        world.run(world.merge(number))
    assert "deployed" in world.said(number)[-1]
    assert "baseline/2026-11-20" in world.said(number)[-1]


def test_a_broken_ledger_does_not_silence_a_refusal(world: AttackWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    break_the_ledger(world)
    with pytest.raises(ForgeFault, match="The ledger is broken at line 1"):
        world.run(world.merge(number))
    assert "has approved" in world.said(number)[-1]
    assert "has approved" in world.follow_ups()[0]


# A push to several environments.


def deployed_to_two(world: AttackWorld) -> tuple[int, int, dict[str, Proposal | DeployOutcome]]:
    """An issue whose pull request has stacks of two environments; its outcomes, not yet told."""
    world.people.set_team(TEAM, [SECOND])
    issue = world.ask()
    number = world.run_all(issue.events).published[0].pull_request
    assert issue.number is not None
    assert number is not None
    pushed = world.people.push(
        author=WRITER, branch=BRANCH, files=topic("news", "test"), message="And test\n"
    )
    world.run(pushed.events[-1])
    world.approve(number, OWNER, SECOND)
    document = world.receive(world.merge(number))
    assert document.environments == ("development", "test")
    return (
        issue.number,
        number,
        {
            action.OUTCOME.format(environment=name): world.deploy(document, name)
            for name in document.environments
        },
    )


def test_an_issue_is_closed_once_every_environment_went_well(world: AttackWorld) -> None:
    issue, _, outcomes = deployed_to_two(world)
    assert publish_job(world, outcomes) is ExitCode.DONE
    assert not world.forge.issue(issue).open


@pytest.mark.parametrize("failing", ["development/build-artefacts", "test/news"])
def test_an_issue_stays_open_where_one_environment_failed(failing: str, world: AttackWorld) -> None:
    world.aws.fails.add(failing)
    issue, _, outcomes = deployed_to_two(world)
    assert publish_job(world, outcomes) is ExitCode.FAULT
    assert world.forge.issue(issue).open


@pytest.mark.parametrize("missing", ["development", "test"])
def test_an_issue_stays_open_where_one_environments_job_left_no_outcome(
    missing: str, world: AttackWorld
) -> None:
    issue, _, outcomes = deployed_to_two(world)
    del outcomes[action.OUTCOME.format(environment=missing)]
    publish_job(world, outcomes)
    assert world.forge.issue(issue).open


def test_a_broken_ledger_silences_none_of_two_environments(world: AttackWorld) -> None:
    issue, number, outcomes = deployed_to_two(world)
    break_the_ledger(world)
    with pytest.raises(ForgeFault, match="The ledger is broken"):
        publish_job(world, outcomes)
    for where in (issue, number):
        assert sum("Deployed" in text for text in world.said(where)) == 2
