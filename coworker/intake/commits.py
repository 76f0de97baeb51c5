"""What pull requests, pushes, merge groups, schedules and workflows started by hand come to.

It must not take a commit from anywhere but the event.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from coworker.errors import ConfigurationFault
from coworker.intake import replies
from coworker.intake.commands import BadCommand, parse_dispatch
from coworker.intake.conversations import title_of
from coworker.intake.payload import (
    Event,
    MergeGroupEvent,
    PullRequestEvent,
    PushEvent,
    Repository,
    ScheduleEvent,
    WorkflowDispatchEvent,
    read,
)
from coworker.intake.sanitise import combined, sanitise
from coworker.intake.settings import IntakeSettings
from coworker.model.trigger import Command, Ignore, Intake, Subject, Trigger, Verb

_COMMIT = re.compile(r"[0-9a-f]{40}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_ABOUT_A_PULL_REQUEST = frozenset({Verb.PLAN, Verb.EXECUTE, Verb.EXPLAIN})


def _trigger(event_name: str, event: Event, subject: Subject) -> Trigger:
    return Trigger(
        event=event_name,
        action=None,
        repository=event.repository.full_name,
        actor=event.sender.login,
        actor_is_bot=event.sender.is_bot,
        subject=subject,
        default_branch=event.repository.default_branch,
    )


def on_pull_request(payload: Mapping[str, object], settings: IntakeSettings) -> Intake:
    """A pull request was opened or got commits: plan it. It was closed unmerged: clean up."""
    event = read(PullRequestEvent, "pull_request", payload)
    pull = event.pull_request
    if pull.head.repo is None or pull.head.repo.full_name != event.repository.full_name:
        return Ignore(reason="The pull request comes from a fork")
    if pull.base.ref != event.repository.default_branch:
        # Policy is read from the base, so the base has to be a branch that is itself reviewed.
        return Ignore(reason=f"The pull request is not into {event.repository.default_branch}")
    characters = len(pull.title) + len(pull.body or "")
    fits = characters <= settings.max_text
    title, body = title_of(pull.title), sanitise((pull.body or "") if fits else "")
    trigger = replace(
        _trigger("pull_request", event, Subject.PULL_REQUEST),
        action=event.action,
        number=pull.number,
        title=title.clean,
        text=body.clean,
        labels=tuple(label.name for label in pull.labels),
        head=pull.head.sha,
        base=pull.base.sha,
        ref=pull.base.ref,
        at=pull.updated_at,
    )
    if event.action == "closed":
        return Command(verb=Verb.CLEAN_UP, trigger=trigger)
    if not fits:
        return replies.too_long(trigger, characters, settings.max_text)
    return Command(
        verb=Verb.PLAN, trigger=trigger, text=body.clean, removed=combined([title, body])
    )


def on_push(payload: Mapping[str, object], settings: IntakeSettings) -> Intake:  # noqa: ARG001 - one signature for all
    """Commits came to the default branch: deploy. Not who pushed but who reviewed decides."""
    event = read(PushEvent, "push", payload)
    if event.ref != f"refs/heads/{event.repository.default_branch}":
        return Ignore(reason=f"The push is not to {event.repository.default_branch}")
    trigger = replace(
        _trigger("push", event, Subject.COMMIT),
        head=event.after,
        base=event.before,
        ref=event.ref,
        at=event.head_commit.timestamp if event.head_commit else "",
    )
    return Command(verb=Verb.DEPLOY, trigger=trigger)


def on_merge_group(payload: Mapping[str, object], settings: IntakeSettings) -> Intake:  # noqa: ARG001 - one signature for all
    """A merge queue asks whether a group may be merged: plan it."""
    event = read(MergeGroupEvent, "merge_group", payload)
    group = event.merge_group
    if group.base_ref != f"refs/heads/{event.repository.default_branch}":
        return Ignore(reason=f"The merge group is not for {event.repository.default_branch}")
    trigger = replace(
        _trigger("merge_group", event, Subject.COMMIT),
        action=event.action,
        head=group.head_sha,
        base=group.base_sha,
        ref=group.head_ref,
        at=group.head_commit.timestamp if group.head_commit else "",
    )
    return Command(verb=Verb.PLAN, trigger=trigger)


def on_schedule(payload: Mapping[str, object], settings: IntakeSettings) -> Intake:
    """The clock struck. The trigger's `title` is the cron line."""
    event = read(ScheduleEvent, "schedule", payload)
    repository = event.repository
    if repository is None and settings.repository:
        repository = Repository(full_name=settings.repository)
    if repository is None:
        raise ConfigurationFault(
            "The event does not say which repository it belongs to",
            where="schedule: repository",
            next_step="Set GITHUB_REPOSITORY to owner/name, as GitHub Actions does",
        )
    trigger = Trigger(
        event="schedule",
        action=None,
        repository=repository.full_name,
        actor="",
        actor_is_bot=False,
        subject=Subject.NONE,
        title=title_of(event.schedule).clean,
        default_branch=repository.default_branch,
    )
    return Command(verb=Verb.SCHEDULED, trigger=trigger)


def on_workflow_dispatch(payload: Mapping[str, object], settings: IntakeSettings) -> Intake:
    """Somebody started the workflow by hand, with a command and perhaps a commit to deploy.

    The inputs are `command` (`deploy`, `plan`, `audit inventory`, …), `commit` (a full id) and
    `pull_request` (a number). The event has no time of its own, so `at` is empty.
    """
    event = read(WorkflowDispatchEvent, "workflow_dispatch", payload)
    command, commit, number = "", "", ""
    if event.inputs:
        command, commit = event.inputs.command, event.inputs.commit.strip()
        number = event.inputs.pull_request.strip().removeprefix("#")
    trigger = replace(_trigger("workflow_dispatch", event, Subject.NONE), ref=event.ref)
    if event.ref != f"refs/heads/{event.repository.default_branch}":
        return replies.not_on_default_branch(trigger)
    if commit and not _COMMIT.fullmatch(commit):
        return replies.malformed_input(trigger, "commit", "a full commit id of 40 hex digits")
    if number and not _NUMBER.fullmatch(number):
        return replies.malformed_input(trigger, "pull_request", "a pull request's number")
    if len(command) > settings.max_text:
        return replies.too_long(trigger, len(command), settings.max_text)
    seen = sanitise(command)
    parsed = parse_dispatch(seen.clean)
    if isinstance(parsed, BadCommand):
        return replies.misunderstood(trigger, parsed)
    if parsed.verb in _ABOUT_A_PULL_REQUEST and not number:
        return replies.needs_pull_request(trigger)
    if parsed.verb is Verb.DEPLOY:
        trigger = replace(trigger, subject=Subject.COMMIT, head=commit or None)
    elif number:
        trigger = replace(trigger, subject=Subject.PULL_REQUEST, number=int(number))
    return Command(
        verb=parsed.verb,
        trigger=trigger,
        arguments=parsed.arguments,
        flags=parsed.flags,
        removed=seen.removed,
    )
