"""Plans of pull requests that people wrote, and what is left when one is closed.

It must not look into the comment's wording: tests/render do.
"""

from collections.abc import Sequence

import pytest

from coworker.adapters.forge.local import Event
from coworker.errors import AwsFault, ExitCode
from coworker.flows.posting import CHECK_NAME
from coworker.model.finding import Confidence, Finding, Place, ScanResult, Severity
from coworker.model.forge import CheckConclusion, Reaction
from coworker.model.handoff import Answer, PlannedPullRequest, Silence
from coworker.model.plan import Plan
from coworker.model.stack import StackSource
from coworker.model.verdict import Allowed, NeedsApproval, Refused, Undetermined
from tests.support.fakes import FakeScanner
from tests.support.flow_world import (
    AUTHOR,
    CODEOWNERS,
    OWNER,
    SECOND,
    WRITER,
    FlowWorld,
    Run,
    queue,
    topic,
)


def plan_of(run: Run) -> Plan:
    assert isinstance(run.proposal, PlannedPullRequest)
    return run.proposal.plan


def check(world: FlowWorld, number: int) -> CheckConclusion:
    """How the newest of our checks on the head ended."""
    return world.forge.check_runs(world.pull(number).head, CHECK_NAME)[0].conclusion


def reasons(run: Run) -> str:
    verdict = plan_of(run).verdict
    return " ".join(verdict.reasons)


def test_a_pull_request_written_by_hand_is_planned_when_it_is_opened(world: FlowWorld) -> None:
    number, run = world.propose_change(queue("jobs"))
    plan = plan_of(run)
    assert isinstance(plan.verdict, NeedsApproval)
    assert (plan.planner, plan.receipt.requester) == ("hand-written", AUTHOR)
    assert plan.receipt.head == world.pull(number).head
    assert len(world.said(number)) == 1
    assert check(world, number) is CheckConclusion.SUCCESS


def test_each_push_is_planned_into_the_same_comment(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    (first,) = world.said(number)
    pushed = world.people.push(
        author=WRITER, branch="change", files=queue("more"), message="More\n"
    )
    run = world.run(pushed.events[-1])
    (second,) = world.said(number)
    assert second != first
    assert "development/more" in second
    assert plan_of(run).receipt.requester == WRITER


def test_a_plan_by_comment_is_for_the_author_and_not_for_who_commented(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    said = world.people.comment(number, author=WRITER, body="/coworker plan")
    run = world.run(said.events[0])
    assert plan_of(run).receipt.requester == AUTHOR
    assert [item.reaction for item in world.state().reactions] == [Reaction.ROCKET]


def test_two_stacks_are_one_comment_with_a_section_each(world: FlowWorld) -> None:
    number, run = world.propose_change({**queue("jobs"), **queue("other")})
    (comment,) = world.said(number)
    assert "#### `development/jobs`" in comment
    assert "#### `development/other`" in comment
    assert len(plan_of(run).stacks) == 2


def test_a_broken_stack_does_not_lose_the_others(world: FlowWorld) -> None:
    broken = {"infrastructure/development/bad/stack.yaml": "version: 1\nregion: [\n"}
    number, run = world.propose_change({**queue("jobs"), **broken})
    plan = plan_of(run)
    assert isinstance(plan.verdict, Refused)
    assert [str(item.stack) for item in plan.stacks] == ["development/jobs"]
    assert [str(item.id) for item in plan.broken] == ["development/bad"]
    (comment,) = world.said(number)
    assert "`Queue`" in comment
    assert "infrastructure/development/bad/stack.yaml" in comment
    assert check(world, number) is CheckConclusion.FAILURE
    assert run.published[0].exit_code is ExitCode.REFUSED


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("version: 1\nregion: eu-moon-1\n", "eu-moon-1"),
        ("version: 1\nregion: eu-west-1\nname: 9-not-aws\n", "9-not-aws"),
        ("version: 1\nregion: eu-west-1\ntemplate: ../other/template.yaml\n", "not inside"),
        ("version: 1\nregion: eu-west-1\nengine: pulumi\n", "pulumi"),
        ("version: 1\nregion: eu-west-1\ncolour: red\n", "colour"),
        ("version: 1\n", "region"),
        ("", "keys and values"),
    ],
    ids=["region", "name", "a path that climbs", "engine", "unknown key", "missing", "empty"],
)
def test_what_is_wrong_in_a_stack_file_is_refused_with_its_place(
    content: str, why: str, world: FlowWorld
) -> None:
    path = "infrastructure/development/jobs/stack.yaml"
    number, run = world.propose_change({**queue("jobs"), path: content})
    assert isinstance(plan_of(run).verdict, Refused)
    assert why in reasons(run)
    assert path in world.said(number)[0]
    assert world.aws.waiting == {}


def test_a_template_over_the_limit_is_refused(world: FlowWorld) -> None:
    files = queue("jobs")
    path = "infrastructure/development/jobs/template.yaml"
    files[path] += "# " + "x" * 51_200 + "\n"
    _, run = world.propose_change(files)
    assert isinstance(plan_of(run).verdict, Refused)
    assert "51,200" in reasons(run)


@pytest.mark.parametrize("engine", ["terraform", "cdk"])
def test_an_engine_that_is_not_there_yet_is_undetermined(engine: str, world: FlowWorld) -> None:
    _, run = world.propose_change(queue("jobs", stack_file=f"engine: {engine}\n"))
    assert isinstance(plan_of(run).verdict, Undetermined | Refused)
    assert engine in reasons(run)


@pytest.mark.parametrize(
    ("broke", "said"),
    [
        (AwsFault("The credentials have expired", next_step="Start again."), "have expired"),
        (RuntimeError("secret detail of a bug"), "broke (RuntimeError)"),
    ],
    ids=["a fault", "a bug"],
)
def test_a_preview_that_breaks_leaves_the_others_result(
    broke: Exception, said: str, world: FlowWorld
) -> None:
    world.aws.breaks["development/bad"] = broke
    number, run = world.propose_change({**queue("jobs"), **queue("bad")})
    assert isinstance(plan_of(run).verdict, Undetermined)
    assert said in reasons(run)
    (comment,) = world.said(number)
    assert "| create |" in comment.replace("**", "")
    assert "Traceback" not in comment
    assert "secret detail" not in comment
    assert run.published[0].exit_code is ExitCode.UNDETERMINED
    assert check(world, number) is not CheckConclusion.SUCCESS


def crash(_: Sequence[StackSource]) -> ScanResult:
    raise RuntimeError("secret detail of a bug")


def test_a_scanner_that_crashes_is_undetermined_and_the_rest_is_there(world: FlowWorld) -> None:
    seen = Finding(
        rule="X1",
        severity=Severity.LOW,
        confidence=Confidence.HIGH,
        place=Place(path="infrastructure/development/jobs/template.yaml", line=3),
        message="Seen by the other one",
        remedy="Mend it.",
        docs="",
        scanner="other",
    )
    world.scanners = [
        FakeScanner(name="first", says=crash),
        FakeScanner(name="other", findings=(seen,)),
    ]
    number, run = world.propose_change(queue("jobs"))
    assert isinstance(plan_of(run).verdict, Undetermined)
    assert "first broke (RuntimeError)" in reasons(run)
    (comment,) = world.said(number)
    assert "Seen by the other one" in comment
    assert "secret detail" not in comment


def test_policy_in_the_pull_requests_head_has_no_effect(world: FlowWorld) -> None:
    files = queue("jobs", stack_file="")
    files = {path: text.replace("Owner", "Nobody") for path, text in files.items()}
    core = "config/core/policy.yaml"
    loose = world.shipped[core].replace("    - key: Owner\n", "")
    assert loose != world.shipped[core]
    _, strict = world.propose_change(files)
    _, also = world.propose_change({**files, core: loose}, branch="loose")
    assert isinstance(plan_of(strict).verdict, Refused)
    assert isinstance(plan_of(also).verdict, Refused)
    assert plan_of(also).receipt.policies == plan_of(strict).receipt.policies


def test_owners_are_read_from_the_base_and_not_from_the_head(world: FlowWorld) -> None:
    mine = CODEOWNERS.replace(f"@{OWNER} @{SECOND}", f"@{AUTHOR}")
    _, run = world.propose_change({**queue("jobs"), "CODEOWNERS": mine})
    verdict = plan_of(run).verdict
    assert isinstance(verdict, NeedsApproval)
    assert {owner for item in verdict.owners for owner in item.owners} == {
        f"@{OWNER}",
        f"@{SECOND}",
    }


def test_without_codeowners_a_pull_request_is_refused_with_what_to_do(world: FlowWorld) -> None:
    world.people.push(author=OWNER, files={"CODEOWNERS": None}, message="Remove\n")
    _, run = world.propose_change(queue("jobs"))
    verdict = plan_of(run).verdict
    assert isinstance(verdict, Refused)
    assert "CODEOWNERS on the base branch" in verdict.next_step


def test_an_unknown_environments_folder_is_read_only(world: FlowWorld) -> None:
    _, run = world.propose_change(queue("jobs", "moonbase"))
    assert isinstance(plan_of(run).verdict, Refused)
    assert "read-only" in reasons(run)
    assert world.aws.waiting == {}


def test_a_preview_that_would_be_refused_anyway_does_not_touch_aws(world: FlowWorld) -> None:
    files = queue("jobs")
    bare = {path: text.replace("Owner", "Nobody") for path, text in files.items()}
    _, run = world.propose_change(bare)
    (stack,) = plan_of(run).stacks
    assert stack.preview.kind == "preview_skipped"
    assert world.aws.waiting == {}


def test_a_change_that_changes_nothing_in_aws_is_allowed(world: FlowWorld) -> None:
    world.deployed(queue("jobs"))
    readme = {"infrastructure/development/jobs/README.md": "# Jobs\n"}
    number, run = world.propose_change(readme)
    assert isinstance(plan_of(run).verdict, Allowed)
    assert check(world, number) is CheckConclusion.SUCCESS


def test_removing_a_stack_that_cannot_be_read_is_refused_and_not_passed_over(
    world: FlowWorld,
) -> None:
    path = "infrastructure/development/jobs/stack.yaml"
    world.people.push(
        author=OWNER, files={**queue("jobs"), path: "version: 9\n"}, message="Break\n"
    )
    _, run = world.propose_change(dict.fromkeys(queue("jobs")))
    assert isinstance(plan_of(run).verdict, Refused)
    assert "on the base branch it cannot be read" in reasons(run)


def test_mending_a_stack_that_could_not_be_read_is_planned(world: FlowWorld) -> None:
    path = "infrastructure/development/jobs/stack.yaml"
    world.people.push(
        author=OWNER, files={**queue("jobs"), path: "version: 9\n"}, message="Break\n"
    )
    _, run = world.propose_change({path: queue("jobs")[path]})
    assert isinstance(plan_of(run).verdict, NeedsApproval)


def test_rollback_is_told_for_what_comes_what_changes_and_what_goes(world: FlowWorld) -> None:
    world.deployed({**topic("old"), **queue("same")})
    gone = dict.fromkeys(topic("old"))
    _, run = world.propose_change({**gone, **queue("same", keep=60), **queue("new")})
    first, second, third = plan_of(run).rollback
    assert "new: revert the merge; the stack is removed" in first
    assert "old: revert the merge; the stack is made anew" in second
    assert "same: revert the merge; the stack returns" in third


def test_a_pull_request_without_a_stack_is_silent_but_passes_its_check(world: FlowWorld) -> None:
    number, run = world.propose_change({"README.md": "# Hello\n"})
    assert isinstance(run.proposal, Silence)
    assert world.said(number) == []
    assert check(world, number) is CheckConclusion.NEUTRAL


def test_a_plan_by_comment_where_there_is_nothing_to_plan_is_answered(world: FlowWorld) -> None:
    number, _ = world.propose_change({"README.md": "# Hello\n"})
    said = world.people.comment(number, author=WRITER, body="/coworker plan")
    run = world.run(said.events[0])
    assert isinstance(run.proposal, Answer)
    assert "nothing to plan" in run.proposal.markdown


def test_a_merge_group_is_planned_onto_its_own_head(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    head = world.pull(number).head
    around = world.people.comment(number, author=WRITER, body="x").events[0].payload
    group = {
        "head_sha": head,
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-1",
        "base_sha": world.main,
        "base_ref": "refs/heads/main",
    }
    payload = {
        "action": "checks_requested",
        "merge_group": group,
        "repository": around["repository"],
        "sender": {"login": "github-merge-queue[bot]", "id": 1, "type": "Bot"},
    }
    before = len(world.said(number))
    run = world.run(Event(name="merge_group", payload=payload))
    assert plan_of(run).receipt.head == head
    assert run.published[0].text == "planned a merge group"
    assert len(world.said(number)) == before
    assert check(world, number) is CheckConclusion.SUCCESS


def test_closing_a_pull_request_takes_its_previews_back(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    closed = world.people.close(number, by=AUTHOR)
    run = world.run(closed.events[0])
    assert isinstance(run.proposal, Answer)
    assert world.aws.discarded == ["development/jobs"]
    assert "taken back" in world.said(number)[-1]
    again = world.run(closed.events[0])
    assert isinstance(again.proposal, Silence)


def test_a_preview_that_another_open_pull_request_needs_is_left_alone(world: FlowWorld) -> None:
    number, _ = world.propose_change({**queue("jobs"), **queue("mine")})
    world.propose_change(queue("jobs"), branch="other")
    run = world.run(world.people.close(number, by=AUTHOR).events[0])
    assert isinstance(run.proposal, Answer)
    assert world.aws.discarded == ["development/mine"]


def test_a_forks_pull_request_needs_no_preview(world: FlowWorld) -> None:
    number, _ = world.propose_change(queue("jobs"))
    world.people.push(
        author=WRITER, branch="fork", files=queue("jobs"), message="x\n", start=world.main
    )
    world.people.open_pull_request(author=WRITER, branch="fork", title="x", from_fork=True)
    world.run(world.people.close(number, by=AUTHOR).events[0])
    assert world.aws.discarded == ["development/jobs"]


def test_a_stack_is_called_after_its_folder_and_no_other(world: FlowWorld) -> None:
    world.deployed(queue("payments"))
    number, run = world.propose_change(
        {**queue("mine", keep=60, stack_file="name: development-payments\n"), **queue("fine")}
    )
    assert isinstance(plan_of(run).verdict, Refused)
    assert 'is called "development-mine" in AWS, after its folder' in reasons(run)
    assert world.aws.waiting.keys() == {"development-fine"}
    assert "`development/fine`" in world.said(number)[0]


def test_a_stack_may_say_its_own_name(world: FlowWorld) -> None:
    _, run = world.propose_change(queue("mine", stack_file="name: development-mine\n"))
    assert isinstance(plan_of(run).verdict, NeedsApproval)


def test_a_stack_does_not_leave_its_region(world: FlowWorld) -> None:
    world.deployed(queue("mine"))
    moved = queue("mine")
    path = "infrastructure/development/mine/stack.yaml"
    moved[path] = moved[path].replace("eu-west-1", "eu-west-2")
    _, run = world.propose_change(moved)
    assert isinstance(plan_of(run).verdict, Refused)
    assert "is in eu-west-1 on the base branch, and cannot leave it" in reasons(run)


def test_a_broken_stack_on_main_is_in_nobodys_way(world: FlowWorld) -> None:
    path = "infrastructure/development/bad/stack.yaml"
    world.people.push(author=OWNER, files={path: "version: 9\n"}, message="Break\n")
    _, run = world.propose_change(queue("jobs"))
    assert isinstance(plan_of(run).verdict, NeedsApproval)
