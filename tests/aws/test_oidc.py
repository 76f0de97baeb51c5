"""The identity token is asked for as GitHub describes it, and never told to anyone.

It must not reach GitHub: the voucher stands in for it.
"""

import urllib.parse

import pytest

from coworker.adapters.aws import oidc
from coworker.errors import AwsFault
from tests.aws.conftest import TOKEN, Voucher


def test_a_token_is_asked_for_with_sts_as_its_audience(voucher: Voucher) -> None:
    assert oidc.fetch_token(voucher.environ) == TOKEN
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(voucher.paths[0]).query)
    assert query == {"api-version": ["2"], "audience": ["sts.amazonaws.com"]}
    assert voucher.authorizations == ["bearer the-request-token"]


@pytest.mark.parametrize(
    ("environ", "is_offered"),
    [
        ({}, False),
        ({"ACTIONS_ID_TOKEN_REQUEST_URL": "http://x"}, False),
        ({"ACTIONS_ID_TOKEN_REQUEST_URL": "http://x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": ""}, False),
        ({"ACTIONS_ID_TOKEN_REQUEST_URL": "http://x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t"}, True),
    ],
)
def test_a_token_is_offered_where_both_variables_are(
    environ: dict[str, str], is_offered: bool
) -> None:
    assert oidc.offered(environ) is is_offered


@pytest.mark.parametrize(
    ("status", "answer", "what"),
    [
        (403, "", "status 403"),
        (200, "no JSON", "gave no identity token"),
        (200, "{}", "held no identity token"),
        (200, '{"value": ""}', "held no identity token"),
        (200, '{"value": 3}', "held no identity token"),
    ],
)
def test_no_token_is_a_fault_with_the_permission_that_is_missing(
    voucher: Voucher, status: int, answer: str, what: str
) -> None:
    voucher.status, voucher.answer = status, answer
    with pytest.raises(AwsFault, match=what) as caught:
        oidc.fetch_token(voucher.environ)
    assert "id-token: write" in caught.value.next_step
    assert "the-request-token" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/token", "file:///etc/passwd"])
def test_an_address_that_does_not_answer_or_is_none_is_a_fault(url: str) -> None:
    environ = {
        "ACTIONS_ID_TOKEN_REQUEST_URL": url,
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "the-request-token",
    }
    with pytest.raises(AwsFault) as caught:
        oidc.fetch_token(environ)
    assert "the-request-token" not in str(caught.value)
