"""The token by which GitHub Actions vouches for a job, as AWS's STS accepts it.

It must not keep, log or show the token.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping

from coworker.errors import AwsFault

AUDIENCE = "sts.amazonaws.com"
_URL = "ACTIONS_ID_TOKEN_REQUEST_URL"
_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"  # noqa: S105 - a variable's name
_TIMEOUT_SECONDS = 20
_MAX_BYTES = 64 * 1024
_NEXT_STEP = "Give the job the permission id-token: write and run it again."


def offered(environ: Mapping[str, str]) -> bool:
    """Whether this job can ask GitHub for a token."""
    return bool(environ.get(_URL)) and bool(environ.get(_TOKEN))


def fetch_token(environ: Mapping[str, str]) -> str:
    """Ask GitHub for a token with STS as its audience.

    The request is that of GitHub Docs, "OpenID Connect reference". Raises AwsFault where there is
    no answer, or none with a token in it.
    """
    address = _address(environ[_URL])
    request = urllib.request.Request(  # noqa: S310 - _address lets http and https through alone
        address,
        headers={"Authorization": f"bearer {environ[_TOKEN]}", "Accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            document = json.loads(answer.read(_MAX_BYTES))
    except urllib.error.HTTPError as error:
        code = error.code
        error.close()
        raise _fault(f"GitHub refused the job's identity token with status {code}") from None
    except (OSError, ValueError):
        # The cause is dropped: its text can hold the request's address.
        raise _fault("GitHub gave no identity token for this job") from None
    match document:
        case {"value": str(token)} if token:
            return token
        case _:
            raise _fault("GitHub's answer held no identity token")


def _address(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise _fault(f"{_URL} is no web address")
    query = [*urllib.parse.parse_qsl(parts.query), ("audience", AUDIENCE)]
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


def _fault(what: str) -> AwsFault:
    return AwsFault(what, where="GitHub's OIDC provider", next_step=_NEXT_STEP, code="NoToken")
