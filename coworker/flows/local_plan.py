"""Plan what a local branch changes, for a person at a terminal: nothing is posted.

It must not write to a forge or execute anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coworker.flows.library import load_library
from coworker.flows.planning import Wanted, make_plan
from coworker.flows.side_by_side import PlanningParts
from coworker.flows.stacks import changed_stacks
from coworker.model.plan import Plan
from coworker.model.request import Request
from coworker.ports import Clock, Repository


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalPlanParts:
    """What a local plan needs from the world; no forge."""

    repository: Repository
    planning: PlanningParts
    shipped: Mapping[str, str]
    clock: Clock


def plan_branch(base: str, head: str, parts: LocalPlanParts) -> Plan:
    """Plan what `head` changes since it left `base`. Uncommitted files do not count.

    Raises GitFault or ConfigurationFault.
    """
    governed_by = parts.repository.resolve(base)
    wanted = parts.repository.resolve(head)
    start = parts.repository.merge_base(governed_by, wanted) or governed_by
    changed = changed_stacks(parts.repository, start, wanted)
    return make_plan(
        Wanted(
            request=Request(
                repository="local",
                number=0,
                author="local",
                title=f"{head} onto {base}",
                text="",
                at=parts.clock.now(),
            ),
            planner="hand-written",
            works=changed.works,
            paths=changed.paths,
            base=governed_by,
            requester="local",
            head=wanted,
            broken=changed.broken,
        ),
        load_library(parts.repository, governed_by, parts.shipped),
        parts.planning,
    )
