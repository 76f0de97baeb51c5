"""What each stack status means to us: one entry for every status that CloudFormation has.

It must not guess: a status that is not entered is a fault.
"""

from dataclasses import dataclass
from enum import StrEnum

from coworker.errors import AwsFault


class Standing(StrEnum):
    """How a stack stands."""

    GOOD = "good"
    EMPTY = "empty"
    IN_PROGRESS = "in_progress"
    ROLLED_BACK = "rolled_back"
    FAILED = "failed"
    NEEDS_HANDS = "needs_hands"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """A status's standing, whether an update can start from it, and what a person does next."""

    standing: Standing
    changeable: bool = False
    next_step: str = ""


_GOOD = Meaning(standing=Standing.GOOD, changeable=True)
_WAIT = Meaning(
    standing=Standing.IN_PROGRESS,
    next_step="Wait until AWS has finished with the stack, then try again.",
)
_DEAD = Meaning(
    standing=Standing.ROLLED_BACK,
    next_step=(
        "Its creation failed and CloudFormation can only delete it now: delete the stack in the"
        " CloudFormation console (look at what it retains first), mend the cause, then try again."
    ),
)
_BACK = Meaning(
    standing=Standing.ROLLED_BACK,
    changeable=True,
    next_step="The stack is as it was before; mend the cause and propose the change again.",
)
_HALF_DELETED = Meaning(
    standing=Standing.FAILED,
    next_step=(
        "Look at what keeps the resources from being deleted, then delete the stack again in the"
        " CloudFormation console."
    ),
)
_STUCK = Meaning(
    standing=Standing.NEEDS_HANDS,
    next_step=(
        "Mend what keeps the resources from going back, then choose 'Continue update rollback' in"
        " the CloudFormation console."
    ),
)
_HALF_DONE = Meaning(
    standing=Standing.FAILED,
    next_step="Roll the stack back in the CloudFormation console, mend the cause, then try again.",
)

# CloudFormation User Guide, "Stack status codes".
MEANINGS = {
    "CREATE_COMPLETE": _GOOD,
    "CREATE_FAILED": _HALF_DONE,
    "CREATE_IN_PROGRESS": _WAIT,
    "DELETE_COMPLETE": Meaning(standing=Standing.DELETED),
    "DELETE_FAILED": _HALF_DELETED,
    "DELETE_IN_PROGRESS": _WAIT,
    "IMPORT_COMPLETE": _GOOD,
    "IMPORT_IN_PROGRESS": _WAIT,
    "IMPORT_ROLLBACK_COMPLETE": _BACK,
    "IMPORT_ROLLBACK_FAILED": _STUCK,
    "IMPORT_ROLLBACK_IN_PROGRESS": _WAIT,
    "REVIEW_IN_PROGRESS": Meaning(standing=Standing.EMPTY, changeable=True),
    "ROLLBACK_COMPLETE": _DEAD,
    "ROLLBACK_FAILED": _HALF_DELETED,
    "ROLLBACK_IN_PROGRESS": _WAIT,
    "UPDATE_COMPLETE": _GOOD,
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": _WAIT,
    "UPDATE_FAILED": _HALF_DONE,
    "UPDATE_IN_PROGRESS": _WAIT,
    "UPDATE_ROLLBACK_COMPLETE": _BACK,
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": _WAIT,
    "UPDATE_ROLLBACK_FAILED": _STUCK,
    "UPDATE_ROLLBACK_IN_PROGRESS": _WAIT,
}


def meaning_of(status: str) -> Meaning:
    """What a stack status means. Raises AwsFault for one that is not known here."""
    try:
        return MEANINGS[status]
    except KeyError:
        raise AwsFault(
            f"CloudFormation gave the stack status {status!r}, which the co-worker does not know",
            next_step="Look at the stack in the console, and report the status to the project.",
            code=status,
        ) from None


def is_done(resource_status: str) -> bool:
    """Whether a resource's status says that what was asked of it was done, and not undone."""
    return resource_status.endswith("_COMPLETE") and "ROLLBACK" not in resource_status
