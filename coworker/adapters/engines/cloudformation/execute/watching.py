"""Waiting for a stack to come to rest, with a line for each thing that happens meanwhile.

It must not take the status from before an operation for its end.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coworker.adapters.engines.cloudformation.events import is_of_stack, progress_line
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.adapters.engines.cloudformation.reading import Reader, StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.ports import Progress

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import StackEventTypeDef


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One look at a stack: itself (None where it is gone) and its new events, oldest first."""

    stack: StackSeen | None
    events: tuple["StackEventTypeDef", ...]
    begun: bool

    @property
    def settled(self) -> bool:
        """Whether the operation is over.

        Right after an operation was asked for, AWS may still give the status from before. So a
        status counts as the end only after the operation was seen going on, or once an event that
        is newer than the request gives the stack that very status.
        """
        if self.stack is None or self.stack.meaning.standing is Standing.DELETED:
            return True
        if self.stack.meaning.standing is Standing.IN_PROGRESS:
            return False
        status = self.stack.status
        return self.begun or any(
            is_of_stack(event) and event.get("ResourceStatus") == status for event in self.events
        )


class Watch:
    """Watches one stack from an event on."""

    def __init__(
        self, reader: Reader, stack_id: str, *, since: str, progress: Progress, begun: bool
    ) -> None:
        self._reader = reader
        self._stack_id = stack_id
        self._since = since
        self._progress = progress
        self._begun = begun
        self._told = 0

    def until_settled(self, patience: Patience) -> Look:
        """Look until the stack is at rest or the patience is over: see `Look.settled`."""
        return patience.until(self._look, lambda look: look.settled)

    def _look(self) -> Look:
        stack = self._reader.stack(self._stack_id)
        if stack is not None and stack.meaning.standing is Standing.IN_PROGRESS:
            self._begun = True
        events = self._reader.events_since(self._stack_id, self._since)
        for event in events[self._told :]:
            self._progress(progress_line(event))
        self._told = max(self._told, len(events))
        return Look(stack=stack, events=events, begun=self._begun)
