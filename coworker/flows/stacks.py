"""Gather the stacks that differ between two commits, as they stand at the newer one.

It must not decide what may be done with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coworker.intake.stackfile import read_stack
from coworker.model.stack import BrokenStack, StackId, StackSource, stack_of_path
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
    """What differs: stacks that can be read, stacks that cannot, and every path involved."""

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
            before = None
        if now is None and before is None:
            continue
        works.append(StackWork(id=stack, now=now, before=before))
    return Changed(
        works=tuple(works),
        broken=tuple(broken),
        paths=tuple(path for path in paths if stack_of_path(path) is not None),
    )


def stack_at(
    repository: Repository, commit: str, stack: StackId
) -> StackSource | BrokenStack | None:
    """A stack as it stands at a commit; None where its folder is not there."""
    files = repository.files(commit, (stack.folder,))
    return read_stack(stack, files) if files else None
