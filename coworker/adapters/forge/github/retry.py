"""When a call to GitHub is tried again, and for how long at most.

It must not send a POST twice that GitHub may have carried out, or wait longer than it was told.
"""

from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from github.GithubRetry import GithubRetry
from github.Requester import Requester
from urllib3 import HTTPResponse, Retry
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ConnectTimeoutError

from coworker.adapters.forge.github.faults import answer_of

_TRIES_AFTER_THE_FIRST = 4
_REFUSED_FOR_NOW = frozenset({403, 429})
# GitHub, "Rate limits for the REST API": without a Retry-After, wait for at least one minute.
_SECONDARY_LIMIT_SECONDS = 60.0


class BoundedRetry(GithubRetry):
    """PyGithub's retries, told by `patience` how many seconds one wait may last."""

    patience: float = 0.0

    @classmethod
    def within(cls, patience: float) -> Self:
        """Retries that wait at most `patience` seconds at a time; 0 tries again at once."""
        retry = cls(
            total=_TRIES_AFTER_THE_FIRST,
            backoff_factor=min(1.0, patience),
            backoff_max=patience,
            status_forcelist=[429, *range(500, 600)],
            raise_on_status=False,
            secondary_rate_wait=_SECONDARY_LIMIT_SECONDS,
            max_rate_limit_wait=patience,
        )
        retry.patience = patience
        return retry

    def new(self, **kw: object) -> Self:
        """The same policy with fewer tries left."""
        retry = super().new(**kw)
        retry.patience = self.patience
        return retry

    # A server that failed may have carried the request out; one that refused has not.
    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: FBT001, FBT002
        """Whether an answer of this status is worth another try."""
        if method == "POST" and status_code not in _REFUSED_FOR_NOW:
            return False
        return super().is_retry(method, status_code, has_retry_after)

    def increment(  # type: ignore[override]  # PyGithub narrows urllib3's types here too
        self,
        method: str | None = None,
        url: str | None = None,
        response: HTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Retry:
        """Count a failure. Raises it where trying again is unsafe or the wait is too long."""
        if error is not None and method == "POST" and not isinstance(error, ConnectTimeoutError):
            raise error.with_traceback(_stacktrace)
        if response is not None and _wait_asked_for(response) > self.patience:
            body = answer_of(self.get_content(response, url or ""))
            raise Requester.createException(response.status, dict(response.headers), dict(body))
        return super().increment(method, url, response, error, _pool, _stacktrace)


def _wait_asked_for(response: HTTPResponse) -> float:
    """Seconds that GitHub asks to wait: as it says, or until its limit is reset; 0 if it says not.

    GitHub, "Rate limits for the REST API", "Exceeding the rate limit".
    """
    if response.status not in _REFUSED_FOR_NOW:
        return 0.0
    headers = response.headers
    if headers.get("retry-after", "").isdigit():
        return float(headers["retry-after"])
    if headers.get("x-ratelimit-remaining") == "0" and headers.get("x-ratelimit-reset"):
        return float(headers["x-ratelimit-reset"]) - datetime.now(tz=UTC).timestamp()
    if response.status == 429:
        return _SECONDARY_LIMIT_SECONDS
    return 0.0
