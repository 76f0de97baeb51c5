"""Whose credentials are used, for which account, and what is refused.

It must not use credentials of this machine: the emulator takes any.
"""

from typing import Any, cast

import pytest
from botocore.config import Config

from coworker import __version__
from coworker.adapters.aws.sessions import Purpose, Sessions
from coworker.errors import AwsFault, ConfigurationFault
from coworker.model.environment import Environment
from coworker.model.policy import Target
from tests.aws.conftest import Voucher

REGION = "eu-west-1"
HOME = "123456789012"
AWAY = "111122223333"
PLAN_ROLE = f"arn:aws:iam::{AWAY}:role/coworker-plan"
DEPLOY_ROLE = f"arn:aws:iam::{AWAY}:role/coworker-deploy"
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
ENVIRONMENT = Environment.DEVELOPMENT


def sessions(
    environ: dict[str, str],
    *,
    purpose: Purpose = "plan",
    run_name: str = "run-1",
    **target: str | None,
) -> Sessions:
    return Sessions(
        targets={ENVIRONMENT: Target(environment=ENVIRONMENT, **target)},
        purpose=purpose,
        environ=environ,
        run_name=run_name,
    )


def emulated(endpoint: str) -> dict[str, str]:
    return {**KEYS, "AWS_ENDPOINT_URL": endpoint}


def config_of(client: object) -> Config:
    return cast("Config", cast("Any", client).meta.config)


def test_ambient_credentials_serve_where_no_role_is_named(aws_endpoint: str) -> None:
    identity = sessions(emulated(aws_endpoint), account=HOME).identity(ENVIRONMENT, REGION)
    assert (identity.account, identity.region) == (HOME, REGION)


def test_another_account_than_the_configured_one_is_refused(aws_endpoint: str) -> None:
    with pytest.raises(AwsFault, match=f"are of account {HOME}, but development is {AWAY}"):
        sessions(emulated(aws_endpoint), account=AWAY).identity(ENVIRONMENT, REGION)


def test_an_account_that_is_not_configured_is_not_compared(aws_endpoint: str) -> None:
    assert sessions(emulated(aws_endpoint)).identity(ENVIRONMENT, REGION).account == HOME


@pytest.mark.parametrize(("purpose", "role"), [("plan", "plan"), ("deploy", "deploy")])
def test_each_purpose_has_its_role(aws_endpoint: str, purpose: Purpose, role: str) -> None:
    identity = sessions(
        emulated(aws_endpoint),
        purpose=purpose,
        run_name="owner/repo run 7",
        account=AWAY,
        plan_role=PLAN_ROLE,
        deploy_role=DEPLOY_ROLE,
    ).identity(ENVIRONMENT, REGION)
    assert identity.account == AWAY
    assert identity.arn == f"arn:aws:sts::{AWAY}:assumed-role/coworker-{role}/owner-repo-run-7"


def test_in_github_actions_the_role_is_assumed_with_the_jobs_own_token(
    aws_endpoint: str, voucher: Voucher
) -> None:
    environ = {**voucher.environ, "AWS_ENDPOINT_URL": aws_endpoint}
    identity = sessions(environ, plan_role=PLAN_ROLE).identity(ENVIRONMENT, REGION)
    assert identity.arn == f"arn:aws:sts::{AWAY}:assumed-role/coworker-plan/run-1"
    assert len(voucher.paths) == 1


def test_credentials_that_are_about_to_expire_are_fetched_again(voucher: Voucher) -> None:
    environ = {**voucher.environ, "AWS_ENDPOINT_URL": voucher.url}
    client = sessions(environ, plan_role=PLAN_ROLE).client(ENVIRONMENT, "sts", REGION)
    for used in (1, 2, 3):
        cast("Any", client).get_caller_identity()
        assert len(voucher.paths) >= used
    assert voucher.posts >= 6


def test_a_refused_token_is_told_as_a_fault(aws_endpoint: str, voucher: Voucher) -> None:
    voucher.status = 403
    environ = {**voucher.environ, "AWS_ENDPOINT_URL": aws_endpoint}
    with pytest.raises(AwsFault, match="status 403"):
        sessions(environ, plan_role=PLAN_ROLE).identity(ENVIRONMENT, REGION)


@pytest.mark.parametrize("role", [None, PLAN_ROLE])
def test_no_credentials_at_all_are_told_as_a_fault(aws_endpoint: str, role: str | None) -> None:
    made = sessions({"AWS_ENDPOINT_URL": aws_endpoint}, plan_role=role)
    with pytest.raises(AwsFault, match="no AWS credentials") as caught:
        made.identity(ENVIRONMENT, REGION)
    assert "id-token: write" in caught.value.next_step


def test_an_environment_without_an_account_is_a_matter_of_configuration() -> None:
    with pytest.raises(ConfigurationFault, match="production"):
        sessions(KEYS).identity(Environment.PRODUCTION, REGION)


def test_a_region_that_is_no_name_is_told_as_a_fault() -> None:
    with pytest.raises(AwsFault):
        sessions(KEYS).client(ENVIRONMENT, "sts", "not a region")


def test_clients_and_identities_are_made_once(aws_endpoint: str) -> None:
    made = sessions(emulated(aws_endpoint))
    assert made.client(ENVIRONMENT, "sqs", REGION) is made.client(ENVIRONMENT, "sqs", REGION)
    assert made.client(ENVIRONMENT, "sqs", REGION) is not made.client(
        ENVIRONMENT, "sqs", "eu-central-1"
    )
    assert made.identity(ENVIRONMENT, REGION) is made.identity(ENVIRONMENT, REGION)


def test_clients_retry_wait_in_bounds_and_name_the_product(aws_endpoint: str) -> None:
    config: Any = config_of(
        sessions(emulated(aws_endpoint)).client(ENVIRONMENT, "cloudformation", REGION)
    )
    assert config.retries == {"mode": "standard", "total_max_attempts": 10}
    assert 0 < config.connect_timeout <= 60
    assert 0 < config.read_timeout <= 60
    assert f"aws-coworker/{__version__}" in config.user_agent_extra


def test_buckets_of_an_emulator_are_addressed_by_path(aws_endpoint: str) -> None:
    config: Any = config_of(sessions(emulated(aws_endpoint)).client(ENVIRONMENT, "s3", REGION))
    assert config.s3["addressing_style"] == "path"
    config = config_of(sessions(KEYS).client(ENVIRONMENT, "s3", REGION))
    assert (config.s3 or {}).get("addressing_style") != "path"


def test_an_endpoint_of_one_service_goes_before_the_general_one() -> None:
    environ = {
        **KEYS,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:2",
    }
    made = sessions(environ)
    assert cast("Any", made.client(ENVIRONMENT, "sqs", REGION)).meta.endpoint_url.endswith(":2")
    assert cast("Any", made.client(ENVIRONMENT, "sts", REGION)).meta.endpoint_url.endswith(":1")


@pytest.mark.parametrize(
    ("endpoint", "is_emulated"),
    [
        ("http://127.0.0.1:5000", True),
        ("http://localhost:5000", True),
        ("http://[::1]:5000", True),
        ("https://cloudformation.eu-west-1.amazonaws.com", False),
        ("https://localhost.example.com", False),
        ("", False),
    ],
)
def test_an_emulator_is_on_this_very_machine(endpoint: str, is_emulated: bool) -> None:
    environ = {**KEYS, "AWS_ENDPOINT_URL": endpoint, "COWORKER_AWS_EMULATOR": "true"}
    assert sessions(environ).emulated is is_emulated


@pytest.mark.parametrize(
    "said", [{}, {"COWORKER_AWS_EMULATOR": ""}, {"COWORKER_AWS_EMULATOR": "1"}]
)
def test_an_endpoint_on_this_machine_alone_is_no_emulator(said: dict[str, str]) -> None:
    """It could as well be a tunnel or a proxy to AWS: all is proven then."""
    environ = {**KEYS, "AWS_ENDPOINT_URL": "http://127.0.0.1:5000", **said}
    assert not sessions(environ).emulated


@pytest.mark.parametrize(
    ("run_name", "session_name"),
    [
        ("x" * 80, "x" * 64),
        ("ü", "coworker--"),
        ("", "coworker-"),
        ("a b\nc", "a-b-c"),
    ],
)
def test_a_runs_name_becomes_one_that_sts_takes(
    aws_endpoint: str, run_name: str, session_name: str
) -> None:
    made = sessions(emulated(aws_endpoint), run_name=run_name, plan_role=PLAN_ROLE)
    assert made.identity(ENVIRONMENT, REGION).arn.endswith(f"/{session_name}")
