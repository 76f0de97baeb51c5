"""Gather the stacks that differ between two commits, as they stand at the newer one.

It must not decide what may be done with them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from coworker.governance.order import Cycle, deployment_order
from coworker.intake.stackfile import deployed_name, read_stack
from coworker.model.stack import (
    INFRASTRUCTURE,
    STACK_FILE,
    BrokenStack,
    StackId,
    StackSource,
    stack_of_path,
)
from coworker.ports import Repository

# An environment's folder, a region, and a stack's name there.
_Name: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class StackWork:
    """One stack to be planned: `now` as wanted (None: it goes away), `before` as on the base."""

    id: StackId
    now: StackSource | None
    before: StackSource | None

    @property
    def source(self) -> StackSource:
        """The source that names the deployed stack: the wanted one, or the one that goes away."""
        source = self.now or self.before
        if source is None:
            raise ValueError(f"{self.id} has neither a present nor a past")
        return source


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """What differs: stacks that can be read, stacks that cannot, and whose files they are.

    `paths` are those that differ, and every file of each stack that differs: what is deployed is
    the whole folder, so the owners of the whole folder are asked.
    """

    works: tuple[StackWork, ...]
    broken: tuple[BrokenStack, ...]
    paths: tuple[str, ...]

    @property
    def ids(self) -> tuple[StackId, ...]:
        """Every stack that differs, readable or not."""
        return tuple(sorted({work.id for work in self.works} | {item.id for item in self.broken}))


def stacks_of_paths(paths: Sequence[str]) -> tuple[StackId, ...]:
    """The stacks that own the paths, sorted."""
    return tuple(sorted({stack for path in paths if (stack := stack_of_path(path)) is not None}))


def changed_stacks(repository: Repository, old: str, new: str) -> Changed:
    """Read every stack that differs between two commits' trees. Raises GitFault."""
    paths = repository.changed_paths(old, new)
    works: list[StackWork] = []
    broken: list[BrokenStack] = []
    for stack in stacks_of_paths(paths):
        now = stack_at(repository, new, stack)
        if isinstance(now, BrokenStack):
            broken.append(now)
            continue
        before = stack_at(repository, old, stack)
        if isinstance(before, BrokenStack):
            if now is None:
                broken.append(_unknown_removal(before))
                continue
            before = None
        works.append(StackWork(id=stack, now=now, before=before))
    named, taken = told_apart(repository, old, works)
    whole = {path for work in works if work.now is not None for path in work.now.files}
    return Changed(
        works=named,
        broken=(*broken, *taken),
        paths=tuple(sorted(whole | {path for path in paths if stack_of_path(path) is not None})),
    )


def _unknown_removal(before: BrokenStack) -> BrokenStack:
    """A stack that goes away and never could be read: what is deployed of it cannot be named."""
    return replace(
        before,
        reason=f"the stack is removed, and on the base branch it cannot be read: {before.reason}",
        next_step="Mend the stack through a pull request of its own, then remove it.",
    )


def told_apart(
    repository: Repository, commit: str, works: Sequence[StackWork]
) -> tuple[tuple[StackWork, ...], tuple[BrokenStack, ...]]:
    """Take out the stacks whose name in AWS is also that of another stack's folder, or changes.

    A folder has owners, and a stack in AWS has a name that any folder's stack.yaml can say:
    through the name, whoever owns one folder would change what another folder deploys. Compared
    is with every stack of the environment at `commit`, and among the works. A folder that goes
    away takes nothing in AWS with it while another folder claims the name. Raises GitFault.
    """
    names = _names_at(repository, commit, {work.id.environment for work in works})
    names += [(work.id, _deployed_as(work.now)) for work in works if work.now is not None]
    good: list[StackWork] = []
    taken: list[BrokenStack] = []
    for work in works:
        name = _deployed_as(work.source)
        others = {stack for stack, other in names if stack != work.id and other == name}
        if work.now is None:
            good.extend([] if others else [work])
        elif others:
            taken.append(_taken(work, min(others)))
        elif work.before is not None and _deployed_as(work.before) != name:
            taken.append(_renamed(work, work.before))
        else:
            good.append(work)
    return tuple(good), tuple(taken)


def _taken(work: StackWork, other: StackId) -> BrokenStack:
    return BrokenStack(
        id=work.id,
        path=f"{work.id.folder}/{STACK_FILE}",
        line=None,
        reason=f"the stack {work.source.spec.deployed_name} in AWS is that of {other}",
        next_step="Give it a `name` of its own.",
    )


def _renamed(work: StackWork, before: StackSource) -> BrokenStack:
    """CloudFormation cannot rename or move a stack: a second one would stand beside the first."""
    return BrokenStack(
        id=work.id,
        path=f"{work.id.folder}/{STACK_FILE}",
        line=None,
        reason=(
            f"the stack is called {before.spec.deployed_name} in {before.spec.region} on the base "
            "branch, and neither its name nor its region can change"
        ),
        next_step="Keep both, or remove the folder through one pull request and add it by another.",
    )


def _deployed_as(source: StackSource) -> _Name:
    return source.spec.id.environment, source.spec.region, source.spec.deployed_name


def _names_at(
    repository: Repository, commit: str, environments: Collection[str]
) -> list[tuple[StackId, _Name]]:
    """What every stack of the environments is called in AWS; one that says no region has none."""
    places = {
        path: stack
        for environment in sorted(environments)
        for path in repository.paths(commit, f"{INFRASTRUCTURE}/{environment}")
        if (stack := stack_of_path(path)) is not None and path == f"{stack.folder}/{STACK_FILE}"
    }
    texts = repository.files(commit, tuple(places))
    found: list[tuple[StackId, _Name]] = []
    for path, stack in places.items():
        name = deployed_name(stack, texts[path])
        if name is not None:
            found.append((stack, (stack.environment, *name)))
    return found


def order_of(works: Sequence[StackWork]) -> tuple[StackId, ...] | Cycle:
    """New and changed stacks by their dependencies, then removals, the other way round."""
    coming = deployment_order([work.now.spec for work in works if work.now is not None])
    going = deployment_order(
        [work.before.spec for work in works if work.now is None and work.before is not None]
    )
    if isinstance(coming, Cycle):
        return coming
    if isinstance(going, Cycle):
        return going
    return (*coming, *reversed(going))


def stack_at(
    repository: Repository, commit: str, stack: StackId
) -> StackSource | BrokenStack | None:
    """A stack as it stands at a commit; None where its folder is not there."""
    files = repository.files(commit, (stack.folder,))
    return read_stack(stack, files) if files else None
