"""Taking back what previews left: change sets of ours, and a stack that never held anything.

It must not delete a stack that holds or may come to hold a resource.
"""

from botocore.exceptions import ClientError

from coworker.adapters.aws.faults import code_of, told_as_faults
from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.names import PREFIX
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.adapters.engines.cloudformation.reading import StackSeen
from coworker.adapters.engines.cloudformation.status import Standing

_EXECUTED = frozenset({"EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE"})


class Leftovers:
    """What previews left in one account and region. `patience` bounds the wait for a deletion."""

    def __init__(self, desk: Desk, patience: Patience) -> None:
        self._client = desk.client
        self._reader = desk.reader
        self._where = desk.where
        self._patience = patience

    def take_back(self, stack: StackSeen) -> tuple[str, ...]:
        """Delete our change sets of a stack, and the stack where it is empty and nobody's.

        The order is what makes it safe: only a change set can bring a stack in review to life, so
        the stack goes last, and only after it was seen that no change set is left, that it still
        is in review, and that it has no resources. Says what was removed.
        """
        removed = [
            f"change set {summary['ChangeSetName']} of stack {stack.name}"
            for summary in self._reader.change_sets(stack)
            if summary.get("ChangeSetName", "").startswith(PREFIX)
            and summary.get("ExecutionStatus") not in _EXECUTED
            and self.delete_change_set(summary["ChangeSetId"], stack.id)
        ]
        if self._is_nobodys(stack):
            self._delete_empty(stack)
            removed.append(f"empty stack {stack.name}")
        return tuple(removed)

    def delete_change_set(self, change_set_id: str, stack_id: str) -> bool:
        """Delete a change set by its ARN. False where CloudFormation is just executing it.

        The stack is named too: IAM knows change sets by their stacks alone.
        """
        with told_as_faults("cloudformation:DeleteChangeSet", self._where):
            try:
                self._client.delete_change_set(ChangeSetName=change_set_id, StackName=stack_id)
            except ClientError as error:
                if code_of(error) in {"InvalidChangeSetStatus", "InvalidChangeSetStatusException"}:
                    return False
                raise
        return True

    def _is_nobodys(self, stack: StackSeen) -> bool:
        if stack.meaning.standing is not Standing.EMPTY or self._reader.change_sets(stack):
            return False
        again = self._reader.stack(stack.id)
        return (
            again is not None
            and again.meaning.standing is Standing.EMPTY
            and not self._reader.resources(stack.id)
        )

    def _delete_empty(self, stack: StackSeen) -> None:
        with told_as_faults("cloudformation:DeleteStack", self._where):
            self._client.delete_stack(StackName=stack.id)
        self._patience.until(
            lambda: self._reader.stack(stack.id),
            lambda seen: seen is None or seen.meaning.standing is Standing.DELETED,
        )
