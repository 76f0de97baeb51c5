"""The proof that a change set is the one that was reviewed.

It must not be content with a name: whoever may make change sets may choose their names.
"""

from dataclasses import dataclass, replace

from coworker.adapters.engines.cloudformation.carried import Carried
from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.exactness import compared
from coworker.adapters.engines.cloudformation.execute.moved import moved_preview
from coworker.adapters.engines.cloudformation.names import secret_parameters
from coworker.adapters.engines.cloudformation.normalise import changes_of
from coworker.adapters.engines.cloudformation.reading import ChangeSetSeen
from coworker.guardrails.template import TemplateProblem, read_template
from coworker.model.change import Preview
from coworker.model.digest import short
from coworker.model.stack import StackSource


@dataclass(frozen=True, kw_only=True, slots=True)
class Proven:
    """A change set that may be executed: by its ARN, since that cannot come to name another one.

    `carried` is what the stack carries beside its template, before and, if all is well, after.
    """

    change_set: ChangeSetSeen
    carried: Carried
    checked: tuple[str, ...]
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Differs:
    """What is otherwise than it was reviewed, in sentences."""

    moved: tuple[str, ...]


def prove(
    desk: Desk, stack: StackSource, reviewed: Preview, found: ChangeSetSeen
) -> Proven | Differs:
    """Compare the change set with the review by digest, and with what we ask for as a whole.

    The digest alone would not do: what a resource is created with stands in the template only,
    and tags, topics, a role or more capabilities are no changes of a resource.
    """
    template = read_template(stack.template_path, stack.template)
    if isinstance(template, TemplateProblem):
        return Differs(moved=(f"The template cannot be read: {template.reason}",))
    changes = changes_of(found.changes, secret_parameters=secret_parameters(template))
    if moved := moved_preview(reviewed, replace(reviewed, identity=desk.identity, changes=changes)):
        return Differs(moved=moved)
    on = desk.reader.stack(found.stack_id)
    if on is None:
        return Differs(moved=(f"The stack {found.stack_name} of the change set is gone",))
    exact = compared(desk, stack, template, found, on)
    if exact.different:
        return Differs(moved=exact.different)
    return Proven(
        change_set=found,
        carried=on.carried,
        checked=(f"its changes have the reviewed digest {short(reviewed.digest)}", *exact.checked),
        unchecked=exact.unchecked,
    )
