"""A GitHub that answers what a test tells it to, for what the emulator cannot do.

It must not answer what GitHub's description does not know; the proxy it stands in for checks that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from coworker.adapters.forge.github import GitHubForge
from tests.support.openapi import github_description
from tests.support.openapi_proxy import Answer, Proxy, Reply, Sent, openapi_proxy

TOKEN = "made-up-token-0123456789"
REPOSITORY = "octo/infrastructure"
REPO = f"/repos/{REPOSITORY}"

# One reply for every call, or a function of the request.
Told: TypeAlias = Reply | Callable[[Sent], Reply]


@dataclass(kw_only=True, slots=True)
class Stub:
    """What is answered, by method and path; the last word said of a path counts."""

    told: list[tuple[str, str, Told]] = field(default_factory=list)

    def on(self, method: str, pattern: str, *told: Told) -> None:
        """Answer a method on paths that match `pattern` (below the repository's, whole).

        Of several replies each is given once, in turn, and the last one ever after.
        """
        replies = list(told)

        def reply(sent: Sent) -> Reply:
            one = replies.pop(0) if len(replies) > 1 else replies[0]
            return one(sent) if callable(one) else one

        self.told.insert(0, (method, pattern, reply))

    def stand_in(self, sent: Sent) -> Reply | None:
        """The reply that was told, or None."""
        place = re.sub(r"^/repos/[^/]+/[^/]+", "", sent.path)
        for method, pattern, told in self.told:
            if method == sent.method and re.fullmatch(pattern, place):
                return told(sent) if callable(told) else told
        return None


@contextmanager
def github_stub() -> Iterator[tuple[Stub, Proxy]]:
    """Serve a stub; nothing it does not know is answered."""
    stub = Stub()
    with openapi_proxy(stand_ins=[stub.stand_in]) as proxy:
        yield stub, proxy


def forge_on(proxy: Proxy, *, patience: float = 0, timeout: int = 30) -> GitHubForge:
    """The adapter under test, on the stub."""
    return GitHubForge(
        repository=REPOSITORY,
        token=TOKEN,
        base_url=proxy.url,
        patience=patience,
        timeout=timeout,
    )


def example(method: str, place: str, status: int = 200, **changes: Any) -> Any:
    """GitHub's own example of an answer below the repository, with changes at its top."""
    body = github_description().example(method, f"{REPO}{place}", status)
    for each in body if isinstance(body, list) else [body]:
        # Some examples lack what the description has come to require since.
        if "requested_teams" in each:
            each["requested_teams"] = []
        if "events_url" in each:
            each |= {"assignee": None, "closed_at": None}
    return body | changes if isinstance(body, dict) else body


def refusal(status: int, message: str = "Refused", **headers: str) -> Answer:
    """An error document as GitHub sends it."""
    body = {"message": message, "documentation_url": "https://docs.github.com/rest"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, body=body, headers=named)
