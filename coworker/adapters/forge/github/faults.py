"""Turns what PyGithub and its transport raise into faults that say what to do next.

It must not show the token, or decide by a message's text what has a status or a header.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

import requests
from github.GithubException import (
    BadAttributeException,
    GithubException,
    RateLimitExceededException,
)

from coworker.errors import ForgeFault, NotFound

_LONGEST_MESSAGE = 300


@contextmanager
def calling(what: str, *, repository: str, token: str) -> Iterator[None]:
    """Run a call to GitHub; `what` says in the -ing form what it does.

    Raises NotFound for 404, ForgeFault for everything else that goes wrong.
    """
    try:
        yield
    except GithubException as refused:
        raise _refused(refused, what, repository, token) from None
    except requests.RequestException as unreachable:
        raise ForgeFault(
            f"GitHub could not be reached while {what}: {type(unreachable).__name__}",
            where=repository,
            next_step="Check the network and https://www.githubstatus.com, then run again",
        ) from None
    except (BadAttributeException, json.JSONDecodeError) as strange:
        raise ForgeFault(
            f"GitHub answered in a form that is not documented while {what}",
            where=repository,
            next_step="Check the API's address; update the co-worker if it is right",
        ) from strange


def answer_of(data: object) -> Mapping[str, object]:
    """GitHub's error document, which PyGithub hands on parsed or not; empty where it is none."""
    if isinstance(data, bytes | str):
        try:
            data = json.loads(data)
        except ValueError:
            return {}
    return data if isinstance(data, Mapping) else {}


def _refused(refused: GithubException, what: str, repository: str, token: str) -> ForgeFault:
    headers = {str(name).lower(): str(value) for name, value in dict(refused.headers or {}).items()}
    message = _message(answer_of(refused.data)).replace(token, "***")
    sentence = f"GitHub refused {what} with {refused.status}{f': {message}' if message else ''}"
    kind = NotFound if refused.status == 404 else ForgeFault
    return kind(
        sentence.rstrip("."),
        where=repository,
        next_step=_next_step(refused, headers),
        status=refused.status,
    )


def _message(answer: Mapping[str, object]) -> str:
    """GitHub's message and its list of errors, on one line."""
    parts = [str(answer.get("message") or "")]
    errors = answer.get("errors")
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, Mapping):
            words = (error.get(key) for key in ("resource", "field", "code", "message"))
            parts.append(" ".join(str(word) for word in words if word))
        else:
            parts.append(str(error))
    line = " ".join("; ".join(part for part in parts if part).split())
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]}…"


def _next_step(refused: GithubException, headers: Mapping[str, str]) -> str:
    """What a person does about it, by GitHub's "Troubleshooting the REST API"."""
    limited = isinstance(refused, RateLimitExceededException)
    match refused.status:
        case 401:
            return "Give the job a valid token; this one is wrong, expired or revoked"
        case 403 | 429 if limited or refused.status == 429 or "retry-after" in headers:
            return _when_to_retry(headers)
        case 403 if "x-accepted-github-permissions" in headers:
            wanted = headers["x-accepted-github-permissions"]
            return f"Give the job's token the permission it lacks: {wanted}"
        case 403:
            return "Give the job's token the permissions that docs/security.md lists"
        case 404:
            return "Check the name or number; a token that may not read it gets the same answer"
        case 409:
            return (
                "Something else changed it at the same time, or the repository is empty; run again"
            )
        case 422:
            return "Correct what GitHub names, then run again"
        case status if status >= 500:
            return "See https://www.githubstatus.com and run again later; nothing was lost"
        case _:
            return "See GitHub's REST API documentation for this status"


def _when_to_retry(headers: Mapping[str, str]) -> str:
    wait, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if wait.isdigit():
        return f"GitHub limits the rate of calls; run again in {wait} s"
    if reset.isdigit():
        at = datetime.fromtimestamp(int(reset), tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"GitHub limits the rate of calls; run again after {at}"
    return "GitHub limits the rate of calls; run again in a few minutes"
