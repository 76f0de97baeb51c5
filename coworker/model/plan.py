"""A plan: everything a reviewer needs to say yes or no, and the receipt that binds it.

It must not hold the request's raw text or an unredacted value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coworker.model.change import PreviewResult
from coworker.model.digest import digest_of
from coworker.model.environment import OperationType
from coworker.model.finding import Finding, ScanFailed
from coworker.model.request import Request
from coworker.model.stack import BrokenStack, StackId, StackSource
from coworker.model.verdict import Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class BlastRadius:
    """How much a plan touches, counted over its changes (no-ops left out)."""

    resources: int
    stateful: int
    destroyed: int
    stateful_destroyed: int
    keywords: tuple[str, ...]
    environments: tuple[str, ...]
    accounts: tuple[str, ...]
    operation: OperationType


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The digests that bind a plan to what was reviewed.

    `policies` maps each environment to its policy's digest, `files` each stack to its source's
    digest (empty where the stack goes away), `changes` each stack to its preview's digest. With
    `request` they make the plan's digest. `requester` is who asked, whose own approval never
    counts. `base` and `head` are the commits the plan was made for (`head` is empty until the
    commit is made). Kept stack by stack, so that a job that may see
    one environment alone can prove its own part.
    """

    request: str
    policies: Mapping[str, str]
    files: Mapping[str, str]
    changes: Mapping[str, str]
    base: str
    head: str = ""
    requester: str = ""

    @property
    def plan(self) -> str:
        """The plan's digest: what the commit's trailer carries."""
        return digest_of(
            {
                "request": self.request,
                "requester": self.requester,
                "policies": self.policies,
                "files": self.files,
                "changes": self.changes,
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A resource in the diagram: address, type, and the addresses it refers to."""

    address: str
    type: str
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StackPlan:
    """One stack's part of a plan. `source` is None where the pull request removes the stack."""

    stack: StackId
    source: StackSource | None
    preview: PreviewResult
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The whole plan. `cost` is a sentence; `rollback` are the steps that undo the change.

    `assumptions` are defaults that were filled in for the person.
    """

    request: Request
    planner: str
    stacks: tuple[StackPlan, ...]
    broken: tuple[BrokenStack, ...]
    findings: tuple[Finding, ...]
    failed_scans: tuple[ScanFailed, ...]
    blast_radius: BlastRadius
    cost: str
    rollback: tuple[str, ...]
    verdict: Verdict
    receipt: Receipt
    assumptions: tuple[str, ...] = ()
