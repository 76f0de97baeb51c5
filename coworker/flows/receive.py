"""The intake job: what does this event come to, and may this person ask for it?

It must not write anything, read AWS, or look at text outside the event's own snapshot.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from coworker.flows.stacks import stacks_of_paths
from coworker.intake.events import IntakeSettings, decide
from coworker.intake.replies import from_fork, not_permitted
from coworker.model.handoff import IntakeDocument
from coworker.model.trigger import Command, Ignore, Reply, Subject, Verb
from coworker.ports import ForgeReader, Repository

_FROM_PEOPLE = frozenset({"issues", "issue_comment", "workflow_dispatch"})


def receive(
    event_name: str,
    payload: Mapping[str, object],
    settings: IntakeSettings,
    *,
    forge: Callable[[], ForgeReader],
    repository: Callable[[], Repository],
) -> IntakeDocument:
    """Turn an event into a document for the next job.

    The forge and the repository are called for only if they are needed, so that an event that is
    ignored costs nothing. Raises ForgeFault, GitFault or ConfigurationFault.
    """
    decision = decide(event_name, payload, settings)
    if not isinstance(decision, Command):
        return IntakeDocument(decision=decision)
    if decision.trigger.event in _FROM_PEOPLE:
        reader = forge()
        if not reader.permission(decision.trigger.actor).can_write:
            return IntakeDocument(decision=not_permitted(decision))
        return IntakeDocument(decision=_pinned(decision, reader))
    if decision.verb is Verb.DEPLOY:
        environments = _environments_of(decision, repository())
        if not environments:
            return IntakeDocument(decision=Ignore(reason="the push changes no stack"))
        return IntakeDocument(decision=decision, environments=environments)
    return IntakeDocument(decision=decision)


def _pinned(command: Command, forge: ForgeReader) -> Command | Reply:
    """Bind a command on a pull request to the head commit that it has now."""
    trigger = command.trigger
    if trigger.subject is not Subject.PULL_REQUEST or trigger.number is None:
        return command
    pull_request = forge.pull_request(trigger.number)
    if pull_request.from_fork:
        return from_fork(command)
    return replace(
        command,
        trigger=replace(
            trigger,
            head=pull_request.head,
            base=pull_request.base,
            ref=pull_request.base_branch,
        ),
    )


def _environments_of(command: Command, repository: Repository) -> tuple[str, ...]:
    trigger = command.trigger
    if trigger.base is None or trigger.head is None:
        return ()
    paths = repository.changed_paths(trigger.base, trigger.head)
    return tuple(sorted({stack.environment for stack in stacks_of_paths(paths)}))
