"""What the GitHub adapter makes of answers that the emulator never gives, and what it sends.

It must not reach the emulator: every answer is GitHub's own example, changed where it matters.
"""

import base64
import json
from typing import Any

import pytest

from coworker.errors import ForgeFault, NotFound
from coworker.model.finding import Severity
from coworker.model.forge import (
    Annotation,
    BranchMoved,
    CheckConclusion,
    CheckRun,
    Committed,
    DeploymentState,
    NewCommit,
    Permission,
    Reaction,
)
from tests.support.github_stub import Stub, example, forge_on, refusal
from tests.support.openapi_proxy import Answer, Proxy, Sent

Stubbed = tuple[Stub, Proxy]
MISSING = refusal(404, "Not Found")
A, B, C = "a" * 40, "b" * 40, "c" * 40


@pytest.mark.parametrize(
    ("permission", "role", "expected"),
    [
        ("admin", "admin", Permission.ADMIN),
        ("write", "maintain", Permission.MAINTAIN),
        ("read", "triage", Permission.TRIAGE),
        ("read", "read", Permission.READ),
        ("none", "none", Permission.NONE),
        ("write", "release-captain", Permission.WRITE),
        ("admin", "release-captain", Permission.WRITE),
        ("read", "auditor", Permission.READ),
        ("none", "auditor", Permission.NONE),
        ("something new", "auditor", Permission.NONE),
    ],
)
def test_a_custom_role_counts_as_no_more_than_its_base(
    stubbed: Stubbed, permission: str, role: str, expected: Permission
) -> None:
    stub, proxy = stubbed
    answer = example("GET", "/collaborators/ann/permission", permission=permission, role_name=role)
    answer["user"]["role_name"] = role
    stub.on("GET", "/collaborators/ann/permission", Answer(body=answer))

    assert forge_on(proxy).permission("ann") is expected


def test_a_login_cannot_leave_its_place_in_the_address(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/collaborators/.*/permission", MISSING)

    assert forge_on(proxy).permission("../../x?y#z") is Permission.NONE
    assert proxy.sent[0].path.endswith("/collaborators/..%2F..%2Fx%3Fy%23z/permission")


def test_an_invitation_is_no_membership(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    place = "/orgs/octo/teams/platform/memberships/ann"
    pending = {"url": "https://api.github.com/teams/1", "role": "member", "state": "pending"}
    stub.on("GET", place, Answer(body=pending), Answer(body=pending | {"state": "active"}))
    forge = forge_on(proxy)

    assert [forge.in_team("octo/platform", "ann") for _ in range(2)] == [False, True]


def test_a_team_that_the_token_may_not_see_is_a_fault(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/orgs/octo/teams/.*", MISSING)

    with pytest.raises(NotFound, match="reading the team 'octo/platform'"):
        forge_on(proxy).in_team("octo/platform", "ann")


def pull(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = example("GET", "/pulls/7", state="open", merged_at=None)
    return body | changes


def test_a_trial_merge_is_not_a_merge(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls/7", Answer(body=pull(merge_commit_sha=A, merged=False)))

    seen = forge_on(proxy).pull_request(7)

    assert (seen.merged, seen.merge_commit, seen.open) == (False, None, True)
    assert not seen.from_fork


@pytest.mark.parametrize("gone", [False, True])
def test_a_fork_is_told_even_when_it_is_gone(stubbed: Stubbed, gone: bool) -> None:
    stub, proxy = stubbed
    body = pull()
    body["head"]["repo"] = None if gone else body["head"]["repo"] | {"id": 2}
    # GitHub sends null for a fork that is gone; its description does not know that.
    stub.on("GET", "/pulls/7", Answer(body=body, described=not gone))

    assert forge_on(proxy).pull_request(7).from_fork


@pytest.mark.parametrize("gone", [False, True])
def test_a_commit_s_pull_request_from_a_fork_is_told(stubbed: Stubbed, gone: bool) -> None:
    stub, proxy = stubbed
    ours, theirs = (example("GET", "/pulls")[0] for _ in range(2))
    ours["base"]["ref"], ours["merged_at"] = "release", None
    theirs["head"]["repo"] = None if gone else theirs["head"]["repo"] | {"id": 2}
    theirs |= {"number": 9, "merged_at": "2026-03-01T12:00:00Z"}
    stub.on("GET", f"/commits/{A}/pulls", Answer(body=[ours, theirs], described=not gone))

    merged, open_ = forge_on(proxy).pull_requests_of_commit(A)

    assert (merged.number, merged.merged, merged.from_fork) == (9, True, True)
    assert (open_.merged, open_.from_fork, open_.base_branch) == (False, False, "release")


def test_a_fork_with_a_branch_of_our_name_is_not_ours(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    body = example("GET", "/pulls")[0]
    body["head"] |= {"ref": "coworker/1-x", "repo": body["head"]["repo"] | {"id": 2}}
    stub.on("GET", "/pulls", Answer(body=[body]))

    assert forge_on(proxy).pull_request_of_branch("coworker/1-x") is None
    assert proxy.sent[0].query["head"] == "octo:coworker/1-x"


def test_an_author_whose_account_is_gone_is_a_ghost(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    comment = example("GET", "/issues/1/comments")[0] | {"user": None}
    stub.on("GET", "/issues/1/comments", Answer(body=[comment], described=False))

    (seen,) = forge_on(proxy).comments(1)

    assert (seen.author, seen.by_us) == ("ghost", False)


def test_a_pull_request_is_seen_as_an_issue(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    body = example("GET", "/issues/1", body=None)
    plain = {key: value for key, value in body.items() if key != "pull_request"}
    stub.on("GET", "/issues/1", Answer(body=body))
    stub.on("GET", "/issues/2", Answer(body=plain))
    forge = forge_on(proxy)

    assert [forge.issue(number).is_pull_request for number in (1, 2)] == [True, False]
    assert forge.issue(1).body == ""


def test_pages_are_followed_to_the_last(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    one = example("GET", "/pulls/1/reviews")[0]

    def page(sent: Sent) -> Answer:
        number = int(sent.query.get("page", "1"))
        here = f"http://{sent.headers['host']}{sent.path}"
        following = f'<{here}?per_page=100&page={number + 1}>; rel="next"'
        headers = {"Link": following} if number < 3 else {}
        return Answer(body=[one | {"commit_id": f"{number}" * 40}], headers=headers)

    stub.on("GET", "/pulls/1/reviews", page)

    reviews = forge_on(proxy).reviews(1)

    assert [review.commit[0] for review in reviews] == ["1", "2", "3"]
    assert {sent.query["per_page"] for sent in proxy.sent} == {"100"}


def test_a_review_that_is_not_submitted_does_not_count(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    one = example("GET", "/pulls/1/reviews")[0]
    states = ["PENDING", "APPROVED", "DISMISSED", "COMMENTED", "CHANGES_REQUESTED"]
    bodies = [one | {"state": state} for state in states] + [one | {"commit_id": None}]
    stub.on("GET", "/pulls/1/reviews", Answer(body=bodies))

    assert [review.state.value for review in forge_on(proxy).reviews(1)] == [
        state.lower() for state in states[1:]
    ]


def note(number: int) -> Annotation:
    severity = list(Severity)[number % 5]
    return Annotation(
        path="infrastructure/dev/b/template.yaml",
        line=number + 1,
        end_line=number + 2,
        severity=severity,
        title=f"CW{number}",
        message="Encrypt it.",
    )


def check(annotations: int) -> CheckRun:
    return CheckRun(
        name="coworker / plan",
        head=A,
        conclusion=CheckConclusion.FAILURE,
        title="Refused",
        summary="Two findings.",
        external_id="sha256:1",
        annotations=tuple(note(number) for number in range(annotations)),
    )


def run_of(wanted: CheckRun, count: int, *, slug: str = "github-actions") -> dict[str, Any]:
    """GitHub's view of our check run, with `count` annotations on it."""
    run: dict[str, Any] = example("GET", "/check-runs/4")
    run |= {"name": wanted.name, "head_sha": wanted.head, "conclusion": wanted.conclusion.value}
    run["external_id"] = wanted.external_id
    run["output"] |= {
        "title": wanted.title,
        "summary": wanted.summary,
        "annotations_count": count,
    }
    run["app"]["slug"] = slug
    return run


def put_on_stub(stub: Stub, wanted: CheckRun, *there: dict[str, Any]) -> None:
    listed = {"total_count": len(there), "check_runs": list(there)}
    # A run that has not ended has no conclusion; the description's list of values leaves null out.
    ended = all(run["conclusion"] for run in there)
    stub.on("GET", f"/commits/{A}/check-runs", Answer(body=listed, described=ended))
    stub.on("POST", "/check-runs", Answer(status=201, body=run_of(wanted, 50)))
    stub.on("PATCH", "/check-runs/4", Answer(body=run_of(wanted, 100)))


def test_annotations_go_in_batches_of_fifty(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    wanted = check(120)
    put_on_stub(stub, wanted)

    forge_on(proxy).put_check_run(wanted)

    made, *added = [sent.body for sent in proxy.sent if sent.method != "GET"]
    batches = [body["output"]["annotations"] for body in (made, *added)]
    assert [len(batch) for batch in batches] == [50, 50, 20]
    assert [each["start_line"] for batch in batches for each in batch] == list(range(1, 121))
    assert [each["annotation_level"] for each in batches[0][:5]] == [
        "notice",
        "notice",
        "warning",
        "failure",
        "failure",
    ]
    assert (made["name"], made["head_sha"], made["status"], made["conclusion"]) == (
        "coworker / plan",
        A,
        "completed",
        "failure",
    )
    assert made["external_id"] == "sha256:1"


def test_a_check_run_that_was_cut_off_gets_the_rest(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    wanted = check(120)
    put_on_stub(stub, wanted, run_of(wanted, 50))

    forge_on(proxy).put_check_run(wanted)

    assert proxy.calls("POST") == []
    sizes = [len(sent.body["output"]["annotations"]) for sent in proxy.calls("PATCH")]
    assert sizes == [50, 20]


def test_a_check_run_of_another_app_is_not_taken_for_ours(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    wanted = check(0)
    foreign, anonymous, running = (run_of(wanted, 0, slug=slug) for slug in ("x", "y", "z"))
    anonymous["app"] = None
    running["app"]["slug"] = "github-actions"
    running["conclusion"] = None
    put_on_stub(stub, wanted, foreign, anonymous, running)
    forge = forge_on(proxy)

    assert forge.check_runs(A, wanted.name) == ()
    forge.put_check_run(wanted)
    assert len(proxy.calls("POST")) == 1
    assert proxy.sent[0].query["check_name"] == "coworker / plan"


# What a folder's listing leaves out of a file.
BODY = {"content", "encoding"}


def contents(text: bytes, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = example("GET", "/contents/x")
    found |= {"encoding": "base64", "content": base64.b64encode(text).decode()}
    return found | changes


def test_only_a_plain_text_file_is_read(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    folder = [{key: value for key, value in contents(b"").items() if key not in BODY}]
    stub.on("GET", "/contents/CODEOWNERS", Answer(body=contents("* @ann — é\n".encode())))
    stub.on("GET", "/contents/folder", Answer(body=folder, described=False))
    link = example("GET", "/contents/x", type="symlink", target="/etc/passwd")
    stub.on("GET", "/contents/link", Answer(body=link, described=False))
    stub.on("GET", "/contents/bytes", Answer(body=contents(b"\xff\xfe")))
    forge = forge_on(proxy)

    assert forge.read_file(A, "CODEOWNERS") == "* @ann — é\n"
    assert forge.read_file(A, "folder") is None
    assert forge.read_file(A, "link") is None
    with pytest.raises(ForgeFault, match="not UTF-8 text") as fault:
        forge.read_file(A, "bytes")
    assert fault.value.where == "bytes"
    assert {sent.query["ref"] for sent in proxy.sent} == {A}


LARGE = "{}\n" * 1024 * 1024
TOO_LARGE = Answer(
    status=403,
    body={
        "message": "This API returns blobs up to 1 MB in size.",
        "documentation_url": "https://docs.github.com/rest/repos/contents",
        "errors": [{"resource": "Blob", "field": "data", "code": "too_large"}],
    },
    described=False,
)


def listed(path: str, size: int) -> Answer:
    """The listing of a folder with one file in it."""
    entry = contents(b"", path=path, name=path.rpartition("/")[2], sha=B, size=size)
    return Answer(body=[{key: entry[key] for key in entry if key not in BODY}], described=False)


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize(("path", "folder"), [("ledger.ndjson", ""), ("a/b.ndjson", "/a")])
def test_a_large_file_comes_as_a_blob(
    stubbed: Stubbed, path: str, folder: str, refused: bool
) -> None:
    stub, proxy = stubbed
    shown = contents(b"", encoding="none", size=len(LARGE), sha=B)
    stub.on("GET", f"/contents/{path}", TOO_LARGE if refused else Answer(body=shown))
    stub.on("GET", f"/contents{folder}/?", listed(path, len(LARGE)))
    blob = example("GET", "/git/blobs/x", sha=B, size=len(LARGE))
    blob["content"] = base64.encodebytes(LARGE.encode()).decode()
    stub.on("GET", f"/git/blobs/{B}", Answer(body=blob))

    assert forge_on(proxy).read_file(A, path) == LARGE


def test_a_file_that_is_larger_than_any_we_keep_is_a_fault(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    limit = 64 * 1024 * 1024
    shown = contents(b"", encoding="none", size=limit + 1, sha=B)
    stub.on("GET", "/contents/shown", Answer(body=shown))
    stub.on("GET", "/contents/refused", TOO_LARGE)
    stub.on("GET", "/contents/unlisted", TOO_LARGE)
    stub.on("GET", "/contents/", listed("refused", limit * 2))
    forge = forge_on(proxy)

    for path in ("shown", "refused", "unlisted"):
        with pytest.raises(ForgeFault, match="at most 67,108,864 bytes are read") as fault:
            forge.read_file(A, path)
        assert fault.value.where == path
    assert proxy.calls("GET", B) == []


def test_another_refusal_of_a_file_is_a_fault(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/contents/x", refusal(403, "too_large"))

    with pytest.raises(ForgeFault, match="refused reading x"):
        forge_on(proxy).read_file(A, "x")


def reference(commit: str, kind: str = "commit") -> Answer:
    body = example("GET", "/git/ref/heads/topic")
    body["object"] |= {"sha": commit, "type": kind}
    return Answer(body=body)


def on_making(stub: Stub, *, parent: str, commit: str) -> None:
    stub.on("GET", f"/git/commits/{parent}", Answer(body=example("GET", "/git/commits/x")))
    stub.on("POST", "/git/trees", Answer(status=201, body=example("POST", "/git/trees", 201)))
    made = example("POST", "/git/commits", 201, sha=commit)
    stub.on("POST", "/git/commits", Answer(status=201, body=made))


def test_a_large_file_goes_up_by_itself(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    on_making(stub, parent=A, commit=B)
    stub.on("GET", "/git/ref/heads/topic", reference(A))
    stub.on("PATCH", "/git/refs/heads/topic", Answer(body=reference(B).body))
    made = example("POST", "/git/blobs", 201, sha=C)
    stub.on("POST", "/git/blobs", Answer(status=201, body=made))
    limit = "x" * 1024 * 1024
    files = {"large": f"{limit}é", "exactly": limit, "gone": None}

    forge_on(proxy).commit(NewCommit(branch="topic", parent=A, message="M", files=files))

    (blob,) = proxy.calls("POST", "/git/blobs")
    assert blob.body == {"content": f"{limit}é", "encoding": "utf-8"}
    (tree,) = proxy.calls("POST", "/git/trees")
    entries = {entry["path"]: entry for entry in tree.body["tree"]}
    assert entries["large"]["sha"] == C
    assert "content" not in entries["large"]
    assert entries["exactly"]["content"] == limit
    assert entries["gone"]["sha"] is None


NEW = NewCommit(branch="topic", parent=A, message="M", files={"new": "1", "old": None})


def test_a_push_between_our_look_and_our_move_wins(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    on_making(stub, parent=A, commit=B)
    stub.on("GET", "/git/ref/heads/topic", reference(A), reference(C))
    stub.on("PATCH", "/git/refs/heads/topic", refusal(422, "Update is not a fast forward"))

    assert forge_on(proxy).commit(NEW) == BranchMoved(head=C)

    (moved,) = proxy.calls("PATCH")
    assert moved.body == {"sha": B, "force": False}
    (tree,) = proxy.calls("POST", "/git/trees")
    files = {entry["path"]: entry for entry in tree.body["tree"]}
    assert files["old"] == {"path": "old", "mode": "100644", "type": "blob", "sha": None}
    assert files["new"] == {"path": "new", "mode": "100644", "type": "blob", "content": "1"}


def test_a_move_whose_answer_was_lost_counts_as_made(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    on_making(stub, parent=A, commit=B)
    stub.on("GET", "/git/ref/heads/topic", reference(A), reference(B))
    stub.on("PATCH", "/git/refs/heads/topic", refusal(409, "Conflict"))

    assert forge_on(proxy).commit(NEW) == Committed(commit=B)


def test_a_move_refused_for_another_cause_is_a_fault(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    on_making(stub, parent=A, commit=B)
    stub.on("GET", "/git/ref/heads/topic", reference(A))
    stub.on("PATCH", "/git/refs/heads/topic", refusal(422, "Changes must be made by pull request"))

    with pytest.raises(ForgeFault, match="Changes must be made by pull request"):
        forge_on(proxy).commit(NEW)


def test_two_that_make_the_same_branch_do_not_both_win(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    on_making(stub, parent=A, commit=B)
    stub.on("GET", "/git/ref/heads/topic", MISSING, reference(C))
    stub.on("POST", "/git/refs", refusal(422, "Reference already exists"))

    assert forge_on(proxy).commit(NEW) == BranchMoved(head=C)


def test_two_that_open_the_same_pull_request_get_the_same_one(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    one = example("GET", "/pulls")[0]
    one |= {"title": "T", "body": "B"}
    one["head"]["ref"] = "topic"
    stub.on("GET", "/pulls", Answer(body=[]), Answer(body=[one]))
    stub.on("POST", "/pulls", refusal(422, "A pull request already exists for octo:topic."))

    pull = forge_on(proxy).open_pull_request(branch="topic", base="main", title="T", body="B")

    assert pull.number == one["number"]
    assert proxy.calls("PATCH") == []


def test_a_tag_is_annotated_and_another_run_may_be_first(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    name = "baseline/2026-03-01"
    tag = example("POST", "/git/tags", 201, sha=C)
    there = example("GET", "/git/tags/x", sha=B)
    there["object"] |= {"sha": A, "type": "commit"}
    stub.on("GET", f"/git/ref/tags/{name}", MISSING, reference(B, "tag"))
    stub.on("GET", f"/git/tags/{B}", Answer(body=there))
    stub.on("POST", "/git/tags", Answer(status=201, body=tag))
    stub.on("POST", "/git/refs", refusal(422, "Reference already exists"))

    forge_on(proxy).tag(name, A, "Baseline")

    (made,) = proxy.calls("POST", "/git/tags")
    assert made.body == {"tag": name, "message": "Baseline", "object": A, "type": "commit"}
    (put,) = proxy.calls("POST", "/git/refs")
    assert put.body == {"ref": f"refs/tags/{name}", "sha": C}


@pytest.mark.parametrize("status", [403, 422])
def test_a_tag_that_cannot_be_made_is_a_fault(stubbed: Stubbed, status: int) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/git/ref/tags/v1", MISSING)
    stub.on("POST", "/git/tags", Answer(status=201, body=example("POST", "/git/tags", 201)))
    stub.on("POST", "/git/refs", refusal(status, "Reference update failed"))

    with pytest.raises(ForgeFault, match=f"with {status}: Reference update failed"):
        forge_on(proxy).tag("v1", A, "Release")


@pytest.mark.parametrize("status", [403, 422])
def test_a_pull_request_that_cannot_be_opened_is_a_fault(stubbed: Stubbed, status: int) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls", Answer(body=[]))
    stub.on("POST", "/pulls", refusal(status, "No"))

    with pytest.raises(ForgeFault, match=f"opening a pull request of 'topic' with {status}: No"):
        forge_on(proxy).open_pull_request(branch="topic", base="main", title="T", body="")


@pytest.mark.parametrize("status", [403, 500])
def test_a_branch_that_may_not_be_moved_is_a_fault(stubbed: Stubbed, status: int) -> None:
    stub, proxy = stubbed
    on_making(stub, parent=A, commit=B)
    stub.on("GET", "/git/ref/heads/topic", reference(A))
    stub.on("PATCH", "/git/refs/heads/topic", Answer(status=status, body={}, described=False))

    with pytest.raises(ForgeFault, match=f"moving the branch 'topic' with {status}"):
        forge_on(proxy).commit(NEW)


def deployments_on(stub: Stub, *states: str, creator: str = "github-actions[bot]") -> None:
    one = example("GET", "/deployments")[0]
    one |= {
        "id": 1,
        "payload": {"plan": "sha256:1"},
        "url": "https://api.github.com/repos/o/r/deployments/1",
    }
    one["creator"]["login"] = creator
    stub.on("GET", "/deployments", Answer(body=[one]))
    status = example("GET", "/deployments/1/statuses")[0]
    listed = [status | {"id": 10 + at, "state": state} for at, state in enumerate(states)]
    stub.on("GET", "/deployments/1/statuses", Answer(body=listed[::-1]))


def test_what_github_calls_inactive_was_a_success(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    deployments_on(stub, "in_progress", "success", "inactive")

    (seen,) = forge_on(proxy).deployments(A, "test")

    assert (seen.state, seen.payload) == (DeploymentState.SUCCESS, {"plan": "sha256:1"})
    assert (proxy.sent[0].query["sha"], proxy.sent[0].query["environment"]) == (A, "test")


def test_a_deployment_that_somebody_else_recorded_is_not_ours(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    deployments_on(stub, creator="mallory")
    stub.on("POST", "/deployments", Answer(status=201, body=example("POST", "/deployments", 201)))
    forge = forge_on(proxy)

    assert forge.deployments(A, "test") == ()
    forge.deployment(commit=A, environment="test", task="deploy:x", payload={"plan": "sha256:1"})

    (made,) = proxy.calls("POST")
    assert made.body == {
        "ref": A,
        "task": "deploy:x",
        "auto_merge": False,
        "required_contexts": [],
        "payload": {"plan": "sha256:1"},
        "environment": "test",
    }


def test_a_deployments_text_is_cut_to_what_github_takes(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    answer = example("POST", "/deployments/1/statuses", 201)
    stub.on("POST", "/deployments/1/statuses", Answer(status=201, body=answer))

    forge_on(proxy).deployment_status(1, DeploymentState.FAILURE, "x" * 200)

    body = proxy.sent[0].body
    assert (len(body["description"]), body["description"][-1]) == (140, "…")
    assert (body["state"], body["auto_inactive"]) == ("failure", False)


def test_reactions_go_to_the_comment_or_to_the_issue(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    answer = Answer(status=201, body=example("POST", "/issues/5/reactions", 201))
    stub.on("POST", "/issues/(5|comments/9)/reactions", answer)
    forge = forge_on(proxy)

    forge.react(number=5, comment=None, reaction=Reaction.ROCKET)
    forge.react(number=5, comment=9, reaction=Reaction.CONFUSED)

    assert [(sent.path.split("/issues/")[1], sent.body["content"]) for sent in proxy.sent] == [
        ("5/reactions", "rocket"),
        ("comments/9/reactions", "confused"),
    ]


def test_the_token_travels_in_its_header_alone(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls/7", Answer(body=pull()))

    forge_on(proxy).pull_request(7)

    (sent,) = proxy.sent
    assert sent.token.startswith("made-up-token")
    assert sent.token not in json.dumps([sent.path, dict(sent.query), sent.body])
