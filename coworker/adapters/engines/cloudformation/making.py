"""Change sets of ours: found again where they still hold, made where they do not.

It must not execute one.
"""

from dataclasses import dataclass

from botocore.exceptions import ClientError

from coworker.adapters.aws.faults import DENIED, code_of, told_as_faults
from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.exactness import (
    compared,
    kept_by,
    options_differ,
    stack_differs,
)
from coworker.adapters.engines.cloudformation.leftovers import Leftovers
from coworker.adapters.engines.cloudformation.names import description_of, inputs_of
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.adapters.engines.cloudformation.reading import ChangeSetSeen, StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.errors import AwsFault
from coworker.guardrails.redaction import redact_text
from coworker.guardrails.template import Template
from coworker.model.stack import StackSource

MEND_THE_TEMPLATE = "Mend the template; the next push plans again."
PLAN_AGAIN = "Comment `/coworker plan` to try again."
DELETE_BY_HAND = (
    "Look in CloudTrail who began it, delete the stack in review in the CloudFormation console,"
    " then comment `/coworker plan`."
)

# What CreateChangeSet answers where the template or the request is at fault, not the credentials.
_WRONG_REQUEST = frozenset(
    {
        "AlreadyExistsException",
        "InsufficientCapabilitiesException",
        "LimitExceededException",
        "ValidationError",
    }
)


class CannotPreview(Exception):
    """Carries the reason and the next step of a PreviewFailed out of the steps."""

    def __init__(self, reason: str, next_step: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.next_step = next_step


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """Makes change sets of one stack, and waits until CloudFormation has worked them out."""

    desk: Desk
    leftovers: Leftovers
    patience: Patience

    def found_again(
        self, stack: StackSource, template: Template, name: str, seen: StackSeen | None
    ) -> ChangeSetSeen | None:
        """The change set that an earlier preview made of the very same source, if still good.

        One that is not good any more, or not exactly what we would ask for, is deleted, to make
        room for a new one of that name. A stack in review is begun afresh, so that at most one
        change set of ours waits to create it. Raises CannotPreview where that cannot be done.
        """
        if seen is None:
            return None
        found = self._settled(name, seen.id)
        if found is not None and found.stack_id == seen.id:
            if found.executable and not compared(self.desk, stack, template, found, seen).different:
                return found
            self.leftovers.delete_change_set(found.id, found.stack_id)
        if seen.meaning.standing is Standing.EMPTY:
            self._begin_afresh(seen)
        return None

    def _begin_afresh(self, seen: StackSeen) -> None:
        """Take the stack in review back. Where the role may not, it serves again as it is.

        Unless it carries what somebody else gave it: that would outlive the creation.
        """
        self._take_back(seen)
        left = self.desk.reader.stack(seen.id) if stack_differs(seen) else None
        if left is not None and left.meaning.standing is Standing.EMPTY:
            raise CannotPreview("; ".join(stack_differs(left)), DELETE_BY_HAND)

    def _take_back(self, seen: StackSeen) -> None:
        """Take an empty stack back, as far as the role may: the plan role need not."""
        try:
            self.leftovers.take_back(seen)
        except AwsFault as fault:
            if fault.code not in DENIED:
                raise

    def made(
        self,
        stack: StackSource,
        template: Template,
        name: str,
        seen: StackSeen | None,
    ) -> ChangeSetSeen:
        """A new change set, worked out. Raises CannotPreview where CloudFormation takes none."""
        inputs, kept = inputs_of(stack, template), kept_by(seen)
        new = seen is None or seen.meaning.standing is Standing.EMPTY
        with told_as_faults("cloudformation:CreateChangeSet", self.desk.where):
            try:
                answer = self.desk.client.create_change_set(
                    StackName=stack.spec.deployed_name,
                    ChangeSetName=name,
                    ChangeSetType="CREATE" if new else "UPDATE",
                    TemplateBody=inputs.template,
                    Capabilities=inputs.capabilities,
                    Description=description_of(stack),
                )
            except ClientError as error:
                if code_of(error) not in _WRONG_REQUEST:
                    raise
                message = redact_text(error.response.get("Error", {}).get("Message", ""))
                raise CannotPreview(
                    f"CloudFormation does not take the template ({code_of(error)}): {message}",
                    MEND_THE_TEMPLATE,
                ) from error
        settled = self._settled(answer["Id"], answer["StackId"])
        if settled is None:
            raise CannotPreview("The change set was deleted while it was being made", PLAN_AGAIN)
        if settled.executable and (different := options_differ(stack, template, settled, kept)):
            self.leftovers.delete_change_set(settled.id, settled.stack_id)
            raise CannotPreview("; ".join(different), PLAN_AGAIN)
        return settled

    def failed(self, found: ChangeSetSeen) -> CannotPreview:
        """What to raise for a change set that cannot be executed; nothing of it is left behind."""
        if found.status != "FAILED":
            return CannotPreview(
                f"CloudFormation was not done with the change set after {self.patience.span}"
                f" ({found.status})",
                PLAN_AGAIN,
            )
        self.leftovers.delete_change_set(found.id, found.stack_id)
        seen = self.desk.reader.stack(found.stack_id)
        if seen is not None and seen.meaning.standing is Standing.EMPTY:
            self._take_back(seen)
        reason = redact_text(found.reason) or "it gave no reason"
        return CannotPreview(
            f"CloudFormation could not make the change set: {reason}", MEND_THE_TEMPLATE
        )

    def _settled(self, change_set: str, stack: str) -> ChangeSetSeen | None:
        return self.patience.until(
            lambda: self.desk.reader.change_set(change_set, stack),
            lambda found: found is None or not found.being_made,
        )
