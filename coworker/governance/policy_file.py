"""Read the core policy file into the effective policy of one environment, with provenance.

It must not decide anything by it, nor loosen it.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from coworker.errors import ConfigurationFault
from coworker.model.document import Document, KeyPath, read_document
from coworker.model.environment import EngineName, Environment, OperationType
from coworker.model.finding import Severity
from coworker.model.policy import BlastRadiusLimits, Policy, TagRule
from coworker.model.regions import REGION_NAMED

CORE_POLICY_FILE = "config/core/policy.yaml"

_Count = Annotated[StrictInt, Field(ge=0)]
# A mutation always needs a code owner: the reviewed merge is the only gate there is.
_Owners = Annotated[StrictInt, Field(ge=1, le=6)]
_Port = Annotated[StrictInt, Field(ge=0, le=65_535)]
_Type = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9]+(::[A-Za-z0-9*]+){1,2}$")]
_Word = Annotated[StrictStr, Field(min_length=2, max_length=40)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Tag(_Strict):
    key: Annotated[StrictStr, Field(min_length=1, max_length=128)]
    values: tuple[StrictStr, ...] = ()
    pattern: StrictStr | None = None


class _BlastRadius(_Strict):
    max_resources: _Count | None = None
    max_stateful_destroyed: _Count | None = None
    keywords: tuple[_Word, ...] | None = None


class _Approvals(_Strict):
    discovery: _Count | None = None
    planning: _Count | None = None
    non_destructive: _Owners | None = None
    destructive: _Owners | None = None
    sensitive: _Owners | None = None


class _Layer(_Strict):
    mutable: StrictBool | None = None
    required_tags: tuple[_Tag, ...] | None = None
    regions: tuple[StrictStr, ...] | None = None
    engines: tuple[EngineName, ...] | None = None
    resource_types: tuple[_Type, ...] | None = None
    admin_ports: tuple[_Port, ...] | None = None
    blast_radius: _BlastRadius | None = None
    approvals: _Approvals | None = None
    blocks_from: Severity | None = None
    monthly_cost_limit: _Count | None = None


class _Environments(_Strict):
    sandbox: _Layer | None = None
    development: _Layer | None = None
    test: _Layer | None = None
    staging: _Layer | None = None
    production: _Layer | None = None
    unknown: _Layer | None = None


class _PolicyFile(_Strict):
    version: Literal[1]
    defaults: _Layer
    environments: _Environments = _Environments()


def read_policy(files: Mapping[str, str], environment: Environment) -> Policy:
    """The policy of one environment: the file's defaults with the environment's keys over them.

    `files` maps repository paths to texts and must hold `config/core/policy.yaml`. Raises
    ConfigurationFault with file and line for anything missing, unknown or contradictory.
    """
    text = files.get(CORE_POLICY_FILE)
    if text is None:
        raise ConfigurationFault(
            "The core policy is missing",
            where=CORE_POLICY_FILE,
            next_step="Install the co-worker again; its core policy is part of it",
        )
    document = read_document(text, CORE_POLICY_FILE)
    return _Effective(document, document.read_as(_PolicyFile), environment).policy()


class _Effective:
    """The keys of one environment, each from the nearest table that sets it."""

    def __init__(self, document: Document, file: _PolicyFile, environment: Environment) -> None:
        self.document = document
        self.environment = environment
        self.provenance: dict[str, str] = {}
        own: _Layer | None = getattr(file.environments, environment.value)
        self.tables: list[tuple[KeyPath, _Layer]] = [(("defaults",), file.defaults)]
        if own is not None:
            self.tables.insert(0, (("environments", environment.value), own))

    def policy(self) -> Policy:
        """Put the policy together; each key that is read leaves its provenance."""
        policy = Policy(
            environment=self.environment,
            mutable=self._read("mutable"),
            required_tags=tuple(
                TagRule(key=tag.key, values=tag.values, pattern=tag.pattern)
                for tag in self._read("required_tags")
            ),
            regions=self._read("regions"),
            engines=self._read("engines"),
            resource_types=self._read("resource_types"),
            admin_ports=self._read("admin_ports"),
            blast_radius=BlastRadiusLimits(
                max_resources=self._read("blast_radius", "max_resources"),
                max_stateful_destroyed=self._read("blast_radius", "max_stateful_destroyed"),
                keywords=self._read("blast_radius", "keywords"),
            ),
            approvals={
                operation: self._read("approvals", operation.value) for operation in OperationType
            },
            blocks_from=self._read("blocks_from"),
            monthly_cost_limit=self._read("monthly_cost_limit"),
            provenance=self.provenance,
        )
        self._check(policy)
        return policy

    def _read(self, *key: str) -> Any:  # noqa: ANN401 - the layer's model has checked its type
        """The value of a key and, by the way, where it was set."""
        for above, table in self.tables:
            value: object = table
            for part in key:
                value = None if value is None else getattr(value, part)
            if value is not None:
                place = f"{self.document.where}:{self.document.line_of((*above, *key))}"
                self.provenance[".".join(key)] = place
                return value
        raise self.document.fault(
            ("defaults", *key[:-1]),
            f'the key "{".".join(key)}" is set nowhere for {self.environment.value}',
            next_step="Set it under `defaults`.",
        )

    def _check(self, policy: Policy) -> None:
        """What a value's type alone cannot say."""
        for region in policy.regions:
            if region not in REGION_NAMED:
                raise self._fault("regions", f"{region} is not a region of AWS")
        if policy.mutable and policy.environment is Environment.UNKNOWN:
            raise self._fault("mutable", "an environment that is not known must be read-only")

    def _fault(self, key: str, what: str) -> ConfigurationFault:
        return ConfigurationFault(what, where=self.provenance[key], next_step="Mend the line.")
