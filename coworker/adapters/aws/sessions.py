"""AWS clients for each environment, with the credentials of its role for one purpose.

It must not mix purposes: one Sessions plans or deploys, never both.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias, cast
from urllib.parse import urlsplit

from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import NoCredentialsError
from botocore.session import Session

from coworker import __version__
from coworker.adapters.aws import oidc
from coworker.adapters.aws.faults import told_as_faults
from coworker.adapters.aws.roles import Keys, role_by_credentials, role_by_token
from coworker.errors import AwsFault, ConfigurationFault
from coworker.model.change import Identity
from coworker.model.environment import Environment
from coworker.model.policy import Target

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_sts import STSClient

Purpose: TypeAlias = Literal["plan", "deploy"]

EMULATOR = "COWORKER_AWS_EMULATOR"

_CONNECT_SECONDS = 10
_READ_SECONDS = 60
_ATTEMPTS = 10
_SESSION_NAME_LIMIT = 64
_NOT_IN_A_SESSION_NAME = re.compile(r"[^\w+=,.@-]", re.ASCII)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Sessions:
    """Clients by (environment, service, region), and who they are. Satisfies `ports.Accounts`.

    `targets` says which account and roles an environment has. `environ` is the process's
    environment: AWS's own variables for ambient credentials and endpoints, and GitHub's for its
    identity token. `run_name` becomes the role session's name, as CloudTrail shows it.
    """

    def __init__(
        self,
        *,
        targets: Mapping[Environment, Target],
        purpose: Purpose,
        environ: Mapping[str, str],
        run_name: str,
    ) -> None:
        self._targets = targets
        self._purpose = purpose
        self._environ = environ
        self._session_name = _session_name(run_name)
        self._sessions: dict[Environment, Session] = {}
        self._clients: dict[tuple[Environment, str, str], BaseClient] = {}
        self._identities: dict[tuple[Environment, str], Identity] = {}

    @property
    def emulated(self) -> bool:
        """Whether `AWS` is an emulator on this very machine, which does less than AWS does.

        It has to be said, since less is proven then; an address alone could be a tunnel to AWS.
        """
        address = self._endpoint("cloudformation")
        here = address is not None and urlsplit(address).hostname in _LOOPBACK
        return here and self._environ.get(EMULATOR) == "true"

    def client(self, environment: Environment, service: str, region: str) -> BaseClient:
        """A client, made once. Raises ConfigurationFault for an environment without a target."""
        key = (environment, service, region)
        if key not in self._clients:
            session = self._session(environment, region)
            with told_as_faults(f"{service}:*", region):
                self._clients[key] = self._make(session, service, region)
        return self._clients[key]

    def cloudformation(self, environment: Environment, region: str) -> "CloudFormationClient":
        """A CloudFormation client."""
        client = self.client(environment, "cloudformation", region)
        return cast("CloudFormationClient", client)

    def identity(self, environment: Environment, region: str) -> Identity:
        """Who we are there, asked once. Raises AwsFault when it is not the target's account."""
        key = (environment, region)
        if key not in self._identities:
            sts = cast("STSClient", self.client(environment, "sts", region))
            with told_as_faults("sts:GetCallerIdentity", f"{environment}, {region}"):
                answer = sts.get_caller_identity()
            self._refuse_a_stranger(environment, answer["Account"])
            self._identities[key] = Identity(
                account=answer["Account"], arn=answer["Arn"], region=region
            )
        return self._identities[key]

    def _refuse_a_stranger(self, environment: Environment, account: str) -> None:
        expected = self._target(environment).account
        if expected is not None and account != expected:
            raise AwsFault(
                f"The credentials are of account {account}, but {environment} is {expected}",
                where="config/environments.yaml",
                next_step=(
                    "Correct the account or the role there, or use credentials of that account;"
                    " nothing was read or changed."
                ),
                code="WrongAccount",
            )

    def _target(self, environment: Environment) -> Target:
        try:
            return self._targets[environment]
        except KeyError:
            raise ConfigurationFault(
                f"There is no AWS account for the environment {environment}",
                where="config/environments.yaml",
                next_step="Add the environment there, with its account and roles.",
            ) from None

    def _session(self, environment: Environment, region: str) -> Session:
        if environment not in self._sessions:
            target = self._target(environment)
            role = target.plan_role if self._purpose == "plan" else target.deploy_role
            ambient = self._ambient()
            self._sessions[environment] = (
                ambient if role is None else self._assumed(ambient, role, region)
            )
        return self._sessions[environment]

    def _ambient(self) -> Session:
        session = Session()
        key_id = self._environ.get("AWS_ACCESS_KEY_ID")
        secret = self._environ.get("AWS_SECRET_ACCESS_KEY")
        if key_id and secret:
            session.set_credentials(key_id, secret, self._environ.get("AWS_SESSION_TOKEN"))
        return session

    def _assumed(self, ambient: Session, role: str, region: str) -> Session:
        def make(service: str, config: Config, keys: Keys | None) -> BaseClient:
            return ambient.create_client(
                service,
                region_name=region,
                endpoint_url=self._endpoint(service),
                config=self._config(service).merge(config),
                aws_access_key_id=keys.key_id if keys else None,
                aws_secret_access_key=keys.secret if keys else None,
                aws_session_token=keys.token if keys else None,
            )

        if oidc.offered(self._environ):
            vouched = partial(oidc.fetch_token, self._environ)
            return role_by_token(make, role=role, name=self._session_name, token=vouched)
        with told_as_faults("sts:AssumeRole", role):
            source = ambient.get_credentials()
            if source is None:
                raise NoCredentialsError
        return role_by_credentials(make, role=role, name=self._session_name, source=source)

    def _make(self, session: Session, service: str, region: str) -> BaseClient:
        return session.create_client(
            service,
            region_name=region,
            endpoint_url=self._endpoint(service),
            config=self._config(service),
        )

    def _endpoint(self, service: str) -> str | None:
        """An endpoint other than AWS's own, as the AWS SDKs' reference guide names it."""
        name = f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
        return self._environ.get(name) or self._environ.get("AWS_ENDPOINT_URL") or None

    def _config(self, service: str) -> Config:
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            user_agent_extra=f"aws-coworker/{__version__}",
        )
        if service == "s3" and self._endpoint(service) is not None:
            # An emulator has no DNS names for buckets.
            config = config.merge(Config(s3={"addressing_style": "path"}))
        return config


def _session_name(run_name: str) -> str:
    """What STS takes as RoleSessionName: 2 to 64 letters, digits and `_+=,.@-`."""
    clean = _NOT_IN_A_SESSION_NAME.sub("-", run_name)[:_SESSION_NAME_LIMIT]
    return clean if len(clean) > 1 else f"coworker-{clean}"
