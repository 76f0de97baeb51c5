"""Asking again until something is so, a bounded number of times.

It must not sleep by itself: the caller brings the waiting, so that tests need no time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Seen = TypeVar("Seen")


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How often to ask and how long to wait in between, in seconds."""

    attempts: int
    seconds: float
    wait: Callable[[float], None] = time.sleep

    @property
    def span(self) -> str:
        """The longest wait, for people."""
        return f"{round(self.attempts * self.seconds)} s"

    def until(self, ask: Callable[[], Seen], settled: Callable[[Seen], bool]) -> Seen:
        """The first settled answer, or the last one where none was in time."""
        answer = ask()
        for _ in range(self.attempts - 1):
            if settled(answer):
                break
            self.wait(self.seconds)
            answer = ask()
        return answer


# CloudFormation's own waiters (botocore's cloudformation/waiters-2) ask for a change set 120 times
# and for a stack 120 times, every 30 s; the same bounds in shorter steps.
FOR_A_CHANGE_SET = Patience(attempts=360, seconds=2.5)
FOR_A_STACK = Patience(attempts=1440, seconds=5.0)
