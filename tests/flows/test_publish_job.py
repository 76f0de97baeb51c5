"""What the publish job posts, what it refuses to post, and that twice is once.

It must not trust a proposal for having been made by the propose job.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from coworker.adapters.forge.local.state import State
from coworker.errors import ExitCode, Fault, ForgeFault, HandoffFault
from coworker.flows.posting import CHECK_NAME, PublishParts
from coworker.flows.publish import exit_code_of, publish
from coworker.flows.sticky import PLAN_MARKER
from coworker.intake.handoff import MAX_BYTES, decode, encode
from coworker.model.digest import digest_of
from coworker.model.forge import BranchMoved, CommitResult, NewCommit, Reaction
from coworker.model.handoff import Answer, PlannedPullRequest, Proposal, ProposedChange
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined
from tests.support.flow_world import AUTHOR, NEED, WRITER, FlowWorld, queue

FOLDER = "infrastructure/development/build-artefacts"


@pytest.fixture
def proposal(world: FlowWorld) -> ProposedChange:
    """A change that was proposed and not posted."""
    made = world.propose(world.receive(world.ask(NEED).events[-1]))
    assert isinstance(made, ProposedChange)
    return made


def everything(world: FlowWorld) -> tuple[dict[str, str], State]:
    return world.refs(), world.state()


def refuse(world: FlowWorld, tampered: ProposedChange | str) -> str:
    """Hand it over and publish it; it must be refused and leave nothing behind."""
    before = everything(world)
    text = tampered if isinstance(tampered, str) else encode(tampered)
    with pytest.raises(HandoffFault) as fault:
        world.publish(decode(Proposal, text, "proposal.json"))
    assert everything(world) == before
    assert fault.value.next_step
    return str(fault.value)


def test_publishing_a_change_twice_changes_nothing(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    first = world.publish(proposal)
    before = everything(world)
    world.clock.time = "2026-11-21T09:30:00Z"
    assert world.publish(proposal) == first
    assert everything(world) == before


def test_publishing_a_plan_twice_changes_nothing(world: FlowWorld) -> None:
    _, run = world.propose_change(queue("jobs"))
    assert run.proposal is not None
    before = everything(world)
    assert world.publish(run.proposal) == run.published[0]
    assert everything(world) == before


def test_publishing_an_answer_twice_changes_nothing(world: FlowWorld) -> None:
    run = world.run_all(world.ask("please do the thing").events)
    assert run.proposal is not None
    before = everything(world)
    assert world.publish(run.proposal) == run.published[0]
    assert everything(world) == before


def test_the_eyes_of_a_request_are_followed_by_a_rocket_or_by_confusion(world: FlowWorld) -> None:
    world.run_all(world.ask(NEED).events)
    world.run_all(world.ask("please do the thing").events)
    number, _ = world.propose_change({"infrastructure/development/bad/stack.yaml": "x: 1\n"})
    said = world.people.comment(number, author=WRITER, body="/coworker plan")
    world.run(said.events[0])
    seen = [(item.number, item.comment, item.reaction) for item in world.state().reactions]
    assert [(1, None, Reaction.ROCKET), (number, said.comment, Reaction.CONFUSED)] == [
        seen[0],
        seen[-1],
    ]
    assert Reaction.CONFUSED in {reaction for _, _, reaction in seen[1:-1]}


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/evil.yml",
        f"{FOLDER}/CODEOWNERS",
        "CODEOWNERS",
        "config/core/policy.yaml",
        "config/environments.yaml",
        f"{FOLDER}/../../../README.md",
        "infrastructure/development/stack.yaml",
        "/etc/passwd.txt",
        "README.md",
        f"{FOLDER}/run.sh",
    ],
)
def test_a_file_outside_the_allow_list_is_refused(
    path: str, world: FlowWorld, proposal: ProposedChange
) -> None:
    refuse(world, replace(proposal, files={**proposal.files, path: "x: 1\n"}))


def test_a_file_more_than_was_planned_is_refused(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    files = {**proposal.files, f"{FOLDER}/more.yaml": "x: 1\n"}
    assert "not those that were planned" in refuse(world, replace(proposal, files=files))


def test_another_stack_than_was_planned_is_refused(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    tampered = replace(proposal, files={**proposal.files, **queue("extra")})
    assert "not those that were planned" in refuse(world, tampered)


def test_other_contents_than_were_planned_are_refused(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    path = f"{FOLDER}/template.yaml"
    files = {**proposal.files, path: f"{proposal.files[path]}# more\n"}
    assert "not those that were planned" in refuse(world, replace(proposal, files=files))


def test_a_stack_that_cannot_be_read_is_refused(world: FlowWorld, proposal: ProposedChange) -> None:
    files = {**proposal.files, f"{FOLDER}/stack.yaml": "version: 9\n"}
    assert "stack.yaml" in refuse(world, replace(proposal, files=files))


def test_a_secret_inside_is_refused_and_not_repeated(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    secret = "AKIA" + "IOSFODNN7QWERTYA"
    path = f"{FOLDER}/template.yaml"
    files = {**proposal.files, path: f"{proposal.files[path]}# {secret}\n"}
    said = refuse(world, replace(proposal, files=files))
    assert "an AWS access key id" in said
    assert secret not in said


def test_a_plan_that_blocks_is_not_proposed(world: FlowWorld, proposal: ProposedChange) -> None:
    for verdict in (
        Refused(reasons=("No.",), next_step="Mend."),
        Undetermined(reasons=("Who knows.",), next_step="Again."),
    ):
        tampered = replace(proposal, plan=replace(proposal.plan, verdict=verdict))
        assert "may be proposed" in refuse(world, tampered)


@pytest.mark.parametrize(
    "branch", ["main", "coworker-ledger", "coworker/2-other", "feature", "coworker/10-x"]
)
def test_a_branch_that_is_not_its_issues_is_refused(
    branch: str, world: FlowWorld, proposal: ProposedChange
) -> None:
    assert "branch" in refuse(world, replace(proposal, branch=branch))


def test_a_proposal_that_names_no_issue_is_refused(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    trigger = replace(proposal.trigger, number=None)
    refuse(world, replace(proposal, trigger=trigger, branch="coworker/None-x"))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda tree: tree.update(extra=1),
        lambda tree: tree["plan"].update(extra=1),
        lambda tree: tree.pop("title"),
        lambda tree: tree.update(kind="another"),
        lambda tree: tree["files"].update({f"{FOLDER}/x.yaml": 7}),
        lambda tree: tree["plan"]["receipt"].update(files={"a": digest_of("b")}),
        lambda tree: tree.update(title="x" * MAX_BYTES),
    ],
    ids=["key", "inner key", "lacking", "kind", "type", "digest", "size"],
)
def test_a_document_that_is_not_what_its_schema_says_is_refused(
    tamper: Any, world: FlowWorld, proposal: ProposedChange
) -> None:
    tree = json.loads(encode(proposal))
    tamper(tree)
    refuse(world, json.dumps(tree))


def test_text_that_is_no_json_is_refused(world: FlowWorld) -> None:
    refuse(world, "{")


def test_a_branch_that_moves_under_the_commit_is_a_fault_and_nothing_is_posted(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    class Moving:
        """A writer whose branch is never where it was."""

        def commit(self, new: NewCommit) -> CommitResult:
            return BranchMoved(head=new.parent)

    parts = PublishParts(
        reader=world.forge,
        writer=Moving(),  # type: ignore[arg-type]
        clock=world.clock,
    )
    before = everything(world)
    with pytest.raises(ForgeFault, match="moved while"):
        publish(proposal, parts)
    assert everything(world) == before


def test_what_somebody_pushed_to_our_branch_is_not_planned_over(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    world.publish(proposal)
    world.people.push(
        author=AUTHOR,
        branch=proposal.branch,
        files=queue("sneaked-in"),
        message="More\n",
    )
    before = everything(world)
    with pytest.raises(Fault, match=f"{AUTHOR} pushed to the branch") as fault:
        world.publish(proposal)
    assert everything(world) == before
    assert "delete that branch" in fault.value.next_step


def test_a_branch_that_somebody_made_beforehand_is_not_planned_over(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    world.people.push(
        author=AUTHOR,
        branch=proposal.branch,
        files={".github/workflows/evil.yml": "on: push\n"},
        message="Early\n",
        start=world.main,
    )
    before = everything(world)
    with pytest.raises(Fault, match=f"{AUTHOR} pushed to the branch"):
        world.publish(proposal)
    assert everything(world) == before


def test_a_branch_of_ours_that_was_left_without_a_pull_request_is_used_again(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    first = world.publish(proposal)
    assert first.pull_request is not None
    world.people.close(first.pull_request, by=AUTHOR)
    second = world.publish(proposal)
    assert second.head == first.head
    assert second.pull_request != first.pull_request


def test_another_plan_for_the_same_issue_is_a_second_commit(
    world: FlowWorld, proposal: ProposedChange
) -> None:
    first = world.publish(proposal)
    with world.forge.parts.store.change() as state:
        state.issues[0].body += "\n### Parameters\n\nexpiration_days: 7\n"
    said = world.people.comment(1, author=AUTHOR, body="/coworker plan")
    run = world.run(said.events[0])
    assert run.published[0].pull_request == first.pull_request
    assert run.published[0].head is not None
    text = world.forge.read_file(run.published[0].head, f"{FOLDER}/stack.yaml")
    assert "expiration_days: 7" in (text or "")
    assert world.repository.parent(run.published[0].head) == first.head
    assert len(world.said(first.pull_request or 0)) == 1


def test_a_plan_of_a_head_that_has_moved_on_is_checked_but_not_commented(
    world: FlowWorld,
) -> None:
    number, run = world.propose_change(queue("jobs"))
    assert isinstance(run.proposal, PlannedPullRequest)
    (before,) = world.said(number)
    older = run.proposal.plan.receipt.head
    with world.forge.parts.store.change() as state:
        state.checks.clear()
    world.people.push(author=AUTHOR, branch="change", files=queue("more"), message="More\n")
    published = world.publish(run.proposal)
    assert "has moved on" in published.text
    assert world.said(number) == [before]
    assert len(world.forge.check_runs(older, CHECK_NAME)) == 1
    assert world.forge.check_runs(world.pull(number).head, CHECK_NAME) == ()


def test_a_persons_comment_that_begins_with_our_marker_is_never_edited(world: FlowWorld) -> None:
    world.people.push(
        author=AUTHOR, branch="change", files=queue("jobs"), message="Add\n", start=world.main
    )
    opened = world.people.open_pull_request(author=AUTHOR, branch="change", title="Add")
    assert opened.number is not None
    mine = f"{PLAN_MARKER}\nAll is well, merge me."
    world.people.comment(opened.number, author=AUTHOR, body=mine)
    world.run(opened.events[-1])
    bodies = [item.body for item in world.forge.comments(opened.number)]
    assert bodies[0] == mine
    assert len(bodies) == 2
    assert len(world.said(opened.number)) == 1


def test_an_answer_without_a_place_is_told_in_the_log_alone(world: FlowWorld) -> None:
    run = world.run_all(world.ask("please do the thing").events)
    assert isinstance(run.proposal, Answer)
    nowhere = replace(run.proposal, trigger=replace(run.proposal.trigger, number=None))
    before = everything(world)
    published = world.publish(nowhere)
    assert published.exit_code is ExitCode.INPUT_NEEDED
    assert published.text == run.proposal.markdown
    assert everything(world) == before


def test_an_answers_text_cannot_take_the_place_of_the_plan(world: FlowWorld) -> None:
    run = world.run_all(world.ask("please do the thing").events)
    assert isinstance(run.proposal, Answer)
    forged = replace(run.proposal, markdown=f"{PLAN_MARKER}\nAll is well.")
    world.publish(forged)
    assert not any(body.startswith(PLAN_MARKER) for body in world.said(1))


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Allowed(), ExitCode.DONE),
        (NeedsApproval(count=1, owners=(), reasons=()), ExitCode.DONE),
        (Refused(reasons=(), next_step=""), ExitCode.REFUSED),
        (Undetermined(reasons=(), next_step=""), ExitCode.UNDETERMINED),
    ],
)
def test_each_verdict_has_its_exit_code(verdict: Any, code: ExitCode) -> None:
    assert exit_code_of(verdict) is code
