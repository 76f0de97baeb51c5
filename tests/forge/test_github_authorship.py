"""Who made a change on GitHub, as its answers tell it that the emulator never gives.

It must not reach the emulator: every answer is GitHub's own example, changed where it matters.
"""

from typing import Any

import pytest

from coworker.errors import ForgeFault, NotFound
from coworker.model.forge import Authorship
from tests.support.github_activity import account
from tests.support.github_stub import Stub, example, forge_on, refusal
from tests.support.openapi_proxy import Answer, Proxy, Sent

Stubbed = tuple[Stub, Proxy]
US = "github-actions[bot]"


def move(actor: Any, kind: str = "push", branch: str = "topic") -> dict[str, Any]:
    return {
        "id": 1,
        "node_id": "made-up",
        "before": "a" * 40,
        "after": "b" * 40,
        "ref": f"refs/heads/{branch}",
        "timestamp": "2026-03-01T12:00:00Z",
        "activity_type": kind,
        "actor": actor if actor is None or isinstance(actor, dict) else account(actor),
    }


def commit(author: Any, committer: Any, *, verified: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = example("GET", "/pulls/7/commits")[0]
    for role, login in (("author", author), ("committer", committer)):
        made[role] = account(login) if isinstance(login, str) else login
    made["commit"]["verification"]["verified"] = verified
    return made


def test_whoever_moved_the_branch_counts_and_whoever_deleted_it_does_not(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    moves = [
        move("dora", "branch_deletion"),
        move("ann", "push"),
        move("bob", "force_push"),
        move("cai", "pr_merge"),
        move("dan", "merge_queue_merge"),
        move("eve", "branch_creation"),
        move("fay", branch="topic-2"),
        move(US),
    ]
    stub.on("GET", "/activity", Answer(body=moves))

    pushers = forge_on(proxy).pushers("topic")

    assert pushers == {"ann", "bob", "cai", "dan", "eve"}
    assert proxy.sent[0].query == {"ref": "refs/heads/topic", "per_page": "100"}


def test_every_page_of_the_pushes_is_read(stubbed: Stubbed) -> None:
    stub, proxy = stubbed

    def page(sent: Sent) -> Answer:
        name = sent.query.get("after", "a")
        here = f"http://{sent.headers['host']}{sent.path}?ref=refs%2Fheads%2Ftopic&after="
        headers = {"Link": f'<{here}{chr(ord(name) + 1)}>; rel="next"'} if name < "d" else {}
        return Answer(body=[move(name)], headers=headers)

    stub.on("GET", "/activity", page)

    assert forge_on(proxy).pushers("topic") == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    "moves",
    [
        [],
        [move("ann", "branch_deletion")],
        [move("ann", branch="other")],
        [move("ann"), move(None)],
    ],
    ids=["none", "only its deletion", "only others'", "one without a person"],
)
def test_a_push_that_github_does_not_tell_of_is_a_fault(
    stubbed: Stubbed, moves: list[dict[str, Any]]
) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/activity", Answer(body=moves))

    with pytest.raises(ForgeFault, match="everybody who pushed to the branch 'topic'"):
        forge_on(proxy).pushers("topic")


@pytest.mark.parametrize(("status", "kind"), [(403, ForgeFault), (404, NotFound)])
def test_pushes_that_the_token_may_not_read_are_a_fault(
    stubbed: Stubbed, status: int, kind: type[ForgeFault]
) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/activity", refusal(status))

    with pytest.raises(kind) as fault:
        forge_on(proxy).pushers("topic")

    assert fault.value.status == status


@pytest.mark.parametrize("answer", [{"message": "no list"}, ["no object"]])
def test_a_list_in_another_form_is_a_fault(stubbed: Stubbed, answer: object) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/activity", Answer(body=answer, described=False))

    with pytest.raises(ForgeFault, match="not documented"):
        forge_on(proxy).pushers("topic")


@pytest.mark.parametrize(
    ("commits", "expected"),
    [
        ([commit("ann", "bob")], Authorship(people=frozenset({"ann", "bob"}), unknown=False)),
        (
            [commit("ann", "web-flow", verified=True)],
            Authorship(people=frozenset({"ann"}), unknown=False),
        ),
        ([commit(US, US, verified=True)], Authorship(people=frozenset(), unknown=False)),
        ([commit(US, US)], Authorship(people=frozenset(), unknown=True)),
        ([commit(US, "ann")], Authorship(people=frozenset({"ann"}), unknown=True)),
        ([commit("rosa", "web-flow")], Authorship(people=frozenset({"rosa"}), unknown=True)),
        ([], Authorship(people=frozenset(), unknown=True)),
        (
            [commit("ann", "ann"), commit(None, "ann")],
            Authorship(people=frozenset({"ann"}), unknown=True),
        ),
        ([commit("ann", {})], Authorship(people=frozenset({"ann"}), unknown=True)),
        ([commit("ann", "ann")] * 249, Authorship(people=frozenset({"ann"}), unknown=False)),
        ([commit("ann", "ann")] * 250, Authorship(people=frozenset({"ann"}), unknown=True)),
    ],
    ids=[
        "people",
        "made in GitHub's pages",
        "ours",
        "said to be ours",
        "author said to be us",
        "said to be made in GitHub's pages",
        "none",
        "author unknown",
        "committer unknown",
        "as many as GitHub lists, less one",
        "perhaps more than GitHub lists",
    ],
)
def test_what_commits_say_of_their_makers(
    stubbed: Stubbed, commits: list[dict[str, Any]], expected: Authorship
) -> None:
    stub, proxy = stubbed
    # GitHub describes null as nullable without a type, which no validator takes; and hundreds of
    # commits take long to check.
    described = len(commits) < 3 and None not in [each["author"] for each in commits]
    stub.on("GET", "/pulls/7/commits", Answer(body=commits, described=described))

    assert forge_on(proxy).authorship(7) == expected


def test_a_pull_request_that_is_not_there_has_no_authorship(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls/7/commits", refusal(404, "Not Found"))

    with pytest.raises(NotFound):
        forge_on(proxy).authorship(7)
