"""The sentences that CloudFormation gives where it gives no code: each is matched here alone.

It must not be used where AWS has an error code or a status that says the same.
"""

from botocore.exceptions import ClientError

from coworker.adapters.aws.faults import code_of

# DescribeStacks, ListStackResources and others answer for a stack that is not there with the
# general code ValidationError (CloudFormation API Reference, "DescribeStacks"): "Stack with id X
# does not exist", "Stack [X] does not exist".
_MISSING = "does not exist"

# A change set that would change nothing ends FAILED with one of two reasons, and no code tells it
# from other failures (CloudFormation User Guide, "Troubleshooting CloudFormation", "No updates to
# perform").
_NOTHING_TO_CHANGE = (
    "the submitted information didn't contain changes",
    "no updates are to be performed",
)

# The reason of a resource that was stopped because another one failed.
_CANCELLED = ("resource creation cancelled", "resource update cancelled")


def says_missing(error: ClientError) -> bool:
    """Whether an error says that the stack is not there."""
    text = error.response.get("Error", {}).get("Message", "")
    return code_of(error) == "ValidationError" and _MISSING in text


def says_nothing_to_change(reason: str) -> bool:
    """Whether a change set's reason for having failed is that it would change nothing."""
    return reason.lower().startswith(_NOTHING_TO_CHANGE)


def says_cancelled(reason: str) -> bool:
    """Whether a resource only stopped because another one failed."""
    return reason.lower().startswith(_CANCELLED)
