"""People at the local forge: the commits they make, and the events that GitHub would send.

It must not know the co-worker's intake: the payloads are held against GitHub's own examples.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coworker.adapters.forge.local import Event, LocalForge, LocalPeople
from coworker.adapters.forge.local.commits import Commits
from coworker.adapters.git import GitRepository, create_bare
from coworker.errors import ForgeFault, NotFound
from coworker.model.forge import (
    Authorship,
    BranchMoved,
    NewCommit,
    Permission,
    PullRequest,
    ReviewState,
)
from tests.support.forge_worlds import FixedClock, MergeMethod

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "tests/node/node_modules/@octokit/webhooks-examples/api.github.com/index.json"

# GitHub's description of the event (webhook-issue-comment-created) has it: on a pull request alone.
DESCRIBED_BUT_IN_NO_EXAMPLE = {"issue_comment.issue.pull_request"}


@pytest.fixture
def forge(tmp_path: Path) -> LocalForge:
    create_bare(tmp_path / "origin.git")
    return LocalForge(
        tmp_path / "forge",
        repository_folder=tmp_path / "origin.git",
        login="coworker[bot]",
        clock=FixedClock(),
        repository="acme/infrastructure",
    )


@pytest.fixture
def people(forge: LocalForge) -> LocalPeople:
    people = LocalPeople(forge)
    people.push(author="ada", files={"README.md": "# Hello\n"}, message="Begin")
    return people


@pytest.fixture
def git(forge: LocalForge) -> GitRepository:
    return GitRepository(forge.parts.commits.git.folder)


def proposed(forge: LocalForge, *commits: Mapping[str, str | None]) -> PullRequest:
    """A pull request of ours with one commit for each mapping of files."""
    parent = forge.branch_head("main")
    for number, files in enumerate(commits):
        message = f"Change {number}\n\nCoworker-Plan: sha256:{number}"
        result = forge.commit(
            NewCommit(branch="coworker/1-x", parent=parent, message=message, files=files)
        )
        assert not isinstance(result, BranchMoved)
        parent = result.commit
    return forge.open_pull_request(branch="coworker/1-x", base="main", title="A bucket", body="")


@cache
def github_examples() -> Mapping[str, list[Any]]:
    return {each["name"]: each["examples"] for each in json.loads(EXAMPLES.read_bytes())}


def strangers(ours: Any, examples: list[Any], place: str) -> Iterator[str]:
    """Places in `ours` that no example has, or has with another type of value."""
    if ours is None or not examples:
        return
    kinds = {type(example) for example in examples if example is not None}
    if kinds and type(ours) not in kinds:
        yield f"{place}: {type(ours).__name__}, where GitHub sends {kinds}"
    elif isinstance(ours, dict):
        for key, value in ours.items():
            there = [example[key] for example in examples if example and key in example]
            if not there and f"{place}.{key}" not in DESCRIBED_BUT_IN_NO_EXAMPLE:
                yield f"{place}.{key}: GitHub sends no such thing"
            yield from strangers(value, there, f"{place}.{key}")
    elif isinstance(ours, list):
        inside = [each for example in examples for each in example or []]
        for each in ours:
            yield from strangers(each, inside, f"{place}[]")


def require_like_github(event: Event) -> None:
    action = event.payload.get("action")
    published = github_examples()[event.name]
    # There is no example of an issue that is closed; its payload is that of the other actions.
    examples = [each for each in published if each.get("action") == action] or published
    json.dumps(event.payload)
    assert list(strangers(dict(event.payload), examples, event.name)) == []


def test_every_event_has_the_shape_that_github_sends(
    forge: LocalForge, people: LocalPeople
) -> None:
    pull = proposed(forge, {"infrastructure/dev/x/stack.yaml": "a: 1\n"})
    issue = people.open_issue(author="ann", title="T", body="B", labels=["coworker"])
    assert issue.number is not None
    people.push(author="ann", files={"y": "1"}, message="M", branch="by-hand", start=pull.base)
    by_hand = people.open_pull_request(author="ann", branch="by-hand", title="T")
    assert by_hand.number is not None
    acts = [
        issue,
        people.label(issue.number, by="ann", label="coworker:audit"),
        people.comment(issue.number, author="ann", body="/coworker plan"),
        people.comment(pull.number, author="ann", body="/coworker plan"),
        people.close(issue.number, by="ann"),
        by_hand,
        people.push(author="ann", files={"y": None, "z": "1"}, message="M2", branch="by-hand"),
        people.close(by_hand.number, by="ann"),
        people.merge(pull.number, by="ann"),
    ]
    events = [event for act in acts for event in act.events]
    events.append(people.pull_request_opened(pull.number, sender="coworker[bot]"))

    for event in events:
        require_like_github(event)

    assert [(event.name, event.payload.get("action")) for event in events] == [
        ("issues", "opened"),
        ("issues", "labeled"),
        ("issues", "labeled"),
        ("issue_comment", "created"),
        ("issue_comment", "created"),
        ("issues", "closed"),
        ("pull_request", "opened"),
        ("push", None),
        ("pull_request", "synchronize"),
        ("pull_request", "closed"),
        ("pull_request", "closed"),
        ("push", None),
        ("pull_request", "opened"),
    ]


def test_a_push_tells_what_it_changed(forge: LocalForge, people: LocalPeople) -> None:
    before = forge.branch_head("main")
    done = people.push(
        author="ann", files={"README.md": None, "a b/ü.txt": "1"}, message="Change\n\nBody"
    )

    (event,) = done.events
    assert (event.payload["before"], event.payload["after"]) == (before, done.commit)
    commit: Any
    (commit,) = event.payload["commits"]  # type: ignore[misc]
    assert (commit["id"], commit["message"]) == (done.commit, "Change\n\nBody")
    assert (commit["added"], commit["modified"], commit["removed"]) == (
        ["a b/ü.txt"],
        [],
        ["README.md"],
    )


def test_a_push_to_a_pull_request_tells_both_heads(forge: LocalForge, people: LocalPeople) -> None:
    pull = proposed(forge, {"x": "1"})

    done = people.push(author="ann", files={"x": "2"}, message="M", branch="coworker/1-x")

    event = done.events[1].payload
    assert (event["before"], event["after"]) == (pull.head, done.commit)
    assert event["pull_request"]["head"]["sha"] == done.commit  # type: ignore[index]


def test_a_fork_is_told_in_the_event_and_by_the_forge(
    forge: LocalForge, people: LocalPeople
) -> None:
    people.push(
        author="mallory", files={"x": "1"}, message="M", branch="b", start=forge.branch_head("main")
    )
    done = people.open_pull_request(author="mallory", branch="b", title="T", from_fork=True)

    repository = done.events[0].payload["pull_request"]["head"]["repo"]  # type: ignore[index]
    assert (repository["fork"], repository["full_name"]) == (True, "mallory/infrastructure")
    assert done.number is not None
    assert forge.pull_request(done.number).from_fork
    assert forge.pull_request_of_branch("b") is None
    (of_commit,) = forge.pull_requests_of_commit(forge.pull_request(done.number).head)
    assert of_commit.from_fork


@pytest.mark.parametrize(
    ("method", "parents", "commits"), [("merge", 2, 3), ("squash", 1, 1), ("rebase", 1, 2)]
)
def test_each_merge_keeps_what_main_and_the_branch_changed(
    forge: LocalForge,
    people: LocalPeople,
    git: GitRepository,
    method: MergeMethod,
    parents: int,
    commits: int,
) -> None:
    pull = proposed(forge, {"x": "1", "README.md": None}, {"y": "2"})
    meanwhile = people.push(author="ann", files={"other": "3"}, message="Meanwhile").commit
    assert meanwhile is not None

    merged = people.merge(pull.number, by="bob", method=method).commit

    assert merged is not None
    assert git.files(merged, [""]) == {"x": "1", "y": "2", "other": "3"}
    brought = forge.parts.commits.between(meanwhile, merged)
    assert len(brought) == commits
    line = forge.parts.commits.git.line("rev-list", "--parents", "-1", merged)
    assert len(line.split()) == 1 + parents
    assert git.merge_base(meanwhile, merged) == meanwhile
    for commit in brought:
        assert [each.number for each in forge.pull_requests_of_commit(commit)] == [pull.number]


def test_a_squashed_single_commit_keeps_its_trailers(
    forge: LocalForge, people: LocalPeople, git: GitRepository
) -> None:
    merged = people.merge(proposed(forge, {"x": "1"}).number, by="bob", method="squash").commit

    assert merged is not None
    assert git.trailers(merged) == {"Coworker-Plan": "sha256:0"}
    assert forge.parts.commits.message(merged).startswith("Change 0 (#1)\n")


def test_several_squashed_commits_are_listed_under_the_title(
    forge: LocalForge, people: LocalPeople
) -> None:
    pull = proposed(forge, {"x": "1"}, {"x": "2"})

    merged = people.merge(pull.number, by="bob", method="squash").commit

    assert merged is not None
    message = forge.parts.commits.message(merged)
    assert message.startswith("A bucket (#1)\n\n* Change 0")
    assert "* Change 1" in message


def test_a_conflict_merges_nothing(forge: LocalForge, people: LocalPeople) -> None:
    pull = proposed(forge, {"README.md": "ours\n"})
    people.push(author="ann", files={"README.md": "theirs\n"}, message="Meanwhile")
    head = forge.branch_head("main")

    with pytest.raises(ForgeFault) as fault:
        people.merge(pull.number, by="bob")

    assert (fault.value.status, fault.value.where) == (409, "README.md")
    assert forge.branch_head("main") == head
    assert forge.pull_request(pull.number).open


def test_a_pull_request_is_merged_once(forge: LocalForge, people: LocalPeople) -> None:
    pull = proposed(forge, {"x": "1"})
    people.merge(pull.number, by="bob")

    with pytest.raises(ForgeFault) as fault:
        people.merge(pull.number, by="bob")

    assert fault.value.status == 405


def test_a_branch_that_moves_meanwhile_is_told(
    forge: LocalForge, people: LocalPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = proposed(forge, {"x": "1"})
    head = forge.branch_head("main")

    def moved(*_: object) -> BranchMoved:
        return BranchMoved(head="elsewhere")

    monkeypatch.setattr(Commits, "move", moved)

    with pytest.raises(ForgeFault, match="'main' moved meanwhile"):
        people.merge(pull.number, by="bob")
    with pytest.raises(ForgeFault, match="'main' moved meanwhile"):
        people.push(author="ann", files={"y": "1"}, message="M")
    assert forge.branch_head("main") == head
    assert forge.pull_request(pull.number).open


def test_a_review_may_be_of_an_older_head(forge: LocalForge, people: LocalPeople) -> None:
    pull = proposed(forge, {"x": "1"})
    people.push(author="ann", files={"x": "2"}, message="M", branch="coworker/1-x")

    people.review(pull.number, author="bob", state=ReviewState.APPROVED, commit=pull.head)

    assert [review.commit for review in forge.reviews(pull.number)] == [pull.head]


def test_an_issue_is_no_pull_request(people: LocalPeople) -> None:
    number = people.open_issue(author="ann", title="T", body="").number
    assert number is not None

    with pytest.raises(NotFound, match="is an issue"):
        people.merge(number, by="ann")


def test_a_commit_that_came_past_the_forge_is_by_nobody_known(
    forge: LocalForge, people: LocalPeople
) -> None:
    people.set_permission("ann", Permission.WRITE)
    git = forge.parts.commits.git
    base = forge.branch_head("main")
    who = {"NAME": "ann", "EMAIL": "ann@example.com", "DATE": "2026-03-01T12:00:00Z"}
    named = {f"GIT_{role}_{what}": who[what] for role in ("AUTHOR", "COMMITTER") for what in who}
    tree = git.line("rev-parse", f"{base}^{{tree}}")
    commit = git.line("commit-tree", tree, "-p", str(base), "-m", "Past", environment=named)
    git.run("update-ref", "refs/heads/past", commit)
    number = people.open_pull_request(author="ann", branch="past", title="T").number
    assert number is not None

    assert forge.authorship(number) == Authorship(people=frozenset({"ann"}), unknown=True)
    with pytest.raises(ForgeFault, match="Nobody is known to have pushed"):
        forge.pushers("past")


def test_the_forge_knows_whoever_pushed_behind_another_s_name(
    forge: LocalForge, people: LocalPeople
) -> None:
    people.set_permission("bob", Permission.WRITE)
    pull = proposed(forge, {"x": "1"})
    people.push(
        author="mallory", files={"x": "2"}, message="M", branch="coworker/1-x", signed="bob"
    )

    assert forge.authorship(pull.number) == Authorship(people=frozenset({"bob"}), unknown=False)
    assert forge.pushers("coworker/1-x") == {"mallory"}
