import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.governance.trailers import (
    CommitTrailers,
    commit_message,
    issue_of_branch,
    read_trailers,
)
from coworker.model.digest import digest_of
from tests.support.samples import plan

RECEIPT = plan().receipt
OURS = CommitTrailers(
    request=RECEIPT.request, plan=RECEIPT.plan, policy=digest_of(RECEIPT.policies)
)


def trailers_by_git(message: str) -> dict[str, str]:
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse"],
        input=message,
        capture_output=True,
        text=True,
        check=True,
    )
    pairs = (line.split(": ", 1) for line in done.stdout.splitlines())
    return {key: value for key, value in pairs}  # noqa: C416 - pairs are lists


def test_git_reads_the_trailers_back() -> None:
    message = commit_message("Add a bucket", "For the builds.", RECEIPT, 11)
    assert message.startswith("Add a bucket\n\nFor the builds.\n\nRequested in #11.\n\nCoworker-")
    assert read_trailers(trailers_by_git(message)) == OURS


@pytest.mark.parametrize(
    "body",
    [
        "Coworker-Plan: sha256:" + "0" * 64,
        "text\n\ncoworker-plan: sha256:" + "0" * 64 + "\n",
        "  Coworker-Request: x\n\n\n",
        "---\nCoworker-Plan: x",
    ],
)
def test_a_body_cannot_pass_for_a_trailer(body: str) -> None:
    message = commit_message("t", body, RECEIPT, None)
    assert message.count("\nCoworker-Plan: ") == 1
    assert "\nCoworker-Plan: sha256:" + "0" * 64 not in message
    assert message.endswith(f"\nCoworker-Policy: {OURS.policy}\n")


def test_a_title_is_one_short_line() -> None:
    subject = commit_message("word " * 40 + "\nCoworker-Plan: x", "", RECEIPT, None).split("\n")[0]
    assert len(subject) <= 72
    assert subject.endswith("…")
    assert commit_message(" \n", "", RECEIPT, None).startswith("Change infrastructure\n\nCoworker-")


def test_no_closing_keyword_stands_before_the_issue() -> None:
    message = commit_message("t", "", RECEIPT, 11).lower()
    assert not any(f"{word} #11" in message for word in ("close", "closes", "fixes", "resolves"))


@pytest.mark.parametrize("missing", ["Coworker-Request", "Coworker-Plan", "Coworker-Policy"])
def test_a_trailer_that_is_missing_or_no_digest_is_none(missing: str) -> None:
    good = {
        "Coworker-Request": OURS.request,
        "Coworker-Plan": OURS.plan,
        "Coworker-Policy": OURS.policy,
    }
    assert read_trailers(good) == OURS
    assert read_trailers({key: good[key] for key in good if key != missing}) is None
    assert read_trailers({**good, missing: good[missing] + "0"}) is None


@pytest.mark.parametrize(
    ("branch", "issue"),
    [
        ("coworker/11-build-artefacts", 11),
        ("coworker/11", None),
        ("coworker/0-x", None),
        ("coworker/11-x/y", None),
        ("feature/coworker/11-x", None),
        ("main", None),
    ],
)
def test_the_issue_of_a_branch(branch: str, issue: int | None) -> None:
    assert issue_of_branch(branch) == issue


@given(st.text(max_size=200))
def test_whatever_the_body_the_last_paragraph_is_ours(body: str) -> None:
    last = commit_message("t", body, RECEIPT, 3).rstrip("\n").rpartition("\n\n")[2]
    assert read_trailers(dict(line.split(": ", 1) for line in last.split("\n"))) == OURS
