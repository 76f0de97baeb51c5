"""The effective governance for one environment: every key, with where it was set.

It must not merge layers or read files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coworker.model.digest import digest_of
from coworker.model.environment import EngineName, Environment, OperationType
from coworker.model.finding import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class TagRule:
    """A tag that every taggable resource must carry; `values` empty means any non-empty value."""

    key: str
    values: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BlastRadiusLimits:
    """Counts above which a plan is refused and must be cut up, and words that ask for care."""

    max_resources: int
    max_stateful_destroyed: int
    keywords: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What holds in one environment.

    `resource_types` are patterns with `*` (as in `AWS::S3::*`). `approvals` says how many code
    owners must approve each type of operation. `mutable` false means read-only.
    `provenance` maps each key to `<file>:<line>`; it is not part of the digest.
    """

    environment: Environment
    mutable: bool
    required_tags: tuple[TagRule, ...]
    regions: tuple[str, ...]
    engines: tuple[EngineName, ...]
    resource_types: tuple[str, ...]
    admin_ports: tuple[int, ...]
    blast_radius: BlastRadiusLimits
    approvals: Mapping[OperationType, int]
    blocks_from: Severity
    monthly_cost_limit: int
    provenance: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Digest of what the policy says, not of where it says so."""
        return digest_of(
            {
                "environment": self.environment,
                "mutable": self.mutable,
                "required_tags": self.required_tags,
                "regions": self.regions,
                "engines": self.engines,
                "resource_types": self.resource_types,
                "admin_ports": self.admin_ports,
                "blast_radius": self.blast_radius,
                "approvals": self.approvals,
                "blocks_from": self.blocks_from,
                "monthly_cost_limit": self.monthly_cost_limit,
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Which account an environment is, and the roles that plan and deploy there.

    A role left out means the ambient credentials; an account left out is not checked.
    """

    environment: Environment
    account: str | None = None
    plan_role: str | None = None
    deploy_role: str | None = None
