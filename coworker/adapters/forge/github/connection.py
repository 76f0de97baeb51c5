"""One repository on GitHub, as one identity: the client that every part of the adapter shares.

It must not make a call when it is built, or send a token over an unencrypted line to a stranger.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from github import Auth, Github
from github.NamedUser import NamedUser
from github.Repository import Repository
from github.Requester import Requester

from coworker.adapters.forge.github.faults import calling
from coworker.adapters.forge.github.retry import BoundedRetry
from coworker.errors import ConfigurationFault


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """`repository` is owner/name; `login` and `app_slug` are who we are."""

    repository: str
    login: str
    app_slug: str
    repo: Repository
    token: str = field(repr=False)

    @classmethod
    def to(
        cls,
        *,
        repository: str,
        token: str,
        base_url: str,
        login: str,
        app_slug: str,
        patience: float,
        timeout: int,
    ) -> Self:
        """Build the client; objects are lazy, so nothing is asked before it is needed.

        PyGithub's own pauses between requests are off: a run makes a few dozen calls, and GitHub
        says with Retry-After when it wants a pause.
        """
        _require_safe(base_url)
        client = Github(
            auth=Auth.Token(token),
            base_url=base_url,
            timeout=timeout,
            per_page=100,
            retry=BoundedRetry.within(patience),
            seconds_between_requests=None,
            seconds_between_writes=None,
            lazy=True,
            user_agent="aws-coworker",
        )
        return cls(
            repository=repository,
            login=login,
            app_slug=app_slug,
            repo=client.get_repo(repository),
            token=token,
        )

    @property
    def owner(self) -> str:
        """Who the repository belongs to."""
        return self.repository.partition("/")[0]

    @property
    def requester(self) -> Requester:
        """For the published routes that PyGithub's objects do not take."""
        return self.repo.requester

    @property
    def us(self) -> NamedUser:
        """Who we are, as PyGithub takes it where it filters by a person."""
        return NamedUser(self.requester, attributes={"login": self.login}, completed=True)

    def calling(self, what: str) -> AbstractContextManager[None]:
        """Run a call inside; `what` says in the -ing form what it does."""
        return calling(what, repository=self.repository, token=self.token)


class OnGitHub:
    """What every part of the adapter begins with."""

    def __init__(self, connection: Connection) -> None:
        """All parts share one connection."""
        self._connection = connection
        self._repo = connection.repo


def _require_safe(base_url: str) -> None:
    parts = urlsplit(base_url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise ConfigurationFault(
        f"The API's address {base_url!r} would send the token unencrypted",
        next_step="Give an address that begins with https://",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
