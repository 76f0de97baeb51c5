"""A policy, a stack and previews for the tests of the guardrails.

It must not hold a test.
"""

from typing import Any

from coworker.model.environment import EngineName, Environment, OperationType
from coworker.model.finding import Severity
from coworker.model.policy import BlastRadiusLimits, Policy, TagRule
from coworker.model.stack import StackId, StackSource, StackSpec

TAGS = (
    TagRule(key="Environment", values=("production", "staging")),
    TagRule(key="Owner"),
    TagRule(key="Team", pattern="[a-z-]+"),
)
TYPES = ("AWS::S3::Bucket", "AWS::SQS::*")


def policy(**fields: Any) -> Policy:
    """Production's policy: strict enough that every rule has something to say."""
    given: dict[str, Any] = {
        "environment": Environment.PRODUCTION,
        "mutable": True,
        "required_tags": TAGS,
        "regions": ("eu-west-1",),
        "engines": (EngineName.CLOUDFORMATION,),
        "resource_types": TYPES,
        "admin_ports": (22, 3389, 5432),
        "blast_radius": BlastRadiusLimits(
            max_resources=10, max_stateful_destroyed=1, keywords=("prod", "iam")
        ),
        "approvals": dict.fromkeys(OperationType, 1) | {OperationType.SENSITIVE: 2},
        "blocks_from": Severity.HIGH,
        "monthly_cost_limit": 500,
    }
    return Policy(**given | fields)


def stack(
    template: str, *, files: dict[str, str] | None = None, spec: dict[str, Any] | None = None
) -> StackSource:
    """A stack of production with this template; `files` are further files, `spec` other fields."""
    name = StackId(environment="production", name="shop")
    given: dict[str, Any] = {
        "id": name,
        "environment": Environment.PRODUCTION,
        "engine": EngineName.CLOUDFORMATION,
        "region": "eu-west-1",
        "deployed_name": "production-shop",
        "template": "template.yaml",
    }
    texts = {
        f"{name.folder}/stack.yaml": "engine: cloudformation\nregion: eu-west-1\n",
        f"{name.folder}/template.yaml": template,
    }
    return StackSource(spec=StackSpec(**given | (spec or {})), files=texts | (files or {}))
