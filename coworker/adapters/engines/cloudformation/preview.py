"""What CloudFormation would do, as change sets tell it.

It must not execute a change set, and must not know the room that does.
"""

from coworker.adapters.aws.sessions import Sessions
from coworker.adapters.engines.cloudformation.desk import Desk, desk_for
from coworker.adapters.engines.cloudformation.exactness import WITHOUT_A_ROLE, stack_differs
from coworker.adapters.engines.cloudformation.leftovers import Leftovers
from coworker.adapters.engines.cloudformation.making import (
    MEND_THE_TEMPLATE,
    CannotPreview,
    Making,
)
from coworker.adapters.engines.cloudformation.names import (
    MAX_TEMPLATE_BYTES,
    change_set_name,
    inputs_of,
    kept_on_deletion,
    secret_parameters,
)
from coworker.adapters.engines.cloudformation.normalise import changes_of, removals_of
from coworker.adapters.engines.cloudformation.polling import FOR_A_CHANGE_SET, Patience
from coworker.adapters.engines.cloudformation.reading import StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.adapters.engines.cloudformation.wording import says_nothing_to_change
from coworker.guardrails.redaction import redact_text
from coworker.guardrails.template import Template, TemplateProblem, read_template
from coworker.model.change import Change, Preview, PreviewFailed
from coworker.model.environment import EngineName
from coworker.model.stack import StackSource


class CloudFormationPreviewer:
    """Satisfies `ports.Previewer`. `sessions` hold the plan role: reading and change sets.

    `patience` bounds the wait for one change set, or for an empty stack to be gone.
    """

    def __init__(self, sessions: Sessions, *, patience: Patience = FOR_A_CHANGE_SET) -> None:
        self._sessions = sessions
        self._patience = patience

    def preview(self, stack: StackSource) -> Preview | PreviewFailed:
        """Make (or find again) the change set of this source and describe it.

        Raises AwsFault where AWS cannot be asked; what is wrong with the stack is PreviewFailed.
        """
        try:
            template = _readable(stack)
            desk = desk_for(self._sessions, stack)
            seen = _changeable(desk.reader.stack(stack.spec.deployed_name))
            return self._described(desk, stack, template, seen)
        except CannotPreview as cannot:
            return _failed(stack, cannot)

    def preview_removal(self, stack: StackSource) -> Preview | PreviewFailed:
        """List what deleting the deployed stack would delete. Nothing is made in AWS."""
        desk = desk_for(self._sessions, stack)
        try:
            seen = _removable(desk.reader.stack(stack.spec.deployed_name))
        except CannotPreview as cannot:
            return _failed(stack, cannot)
        if seen is None:
            return _told(desk, stack, (), existing=False)
        deployed = read_template(stack.template_path, desk.reader.template(seen.id))
        # A template that cannot be read protects nothing, as far as we can tell.
        kept = kept_on_deletion(deployed) if isinstance(deployed, Template) else frozenset()
        changes = removals_of(desk.reader.resources(seen.id), kept=kept)
        return _told(desk, stack, changes, existing=True)

    def discard(self, stack: StackSource) -> tuple[str, ...]:
        """Delete our change sets of the stack, and the stack if it never held anything."""
        desk = desk_for(self._sessions, stack)
        seen = desk.reader.stack(stack.spec.deployed_name)
        return () if seen is None else Leftovers(desk, self._patience).take_back(seen)

    def _described(
        self, desk: Desk, stack: StackSource, template: Template, seen: StackSeen | None
    ) -> Preview:
        leftovers = Leftovers(desk, self._patience)
        making = Making(desk=desk, leftovers=leftovers, patience=self._patience)
        existing = seen is not None and seen.meaning.standing is not Standing.EMPTY
        name = change_set_name(stack, inputs_of(stack, template))
        found = making.found_again(stack, template, name, seen)
        if found is None:
            found = making.made(stack, template, name, seen)
        if found.executable:
            changes = changes_of(found.changes, secret_parameters=secret_parameters(template))
            return _told(desk, stack, changes, existing=existing, reference=name)
        if found.status == "FAILED" and says_nothing_to_change(found.reason):
            leftovers.delete_change_set(found.id, found.stack_id)
            return _told(desk, stack, (), existing=existing)
        raise making.failed(found)


def _readable(stack: StackSource) -> Template:
    size = len(stack.template.encode())
    if size > MAX_TEMPLATE_BYTES:
        raise CannotPreview(
            f"The template is {size:,} bytes long, and CloudFormation takes {MAX_TEMPLATE_BYTES:,}",
            f"Split {stack.spec.id.folder} into several stacks.",
        )
    template = read_template(stack.template_path, stack.template)
    if isinstance(template, TemplateProblem):
        where = f"{stack.template_path}:{template.line}"
        raise CannotPreview(f"{where}: {redact_text(template.reason)}", MEND_THE_TEMPLATE)
    return template


def _changeable(seen: StackSeen | None) -> StackSeen | None:
    """The stack to update, or None where one is to be created. Raises CannotPreview."""
    if seen is None or seen.meaning.standing is Standing.DELETED:
        return None
    if not seen.meaning.changeable:
        raise CannotPreview(f"The stack {seen.name} is {seen.status}", seen.meaning.next_step)
    if seen.meaning.standing is not Standing.EMPTY:
        _refuse_a_service_role(seen)
    return seen


def _removable(seen: StackSeen | None) -> StackSeen | None:
    """The stack to delete, or None where there is nothing. Raises CannotPreview."""
    if seen is None or seen.meaning.standing in {Standing.DELETED, Standing.EMPTY}:
        return None
    if seen.meaning.standing is Standing.IN_PROGRESS:
        raise CannotPreview(f"The stack {seen.name} is {seen.status}", seen.meaning.next_step)
    _refuse_a_service_role(seen)
    return seen


def _refuse_a_service_role(seen: StackSeen) -> None:
    """With one, CloudFormation would use its rights, whatever the deploy role may do itself."""
    if different := stack_differs(seen):
        raise CannotPreview("; ".join(different), WITHOUT_A_ROLE)


def _failed(stack: StackSource, cannot: CannotPreview) -> PreviewFailed:
    return PreviewFailed(stack=stack.id, reason=cannot.reason, next_step=cannot.next_step)


def _told(
    desk: Desk,
    stack: StackSource,
    changes: tuple[Change, ...],
    *,
    existing: bool,
    reference: str | None = None,
) -> Preview:
    return Preview(
        stack=stack.id,
        engine=EngineName.CLOUDFORMATION,
        identity=desk.identity,
        changes=changes,
        reference=reference,
        existing=existing,
    )
