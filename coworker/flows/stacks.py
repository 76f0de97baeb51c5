"""Gather the stacks that differ between two commits, as they stand at the newer one.

It must not decide what may be done with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coworker.governance.order import Cycle, deployment_order
from coworker.intake.stackfile import read_stack
from coworker.model.stack import (
    STACK_FILE,
    BrokenStack,
    StackId,
    StackSource,
    stack_of_path,
)
from coworker.ports import Repository


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
    kept, moved = _kept_in_place(works)
    whole = {path for work in works if work.now is not None for path in work.now.files}
    return Changed(
        works=kept,
        broken=(*broken, *moved),
        paths=tuple(sorted(whole | {path for path in paths if stack_of_path(path) is not None})),
    )


def _unknown_removal(before: BrokenStack) -> BrokenStack:
    """A stack that goes away and never could be read: what is deployed of it cannot be named."""
    return replace(
        before,
        reason=f"the stack is removed, and on the base branch it cannot be read: {before.reason}",
        next_step="Mend the stack through a pull request of its own, then remove it.",
    )


def _kept_in_place(
    works: Sequence[StackWork],
) -> tuple[tuple[StackWork, ...], tuple[BrokenStack, ...]]:
    """Take out the stacks that would leave their region: a second one would stand beside the first.

    CloudFormation moves no stack. The name cannot change either, since it is the folder's.
    """
    moved = tuple(_moved(work, work.before) for work in works if work.before and _moves(work))
    return tuple(work for work in works if not _moves(work)), moved


def _moves(work: StackWork) -> bool:
    now, before = work.now, work.before
    return now is not None and before is not None and now.spec.region != before.spec.region


def _moved(work: StackWork, before: StackSource) -> BrokenStack:
    return BrokenStack(
        id=work.id,
        path=f"{work.id.folder}/{STACK_FILE}",
        line=None,
        reason=f"the stack is in {before.spec.region} on the base branch, and cannot leave it",
        next_step="Keep the region, or make a stack in another folder and remove this one after.",
    )


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
