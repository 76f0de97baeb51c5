"""Ways to have something deployed that its owners did not approve, each of which must fail.

It must not ask why an attack fails beyond what the people who are told can read.
"""

from dataclasses import replace

import pytest

from coworker.flows.posting import CHECK_NAME
from coworker.governance.receipt import read_receipt, write_receipt
from coworker.model.change import StackState
from coworker.model.digest import digest_of
from coworker.model.forge import CheckConclusion, CheckRun
from coworker.model.plan import Receipt
from coworker.model.trigger import Ignore
from coworker.model.verdict import NeedsApproval, blocks
from tests.security.attack_world import AttackWorld, refused
from tests.support.flow_world import AUTHOR, OWNER, SECOND, STRANGER, WRITER, queue, topic

JOBS = "infrastructure/development/jobs"
NAME = "development-jobs"
TWO_TEAMS = (
    f"/infrastructure/development/jobs/ @{OWNER}\n/infrastructure/development/web/ @{WRITER}\n"
)


def in_folder(files: dict[str, str], alias: str) -> dict[str, str | None]:
    """The same stack in a folder that is called nearly so."""
    return {
        path.replace("infrastructure/development/", f"infrastructure/{alias}/"): text
        for path, text in files.items()
    }


# Approving one's own change.


def proposed_for(world: AttackWorld, author: str) -> int:
    """The pull request that the co-worker opened for somebody's issue."""
    number = world.run_all(world.ask(author=author).events).published[0].pull_request
    assert number is not None
    return number


def test_a_requester_who_plans_again_and_edits_the_body_does_not_approve_the_own_request(
    world: AttackWorld,
) -> None:
    number = proposed_for(world, OWNER)
    world.plan_again(number, by=OWNER)
    world.edit_body(number, "nothing here")
    world.approve(number, OWNER)
    said = refused(world, world.merge(number))
    assert f"{OWNER} wrote or asked for this change" in said
    assert world.aws.executed == []


def test_a_requester_who_only_edits_the_body_does_not_approve_the_own_request(
    world: AttackWorld,
) -> None:
    number = proposed_for(world, OWNER)
    world.edit_body(number, "nothing here")
    world.approve(number, OWNER)
    said = refused(world, world.merge(number))
    assert f"{OWNER} wrote or asked for this change" in said


def test_a_requester_does_not_approve_after_somebody_else_planned_again(
    world: AttackWorld,
) -> None:
    number = proposed_for(world, OWNER)
    world.plan_again(number, by=WRITER)
    world.edit_body(number, "Requested in #999.")
    world.approve(number, OWNER)
    said = refused(world, world.merge(number))
    assert f"{OWNER} wrote or asked for this change" in said


def test_a_requester_who_has_somebody_else_set_the_label_does_not_approve_the_own_request(
    world: AttackWorld,
) -> None:
    issue = world.people.open_issue(
        author=OWNER, title="Bucket", body="A private bucket called logs, development, eu-west-1."
    )
    assert issue.number is not None
    labelled = world.people.label(issue.number, by=AUTHOR, label="coworker")
    number = world.run(labelled.events[0]).published[0].pull_request
    assert number is not None
    world.edit_body(issue.number, "nothing here")
    world.edit_body(number, "nothing here")
    world.approve(number, OWNER)
    said = refused(world, world.merge(number))
    assert f"{OWNER} wrote or asked for this change" in said


def test_another_owner_still_approves_what_was_planned_again(world: AttackWorld) -> None:
    number = proposed_for(world, OWNER)
    world.plan_again(number, by=OWNER)
    world.approve(number, SECOND)
    run = world.run(world.merge(number))
    assert run.outcomes[0].approvers == (SECOND,)
    assert world.aws.executed == ["development/build-artefacts"]


def slipped_in(world: AttackWorld, signed: str) -> int:
    """A pull request of AUTHOR's, to which OWNER pushed in another name, approved by OWNER.

    The push itself is never planned (`[skip ci]`), so that no receipt names who pushed.
    """
    number, _ = world.propose_change(queue("jobs"), author=AUTHOR)
    more = queue("jobs", keep=60)
    world.people.push(author=OWNER, branch="change", files=more, message="x\n", signed=signed)
    world.plan_again(number, by=AUTHOR)
    world.approve(number, OWNER)
    return number


def test_who_pushed_commits_in_anothers_name_does_not_approve_them(world: AttackWorld) -> None:
    number = slipped_in(world, signed=AUTHOR)
    said = refused(world, world.merge(number))
    assert f"{OWNER} wrote or asked for this change" in said
    assert world.aws.executed == []


def test_commits_of_an_unlinked_e_mail_are_approved_by_nobody(world: AttackWorld) -> None:
    number = slipped_in(world, signed="nobody-here")
    world.approve(number, SECOND)
    said = refused(world, world.merge(number))
    assert f"Not everyone who wrote #{number} is known" in said
    assert world.aws.executed == []


def test_a_pusher_who_deletes_the_branch_after_the_merge_is_still_known(
    world: AttackWorld,
) -> None:
    number = slipped_in(world, signed=AUTHOR)
    event = world.merge(number)
    world.people.delete_branch("change")
    assert f"{OWNER} wrote or asked for this change" in refused(world, event)


# Forging the receipt.


def check_of(world: AttackWorld, number: int) -> tuple[CheckRun, Receipt]:
    check = world.forge.check_runs(world.pull(number).head, CHECK_NAME)[0]
    receipt = read_receipt(check.summary)
    assert receipt is not None
    return check, receipt


def forge_check(world: AttackWorld, number: int, forged: Receipt) -> None:
    """A passing check of our own app, which any workflow of a branch may make, and well formed."""
    check, _ = check_of(world, number)
    world.forge.put_check_run(
        replace(
            check,
            conclusion=CheckConclusion.SUCCESS,
            summary=write_receipt(forged),
            external_id=forged.plan,
        )
    )


def test_a_forged_check_that_names_another_requester_lets_nobody_approve_the_own_push(
    world: AttackWorld,
) -> None:
    number, _ = world.propose_change(queue("jobs"), author=AUTHOR)
    pushed = world.people.push(
        author=OWNER, branch="change", files=queue("jobs", keep=60), message="x\n", signed=AUTHOR
    )
    world.run(pushed.events[-1])
    forge_check(world, number, replace(check_of(world, number)[1], requester=AUTHOR))
    world.approve(number, OWNER)
    said = refused(world, world.merge(number))
    assert f"{OWNER} wrote or asked for this change" in said
    assert world.aws.executed == []


def test_a_passing_check_of_another_app_is_no_plan(world: AttackWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    check, _ = check_of(world, number)
    with world.forge.parts.store.change() as state:
        state.checks.clear()
    world.forge_as("github-advanced-security").put_check_run(check)
    world.approve(number)
    said = refused(world, world.merge(number))
    assert f"no passing `{CHECK_NAME}` check" in said


def test_a_forged_check_with_another_preview_is_not_what_aws_would_do(world: AttackWorld) -> None:
    world.deployed(queue("jobs"))
    number, _ = world.propose_change(queue("jobs", keep=60))
    forged = replace(
        check_of(world, number)[1], changes={"development/jobs": digest_of("harmless")}
    )
    forge_check(world, number, forged)
    world.approve(number)
    said = refused(world, world.merge(number))
    assert "AWS would now change something else in development/jobs than was reviewed." in said
    assert world.aws.executed == ["development/jobs"]


def test_a_forged_check_over_a_plan_that_was_refused_does_not_lift_the_refusal(
    world: AttackWorld,
) -> None:
    number, _ = world.propose_change(queue("jobs", more=OPEN_ROLE))
    waved_through(world, number)
    assert world.asked == []


OPEN_ROLE = """\
  Everything:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "*", Resource: "*"}
"""


# Going round the owners by a name.


@pytest.mark.parametrize(
    "alias",
    [
        "DEVELOPMENT",
        "Development",
        " development",
        "development ",
        "development\u00a0",
        "\u2003development",
        "\uff44evelopment",
        "development.",
    ],
)
@pytest.mark.parametrize("name", [f"name: {NAME}\n", ""], ids=["claims a name", "its own name"])
def test_a_folder_that_is_nearly_called_like_an_environment_is_none(
    alias: str, name: str, world: AttackWorld
) -> None:
    world.owners(f"/infrastructure/ @{WRITER}\n/infrastructure/development/ @{OWNER}\n")
    world.deployed(queue("jobs"))
    world.asked.clear()
    evil = in_folder(queue("jobs", keep=60, stack_file=name), alias)
    number, planned = world.propose_change(evil)
    assert planned.proposal is not None
    assert blocks(planned.proposal.plan.verdict)  # type: ignore[union-attr]
    world.approve(number, WRITER)
    run = world.run(world.merge(number))
    assert isinstance(run.intake.decision, Ignore)
    assert "is none, and is read-only" in run.intake.decision.reason
    assert world.asked == []
    assert world.aws.executed == ["development/jobs"]


def test_an_alias_beside_an_environment_is_not_deployed_along_with_it(world: AttackWorld) -> None:
    number, _ = world.propose_change({**topic("news"), **in_folder(queue("jobs"), "Development")})
    check, receipt = check_of(world, number)
    assert check.conclusion is CheckConclusion.FAILURE
    forge_check(world, number, receipt)
    world.approve(number)
    run = world.run(world.merge(number))
    assert run.intake.environments == ("development",)
    assert set(world.aws.deployed) == {"development-news"}


CALLED = 'is called "development-web" in AWS, after its folder'


def test_a_stack_under_the_name_of_another_teams_does_not_change_that_one(
    world: AttackWorld,
) -> None:
    world.owners(TWO_TEAMS)
    world.deployed(queue("jobs"))
    world.asked.clear()
    number, _ = world.propose_change(queue("web", keep=61, stack_file=f"name: {NAME}\n"))
    assert CALLED in world.said(number)[0]
    assert CALLED in waved_through(world, number)
    assert world.asked == []
    assert "61" not in world.aws.deployed[NAME]


def waved_through(world: AttackWorld, number: int) -> str:
    """Approve a plan that is refused, forge its check, and merge: the deploy job must say why."""
    assert check_of(world, number)[0].conclusion is CheckConclusion.FAILURE
    forge_check(world, number, check_of(world, number)[1])
    world.approve(number, OWNER, SECOND, WRITER)
    return refused(world, world.merge(number))


def test_a_folder_that_claimed_another_teams_name_removes_nothing_of_theirs(
    world: AttackWorld,
) -> None:
    world.owners(TWO_TEAMS)
    world.deployed(topic("jobs"))
    pushed = world.people.push(
        author=AUTHOR, files=topic("web", stack_file=f"name: {NAME}\n"), message="x\n"
    )
    refused(world, pushed.events[0])
    number, _ = world.propose_change(dict.fromkeys(topic("web")))
    assert "cannot be read" in waved_through(world, number)
    assert NAME in world.aws.deployed


@pytest.mark.parametrize("change", ["touched", "removed"])
def test_a_name_is_not_taken_over_in_two_steps(change: str, world: AttackWorld) -> None:
    world.owners(TWO_TEAMS)
    world.deployed(topic("jobs"))
    web = topic("web", stack_file=f"name: {NAME}\n")
    pushed = world.people.push(
        author=AUTHOR, files={**web, **dict.fromkeys(topic("jobs"))}, message="x\n"
    )
    refused(world, pushed.events[0])
    later = dict.fromkeys(web) if change == "removed" else topic("web", shown="Mine")
    if change == "touched":
        later = topic("web", shown="Mine", stack_file=f"name: {NAME}\n")
    number, _ = world.propose_change(later)
    waved_through(world, number)
    assert "Mine" not in world.aws.deployed[NAME]


def test_a_folder_that_is_renamed_and_keeps_its_name_removes_nothing(world: AttackWorld) -> None:
    world.deployed(topic("old"))
    renamed = {
        **topic("new", stack_file="name: development-old\n"),
        **dict.fromkeys(topic("old")),
    }
    number, _ = world.propose_change(renamed)
    assert 'is called "development-new" in AWS' in waved_through(world, number)
    assert "development-old" in world.aws.deployed


@pytest.mark.parametrize(
    ("name", "region", "why"),
    [
        ("development-a2", "eu-west-1", 'is called "development-a" in AWS'),
        ("development-a", "eu-west-2", "is in eu-west-1 on the base branch"),
    ],
    ids=["name", "region"],
)
def test_a_stack_that_changes_its_name_or_region_leaves_no_orphan(
    name: str, region: str, why: str, world: AttackWorld
) -> None:
    world.deployed(topic("a"))
    stack = f"version: 1\nregion: {region}\nname: {name}\n"
    number, _ = world.propose_change({"infrastructure/development/a/stack.yaml": stack})
    assert why in waved_through(world, number)
    assert set(world.aws.deployed) == {"development-a"}


# Having something carried along that nobody looked at.


def test_an_unreviewed_template_is_not_carried_by_a_review_of_the_readme(
    world: AttackWorld,
) -> None:
    world.deployed(queue("jobs"))
    evil = queue("jobs", keep=1209600)[f"{JOBS}/template.yaml"]
    pushed = world.people.push(
        author=WRITER, files={f"{JOBS}/template.yaml": evil}, message="Sneak\n"
    )
    refused(world, pushed.events[0])
    world.owners(f"/infrastructure/ @{OWNER}\n/{JOBS}/README.md @{WRITER}\n")
    number, planned = world.propose_change({f"{JOBS}/README.md": "harmless\n"})
    verdict = planned.proposal.plan.verdict  # type: ignore[union-attr]
    assert isinstance(verdict, NeedsApproval)
    asked = {item.path: item.owners for item in verdict.owners}
    assert asked[f"{JOBS}/template.yaml"] == (f"@{OWNER}",)
    assert "1209600" in world.said(number)[0]
    world.approve(number, WRITER)
    event = world.merge(number)
    said = refused(world, event)
    assert f"No owner (@{OWNER}) has approved" in said
    assert f"`{JOBS}/template.yaml`" in said
    assert "1209600" not in world.aws.deployed[NAME]


@pytest.mark.parametrize("later", ["2\n", None], ids=["changed meanwhile", "removed meanwhile"])
def test_a_merge_made_by_hand_does_not_take_back_what_another_owner_approved(
    later: str | None, world: AttackWorld
) -> None:
    limits = f"{JOBS}/limits.md"
    world.owners(f"/infrastructure/ @{OWNER}\n/{limits} @{SECOND}\n")
    world.deployed({**queue("jobs"), limits: "1\n"})
    evil, _ = world.propose_change(queue("jobs", keep=61), branch="evil")
    world.deployed({limits: later}, branch="theirs")
    world.approve(evil, OWNER)
    event = world.merge_by_hand(evil, tree_of=world.pull(evil).head, by=WRITER)
    said = refused(world, event)
    assert f"No owner (@{SECOND}) has approved `{limits}`" in said
    assert "61" not in world.aws.deployed[NAME]


def test_a_merge_made_by_hand_does_not_drop_a_file_that_another_owner_added(
    world: AttackWorld,
) -> None:
    limits = f"{JOBS}/limits.md"
    world.owners(f"/infrastructure/ @{OWNER}\n/{limits} @{SECOND}\n")
    world.deployed(queue("jobs"))
    evil, _ = world.propose_change(queue("jobs", keep=61), branch="evil")
    world.deployed({limits: "1\n"}, branch="theirs")
    world.approve(evil, OWNER)
    event = world.merge_by_hand(evil, tree_of=world.pull(evil).head, by=WRITER)
    assert f"No owner (@{SECOND}) has approved `{limits}`" in refused(world, event)


# Reaching main by another way than the review's.


def test_an_unreviewed_push_has_aws_asked_nothing_and_leaves_nothing_there(
    world: AttackWorld,
) -> None:
    pushed = world.people.push(author=WRITER, files=queue("sneaky"), message="x\n")
    assert "came to main without a pull request" in refused(world, pushed.events[0])
    (told,) = [item.number for item in world.state().issues if item.open]
    assert "Nobody reviewed it, so AWS was not asked." in world.said(told)[0]
    assert (world.asked, world.aws.waiting, world.aws.deployed) == ([], {}, {})


def test_an_unapproved_merge_has_aws_asked_nothing_by_the_deploy_job(world: AttackWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    world.asked.clear()
    refused(world, world.merge(number))
    assert world.asked == []


def test_a_pull_request_that_was_merged_elsewhere_approves_nothing_on_main(
    world: AttackWorld,
) -> None:
    number, _ = world.propose_change(queue("jobs"))
    world.approve(number)
    head = world.pull(number).head
    world.people.push(
        author=WRITER, branch="play", start=world.main, files={"x.md": "x"}, message="x\n"
    )
    world.retarget(number, "play")
    world.people.merge(number, by=WRITER, method="merge")
    said = refused(world, world.push_commit(head, by=WRITER))
    assert "came to main without a pull request" in said
    assert world.aws.executed == []


def test_a_pull_request_from_a_fork_is_neither_planned_nor_deployed(world: AttackWorld) -> None:
    world.people.push(
        author=STRANGER, branch="theirs", start=world.main, files=queue("jobs"), message="x\n"
    )
    opened = world.people.open_pull_request(
        author=STRANGER, branch="theirs", title="Help", from_fork=True
    )
    assert opened.number is not None
    run = world.run(opened.events[-1])
    world.plan_again(opened.number, by=OWNER)
    assert world.asked == []
    assert world.forge.check_runs(world.pull(opened.number).head, CHECK_NAME) == ()
    assert not isinstance(run.proposal, Ignore)
    world.approve(opened.number, OWNER, SECOND)
    said = refused(world, world.merge(opened.number))
    assert "came to main without a pull request" in said
    assert world.aws.executed == []


def removed_again(world: AttackWorld) -> str:
    """A stack that was deployed and removed; gives the merge that brought it."""
    world.deployed(topic("news"), branch="add")
    approved = world.main
    world.deployed(dict.fromkeys(topic("news")), branch="remove")
    assert world.aws.deployed == {}
    return approved


def test_a_force_push_back_to_an_old_merge_does_not_deploy_it_again(world: AttackWorld) -> None:
    approved = removed_again(world)
    assert "main was rewritten" in refused(world, world.push_commit(approved, by=WRITER))
    assert world.aws.deployed == {}


def test_a_commit_on_top_of_an_old_merge_does_not_bring_the_old_merge_back(
    world: AttackWorld,
) -> None:
    approved = removed_again(world)
    world.push_commit(approved, by=WRITER)
    pushed = world.people.push(author=WRITER, files={"x.md": "x"}, message="x\n")
    assert isinstance(world.run(pushed.events[0]).intake.decision, Ignore)
    assert world.aws.deployed == {}


# Taking the issue for what the text says.


@pytest.mark.parametrize("named", [99, 0, 10**30])
def test_a_body_that_names_no_issue_stops_no_deployment(named: int, world: AttackWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    world.edit_body(number, f"Requested in #{named}.")
    world.approve(number)
    run = world.run(world.merge(number))
    assert run.outcomes[0].issue is None
    assert [item.state for item in run.outcomes[0].stacks] == [StackState.DEPLOYED]


def test_a_body_that_names_an_issue_does_not_close_it(world: AttackWorld) -> None:
    victim = world.people.open_issue(author=AUTHOR, title="A hole", body="Do not close.")
    assert victim.number is not None
    number, _ = world.propose_change(queue("jobs"))
    world.edit_body(number, f"Requested in #{victim.number}.")
    world.approve(number)
    run = world.run(world.merge(number))
    assert run.outcomes[0].good
    assert untouched(world, victim.number)


def test_a_branch_that_is_called_like_ours_does_not_close_the_issue(world: AttackWorld) -> None:
    victim = world.people.open_issue(author=AUTHOR, title="A hole", body="Do not close.")
    assert victim.number is not None
    number, _ = world.propose_change(queue("jobs"), branch=f"coworker/{victim.number}-jobs")
    world.approve(number)
    run = world.run(world.merge(number))
    assert run.outcomes[0].good
    assert untouched(world, victim.number)


def untouched(world: AttackWorld, number: int) -> bool:
    """Whether the issue is open and nobody said anything there."""
    return world.forge.issue(number).open and not world.forge.comments(number)
