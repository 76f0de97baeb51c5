"""The proof that a change set is the one that was reviewed.

It must not be content with a name: whoever may make change sets may choose their names.
"""

from dataclasses import dataclass, replace

from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.execute.moved import moved_preview
from coworker.adapters.engines.cloudformation.names import (
    default_values,
    same_template,
    secret_parameters,
)
from coworker.adapters.engines.cloudformation.normalise import changes_of
from coworker.adapters.engines.cloudformation.reading import ChangeSetSeen
from coworker.guardrails.template import Template, TemplateProblem, read_template
from coworker.model.change import Preview
from coworker.model.digest import short
from coworker.model.stack import StackSource

_HIDDEN_VALUE = "****"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proven:
    """A change set that may be executed: by its ARN, since that cannot come to name another one."""

    change_set: ChangeSetSeen
    checked: tuple[str, ...]
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Differs:
    """What is otherwise than it was reviewed, in sentences."""

    moved: tuple[str, ...]


def prove(
    desk: Desk, stack: StackSource, reviewed: Preview, found: ChangeSetSeen, *, emulated: bool
) -> Proven | Differs:
    """Compare the change set with the review: changes by digest, template and parameters whole.

    The digest alone would not do: what a resource is created with stands in the template only.
    An emulator does not give the template of a change set; that is told as unchecked.
    """
    template = read_template(stack.template_path, stack.template)
    if isinstance(template, TemplateProblem):
        return Differs(moved=(f"The template cannot be read: {template.reason}",))
    changes = changes_of(found.changes, secret_parameters=secret_parameters(template))
    if moved := moved_preview(reviewed, replace(reviewed, identity=desk.identity, changes=changes)):
        return Differs(moved=moved)
    checked = [f"its changes have the reviewed digest {short(reviewed.digest)}"]
    unchecked = []
    if moved := _foreign_values(found, template):
        return Differs(moved=moved)
    if emulated:
        unchecked.append("the change set's template: the emulator does not give it")
    elif same_template(desk.reader.template(found.stack_id, found.id), stack.template):
        checked.append("its template is the merged one")
    else:
        return Differs(moved=(f"The change set {found.name} holds another template",))
    return Proven(change_set=found, checked=tuple(checked), unchecked=tuple(unchecked))


def _foreign_values(found: ChangeSetSeen, template: Template) -> tuple[str, ...]:
    """Parameters that have another value than the template's default."""
    defaults, secret = default_values(template), secret_parameters(template)
    return tuple(
        f"The parameter {name} of the change set has a value that is not the template's"
        for name, value in sorted(found.parameters.items())
        if name not in defaults
        or (value != defaults[name] and not (name in secret and value == _HIDDEN_VALUE))
    )
