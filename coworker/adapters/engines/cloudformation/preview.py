"""What CloudFormation would do, as change sets tell it.

It must not execute a change set, and must not know the module that does.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from coworker.adapters.aws.faults import code_of, told_as_faults
from coworker.adapters.aws.sessions import Sessions
from coworker.adapters.engines.cloudformation.leftovers import Leftovers
from coworker.adapters.engines.cloudformation.names import (
    MAX_TEMPLATE_BYTES,
    Inputs,
    change_set_name,
    inputs_of,
    kept_on_deletion,
    secret_parameters,
)
from coworker.adapters.engines.cloudformation.normalise import changes_of, removals_of
from coworker.adapters.engines.cloudformation.polling import FOR_A_CHANGE_SET, Patience
from coworker.adapters.engines.cloudformation.reading import ChangeSetSeen, Reader, StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.adapters.engines.cloudformation.wording import says_nothing_to_change
from coworker.guardrails.redaction import redact_text
from coworker.guardrails.template import Template, TemplateProblem, read_template
from coworker.model.change import Change, Identity, Preview, PreviewFailed
from coworker.model.environment import EngineName
from coworker.model.stack import StackSource

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient

_PLAN_AGAIN = "Comment `/coworker plan` to try again."
# What CreateChangeSet answers to a template or a request that is wrong, rather than to us.
_OUR_FAULT = frozenset(
    {"ValidationError", "InsufficientCapabilitiesException", "LimitExceededException"}
)


class _Cannot(Exception):
    """Carries a PreviewFailed out of the steps."""

    def __init__(self, reason: str, next_step: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.next_step = next_step


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """All that one preview works with."""

    client: "CloudFormationClient"
    reader: Reader
    leftovers: Leftovers
    identity: Identity
    where: str


class CloudFormationPreviewer:
    """Satisfies `ports.Previewer`. `sessions` hold the plan role: reading and change sets."""

    def __init__(self, sessions: Sessions, *, patience: Patience = FOR_A_CHANGE_SET) -> None:
        self._sessions = sessions
        self._patience = patience

    def preview(self, stack: StackSource) -> Preview | PreviewFailed:
        """Make (or find again) the change set of this source and describe it.

        Raises AwsFault where AWS cannot be asked; what is wrong with the stack is PreviewFailed.
        """
        try:
            template = _readable(stack)
            desk = self._desk(stack)
            seen = _changeable(desk.reader.stack(stack.spec.deployed_name))
            return self._described(desk, stack, template, seen)
        except _Cannot as cannot:
            return _failed(stack, cannot)

    def preview_removal(self, stack: StackSource) -> Preview | PreviewFailed:
        """List what deleting the deployed stack would delete. Nothing is made in AWS."""
        try:
            desk = self._desk(stack)
            seen = _removable(desk.reader.stack(stack.spec.deployed_name))
        except _Cannot as cannot:
            return _failed(stack, cannot)
        if seen is None:
            return _told(desk, stack, (), existing=False)
        deployed = read_template(seen.name, desk.reader.template(seen.id))
        # A template that cannot be read protects nothing, as far as we can tell.
        kept = kept_on_deletion(deployed) if isinstance(deployed, Template) else frozenset()
        changes = removals_of(desk.reader.resources(seen.id), kept=kept)
        return _told(desk, stack, changes, existing=True)

    def discard(self, stack: StackSource) -> tuple[str, ...]:
        """Delete our change sets of the stack, and the stack if it never held anything."""
        desk = self._desk(stack)
        seen = desk.reader.stack(stack.spec.deployed_name)
        return () if seen is None else desk.leftovers.take_back(seen)

    def _desk(self, stack: StackSource) -> _Desk:
        environment, region = stack.spec.environment, stack.spec.region
        identity = self._sessions.identity(environment, region)
        client = self._sessions.cloudformation(environment, region)
        where = f"{region}, stack {stack.spec.deployed_name}"
        reader = Reader(client, where=where)
        leftovers = Leftovers(client, reader, where=where, patience=self._patience)
        return _Desk(
            client=client, reader=reader, leftovers=leftovers, identity=identity, where=where
        )

    def _described(
        self, desk: _Desk, stack: StackSource, template: Template, seen: StackSeen | None
    ) -> Preview:
        inputs = inputs_of(stack, template)
        name = change_set_name(stack, inputs)
        found = self._found_again(desk, name, seen)
        existing = seen is not None and seen.meaning.standing is not Standing.EMPTY
        if found is None:
            found = self._made(desk, stack, inputs, name, "UPDATE" if existing else "CREATE")
        if found.executable:
            changes = changes_of(found.changes, secret_parameters=secret_parameters(template))
            return _told(desk, stack, changes, existing=existing, reference=name)
        if found.status == "FAILED":
            desk.leftovers.delete_change_set(found.id)
            if says_nothing_to_change(found.reason):
                return _told(desk, stack, (), existing=existing)
            self._take_back_empty(desk, found.stack_id)
            reason = redact_text(found.reason) or "CloudFormation gave no reason."
            raise _Cannot(
                f"CloudFormation could not make the change set: {reason}",
                "Mend the template; the next push plans again.",
            )
        raise _Cannot(
            f"The change set was still {found.status} after {self._patience.span}", _PLAN_AGAIN
        )

    def _found_again(self, desk: _Desk, name: str, seen: StackSeen | None) -> ChangeSetSeen | None:
        """The change set that an earlier preview made of the very same source, if still good.

        One that is not good any more is deleted, to make room for a new one of that name. A stack
        in review is begun afresh, so that at most one change set waits to create it.
        """
        if seen is None:
            return None
        found = desk.reader.change_set(name, seen.id)
        if found is not None and found.stack_id == seen.id:
            if found.being_made:
                found = self._settled(desk, found.id, seen.id)
            if found is not None and found.executable:
                return found
            if found is not None:
                desk.leftovers.delete_change_set(found.id)
        if seen.meaning.standing is Standing.EMPTY:
            desk.leftovers.take_back(seen)
        return None

    def _made(
        self, desk: _Desk, stack: StackSource, inputs: Inputs, name: str, kind: str
    ) -> ChangeSetSeen:
        deployed_name = stack.spec.deployed_name
        with told_as_faults("cloudformation:CreateChangeSet", desk.where):
            try:
                made = desk.client.create_change_set(
                    StackName=deployed_name,
                    ChangeSetName=name,
                    ChangeSetType="UPDATE" if kind == "UPDATE" else "CREATE",
                    TemplateBody=inputs.template,
                    Capabilities=["CAPABILITY_NAMED_IAM"] if inputs.capabilities else [],
                    Description=f"Preview of {stack.spec.id.folder}",
                )
            except ClientError as error:
                if code_of(error) not in _OUR_FAULT:
                    raise
                message = redact_text(error.response.get("Error", {}).get("Message", ""))
                raise _Cannot(
                    f"CloudFormation does not accept the template: {message}",
                    "Mend the template; the next push plans again.",
                ) from error
        settled = self._settled(desk, made["Id"], made["StackId"])
        if settled is None:
            raise _Cannot("The change set was deleted while it was being made", _PLAN_AGAIN)
        return settled

    def _settled(self, desk: _Desk, change_set: str, stack: str) -> ChangeSetSeen | None:
        return self._patience.until(
            lambda: desk.reader.change_set(change_set, stack),
            lambda found: found is None or not found.being_made,
        )

    def _take_back_empty(self, desk: _Desk, stack_id: str) -> None:
        seen = desk.reader.stack(stack_id)
        if seen is not None and seen.meaning.standing is Standing.EMPTY:
            desk.leftovers.take_back(seen)


def _readable(stack: StackSource) -> Template:
    size = len(stack.template.encode())
    if size > MAX_TEMPLATE_BYTES:
        raise _Cannot(
            f"The template is {size:,} bytes long, and CloudFormation takes {MAX_TEMPLATE_BYTES:,}",
            f"Split {stack.spec.id.folder} into several stacks.",
        )
    template = read_template(stack.template_path, stack.template)
    if isinstance(template, TemplateProblem):
        raise _Cannot(
            f"{stack.template_path}:{template.line}: {redact_text(template.reason)}",
            "Mend the template; the next push plans again.",
        )
    return template


def _changeable(seen: StackSeen | None) -> StackSeen | None:
    """The stack as a change set's type sees it. Raises _Cannot where none can be made."""
    if seen is None or seen.meaning.standing is Standing.DELETED:
        return None
    if not seen.meaning.changeable:
        raise _Cannot(f"The stack {seen.name} is {seen.status}", seen.meaning.next_step)
    return seen


def _removable(seen: StackSeen | None) -> StackSeen | None:
    if seen is None or seen.meaning.standing in {Standing.DELETED, Standing.EMPTY}:
        return None
    if seen.meaning.standing is Standing.IN_PROGRESS:
        raise _Cannot(f"The stack {seen.name} is {seen.status}", seen.meaning.next_step)
    return seen


def _failed(stack: StackSource, cannot: _Cannot) -> PreviewFailed:
    return PreviewFailed(stack=stack.id, reason=cannot.reason, next_step=cannot.next_step)


def _told(
    desk: _Desk,
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
