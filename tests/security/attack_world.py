"""What somebody who may write to the repository can do to it, and what must not have come of it.

It must not know how the product defends itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coworker.adapters.forge.local import Event
from coworker.adapters.forge.local.payloads import Payloads
from coworker.adapters.forge.local.state import IssueRecord, PullRecord, State
from coworker.errors import ExitCode
from coworker.model.change import Preview, PreviewFailed
from coworker.model.environment import EngineName
from coworker.model.stack import StackSource
from tests.support.fakes import FakeAws, FakePreviewer
from tests.support.flow_world import OWNER, FlowWorld, Run


class Watched(FakePreviewer):
    """The account in memory, with a list of the stacks that it was asked about."""

    def __init__(self, aws: FakeAws, asked: list[str]) -> None:
        super().__init__(aws)
        self._asked = asked

    def preview(self, stack: StackSource) -> Preview | PreviewFailed:
        """What deploying would do."""
        self._asked.append(str(stack.id))
        return super().preview(stack)

    def preview_removal(self, stack: StackSource) -> Preview | PreviewFailed:
        """What removing would do."""
        self._asked.append(str(stack.id))
        return super().preview_removal(stack)


class AttackWorld(FlowWorld):
    """A repository, its people, and an account that remembers each question."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []
        self.engines = {EngineName.CLOUDFORMATION: Watched(self.aws, self.asked)}

    # What a writer, or whoever took a job over, can do past the co-worker.

    def owners(self, text: str) -> None:
        """Give the repository other code owners."""
        self.people.push(author=OWNER, files={"CODEOWNERS": text}, message="Owners\n")

    def edit_body(self, number: int, body: str) -> None:
        """Edit an issue's or pull request's text: no event concerns us."""
        with self.forge.parts.store.change() as state:
            _record(state, number).body = body

    def retarget(self, number: int, base: str) -> None:
        """Change the branch that a pull request is to be merged into."""
        with self.forge.parts.store.change() as state:
            _pull(state, number).base_branch = base

    def push_commit(self, commit: str, *, by: str) -> Event:
        """Point main at a commit, by force where need be."""
        before = self.main
        self.forge.parts.commits.git.run("update-ref", "refs/heads/main", commit)
        return Payloads(self.forge.parts).push("main", before=before, after=commit, sender=by)

    def merge_by_hand(self, number: int, *, tree_of: str, by: str) -> Event:
        """Push a merge commit whose tree is `tree_of`'s: the forge takes it for the merge."""
        head, before = self.pull(number).head, self.main
        commits = self.forge.parts.commits
        commit = commits.commit_tree(
            commits.git.line("rev-parse", f"{tree_of}^{{tree}}"),
            (before, head),
            message=f"Merge pull request #{number}",
            author=by,
            at=self.clock.now(),
        )
        with self.forge.parts.store.change() as state:
            record, pull = _record(state, number), _pull(state, number)
            record.open, pull.merged, pull.merge_commit = False, True, commit
            pull.head, pull.base, pull.brought = head, before, [commit]
        return self.push_commit(commit, by=by)

    def plan_again(self, number: int, *, by: str) -> Run:
        """Comment `/coworker plan`."""
        return self.run(self.people.comment(number, author=by, body="/coworker plan").events[-1])

    # What there is to see afterwards.

    def seen(self) -> tuple[Mapping[str, str], State]:
        """Every branch and tag, and everything that the forge holds."""
        return self.refs(), self.state()


def refused(world: FlowWorld, event: Event) -> str:
    """Run a push, which must be refused: gives why. AWS, tags and issues stay as they were."""
    before, state = dict(world.aws.deployed), world.state()
    executed, waiting = list(world.aws.executed), dict(world.aws.waiting)
    tags = world.forge.tags("")
    still_open = {item.number for item in state.issues if item.open}
    run = world.run(event)
    (outcome,) = run.outcomes
    assert (outcome.stacks, outcome.approvers) == ((), ())
    assert outcome.refusals
    assert [item.exit_code for item in run.published] == [ExitCode.REFUSED]
    assert (world.aws.deployed, world.aws.executed) == (before, executed)
    assert world.aws.waiting.items() <= waiting.items()
    after = world.state()
    assert (after.deployments, world.forge.tags("")) == (state.deployments, tags)
    assert still_open <= {item.number for item in after.issues if item.open}
    assert world.follow_ups()
    return " ".join((*outcome.refusals, *outcome.moved))


def _record(state: State, number: int) -> IssueRecord:
    (record,) = [item for item in state.issues if item.number == number]
    return record


def _pull(state: State, number: int) -> PullRecord:
    pull = _record(state, number).pull
    assert pull is not None
    return pull
