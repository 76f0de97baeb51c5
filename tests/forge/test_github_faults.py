"""What a person reads when GitHub refuses, is in trouble or is not there, and what is left behind.

It must not wait: the adapter is told to have no patience.
"""

import threading

import pytest

from coworker.adapters.forge.github import GitHubForge
from coworker.errors import ConfigurationFault, ExitCode, ForgeFault, NotFound
from coworker.model.forge import NewCommit
from tests.support.github_stub import TOKEN, Stub, example, forge_on, refusal
from tests.support.openapi_proxy import Answer, HangUp, Proxy, Sent

Stubbed = tuple[Stub, Proxy]
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


@pytest.mark.parametrize(
    ("answer", "says", "next_step"),
    [
        (
            refusal(401, "Bad credentials"),
            "with 401: Bad credentials",
            "Give the job a valid token; this one is wrong, expired or revoked",
        ),
        (
            refusal(
                403,
                "Resource not accessible by integration",
                x_accepted_github_permissions="issues=write; pull_requests=write",
            ),
            "with 403: Resource not accessible by integration",
            "Give the job's token the permission it lacks: issues=write; pull_requests=write",
        ),
        (
            refusal(403, "Must have admin rights"),
            "with 403: Must have admin rights",
            "Give the job's token the permissions that docs/security.md lists",
        ),
        (
            refusal(403, SECONDARY),
            "with 403: You have exceeded a secondary rate limit",
            "GitHub limits the rate of calls; run again in a few minutes",
        ),
        (
            refusal(403, SECONDARY, Retry_After="77"),
            "with 403",
            "GitHub limits the rate of calls; run again in 77 s",
        ),
        (
            refusal(
                403,
                "API rate limit exceeded for installation ID 1.",
                X_RateLimit_Remaining="0",
                X_RateLimit_Reset="4102444800",
            ),
            "with 403",
            "GitHub limits the rate of calls; run again after 2100-01-01T00:00:00Z",
        ),
        (
            refusal(429, "Too many requests", Retry_After="300"),
            "with 429: Too many requests",
            "GitHub limits the rate of calls; run again in 300 s",
        ),
        (
            refusal(429, "Too many requests"),
            "with 429: Too many requests",
            "GitHub limits the rate of calls; run again in a few minutes",
        ),
        (
            refusal(409, "Git Repository is empty."),
            "with 409: Git Repository is empty",
            "Something else changed it at the same time, or the repository is empty; run again",
        ),
        (
            refusal(410, "Issues has been disabled in this repository."),
            "with 410",
            "See GitHub's REST API documentation for this status",
        ),
        (
            Answer(
                status=422,
                body={
                    "message": "Validation Failed",
                    "documentation_url": "https://docs.github.com",
                    "errors": [
                        {"resource": "IssueComment", "field": "body", "code": "too_long"},
                    ],
                },
            ),
            "with 422: Validation Failed; IssueComment body too_long",
            "Correct what GitHub names, then run again",
        ),
        (
            Answer(
                status=422,
                body={
                    "message": "Validation Failed",
                    "documentation_url": "https://docs.github.com",
                    "errors": ["Body is too long\n(maximum is 65536 characters)"],
                },
                # GitHub does send plain sentences here, though it describes objects.
                described=False,
            ),
            "with 422: Validation Failed; Body is too long (maximum is 65536 characters)",
            "Correct what GitHub names, then run again",
        ),
        (
            Answer(status=429, body=b"<html>Busy</html>", headers={"Retry-After": "9"}),
            "with 429",
            "GitHub limits the rate of calls; run again in 9 s",
        ),
        (
            Answer(status=500, body={"message": "Server Error"}, described=False),
            "with 500: Server Error",
            "See https://www.githubstatus.com and run again later; nothing was lost",
        ),
        (
            Answer(status=502, body=b"<html>Bad gateway</html>", described=False),
            "with 502",
            "See https://www.githubstatus.com and run again later; nothing was lost",
        ),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Answer) else "",
)
def test_every_refusal_is_one_sentence_with_what_to_do(
    stubbed: Stubbed, answer: Answer, says: str, next_step: str
) -> None:
    stub, proxy = stubbed
    stub.on("POST", "/issues/5/comments", answer)

    with pytest.raises(ForgeFault) as fault:
        forge_on(proxy).comment(5, "Plan")

    assert fault.value.what.startswith(f"GitHub refused commenting on 5 {says}")
    assert fault.value.next_step == next_step
    assert (fault.value.status, fault.value.exit_code) == (answer.status, ExitCode.FAULT)
    assert "\n" not in str(fault.value)
    assert TOKEN not in str(fault.value)
    assert len(proxy.sent) == 1


def test_what_is_not_there_is_told_apart(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls/5", refusal(404, "Not Found"))

    with pytest.raises(NotFound) as fault:
        forge_on(proxy).pull_request(5)

    assert str(fault.value) == (
        "GitHub refused reading pull request 5 with 404: Not Found (octo/infrastructure). "
        "Check the name or number; a token that may not read it gets the same answer"
    )


def test_a_token_that_github_repeats_is_not_shown(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls/5", refusal(400, f"Strange header: {TOKEN}"))

    with pytest.raises(ForgeFault) as fault:
        forge_on(proxy).pull_request(5)

    assert fault.value.what.endswith("Strange header: ***")
    assert fault.value.__cause__ is None


def test_a_long_message_is_cut_where_it_can_be_seen(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("POST", "/issues/5/comments", refusal(422, "no " * 500))

    with pytest.raises(ForgeFault) as fault:
        forge_on(proxy).comment(5, "Plan")

    assert len(fault.value.what) < 400
    assert fault.value.what.endswith("…")


def test_reading_is_tried_again_while_github_is_in_trouble(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    trouble = Answer(status=502, body={"message": "Bad gateway"}, described=False)
    stub.on("GET", "/pulls/1347", trouble, HangUp(), Answer(body=example("GET", "/pulls/1347")))

    assert forge_on(proxy).pull_request(1347).number == 1347
    assert len(proxy.sent) == 3


def test_reading_is_given_up_after_five_tries(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls/5", Answer(status=503, body={"message": "Busy"}, described=False))

    with pytest.raises(ForgeFault, match="with 503: Busy"):
        forge_on(proxy).pull_request(5)

    assert len(proxy.sent) == 5


def test_a_limit_within_our_patience_is_waited_for(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    stub.on(
        "POST",
        "/issues/5/comments",
        refusal(403, SECONDARY, Retry_After="0"),
        refusal(429, "Too many requests", Retry_After="0"),
        Answer(status=201, body=example("POST", "/issues/5/comments", 201)),
    )

    assert forge_on(proxy).comment(5, "Plan").body == "Me too"
    assert len(proxy.sent) == 3


@pytest.mark.parametrize(
    "reply",
    [Answer(status=503, body={"message": "Busy"}, headers={"Retry-After": "0"}), HangUp()],
    ids=["503", "cut"],
)
def test_what_github_may_have_carried_out_is_not_sent_twice(
    stubbed: Stubbed, reply: Answer | HangUp
) -> None:
    stub, proxy = stubbed
    stub.on("POST", "/issues/5/comments", reply)

    with pytest.raises(ForgeFault):
        forge_on(proxy, patience=5).comment(5, "Plan")

    assert len(proxy.sent) == 1


def test_nobody_at_the_address() -> None:
    forge = GitHubForge(repository="octo/x", token=TOKEN, base_url="http://127.0.0.1:9", patience=0)

    with pytest.raises(ForgeFault) as fault:
        forge.issue(1)

    assert fault.value.what == "GitHub could not be reached while reading issue 1: ConnectionError"
    assert fault.value.status is None
    assert "githubstatus" in fault.value.next_step


def test_an_answer_that_does_not_come_ends_the_call(stubbed: Stubbed) -> None:
    stub, proxy = stubbed
    over = threading.Event()

    def never(_: Sent) -> HangUp:
        over.wait(60)
        return HangUp()

    stub.on("POST", "/issues/5/comments", never)
    try:
        with pytest.raises(ForgeFault, match="could not be reached while commenting on 5: Read"):
            forge_on(proxy, timeout=1).comment(5, "Plan")
    finally:
        over.set()


@pytest.mark.parametrize(
    "body", [example("GET", "/pulls/5", number="five"), b'{"number": 5'], ids=["type", "half"]
)
def test_an_undocumented_answer_is_a_fault(stubbed: Stubbed, body: object) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/pulls/5", Answer(body=body, described=False))

    with pytest.raises(ForgeFault, match="in a form that is not documented"):
        forge_on(proxy).pull_request(5)


@pytest.mark.parametrize("place", ["/git/trees", "/git/commits", "/git/refs"])
def test_a_commit_that_fails_half_way_moves_no_branch(stubbed: Stubbed, place: str) -> None:
    stub, proxy = stubbed
    stub.on("GET", "/git/ref/heads/topic", refusal(404, "Not Found"))
    for made in ("/git/trees", "/git/commits"):
        stub.on("POST", made, Answer(status=201, body=example("POST", made, 201)))
    stub.on("POST", place, refusal(403, "Resource not accessible by integration"))

    with pytest.raises(ForgeFault, match="with 403"):
        forge_on(proxy).commit(
            NewCommit(branch="topic", parent=None, message="M", files={"x": "1"})
        )

    assert proxy.calls("PATCH") == []
    assert proxy.sent[-1].path.endswith(place)


@pytest.mark.parametrize("address", ["http://api.github.com", "ftp://127.0.0.1", "api.github.com"])
def test_a_token_is_not_sent_unencrypted_to_a_stranger(address: str) -> None:
    with pytest.raises(ConfigurationFault, match="unencrypted"):
        GitHubForge(repository="octo/x", token=TOKEN, base_url=address)


def test_building_it_asks_nothing(stubbed: Stubbed) -> None:
    _, proxy = stubbed
    forge_on(proxy)
    GitHubForge(repository="octo/x", token=TOKEN, base_url="http://localhost:9")

    assert proxy.sent == []
