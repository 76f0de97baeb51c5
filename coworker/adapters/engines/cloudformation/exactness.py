"""Whether a change set is exactly what the co-worker would have asked for, to the last option.

It must not be content with a name: whoever may make change sets may choose their names.
"""

from dataclasses import dataclass

from coworker.adapters.engines.cloudformation.carried import NOTHING, Carried
from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.names import (
    default_values,
    description_of,
    inputs_of,
    same_template,
    secret_parameters,
)
from coworker.adapters.engines.cloudformation.reading import ChangeSetSeen, StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.guardrails.template import Template
from coworker.model.stack import StackSource

WITHOUT_A_ROLE = (
    "CloudFormation keeps a stack's service role for good, and works with its rights instead of"
    " the deploy role's: delete the stack in the console with its resources retained, and import"
    " them into a stack that has none."
)
# What these options are where nobody chose (CloudFormation API Reference, "CreateChangeSet").
_AS_BY_DEFAULT = {
    "DeploymentConfig": '{"Mode": "STANDARD"}',
    "OnStackFailure": '"ROLLBACK"',
}
_HIDDEN_VALUE = "****"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What differs from what we would have asked for, and what was or could not be compared."""

    different: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def compared(
    desk: Desk, stack: StackSource, template: Template, found: ChangeSetSeen, on: StackSeen
) -> Comparison:
    """Compare a change set, and the stack it is of, with what `Making.made` asks for.

    DescribeChangeSet does not tell with which service role a change set was made, so a role is
    looked for again after the execution. An emulator does not give the template of a change set;
    that is told as unchecked. Raises AwsFault.
    """
    different = (*stack_differs(on), *options_differ(stack, template, found, kept_by(on)))
    if different:
        return Comparison(different=different)
    options = "its options are those that the co-worker asks for"
    if desk.emulated:
        unseen = "the change set's template: the emulator does not give it"
        return Comparison(checked=(options,), unchecked=(unseen,))
    if same_template(desk.reader.template(found.stack_id, found.id), stack.template):
        return Comparison(checked=(options, "its template is the merged one"))
    return Comparison(different=(f"The change set {found.name} holds another template",))


def stack_differs(seen: StackSeen) -> tuple[str, ...]:
    """What a stack carries that was never reviewed and would go on working for somebody else.

    What an existing stack carries is its history; one in review has none.
    """
    told = [f"the service role {seen.role}"] if seen.role else []
    if seen.meaning.standing is Standing.EMPTY:
        told.extend(seen.carried.beyond(NOTHING))
    return tuple(f"The stack {seen.name} carries {what}, which nobody reviewed" for what in told)


def options_differ(
    stack: StackSource, template: Template, found: ChangeSetSeen, kept: Carried
) -> tuple[str, ...]:
    """Everything but the template in which a change set is not what we ask for.

    `kept` is what the stack carries already: we ask for nothing, and an update keeps that.
    """
    inputs = inputs_of(stack, template)
    told = [f"would give the stack {what}" for what in found.carried.beyond(kept)]
    more = found.capabilities - frozenset[str](inputs.capabilities)
    if more:
        told.append(f"has the capabilities {', '.join(sorted(more))}")
    if found.description != description_of(stack):
        told.append("has another description")
    told.extend(
        f"was made with the option {name}"
        for name, value in sorted(found.options.items())
        if value != _AS_BY_DEFAULT.get(name)
    )
    sentences = [
        f"The change set {found.name} {what}, which the co-worker never asks for" for what in told
    ]
    return (*sentences, *_foreign_values(found, template))


def kept_by(seen: StackSeen | None) -> Carried:
    """What an update of the stack leaves as it is; a stack that is yet to be has nothing."""
    if seen is None or seen.meaning.standing is Standing.EMPTY:
        return NOTHING
    return seen.carried


def _foreign_values(found: ChangeSetSeen, template: Template) -> tuple[str, ...]:
    """Parameters that have another value than the template's default."""
    defaults, secret = default_values(template), secret_parameters(template)
    return tuple(
        f"The parameter {name} of the change set has a value that is not the template's"
        for name, value in sorted(found.parameters.items())
        if name not in defaults
        or (value != defaults[name] and not (name in secret and value == _HIDDEN_VALUE))
    )
