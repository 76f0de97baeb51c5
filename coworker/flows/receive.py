"""The intake job: what does this event come to, and may this person ask for it?

It must not write anything, read AWS, or look at text outside the event's own snapshot.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from coworker.flows.stacks import stacks_of_paths
from coworker.intake.events import IntakeSettings, decide
from coworker.intake.replies import from_fork, not_into_default_branch, not_permitted
from coworker.model.environment import Environment, folder_environment
from coworker.model.handoff import IntakeDocument
from coworker.model.trigger import Command, Ignore, Reply, Subject, Verb
from coworker.ports import ForgeReader, Repository

_FROM_PEOPLE = frozenset({"issues", "issue_comment", "workflow_dispatch"})
# What GitHub sends as `before` where the branch is new ("Webhook events and payloads", push).
_NO_COMMIT = "0" * 40
# "List commits on a pull request" in GitHub's REST documentation: at most 250.
_COMMITS_OF_A_PULL_REQUEST = 250


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
    if isinstance(decision, Ignore):
        return IntakeDocument(decision=decision)
    if decision.trigger.event in _FROM_PEOPLE:
        return _from_a_person(decision, forge(), repository)
    if isinstance(decision, Command) and decision.verb is Verb.DEPLOY:
        return _deployment(decision, repository())
    return IntakeDocument(decision=decision)


def _from_a_person(
    decision: Command | Reply, forge: ForgeReader, repository: Callable[[], Repository]
) -> IntakeDocument:
    if not forge.permission(decision.trigger.actor).can_write:
        return IntakeDocument(decision=_stranger(decision))
    if isinstance(decision, Reply):
        return IntakeDocument(decision=decision)
    if decision.verb is Verb.DEPLOY:
        source = repository()
        return _deployment(_by_hand(decision, forge, source), source)
    return IntakeDocument(decision=_pinned(decision, forge))


def _stranger(decision: Command | Reply) -> Reply | Ignore:
    """Somebody without write access is told so once they ask for something, and only then.

    A reply to every mistyped word would let anybody have the co-worker fill the repository.
    """
    match decision:
        case Command():
            return not_permitted(decision)
        case Reply():
            return Ignore(reason="The command is not understood, and its author cannot write here")
        case _:
            assert_never(decision)


def _pinned(command: Command, forge: ForgeReader) -> Command | Reply:
    """Bind a command on a pull request to the head commit that it has now."""
    trigger = command.trigger
    if trigger.subject is not Subject.PULL_REQUEST or trigger.number is None:
        return command
    pull_request = forge.pull_request(trigger.number)
    if pull_request.from_fork:
        return from_fork(command)
    if pull_request.base_branch != trigger.default_branch:
        return not_into_default_branch(command)
    return replace(
        command,
        trigger=replace(
            trigger,
            head=pull_request.head,
            base=pull_request.base,
            ref=pull_request.base_branch,
        ),
    )


def _by_hand(command: Command, forge: ForgeReader, repository: Repository) -> Command:
    """The range of a deployment that somebody starts by hand: what one merge brought.

    A rebase merge brings several commits, all of one pull request; the range begins before the
    first of them, as that of the push did.
    """
    trigger = command.trigger
    head = trigger.head or repository.resolve(trigger.default_branch)
    number = _merged_in(head, forge)
    base = repository.parent(head)
    for _ in range(_COMMITS_OF_A_PULL_REQUEST):
        if base is None or number is None or _merged_in(base, forge) != number:
            break
        base = repository.parent(base)
    return replace(command, trigger=replace(trigger, head=head, base=base or _NO_COMMIT))


def _merged_in(commit: str, forge: ForgeReader) -> int | None:
    """The merged pull request that brought a commit."""
    found = (item.number for item in forge.pull_requests_of_commit(commit) if item.merged)
    return next(found, None)


def _deployment(command: Command, repository: Repository) -> IntakeDocument:
    """The environments whose stacks differ; nothing is deployed where nothing does."""
    trigger = command.trigger
    if trigger.base is None or trigger.head is None:
        raise ValueError("a push carries the commits before and after")
    if trigger.base == _NO_COMMIT:
        reason = (
            f"The push made the branch {trigger.default_branch}: nothing in it was reviewed, so "
            "nothing is deployed. Bring each stack in through a pull request"
        )
        return IntakeDocument(decision=Ignore(reason=reason))
    paths = repository.changed_paths(trigger.base, trigger.head)
    folders = sorted({stack.environment for stack in stacks_of_paths(paths)})
    # A job runs in the GitHub environment of this name, and GitHub makes one that has no
    # protection where there is none: nothing but the five names may become one.
    environments = tuple(
        name for name in folders if folder_environment(name) is not Environment.UNKNOWN
    )
    if not environments:
        others = ", ".join(repr(name) for name in folders)
        reason = "The push changes no stack"
        if others:
            reason += f" of an environment; {others} is none, and is read-only"
        return IntakeDocument(decision=Ignore(reason=reason))
    return IntakeDocument(decision=command, environments=environments)
