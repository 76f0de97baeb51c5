"""What became of a stack, told as a StackOutcome: which state, why, and what to do next.

It must not ask AWS for anything.
"""

from dataclasses import dataclass
from typing import assert_never

from coworker.adapters.engines.cloudformation.reading import StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.model.change import Identity, ResourceFailure, StackOutcome, StackState
from coworker.model.stack import StackId

_RUN_AGAIN = "Run the deployment again: it waits for the stack, judges it, and repeats nothing."


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    """Outcomes of one stack in one account."""

    stack: StackId
    identity: Identity

    def refused(self, moved: tuple[str, ...]) -> StackOutcome:
        """Nothing was done, because it would not be what was reviewed."""
        told = "; ".join(moved)
        return self._told(
            StackState.REFUSED,
            "",
            f"Nothing was done: {told}. Review the fresh plan, then merge again.",
        )

    def not_started(self, why: str, next_step: str, *, status: str = "") -> StackOutcome:
        """Nothing was done, because AWS would not or could not."""
        return self._told(
            StackState.NOT_STARTED, status, f"Nothing was done: {_sentence(why)} {next_step}"
        )

    def unknown(self, why: str, *, status: str = "") -> StackOutcome:
        """It may have been done: AWS could not be asked, or had not finished in time."""
        return self._told(StackState.UNKNOWN, status, f"{_sentence(why)} {_RUN_AGAIN}")

    def in_place(
        self, status: str, why: str, *, verified: tuple[str, ...], outputs: dict[str, str]
    ) -> StackOutcome:
        """Nothing was to be done."""
        return StackOutcome(
            stack=self.stack,
            state=StackState.ALREADY_IN_PLACE,
            status=status,
            message=_sentence(why),
            verified=verified,
            outputs=outputs,
            identity=self.identity,
        )

    def done(
        self,
        status: str,
        what: str,
        *,
        verified: tuple[str, ...],
        notes: tuple[str, ...] = (),
        outputs: dict[str, str] | None = None,
    ) -> StackOutcome:
        """It was done and verified. `notes` say what could not be looked at, or is left."""
        return StackOutcome(
            stack=self.stack,
            state=StackState.DEPLOYED,
            status=status,
            message=" ".join(_sentence(part) for part in (what, *notes)),
            verified=verified,
            outputs=outputs or {},
            identity=self.identity,
        )

    def unverified(
        self, status: str, failures: tuple[ResourceFailure, ...], verified: tuple[str, ...]
    ) -> StackOutcome:
        """AWS says that it was done, and yet it is not there."""
        return StackOutcome(
            stack=self.stack,
            state=StackState.FAILED,
            status=status,
            message=(
                f"AWS reports the stack {status}, but {len(failures)} of its resources are not as"
                " they should be. Look at them in the console, then propose the change again."
            ),
            verified=verified,
            failures=failures,
            identity=self.identity,
        )

    def ended(self, seen: StackSeen, failures: tuple[ResourceFailure, ...]) -> StackOutcome:
        """It went wrong, or is not over: the state that the stack is in, with what failed."""
        meaning = seen.meaning
        match meaning.standing:
            case Standing.ROLLED_BACK:
                state, what = StackState.ROLLED_BACK, "the change was rolled back"
            case Standing.FAILED | Standing.NEEDS_HANDS | Standing.DELETED:
                state, what = StackState.FAILED, "the change failed"
            case Standing.IN_PROGRESS | Standing.EMPTY | Standing.GOOD:
                return self.unknown(
                    f"The stack was {seen.status} when the time to wait for it was over",
                    status=seen.status,
                )
            case _:
                assert_never(meaning.standing)
        cause = f" {failures[0].address}: {_sentence(failures[0].reason)}" if failures else ""
        return StackOutcome(
            stack=self.stack,
            state=state,
            status=seen.status,
            message=f"The stack is {seen.status}: {what}.{cause} {meaning.next_step}".rstrip(),
            failures=failures,
            identity=self.identity,
        )

    def _told(self, state: StackState, status: str, message: str) -> StackOutcome:
        return StackOutcome(
            stack=self.stack, state=state, status=status, message=message, identity=self.identity
        )


def _sentence(text: str) -> str:
    """The text with a full stop and a capital letter."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
