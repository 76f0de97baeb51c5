"""The proxy that holds requests to GitHub's description does find what is wrong.

It must not test the adapter: a check that never fails would let anything pass.
"""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from tests.support.github_stub import example
from tests.support.openapi_proxy import Answer, openapi_proxy

TREE = {"tree": [{"path": "x", "mode": "100644", "type": "blob", "content": "1"}]}


@pytest.mark.parametrize(
    ("method", "target", "body", "problem"),
    [
        ("GET", "/repos/o/r/issue/1", None, "describes no such operation"),
        ("PATCH", "/repos/o/r/git/ref/heads/x", {"sha": "a"}, "describes no such operation"),
        ("GET", "/repos/o/r/issues/one", None, "'one' is not of type 'integer'"),
        ("GET", "/repos/o/r/issues?stat=open", None, "parameter 'stat' is not described"),
        ("GET", "/repos/o/r/issues?state=opened", None, "'opened' is not one of"),
        ("POST", "/repos/o/r/git/trees", {}, "'tree' is a required property"),
        ("POST", "/repos/o/r/git/trees", {**TREE, "bass": "x"}, "'bass' is not described"),
        ("POST", "/repos/o/r/git/trees", None, "the body is missing"),
        ("POST", "/repos/o/r/issues/1/labels", ["coworker"], "is not valid under any"),
    ],
)
def test_a_request_that_github_does_not_know_is_found(
    method: str, target: str, body: object, problem: str
) -> None:
    with openapi_proxy(stand_ins=[lambda _: Answer(described=False)]) as proxy:
        ask(proxy.url, method, target, body)

    assert [problem in each for each in proxy.problems] == [True], proxy.problems


def test_a_request_that_github_knows_passes() -> None:
    with openapi_proxy(stand_ins=[lambda _: Answer(described=False)]) as proxy:
        ask(proxy.url, "POST", "/repos/o/r/git/trees", TREE)
        ask(proxy.url, "PATCH", "/repos/o/r/git/refs/heads/a/b", {"sha": "a", "force": False})

    assert proxy.problems == []
    assert [sent.path for sent in proxy.sent] == [
        "/repos/o/r/git/trees",
        "/repos/o/r/git/refs/heads/a/b",
    ]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(status=299, body={}), "GitHub never answers 299"),
        (Answer(body=example("GET", "/pulls/1", number="one")), "'one' is not of type 'integer'"),
    ],
)
def test_a_stand_in_that_answers_what_github_would_not_is_found(
    answer: Answer, problem: str
) -> None:
    with openapi_proxy(stand_ins=[lambda _: answer]) as proxy:
        ask(proxy.url, "GET", "/repos/o/r/pulls/1", None)

    assert [problem in each for each in proxy.problems] == [True], proxy.problems


def ask(url: str, method: str, target: str, body: object) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        text = None if body is None else json.dumps(body)
        connection.request(method, target, body=text, headers={"authorization": "Bearer x"})
        connection.getresponse().read()
    finally:
        connection.close()
