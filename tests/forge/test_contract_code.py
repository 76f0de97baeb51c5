"""What both forges must do alike: commits, branches, pull requests, reviews, tags.

It must not ask which forge it is.
"""

import pytest

from coworker.errors import ForgeFault
from coworker.model.forge import Authorship, BranchMoved, Committed, NewCommit, Review, ReviewState
from tests.support.forge_worlds import (
    ADMIN,
    READER,
    US,
    WRITER,
    MergeMethod,
    World,
)

ODD = "infrastructure/dev/a b/ünïcode;$(x).yaml"


def made(world: World, branch: str, parent: str | None, **files: str | None) -> str:
    """Commit files (named by keywords) and return the commit."""
    new = NewCommit(branch=branch, parent=parent, message="Change", files=files)
    result = world.forge.commit(new)
    assert isinstance(result, Committed)
    return result.commit


def main(world: World) -> str:
    head = world.forge.branch_head("main")
    assert head is not None
    return head


def test_a_commit_makes_its_branch_and_holds_what_it_was_given(world: World) -> None:
    text = "Bucket: één\n"
    new = NewCommit(
        branch="coworker/7-bucket",
        parent=main(world),
        message="Add a bucket\n\nCoworker-Request: 7",
        files={ODD: text, "infrastructure/dev/b/stack.yaml": ""},
    )

    result = world.forge.commit(new)

    assert isinstance(result, Committed)
    assert world.forge.branch_head("coworker/7-bucket") == result.commit
    assert world.forge.read_file(result.commit, ODD) == text
    assert world.forge.read_file(result.commit, "infrastructure/dev/b/stack.yaml") == ""
    assert world.forge.read_file(result.commit, "README.md") is not None
    assert world.forge.read_file(main(world), ODD) is None


def test_a_ledger_of_several_mebibytes_is_written_read_and_added_to(world: World) -> None:
    text = '{"entry":"é"}\n' * (3 * 1024 * 1024 // 15)
    first = made(world, "coworker-ledger", None, **{"ledger.ndjson": text, "small": "1"})
    second = made(world, "coworker-ledger", first, **{"ledger.ndjson": f"{text}last\n"})

    assert world.forge.read_file(first, "ledger.ndjson") == text
    assert world.forge.read_file(second, "ledger.ndjson") == f"{text}last\n"
    assert world.forge.read_file(second, "small") == "1"


def test_a_commit_on_its_branch_moves_it_and_can_remove_files(world: World) -> None:
    first = made(world, "topic", main(world), one="1", two="2")

    second = made(world, "topic", first, one=None, three="3")

    texts = [world.forge.read_file(second, path) for path in ("one", "two", "three")]
    assert texts == [None, "2", "3"]
    assert world.forge.branch_head("topic") == second


def test_a_branch_that_is_elsewhere_is_left_alone(world: World) -> None:
    first = made(world, "topic", main(world), one="1")
    pushed = world.push("topic", {"two": "2"})

    result = world.forge.commit(
        NewCommit(branch="topic", parent=first, message="Late", files={"three": "3"})
    )

    assert result == BranchMoved(head=pushed)
    assert world.forge.branch_head("topic") == pushed


def test_a_branch_without_history_is_made_once(world: World) -> None:
    head = made(world, "coworker-ledger", None, **{"ledger.ndjson": "{}\n"})

    again = world.forge.commit(
        NewCommit(branch="coworker-ledger", parent=None, message="Again", files={"x": "y"})
    )

    assert again == BranchMoved(head=head)
    assert world.forge.read_file(head, "README.md") is None
    assert world.forge.read_file(head, "ledger.ndjson") == "{}\n"


def test_there_is_no_head_of_a_branch_that_is_not_there(world: World) -> None:
    assert world.forge.branch_head("coworker/none") is None
    assert world.forge.read_file(main(world), "infrastructure") is None


def test_a_pull_request_is_opened_once_and_brought_up_to_date(world: World) -> None:
    base = main(world)
    head = made(world, "coworker/1-x", base, x="1")

    first = world.forge.open_pull_request(
        branch="coworker/1-x", base="main", title="One", body="Body"
    )
    again = world.forge.open_pull_request(
        branch="coworker/1-x", base="main", title="Two", body="Other"
    )

    assert (first.head, first.head_branch, first.base, first.base_branch) == (
        head,
        "coworker/1-x",
        base,
        "main",
    )
    assert (first.author, first.open, first.merged, first.merge_commit) == (US, True, False, None)
    assert not first.from_fork
    assert (again.number, again.title, again.body) == (first.number, "Two", "Other")
    assert world.forge.pull_request(first.number) == again
    assert world.forge.pull_request_of_branch("coworker/1-x") == again
    assert world.forge.pull_request_of_branch("coworker/1") is None


def test_a_pull_request_needs_a_commit(world: World) -> None:
    with pytest.raises(ForgeFault) as fault:
        world.forge.open_pull_request(branch="absent", base="main", title="T", body="")

    assert fault.value.status == 422


def test_a_pull_request_follows_its_branch(world: World) -> None:
    first = made(world, "topic", main(world), x="1")
    number = world.open_pull(WRITER, "topic", "By hand")

    pushed = world.push("topic", {"x": "2"})

    assert first != pushed
    assert world.forge.pull_request(number).head == pushed
    assert world.forge.pull_request(number).author == WRITER


def test_whoever_pushed_is_known_whatever_their_commits_say(world: World) -> None:
    made(world, "topic", main(world), x="1")
    world.push("topic", {"x": "2"}, pusher=ADMIN, author=WRITER)
    world.push("topic", {"x": "3"}, pusher=WRITER, author=US)
    world.push("topic-2", {"x": "4"}, pusher=ADMIN, author=READER)

    assert world.forge.pushers("topic") == {ADMIN, WRITER}
    assert world.forge.pushers("topic-2") == {ADMIN}


def test_a_branch_of_ours_alone_has_no_pushers(world: World) -> None:
    made(world, "coworker/1-x", main(world), x="1")

    assert world.forge.pushers("coworker/1-x") == frozenset()


def test_who_pushed_is_known_when_the_branch_is_gone(world: World) -> None:
    made(world, "topic", main(world), x="1")
    world.push("topic", {"x": "2"}, pusher=WRITER)
    number = world.open_pull(WRITER, "topic", "T")
    world.merge(number, "squash")
    world.delete("topic")

    assert world.forge.branch_head("topic") is None
    assert world.forge.pushers("topic") == {WRITER}
    assert ADMIN in world.forge.pushers("main")
    assert world.forge.authorship(number).people == {WRITER}


def test_a_branch_that_nobody_is_known_to_have_pushed_is_a_fault(world: World) -> None:
    with pytest.raises(ForgeFault, match="pushed to the branch 'topic'"):
        world.forge.pushers("topic")


def test_a_pull_request_of_ours_is_by_nobody_else(world: World) -> None:
    made(world, "coworker/1-x", main(world), x="1")
    number = world.open_pull(READER, "coworker/1-x", "T")

    assert world.forge.authorship(number) == Authorship(people=frozenset(), unknown=False)


def test_every_commit_of_a_pull_request_names_its_people(world: World) -> None:
    made(world, "topic", main(world), x="1")
    world.push("topic", {"x": "2"}, pusher=WRITER)
    world.push("topic", {"x": "3"}, pusher=ADMIN)
    number = world.open_pull(READER, "topic", "T")

    assert world.forge.authorship(number) == Authorship(
        people=frozenset({WRITER, ADMIN}), unknown=False
    )


def test_a_commit_by_nobody_known_is_told(world: World) -> None:
    made(world, "topic", main(world), x="1")
    world.push("topic", {"x": "2"}, pusher=WRITER, author="nobody")
    number = world.open_pull(WRITER, "topic", "T")

    assert world.forge.authorship(number).unknown


def test_tags_are_found_by_how_they_begin(world: World) -> None:
    first = main(world)
    second = world.push("main", {"x": "1"})
    world.forge.tag("baseline/2026-03-01", first, "One")
    world.forge.tag("baseline/2026-03-02", second, "Two")
    world.forge.tag("v1.0.0", second, "Release")

    assert world.forge.tags("baseline/") == {
        "baseline/2026-03-01": first,
        "baseline/2026-03-02": second,
    }
    assert world.forge.tags("none/") == {}


def test_every_open_pull_request_is_listed(world: World) -> None:
    numbers = []
    for name in ("one", "two", "three"):
        made(world, name, main(world), **{name: "1"})
        numbers.append(world.open_pull(WRITER, name, name))
    world.close(numbers[1])

    assert {pull.number for pull in world.forge.open_pull_requests()} == {numbers[0], numbers[2]}
    assert not world.forge.pull_request(numbers[1]).open
    assert world.forge.pull_request_of_branch("two") is None


def test_reviews_tell_which_head_they_are_of(world: World) -> None:
    first = made(world, "topic", main(world), x="1")
    number = world.forge.open_pull_request(branch="topic", base="main", title="T", body="").number
    world.review(number, READER, ReviewState.CHANGES_REQUESTED)
    second = world.push("topic", {"x": "2"})
    world.review(number, WRITER, ReviewState.APPROVED)

    assert world.forge.reviews(number) == (
        Review(author=READER, state=ReviewState.CHANGES_REQUESTED, commit=first),
        Review(author=WRITER, state=ReviewState.APPROVED, commit=second),
    )


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_merged_commit_leads_back_to_its_pull_request(world: World, method: MergeMethod) -> None:
    head = made(world, "topic", main(world), x="1")
    number = world.forge.open_pull_request(branch="topic", base="main", title="T", body="").number

    commit = world.merge(number, method)

    (found,) = world.forge.pull_requests_of_commit(commit)
    assert (found.number, found.merged, found.open) == (number, True, False)
    assert (found.merge_commit, found.head) == (commit, head)
    assert main(world) == commit
    assert world.forge.read_file(commit, "x") == "1"


def test_a_commit_s_pull_request_tells_where_it_goes_and_comes_from(world: World) -> None:
    made(world, "older", main(world), z="1")
    head = made(world, "topic", main(world), x="1")
    number = world.forge.open_pull_request(branch="topic", base="older", title="T", body="").number

    (found,) = world.forge.pull_requests_of_commit(head)
    commit = world.merge(number, "merge")
    (merged,) = world.forge.pull_requests_of_commit(commit)

    for seen, done in ((found, False), (merged, True)):
        assert (seen.number, seen.merged) == (number, done)
        assert (seen.base_branch, seen.head_branch, seen.from_fork) == ("older", "topic", False)


def test_a_commit_pushed_past_review_leads_to_no_pull_request(world: World) -> None:
    commit = world.push("main", {"infrastructure/prod/x/stack.yaml": "evil: true\n"})

    assert world.forge.pull_requests_of_commit(commit) == ()


def test_an_open_pull_request_is_found_by_its_head(world: World) -> None:
    head = made(world, "topic", main(world), x="1")
    number = world.open_pull(WRITER, "topic", "T")

    (found,) = world.forge.pull_requests_of_commit(head)

    assert (found.number, found.merged) == (number, False)


def test_a_tag_is_made_once_and_never_moved(world: World) -> None:
    first = main(world)
    world.forge.tag("baseline/2026-03-01", first, "Baseline\n\nCoworker-Plan: abc")
    world.forge.tag("baseline/2026-03-01", first, "Baseline\n\nCoworker-Plan: abc")
    second = world.push("main", {"x": "1"})

    with pytest.raises(ForgeFault) as fault:
        world.forge.tag("baseline/2026-03-01", second, "Baseline")

    assert first in fault.value.what
