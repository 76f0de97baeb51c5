from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.governance.approval import Approved, NotApproved, judge_approval
from coworker.model.forge import Review, ReviewState
from coworker.model.verdict import PathOwners

HEAD, OLD = "b" * 40, "a" * 40
PATH = "infrastructure/test/a/template.yaml"


def review(author: str, state: ReviewState = ReviewState.APPROVED, commit: str = HEAD) -> Review:
    return Review(author=author, state=state, commit=commit)


def judge(*reviews: Review, **fields: Any) -> Approved | NotApproved:
    given_fields: dict[str, Any] = {
        "owners": (PathOwners(path=PATH, owners=("@Grace", "@octo/platform")),),
        "reviews": reviews,
        "head": HEAD,
        "not_counted": frozenset({"ada"}),
        "writers": frozenset({"grace", "linus", "ada", "eve"}),
        "teams": {"octo/platform": frozenset({"Linus"})},
        "needed": 1,
    }
    return judge_approval(**given_fields | fields)


def reasons(result: Approved | NotApproved) -> str:
    assert isinstance(result, NotApproved)
    assert result.next_step
    return " ".join(result.reasons)


def test_an_owner_approves_whatever_the_case_of_the_login() -> None:
    assert judge(review("GRACE")) == Approved(approvers=("GRACE",))


def test_a_member_of_an_owning_team_approves() -> None:
    assert judge(review("linus")) == Approved(approvers=("linus",))


def test_teams_may_be_keyed_with_their_at_sign() -> None:
    teams = {"@Octo/Platform": frozenset({"linus"})}
    assert judge(review("linus"), teams=teams) == Approved(approvers=("linus",))


def test_a_comment_after_an_approval_changes_nothing() -> None:
    assert isinstance(judge(review("grace"), review("grace", ReviewState.COMMENTED)), Approved)


def test_an_approval_after_a_request_for_changes_counts() -> None:
    assert isinstance(
        judge(review("grace", ReviewState.CHANGES_REQUESTED), review("grace")), Approved
    )


@pytest.mark.parametrize("state", [ReviewState.DISMISSED, ReviewState.CHANGES_REQUESTED])
def test_a_later_review_takes_an_approval_back(state: ReviewState) -> None:
    assert "No owner" in reasons(judge(review("grace"), review("grace", state)))


def test_nobody_has_reviewed() -> None:
    said = reasons(judge())
    assert f"No owner (@Grace, @octo/platform) has approved `{PATH}`." in said
    assert "1 code owner must approve this commit; nobody did." in said


def test_an_earlier_commit_does_not_count() -> None:
    assert "grace approved an earlier commit." in reasons(judge(review("grace", commit=OLD)))


def test_the_authors_own_approval_does_not_count() -> None:
    own = (PathOwners(path=PATH, owners=("@ada",)),)
    said = reasons(judge(review("Ada"), owners=own))
    assert "Ada wrote or asked for this change" in said


def test_an_approval_without_write_access_does_not_count() -> None:
    assert "No owner" in reasons(judge(review("grace"), writers=frozenset({"linus"})))


def test_an_approval_by_somebody_who_owns_nothing_does_not_count() -> None:
    assert "No owner" in reasons(judge(review("eve")))


def test_a_writers_request_for_changes_blocks_even_at_an_earlier_commit() -> None:
    result = judge(review("grace"), review("eve", ReviewState.CHANGES_REQUESTED, OLD))
    assert "eve asks for changes." in reasons(result)
    assert isinstance(result, NotApproved)
    assert result.next_step.startswith("Settle the requested changes")


def test_a_strangers_request_for_changes_does_not_block() -> None:
    stranger = review("mallory", ReviewState.CHANGES_REQUESTED)
    assert isinstance(judge(review("grace"), stranger), Approved)


def test_a_path_without_owners_cannot_be_approved() -> None:
    owners = (PathOwners(path=PATH, owners=("@grace",)), PathOwners(path="x/y", owners=()))
    result = judge(review("grace"), owners=owners)
    assert "CODEOWNERS names no owner for `x/y`." in reasons(result)
    assert isinstance(result, NotApproved)
    assert "CODEOWNERS on the base branch" in result.next_step


def test_every_path_needs_an_owner_of_its_own() -> None:
    owners = (
        PathOwners(path=PATH, owners=("@grace",)),
        *(PathOwners(path=f"p{number}", owners=("@linus",)) for number in range(5)),
    )
    said = reasons(judge(review("grace"), owners=owners))
    assert "No owner (@linus) has approved `p0`, `p1`, `p2` and 2 more." in said


def test_two_owners_are_two_people() -> None:
    twice = judge(review("grace"), review("GRACE"), needed=2)
    assert "2 code owners must approve this commit; 1 did." in reasons(twice)
    assert judge(review("grace"), review("linus"), needed=2) == Approved(
        approvers=("grace", "linus")
    )


def test_an_address_cannot_be_checked_and_that_is_said() -> None:
    owners = (PathOwners(path=PATH, owners=("grace@example.com",)),)
    assert "grace@example.com is an e-mail address" in reasons(
        judge(review("grace"), owners=owners)
    )


def test_a_team_that_could_not_be_read_is_said() -> None:
    said = reasons(judge(review("linus"), teams={}))
    assert "The members of @octo/platform could not be read" in said


def test_a_change_of_nothing_still_needs_its_count() -> None:
    assert isinstance(judge(owners=()), NotApproved)
    assert judge(owners=(), needed=0) == Approved(approvers=())


people = st.sampled_from(["grace", "Grace", "linus", "ada", "eve", "mallory"])
some_reviews = st.lists(
    st.builds(
        Review,
        author=people,
        state=st.sampled_from(list(ReviewState)),
        commit=st.sampled_from([HEAD, OLD]),
    ),
    max_size=6,
)


@given(some_reviews, people)
def test_one_more_request_for_changes_by_a_writer_never_approves(
    reviews: list[Review], who: str
) -> None:
    blocked = judge(
        *reviews,
        review(who, ReviewState.CHANGES_REQUESTED),
        writers=frozenset({"grace", "linus", "ada", "eve", "mallory"}),
    )
    assert isinstance(blocked, NotApproved)


@given(some_reviews, people)
def test_a_dismissal_never_turns_a_no_into_a_yes_unless_it_lifts_a_block(
    reviews: list[Review], who: str
) -> None:
    before = judge(*reviews)
    after = judge(*reviews, review(who, ReviewState.DISMISSED))
    asked = any(item.state is ReviewState.CHANGES_REQUESTED for item in reviews)
    assert isinstance(before, Approved) or isinstance(after, NotApproved) or asked


@given(some_reviews)
def test_a_moved_head_is_never_approved(reviews: list[Review]) -> None:
    assert isinstance(judge(*reviews, head="c" * 40), NotApproved)


@given(some_reviews, st.integers(min_value=0, max_value=3))
def test_who_counts_is_a_writing_owner_who_approved_the_head(
    reviews: list[Review], needed: int
) -> None:
    result = judge(*reviews, needed=needed)
    if isinstance(result, Approved):
        assert len({login.casefold() for login in result.approvers}) >= max(needed, 1)
        assert {login.casefold() for login in result.approvers} <= {"grace", "linus"}
        given_here = {
            item.author.casefold()
            for item in reviews
            if item.state is ReviewState.APPROVED and item.commit == HEAD
        }
        assert {login.casefold() for login in result.approvers} <= given_here


@given(some_reviews)
def test_needing_more_never_approves_more(reviews: list[Review]) -> None:
    fewer, more = judge(*reviews, needed=1), judge(*reviews, needed=2)
    assert isinstance(fewer, Approved) or isinstance(more, NotApproved)
