"""Read config/environments.yaml: which account each environment is, and its roles.

It must not hold a credential or ask AWS who we are.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from coworker.model.document import Document, read_document
from coworker.model.environment import Environment
from coworker.model.policy import Target

# "IAM ARNs" in the IAM User Guide: partition, account, then the role's path and name.
_ROLE = re.compile(r"arn:aws(?:-[a-z]+)*:iam::(\d{12}):role/[\w+=,.@/-]{1,576}", re.ASCII)

_Account = Annotated[StrictStr, Field(pattern=r"^\d{12}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Strict):
    account: _Account | None = None
    plan_role: StrictStr | None = None
    deploy_role: StrictStr | None = None


class _Environments(_Strict):
    sandbox: _Entry | None = None
    development: _Entry | None = None
    test: _Entry | None = None
    staging: _Entry | None = None
    production: _Entry | None = None


class _File(_Strict):
    version: Literal[1]
    environments: _Environments


def read_targets(text: str | None, path: str) -> Mapping[Environment, Target]:
    """The targets by environment; nothing where there is no file.

    Raises ConfigurationFault with file and line for an account that is no account or serves two
    environments, and for a role that is no role, lies in another account, or is used both to
    plan and to deploy.
    """
    if text is None:
        return {}
    document = read_document(text, path)
    file = document.read_as(_File)
    owner: dict[str, Environment] = {}
    targets: dict[Environment, Target] = {}
    for name, entry in file.environments:
        if entry is None:
            continue
        environment = Environment(name)
        _check(document, environment, entry)
        if entry.account is not None:
            if entry.account in owner:
                raise document.fault(
                    ("environments", environment.value, "account"),
                    f"account {entry.account} is {owner[entry.account].value} already",
                    next_step="Give each environment an account of its own.",
                )
            owner[entry.account] = environment
        targets[environment] = Target(
            environment=environment,
            account=entry.account,
            plan_role=entry.plan_role,
            deploy_role=entry.deploy_role,
        )
    return targets


def _check(document: Document, environment: Environment, entry: _Entry) -> None:
    above = ("environments", environment.value)
    for key, role in (("plan_role", entry.plan_role), ("deploy_role", entry.deploy_role)):
        if role is None:
            continue
        match = _ROLE.fullmatch(role)
        if match is None:
            raise document.fault(
                (*above, key),
                f'the value of "{key}" is not the ARN of an IAM role',
                next_step="Write it as arn:aws:iam::111122223333:role/name.",
            )
        if entry.account is None or match[1] != entry.account:
            raise document.fault(
                (*above, key),
                f"the role's account {match[1]} is not the account of {environment.value}",
                next_step=f'Set "account" to "{match[1]}", or name a role of the right account.',
            )
    if entry.plan_role is not None and entry.plan_role == entry.deploy_role:
        raise document.fault(
            (*above, "deploy_role"),
            "one role both plans and deploys",
            next_step="Use two roles, so that planning cannot change anything.",
        )
