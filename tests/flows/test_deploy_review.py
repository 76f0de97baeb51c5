"""What is deployed after a merge, and what is not: review, approval, receipt.

It must not look at AWS past the port; tests/contracts/ hold the fake to it.
"""

import json
from dataclasses import replace

import pytest

from coworker.adapters.forge.local import Event
from coworker.errors import ExitCode
from coworker.flows.posting import CHECK_NAME
from coworker.flows.sticky import PLAN_MARKER
from coworker.governance.receipt import read_receipt, write_receipt
from coworker.model.change import StackState
from coworker.model.digest import digest_of
from coworker.model.forge import (
    CheckConclusion,
    CheckRun,
    Permission,
    ReviewState,
)
from coworker.model.ledger import EntryKind
from tests.support.flow_world import (
    AUTHOR,
    OWNER,
    READER,
    SECOND,
    TEAM,
    US,
    WRITER,
    FlowWorld,
    Run,
    queue,
    topic,
)

NAME = "development-jobs"


def refused(run: Run) -> str:
    """The reasons of a refusal, after which nothing may have been executed."""
    (outcome,) = run.outcomes
    assert outcome.refusals
    assert outcome.stacks == ()
    assert [item.exit_code for item in run.published] == [ExitCode.REFUSED]
    return " ".join(outcome.refusals)


def planned(world: FlowWorld) -> int:
    number, run = world.propose_change(queue("jobs"))
    assert run.published[0].exit_code is ExitCode.DONE
    return number


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_reviewed_pull_request_is_deployed_however_it_is_merged(
    method: str, world: FlowWorld
) -> None:
    number = planned(world)
    world.people.push(
        author=AUTHOR, branch="change", files=queue("jobs", keep=60), message="Shorter\n"
    )
    again = world.people.pull_request_opened(number, sender=AUTHOR)
    world.run(again)
    world.approve(number)
    run = world.run(world.merge(number, method))
    (outcome,) = run.outcomes
    assert [item.state for item in outcome.stacks] == [StackState.DEPLOYED]
    assert outcome.approvers == (OWNER,)
    assert "MessageRetentionPeriod: 60" in world.aws.deployed[NAME]
    assert world.forge.tags("baseline/") == {"baseline/2026-11-20": world.main}


def test_a_change_that_was_asked_for_in_an_issue_is_deployed_and_the_issue_closed(
    world: FlowWorld,
) -> None:
    issue = world.ask()
    run = world.run_all(issue.events)
    number = run.published[0].pull_request
    assert issue.number is not None
    assert number is not None
    world.approve(number)
    done = world.run(world.merge(number))
    assert done.published[0].exit_code is ExitCode.DONE
    assert done.outcomes[0].issue == issue.number
    assert not world.forge.issue(issue.number).open
    assert "baseline/2026-11-20" in world.said(issue.number)[-1]
    kinds = [record.kind for record in world.ledger()]
    assert kinds == [
        EntryKind.REQUEST,
        EntryKind.PLAN,
        EntryKind.VERDICT,
        EntryKind.APPROVAL,
        EntryKind.DEPLOYMENT,
        EntryKind.BASELINE,
    ]


def test_without_an_approval_nothing_is_deployed(world: FlowWorld) -> None:
    number = planned(world)
    said = refused(world.run(world.merge(number)))
    assert f"No owner (@{OWNER}, @{SECOND}) has approved" in said
    assert world.aws.deployed == {}
    assert "has approved" in world.follow_ups()[0]


@pytest.mark.parametrize(
    ("author", "pusher", "approver"),
    [(OWNER, OWNER, OWNER), (AUTHOR, OWNER, OWNER), (OWNER, AUTHOR, OWNER)],
    ids=["the author and pusher", "who pushed", "the author"],
)
def test_nobody_approves_a_change_of_their_own(
    author: str, pusher: str, approver: str, world: FlowWorld
) -> None:
    world.people.push(
        author=pusher, branch="change", files=queue("jobs"), message="Add\n", start=world.main
    )
    opened = world.people.open_pull_request(author=author, branch="change", title="Add")
    assert opened.number is not None
    world.run(opened.events[-1])
    world.approve(opened.number, approver)
    said = refused(world.run(world.merge(opened.number)))
    assert f"{approver} wrote or asked for this change" in said


def test_who_asked_in_an_issue_does_not_approve_what_the_co_worker_wrote(world: FlowWorld) -> None:
    run = world.run_all(world.ask(author=OWNER).events)
    number = run.published[0].pull_request
    assert number is not None
    world.approve(number, OWNER)
    assert f"{OWNER} wrote or asked for this change" in refused(world.run(world.merge(number)))


def test_the_issues_author_does_not_approve_what_somebody_else_had_planned(
    world: FlowWorld,
) -> None:
    issue = world.people.open_issue(
        author=OWNER, title="Bucket", body="A private bucket called logs, development, eu-west-1."
    )
    assert issue.number is not None
    labelled = world.people.label(issue.number, by=AUTHOR, label="coworker")
    number = world.run(labelled.events[0]).published[0].pull_request
    assert number is not None
    world.approve(number, OWNER)
    assert f"{OWNER} wrote or asked for this change" in refused(world.run(world.merge(number)))


def test_an_approval_of_an_older_head_does_not_count(world: FlowWorld) -> None:
    number = planned(world)
    older = world.pull(number).head
    pushed = world.people.push(
        author=AUTHOR, branch="change", files=queue("jobs", keep=60), message="Change it\n"
    )
    world.run(pushed.events[-1])
    world.approve(number, OWNER, commit=older)
    assert f"{OWNER} approved an earlier commit." in refused(world.run(world.merge(number)))


def test_a_request_for_changes_blocks_beside_an_approval(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number, OWNER)
    world.people.review(number, author=WRITER, state=ReviewState.CHANGES_REQUESTED)
    assert f"{WRITER} asks for changes." in refused(world.run(world.merge(number)))


def test_the_approval_of_somebody_who_owns_nothing_does_not_count(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number, WRITER)
    assert "has approved" in refused(world.run(world.merge(number)))


def test_an_owner_who_may_no_longer_write_does_not_approve(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number, OWNER)
    world.people.set_permission(OWNER, Permission.READ)
    assert "has approved" in refused(world.run(world.merge(number, by=SECOND)))


def test_a_member_of_an_owning_team_approves(world: FlowWorld) -> None:
    world.people.set_team(TEAM, [WRITER])
    number, _ = world.propose_change(queue("jobs", "test"))
    world.approve(number, WRITER)
    run = world.run(world.merge(number))
    assert run.outcomes[0].approvers == (WRITER,)
    assert "test-jobs" in world.aws.deployed


def test_a_team_that_cannot_be_read_approves_nothing(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs", "test"))
    world.approve(number, WRITER)
    assert f"The members of @{TEAM} could not be read" in refused(world.run(world.merge(number)))


def test_a_push_without_a_pull_request_is_refused_and_planned_afresh(world: FlowWorld) -> None:
    pushed = world.people.push(author=WRITER, files=queue("jobs"), message="Quick\n")
    run = world.run(pushed.events[-1])
    assert "came to main without a pull request" in refused(run)
    assert run.outcomes[0].fresh_plan is not None
    (issue,) = [item for item in world.state().issues if "coworker:follow-up" in item.labels]
    assert world.said(issue.number)[0].startswith(PLAN_MARKER)
    assert world.ledger()[-1].kind is EntryKind.REFUSAL


def test_a_stack_that_the_pull_request_did_not_have_is_refused(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    before = world.main
    merged = world.merge(number, "merge")
    pushed = world.people.push(author=WRITER, files=queue("extra"), message="Slip in\n")
    assert pushed.commit is not None
    event = replace(merged, payload={**merged.payload, "before": before, "after": world.main})
    assert "came to main without a pull request" in refused(world.run(event))


def test_a_merge_commit_that_holds_more_than_the_head_is_refused(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    event = _evil_merge(world, number, queue("extra"))
    said = refused(world.run(event))
    assert f"The push changes development/extra, which #{number} does not." in said


def test_a_tree_that_is_not_the_reviewed_one_is_refused(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    event = _evil_merge(world, number, queue("jobs", keep=60))
    assert "development/jobs on main is not what stands at the reviewed head" in refused(
        world.run(event)
    )


def _evil_merge(world: FlowWorld, number: int, files: dict[str, str]) -> Event:
    """A merge whose commit holds files that the reviewed head does not."""
    start = world.main
    merged = world.merge(number, "squash")
    commits = world.forge.parts.commits
    commits.git.run("update-ref", "refs/heads/main", start)
    everything = {**queue("jobs"), **files}
    pushed = world.people.push(author=OWNER, files=everything, message=f"Change (#{number})\n")
    with world.forge.parts.store.change() as state:
        for record in state.issues:
            if record.number == number and record.pull:
                record.pull.merge_commit = pushed.commit
                record.pull.brought = [str(pushed.commit)]
    return replace(merged, payload={**merged.payload, "after": pushed.commit})


def test_another_merge_of_the_same_stack_in_between_is_not_what_was_reviewed(
    world: FlowWorld,
) -> None:
    world.deployed(queue("jobs"))
    shorter = queue("jobs", keep=60)
    first, _ = world.propose_change(shorter, branch="first")
    readme = {"infrastructure/development/jobs/README.md": "# Jobs\n"}
    second, _ = world.propose_change(readme, branch="second")
    world.approve(first)
    world.approve(second)
    world.run(world.merge(first))
    said = refused(world.run(world.merge(second)))
    assert "development/jobs on main is not what stands at the reviewed head" in said


def test_an_older_run_that_is_started_again_does_not_bring_back_what_was_reverted(
    world: FlowWorld,
) -> None:
    number, _ = world.propose_change(topic("news"))
    world.approve(number)
    first = world.merge(number)
    world.run(first)
    removal, _ = world.propose_change(dict.fromkeys(topic("news")), branch="revert")
    world.approve(removal)
    assert world.run(world.merge(removal)).published[0].exit_code is ExitCode.DONE
    assert world.aws.deployed == {}
    said = refused(world.run(first))
    assert "development/news was changed again on main" in said
    assert world.aws.deployed == {}


def test_an_older_run_still_finishes_what_no_later_commit_touched(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    event = world.merge(number)
    other, _ = world.propose_change(queue("other"), branch="other")
    world.approve(other)
    world.run(world.merge(other))
    assert world.run(event).published[0].exit_code is ExitCode.DONE
    assert NAME in world.aws.deployed


def test_a_policy_that_changed_since_the_review_stops_the_deployment(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    event = world.merge(number)
    path = "config/core/policy.yaml"
    core = world.shipped[path].replace("monthly_cost_limit: 500", "monthly_cost_limit: 400")
    world.shipped = {**world.shipped, path: core}
    run = world.run(event)
    assert "not what was reviewed" in refused(run)
    (moved,) = run.outcomes[0].moved
    assert moved == "The policy of development is not the one that the review was made by."
    assert "The policy of development" in world.follow_ups()[0]
    assert world.aws.deployed == {}


def test_what_somebody_changed_in_aws_since_the_review_stops_it_with_a_fresh_plan(
    world: FlowWorld,
) -> None:
    number = planned(world)
    world.approve(number)
    event = world.merge(number)
    world.aws.deployed[NAME] = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n"
    run = world.run(event)
    assert "not what was reviewed" in refused(run)
    assert run.outcomes[0].moved == (
        "AWS would now change something else in development/jobs than was reviewed.",
    )
    assert "Topic" in world.aws.deployed[NAME]
    (issue,) = [item for item in world.state().issues if "coworker:follow-up" in item.labels]
    assert "delete** | `Topic`" in world.said(issue.number)[0]


def test_another_account_than_at_the_review_stops_it(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    event = world.merge(number)
    world.aws.account = "210987654321"
    assert "not what was reviewed" in refused(world.run(event))


def test_what_cannot_be_previewed_is_undetermined_and_not_said_to_have_moved(
    world: FlowWorld,
) -> None:
    number = planned(world)
    world.approve(number)
    event = world.merge(number)
    world.aws.breaks["development/jobs"] = RuntimeError("boom")
    run = world.run(event)
    said = refused(run)
    assert "development/jobs could not be previewed" in said
    assert run.outcomes[0].moved == ()
    del world.aws.breaks["development/jobs"]
    assert world.run(event).published[0].exit_code is ExitCode.DONE


def test_without_the_check_run_there_is_no_plan_that_was_reviewed(world: FlowWorld) -> None:
    world.people.push(
        author=AUTHOR, branch="change", files=queue("jobs"), message="Add\n", start=world.main
    )
    opened = world.people.open_pull_request(author=AUTHOR, branch="change", title="Add")
    assert opened.number is not None
    world.approve(opened.number)
    assert f"no passing `{CHECK_NAME}` check" in refused(world.run(world.merge(opened.number)))


def _check(world: FlowWorld, number: int) -> CheckRun:
    (check,) = world.forge.check_runs(world.pull(number).head, CHECK_NAME)
    return check


def test_a_newer_check_that_failed_counts_and_not_the_one_that_passed(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    failed = replace(_check(world, number), conclusion=CheckConclusion.FAILURE)
    world.forge.put_check_run(failed)
    assert "no passing" in refused(world.run(world.merge(number)))


def test_a_check_run_that_another_app_made_is_not_believed(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    check = _check(world, number)
    with world.forge.parts.store.change() as state:
        state.checks.clear()
    world.forge_as("other-app").put_check_run(check)
    world.approve(number)
    assert "no passing" in refused(world.run(world.merge(number)))


@pytest.mark.parametrize("key", ["files", "changes", "policies", "head", "requester", "plan"])
def test_a_receipt_that_was_touched_is_not_believed(key: str, world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    check = _check(world, number)
    receipt = read_receipt(check.summary)
    assert receipt is not None
    said = json.loads(write_receipt(receipt).split("\n", 1)[1].rsplit("\n", 1)[0])
    forged = {
        "files": {"development/jobs": digest_of("other")},
        "changes": {"development/jobs": digest_of("other")},
        "policies": {"development": digest_of("other")},
        "head": world.main,
        "requester": "nobody",
        "plan": digest_of("other"),
    }[key]
    block = f"```coworker-receipt\n{json.dumps({**said, key: forged}, indent=1, sort_keys=True)}\n"
    summary = check.summary.replace(write_receipt(receipt), f"{block}```")
    assert summary != check.summary
    world.forge.put_check_run(replace(check, summary=summary))
    assert "no passing" in refused(world.run(world.merge(number)))


def test_a_receipt_that_is_whole_but_another_plans_is_not_believed(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number)
    check = _check(world, number)
    receipt = read_receipt(check.summary)
    assert receipt is not None
    other = write_receipt(replace(receipt, requester="nobody"))
    summary = check.summary.replace(write_receipt(receipt), other)
    world.forge.put_check_run(replace(check, summary=summary))
    assert "no passing" in refused(world.run(world.merge(number)))


def test_two_owners_are_needed_for_what_cannot_be_undone_in_production(world: FlowWorld) -> None:
    world.deployed(topic("news", "production"))
    number, _ = world.propose_change(dict.fromkeys(topic("news", "production")))
    world.approve(number, OWNER)
    event = world.merge(number)
    assert "2 code owners must approve" in refused(world.run(event))
    assert world.aws.deployed.keys() == {"production-news"}


def test_one_environment_is_deployed_without_the_other(world: FlowWorld) -> None:
    number, _ = world.propose_change({**queue("jobs"), **queue("jobs", "staging")})
    world.approve(number)
    event = world.merge(number)
    document = world.receive(event)
    assert document.environments == ("development", "staging")
    assert world.deploy(document, "staging").good
    assert world.aws.deployed.keys() == {"staging-jobs"}


def test_a_person_who_only_reads_cannot_be_the_one_who_approves(world: FlowWorld) -> None:
    number = planned(world)
    world.approve(number, READER, US)
    assert "has approved" in refused(world.run(world.merge(number)))
