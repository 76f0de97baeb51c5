"""Carrying out what was reviewed, and nothing else: the one room that changes stacks.

It must not make up a change set, and must not execute one that was not proven to be the reviewed.
"""

from coworker.adapters.aws.sessions import Sessions
from coworker.adapters.engines.cloudformation.desk import Desk, desk_for
from coworker.adapters.engines.cloudformation.execute.carrying import Carrying
from coworker.adapters.engines.cloudformation.execute.moved import moved_place, moved_preview
from coworker.adapters.engines.cloudformation.execute.outcomes import Outcomes
from coworker.adapters.engines.cloudformation.execute.proof import Differs, prove
from coworker.adapters.engines.cloudformation.execute.removing import delete
from coworker.adapters.engines.cloudformation.execute.resting import at_rest
from coworker.adapters.engines.cloudformation.execute.verify import shown_outputs, verify_resources
from coworker.adapters.engines.cloudformation.names import same_template
from coworker.adapters.engines.cloudformation.polling import FOR_A_STACK, Patience
from coworker.adapters.engines.cloudformation.reading import ChangeSetSeen, StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.model.change import Change, Preview, PreviewFailed, StackOutcome
from coworker.model.stack import StackSource
from coworker.ports import Previewer, Progress

_RUN_AGAIN = "Run the deployment again."


class CloudFormationDeployer:
    """Satisfies `ports.Deployer`. `sessions` hold the deploy role.

    `previewer` makes a change set again where the reviewed one is gone, and looks afterwards
    whether anything is left to change. `patience` bounds the wait for one operation.
    """

    def __init__(
        self, sessions: Sessions, *, previewer: Previewer, patience: Patience = FOR_A_STACK
    ) -> None:
        self._sessions = sessions
        self._previewer = previewer
        self._patience = patience

    def execute(self, stack: StackSource, reviewed: Preview, progress: Progress) -> StackOutcome:
        """Execute the reviewed change set, or one made again that has the same digest; verify.

        Raises AwsFault only before anything was begun.
        """
        desk = desk_for(self._sessions, stack)
        tell = Outcomes(stack=stack.id, identity=desk.identity)
        name = stack.spec.deployed_name
        if moved := moved_place(stack, reviewed, desk.identity):
            return tell.refused(moved)
        seen = at_rest(desk, name, tell, progress=progress, patience=self._patience)
        if isinstance(seen, StackOutcome):
            return seen
        if seen is not None and not seen.meaning.changeable:
            why = f"The stack {seen.name} is {seen.status}"
            return tell.not_started(why, seen.meaning.next_step, status=seen.status)
        found = _still_there(desk, stack, reviewed)
        if found is None and seen is not None and _is_in_place(desk, stack, seen):
            return self._in_place(desk, tell, seen, reviewed.changes)
        if found is None:
            again = self._made_again(desk, stack, reviewed, tell, progress)
            if isinstance(again, StackOutcome):
                return again
            found = again
        proven = prove(desk, stack, reviewed, found)
        if isinstance(proven, Differs):
            return tell.refused(proven.moved)
        carrying = Carrying(
            desk=desk,
            tell=tell,
            stack=stack,
            reviewed=reviewed,
            previewer=self._previewer,
            progress=progress,
            patience=self._patience,
        )
        return carrying.carry_out(proven)

    def remove(self, stack: StackSource, reviewed: Preview, progress: Progress) -> StackOutcome:
        """Delete the stack, if what that deletes is what was reviewed; verify that it is gone.

        Raises AwsFault only before anything was begun.
        """
        desk = desk_for(self._sessions, stack)
        tell = Outcomes(stack=stack.id, identity=desk.identity)
        name = stack.spec.deployed_name
        if moved := moved_place(stack, reviewed, desk.identity):
            return tell.refused(moved)
        seen = at_rest(desk, name, tell, progress=progress, patience=self._patience)
        if isinstance(seen, StackOutcome):
            return seen
        if seen is None or seen.meaning.standing is Standing.EMPTY:
            why = f"there is no stack {name} to remove"
            return tell.in_place("", why, verified=(why,), outputs={})
        if seen.protected:
            why = f"The stack {name} has termination protection"
            return tell.not_started(why, "Take it off in the console first.", status=seen.status)
        fresh = self._previewer.preview_removal(stack)
        if isinstance(fresh, PreviewFailed):
            return tell.not_started(fresh.reason, fresh.next_step, status=seen.status)
        if moved := moved_preview(reviewed, fresh):
            return tell.refused(moved)
        return delete(desk, tell, seen, reviewed, progress=progress, patience=self._patience)

    def _in_place(
        self, desk: Desk, tell: Outcomes, seen: StackSeen, changes: tuple[Change, ...]
    ) -> StackOutcome:
        found = verify_resources(changes, desk.reader.resources(seen.id), emulated=desk.emulated)
        checked = ("the deployed template is the merged one", *found.checked)
        if found.failures:
            return tell.unverified(seen.status, found.failures, checked)
        return tell.in_place(
            seen.status,
            f"the stack {seen.name} already is what was reviewed",
            verified=checked,
            outputs=shown_outputs(seen.outputs),
        )

    def _made_again(
        self, desk: Desk, stack: StackSource, reviewed: Preview, tell: Outcomes, progress: Progress
    ) -> ChangeSetSeen | StackOutcome:
        """A change set of the same digest, where the reviewed one is gone or obsolete."""
        progress(f"The reviewed change set of {stack.id} cannot be executed: making it again")
        fresh = self._previewer.preview(stack)
        if isinstance(fresh, PreviewFailed):
            return tell.not_started(fresh.reason, fresh.next_step)
        if moved := moved_preview(reviewed, fresh):
            return tell.refused(moved)
        if fresh.reference is None:
            said = f"AWS finds nothing to change in {stack.id}"
            return tell.in_place("", said, verified=(said,), outputs={})
        found = desk.reader.change_set(fresh.reference, stack.spec.deployed_name)
        if found is None or not found.executable:
            return tell.not_started("The change set that was made again is gone", _RUN_AGAIN)
        return found


def _still_there(desk: Desk, stack: StackSource, reviewed: Preview) -> ChangeSetSeen | None:
    """The reviewed change set, if it can still be executed."""
    if reviewed.reference is None:
        return None
    found = desk.reader.change_set(reviewed.reference, stack.spec.deployed_name)
    if found is None or not found.executable or found.stack_name != stack.spec.deployed_name:
        return None
    return found


def _is_in_place(desk: Desk, stack: StackSource, seen: StackSeen) -> bool:
    if seen.meaning.standing is Standing.EMPTY:
        return False
    return same_template(desk.reader.template(seen.id), stack.template)
