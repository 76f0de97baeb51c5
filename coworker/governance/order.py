"""In which order stacks are deployed, so that none comes before what it depends on.

It must not decide what is deployed, only when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from coworker.model.stack import StackId, StackSpec


@dataclass(frozen=True, kw_only=True, slots=True)
class Cycle:
    """Stacks that depend on one another in a ring; the first one is named again at the end."""

    kind: Literal["cycle"] = "cycle"
    members: tuple[StackId, ...]


def deployment_order(specs: Sequence[StackSpec]) -> tuple[StackId, ...] | Cycle:
    """The stacks, each after those it depends on; by name where nothing else decides.

    `depends_on` names stacks of the same environment; those outside the set are taken to be there.
    """
    sorter: TopologicalSorter[StackId] = TopologicalSorter()
    present = {spec.id for spec in specs}
    for spec in sorted(specs, key=lambda spec: spec.id):
        before = (StackId(environment=spec.id.environment, name=name) for name in spec.depends_on)
        sorter.add(spec.id, *(stack for stack in before if stack in present))
    try:
        sorter.prepare()
    except CycleError as cycle:
        # graphlib gives the ring as the second argument, each member before what needs it.
        return Cycle(members=tuple(reversed(cycle.args[1])))
    order: list[StackId] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order.extend(ready)
        sorter.done(*ready)
    return tuple(order)
