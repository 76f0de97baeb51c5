"""Executing a proven change set, waiting for its end, and verifying what came of it.

It must not execute by name: the ARN of a change set cannot come to mean another one.
"""

from dataclasses import dataclass

from botocore.exceptions import ClientError

from coworker.adapters.aws.faults import SILENCES, Silence, code_of, fault_of
from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.events import failures_of
from coworker.adapters.engines.cloudformation.execute.outcomes import Outcomes
from coworker.adapters.engines.cloudformation.execute.proof import Proven
from coworker.adapters.engines.cloudformation.execute.verify import (
    gained,
    shown_outputs,
    verify_resources,
)
from coworker.adapters.engines.cloudformation.execute.watching import Look, Watch
from coworker.adapters.engines.cloudformation.names import request_token
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.errors import AwsFault
from coworker.model.change import Preview, PreviewFailed, StackOutcome
from coworker.model.stack import StackSource
from coworker.ports import Previewer, Progress

# What AWS answers when the very same request got through before its answer was lost.
_PERHAPS_BEGUN = frozenset(
    {
        "InvalidChangeSetStatus",
        "InvalidChangeSetStatusException",
        "TokenAlreadyExistsException",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrying:
    """One stack's execution: with what, for whom, and how patiently."""

    desk: Desk
    tell: Outcomes
    stack: StackSource
    reviewed: Preview
    previewer: Previewer
    progress: Progress
    patience: Patience

    def carry_out(self, proven: Proven) -> StackOutcome:
        """Execute, wait, verify. After the request to execute nothing is raised any more."""
        change_set, reader = proven.change_set, self.desk.reader
        since = reader.last_event(change_set.stack_id)
        self.progress(f"Executing the change set {change_set.name} of {change_set.stack_name}")
        not_begun = self._asked(proven)
        if not_begun is not None:
            return not_begun
        try:
            watch = Watch(
                reader, change_set.stack_id, since=since, progress=self.progress, begun=False
            )
            return self._judged(proven, watch.until_settled(self.patience))
        except AwsFault as fault:
            return self.tell.unknown(f"AWS could not be asked how it ended: {fault.what}")

    def _asked(self, proven: Proven) -> StackOutcome | None:
        """Ask AWS to execute; the outcome where it did not, or where that cannot be told."""
        change_set = proven.change_set
        try:
            self.desk.client.execute_change_set(
                ChangeSetName=change_set.id,
                StackName=change_set.stack_id,
                ClientRequestToken=request_token("execute", change_set.id),
            )
        except ClientError as error:
            fault = self._fault(error)
            if code_of(error) in _PERHAPS_BEGUN and self._is_going_on(change_set.stack_id):
                return None
            return self.tell.not_started(fault.what, fault.next_step)
        except SILENCES as error:
            return self.tell.unknown(self._fault(error).what)
        return None

    def _fault(self, error: ClientError | Silence) -> AwsFault:
        return fault_of(error, action="cloudformation:ExecuteChangeSet", where=self.desk.where)

    def _is_going_on(self, stack_id: str) -> bool:
        seen = self.desk.reader.stack(stack_id)
        return seen is not None and seen.meaning.standing is Standing.IN_PROGRESS

    def _judged(self, proven: Proven, look: Look) -> StackOutcome:
        seen = look.stack
        if seen is None:
            return self.tell.unknown("The stack was gone afterwards")
        if seen.meaning.standing is not Standing.GOOD or not look.settled:
            return self.tell.ended(seen, failures_of(look.events))
        found = verify_resources(
            self.reviewed.changes, self.desk.reader.resources(seen.id), emulated=self.desk.emulated
        )
        checked = (*proven.checked, f"AWS reports the stack {seen.status}", *found.checked)
        if failures := (*gained(seen, proven.carried), *found.failures):
            return self.tell.unverified(seen.status, failures, checked)
        none_left, left = self._nothing_left()
        unseen = (*proven.unchecked, *found.unchecked)
        notes = (f"Not checked: {'; '.join(unseen)}",) if unseen else ()
        return self.tell.done(
            seen.status,
            f"The stack {seen.name} is what was reviewed",
            verified=(*checked, *none_left),
            notes=(*notes, *left),
            outputs=shown_outputs(seen.outputs),
        )

    def _nothing_left(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What a preview made afterwards says: what was checked, and what is to be noted."""
        try:
            after = self.previewer.preview(self.stack)
            if isinstance(after, PreviewFailed):
                return (), (f"A preview could not be made afterwards: {after.reason}",)
            if after.reference is not None:
                self.previewer.discard(self.stack)
        except AwsFault as fault:
            return (), (f"A preview could not be made afterwards: {fault.what}",)
        if not after.changes:
            return ("a preview made afterwards finds nothing left to change",), ()
        left = ", ".join(change.address for change in after.changes)
        return (), (f"A preview made afterwards would change {left}: something drifted",)
