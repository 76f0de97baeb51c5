"""The documents that one job hands to the next: data, validated again on arrival.

It must not carry anything that is run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from coworker.model.change import StackOutcome
from coworker.model.plan import Plan, Receipt
from coworker.model.trigger import Command, Ignore, Reply, Trigger


@dataclass(frozen=True, kw_only=True, slots=True)
class IntakeDocument:
    """intake -> propose or deploy: what the event came to. `environments` is for a deploy."""

    decision: Command | Reply | Ignore
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposedChange:
    """propose -> publish: files for a new branch (path to text; None removes), with their plan."""

    kind: Literal["proposed_change"] = "proposed_change"
    trigger: Trigger
    plan: Plan
    branch: str
    title: str
    files: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPullRequest:
    """propose -> publish: the plan of a pull request that is there already, at one head commit."""

    kind: Literal["planned_pull_request"] = "planned_pull_request"
    trigger: Trigger
    plan: Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """propose -> publish: a comment and nothing else.

    `outcome` is one of done, refused, undetermined, input_needed: it sets reaction and exit code.
    `recorded` is false where the ledger has no use for it: nothing was judged.
    """

    kind: Literal["answer"] = "answer"
    trigger: Trigger
    markdown: str
    outcome: Literal["done", "refused", "undetermined", "input_needed"]
    recorded: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence:
    """propose -> publish: work was done and no comment is due (a clean-up); why, for the log."""

    kind: Literal["silence"] = "silence"
    trigger: Trigger
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployOutcome:
    """deploy -> publish: what became of a commit on main in one environment.

    `moved` says what differs from what was reviewed, empty where nothing does. `refusals` are
    the reasons why nothing was executed. `fresh_plan` is posted where something moved.
    `environments` are all those that the push changes, each of which has an outcome of its own.
    """

    kind: Literal["deploy_outcome"] = "deploy_outcome"
    trigger: Trigger
    commit: str
    environment: str
    pull_request: int | None
    issue: int | None
    approvers: tuple[str, ...]
    receipt: Receipt | None
    stacks: tuple[StackOutcome, ...]
    refusals: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    fresh_plan: Plan | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    environments: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether every stack is now what was reviewed."""
        return not self.refusals and all(stack.good for stack in self.stacks)


Proposal: TypeAlias = ProposedChange | PlannedPullRequest | Answer | Silence
Handoff: TypeAlias = Proposal | DeployOutcome
