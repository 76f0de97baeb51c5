"""What both forges must do alike: people, issues, comments, reactions and labels.

It must not ask which forge it is.
"""

import pytest

from coworker.errors import NotFound
from coworker.model.forge import Permission, Reaction
from tests.support.forge_worlds import ADMIN, ORGANISATION, READER, STRANGER, US, WRITER, World


def test_permissions_are_what_people_were_given(world: World) -> None:
    people = (ADMIN, WRITER, READER, STRANGER, "nobody-at-all")

    assert [world.forge.permission(login) for login in people] == [
        Permission.ADMIN,
        Permission.WRITE,
        Permission.READ,
        Permission.NONE,
        Permission.NONE,
    ]


def test_a_team_has_its_members_alone(world: World) -> None:
    world.team("platform", [WRITER])

    assert world.forge.in_team(f"{ORGANISATION}/platform", WRITER)
    assert not world.forge.in_team(f"{ORGANISATION}/platform", READER)


def test_a_team_that_is_not_there_is_not_an_empty_one(world: World) -> None:
    with pytest.raises(NotFound) as fault:
        world.forge.in_team(f"{ORGANISATION}/nowhere", WRITER)

    assert fault.value.status == 404
    assert "nowhere" in fault.value.what


def test_an_issue_is_read_as_it_was_written(world: World) -> None:
    number = world.open_issue(READER, "A bucket", "Private, in eu-west-1.\n")

    issue = world.forge.issue(number)

    assert (issue.number, issue.title, issue.body) == (
        number,
        "A bucket",
        "Private, in eu-west-1.\n",
    )
    assert (issue.author, issue.open, issue.is_pull_request) == (READER, True, False)


def test_what_is_not_there_is_said_to_be_missing(world: World) -> None:
    for ask in (
        lambda: world.forge.issue(999),
        lambda: world.forge.comments(999),
        lambda: world.forge.pull_request(999),
        lambda: world.forge.comment(999, "x"),
        lambda: world.forge.edit_comment(999_999, "x"),
        lambda: world.forge.set_labels(999, add=["coworker"], remove=[]),
        lambda: world.forge.close_issue(999),
    ):
        with pytest.raises(NotFound) as fault:
            ask()
        assert fault.value.status == 404
        assert fault.value.next_step


def test_every_comment_is_read_whatever_page_it_is_on(world: World) -> None:
    number = world.open_issue(WRITER, "Talk", "")
    for count in range(101):
        world.comment(number, WRITER, f"comment {count}")
    ours = world.forge.comment(number, "<!-- coworker:plan -->\nPlan")

    comments = world.forge.comments(number)

    assert [comment.body for comment in comments[:101]] == [f"comment {n}" for n in range(101)]
    assert comments[101] == ours
    assert [comment.by_us for comment in comments] == [False] * 101 + [True]
    assert (ours.author, ours.body) == (US, "<!-- coworker:plan -->\nPlan")


def test_a_comment_is_edited_in_place(world: World) -> None:
    number = world.open_issue(WRITER, "Talk", "")
    made = world.forge.comment(number, "first")

    last = world.forge.comment(number, "last")
    edited = world.forge.edit_comment(last.id, "second — ünïcode")

    assert edited.id == last.id
    assert [comment.body for comment in world.forge.comments(number)] == [
        made.body,
        "second — ünïcode",
    ]


def test_reacting_twice_is_no_fault(world: World) -> None:
    number = world.open_issue(WRITER, "Talk", "")
    comment = world.forge.comment(number, "hello").id

    for place in (None, comment, comment):
        world.forge.react(number=number, comment=place, reaction=Reaction.EYES)


def test_labels_are_added_and_removed_and_unknown_ones_passed_over(world: World) -> None:
    number = world.open_issue(WRITER, "Talk", "")

    world.forge.set_labels(number, add=["coworker", "coworker:audit"], remove=["not there"])
    world.forge.set_labels(number, add=["coworker"], remove=["coworker:audit"])
    world.forge.set_labels(number, add=["coworker"], remove=["coworker:audit"])

    assert world.forge.issue(number).labels == ("coworker",)


def test_an_issue_of_ours_is_opened_once_while_it_is_open(world: World) -> None:
    theirs = world.open_issue(WRITER, "Deployment failed", "mine")

    first = world.forge.open_issue(title="Deployment failed", body="ours", labels=["coworker"])
    again = world.forge.open_issue(title="Deployment failed", body="ours", labels=["coworker"])
    world.forge.close_issue(first.number)
    later = world.forge.open_issue(title="Deployment failed", body="ours", labels=[])

    assert first == again
    assert first.labels == ("coworker",)
    assert len({theirs, first.number, later.number}) == 3
    assert not world.forge.issue(first.number).open
    assert world.forge.issue(theirs).open


def test_closing_twice_is_no_fault(world: World) -> None:
    number = world.open_issue(WRITER, "Talk", "")

    world.forge.close_issue(number)
    world.forge.close_issue(number)

    assert not world.forge.issue(number).open
