"""The shipped blueprints, and stacks rendered from them, for the tests of this folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from coworker.blueprints.catalogue import read_catalogue
from coworker.blueprints.parameters import Settled, settle
from coworker.blueprints.render import render_stack
from coworker.model.blueprint import Blueprint
from coworker.model.environment import EngineName, Environment
from coworker.model.request import ParameterValue
from coworker.model.stack import StackId

ROOT = Path(__file__).parents[2]
FOLDER = "config/blueprints"

# What a person must at least say.
LEAST: Mapping[str, Mapping[str, ParameterValue]] = {
    "iam-role": {"service": "lambda"},
    "lambda-function": {},
    "s3-bucket": {},
    "security-group": {"ingress": "tcp/443 from 10.0.0.0/8"},
    "sqs-queue": {},
    "vpc": {},
}

_KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

# Every switch the other way than its default, so that every branch of a template is rendered.
MOST: Mapping[str, Mapping[str, ParameterValue]] = {
    "iam-role": {
        "service": "ecs-tasks",
        "managed_policies": ("arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess",),
        "actions": ("s3:GetObject", "s3:List*"),
        "resources": ("arn:aws:s3:::artefacts", "arn:aws:s3:::artefacts/*"),
        "permissions_boundary": "arn:aws:iam::111122223333:policy/boundary",
        "session_hours": 4,
    },
    "lambda-function": {
        "runtime": "python3.12",
        "reserved_concurrency": 0,
        "schedule": "rate(1 day)",
        "log_retention_days": 30,
        "kms_key_arn": _KEY,
    },
    "s3-bucket": {
        "bucket_name": "acme-build-artefacts",
        "versioning": False,
        "expiration_days": 365,
        "kms_key_arn": _KEY,
        "log_bucket": "acme-logs",
    },
    "security-group": {
        "ingress": (
            "tcp/8000-8100 from 10.0.0.0/8",
            "udp/53 from 2001:db8::/32",
            "icmp from 10.0.0.0/8",
            "icmp from 2001:db8::/32",
            "all from sg-0a1b2c3d4e5f67890",
        ),
        "egress": ("tcp/443 to 0.0.0.0/0", "all to sg-0a1b2c3d4e5f67890"),
        "vpc_id": "vpc-0a1b2c3d4e5f67890",
    },
    "sqs-queue": {"fifo": True, "delay_seconds": 5, "kms_key_arn": _KEY},
    "vpc": {
        "cidr": "10.20.0.0/20",
        "availability_zones": 3,
        "nat": "per-az",
        "kms_key_arn": _KEY,
    },
}


@cache
def catalogue() -> Mapping[str, Blueprint]:
    """Every shipped blueprint by name."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / FOLDER).glob("*/*"))
        if path.is_file()
    }
    return {blueprint.name: blueprint for blueprint in read_catalogue(files)}


def rendered(
    name: str,
    given: Mapping[str, ParameterValue],
    *,
    tags: Mapping[str, str] | None = None,
    environment: Environment = Environment.DEVELOPMENT,
    stack: str | None = None,
    description: str = "",
) -> Mapping[str, str]:
    """A blueprint's stack, file name to text."""
    blueprint = catalogue()[name]
    settled = settle(blueprint, given)
    assert isinstance(settled, Settled), settled
    stack_id = StackId(environment=environment.value, name=stack or name)
    files = render_stack(
        blueprint,
        stack=stack_id,
        environment=environment,
        engine=EngineName.CLOUDFORMATION,
        region="eu-west-1",
        parameters=settled.values,
        tags={"Owner": "platform-team"} if tags is None else tags,
        description=description or blueprint.title,
    )
    return {path.removeprefix(f"{stack_id.folder}/"): text for path, text in files.items()}
