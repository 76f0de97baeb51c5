"""Sessions on a role's short-lived credentials, fetched at first use and again before they expire.

It must not choose the role, and must not keep credentials anywhere but in memory.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    AssumeRoleWithWebIdentityCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    Credentials,
    DeferredRefreshableCredentials,
)
from botocore.session import Session

from coworker.adapters.aws.faults import told_as_faults

_METHOD = "coworker-role"


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """Credentials to sign one client's requests with; never shown."""

    key_id: str = field(repr=False)
    secret: str = field(repr=False)
    token: str | None = field(repr=False)


MakeClient: TypeAlias = Callable[[str, Config, Keys | None], BaseClient]


class _RoleProvider(CredentialProvider):
    """botocore's way to say where a session's credentials come from."""

    METHOD: str | None = _METHOD

    def __init__(self, credentials: DeferredRefreshableCredentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> DeferredRefreshableCredentials:
        return self._credentials


def role_by_token(make: MakeClient, *, role: str, name: str, token: Callable[[], str]) -> Session:
    """A session on `role`, for which an identity token vouches (AssumeRoleWithWebIdentity)."""

    def creator(service: str, *, config: Config) -> BaseClient:
        return make(service, config, None)

    fetcher = AssumeRoleWithWebIdentityCredentialFetcher(
        creator, token, role, extra_args={"RoleSessionName": name}
    )
    return _session(fetcher.fetch_credentials, "sts:AssumeRoleWithWebIdentity", role)


def role_by_credentials(make: MakeClient, *, role: str, name: str, source: Credentials) -> Session:
    """A session on `role`, assumed with other credentials (AssumeRole)."""

    def creator(
        service: str,
        *,
        aws_access_key_id: str,
        aws_secret_access_key: str,
        aws_session_token: str | None,
    ) -> BaseClient:
        keys = Keys(key_id=aws_access_key_id, secret=aws_secret_access_key, token=aws_session_token)
        return make(service, Config(), keys)

    fetcher = AssumeRoleCredentialFetcher(
        creator, source, role, extra_args={"RoleSessionName": name}
    )
    return _session(fetcher.fetch_credentials, "sts:AssumeRole", role)


def _session(fetch: Callable[[], dict[str, object]], action: str, role: str) -> Session:
    def refresh() -> dict[str, object]:
        with told_as_faults(action, role):
            return fetch()

    credentials = DeferredRefreshableCredentials(refresh, method=_METHOD)
    session = Session()
    session.register_component(
        "credential_provider", CredentialResolver([_RoleProvider(credentials)])
    )
    return session
