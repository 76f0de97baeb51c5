"""What issues and comments come to.

It must not trust who is writing: whether a person may ask is looked up by the flow.
"""

from collections.abc import Mapping
from typing import assert_never

from coworker.intake import replies
from coworker.intake.commands import BadCommand, NoCommand, ParsedCommand, parse
from coworker.intake.payload import Issue, IssueCommentEvent, IssuesEvent, read
from coworker.intake.sanitise import Sanitised, combined, sanitise
from coworker.intake.settings import IntakeSettings
from coworker.model.trigger import Command, Ignore, Intake, Subject, Trigger, Verb

FINE_WHEN_CLOSED = frozenset({Verb.HELP, Verb.STATUS, Verb.EXPLAIN, Verb.ROLLBACK})
"""What is answered where the conversation is over: questions, and undoing what it led to."""

_READS_THE_ISSUE = frozenset({Verb.PLAN})


def title_of(title: str) -> Sanitised:
    """A title, sanitised and on one line."""
    seen = sanitise(title)
    return Sanitised(clean=" ".join(seen.clean.split()), removed=seen.removed)


def on_issues(payload: Mapping[str, object], settings: IntakeSettings) -> Intake:
    """A label of ours was put on an issue: by a form, by the author or by somebody else.

    The actor is who put it there. The issue is what it was when that happened.
    """
    event = read(IssuesEvent, "issues", payload)
    issue, label = event.issue, event.label.name.lower()
    title, body = title_of(issue.title), sanitise(_within(issue, settings))
    trigger = Trigger(
        event="issues",
        action=event.action,
        repository=event.repository.full_name,
        actor=event.sender.login,
        actor_is_bot=event.sender.is_bot,
        subject=Subject.ISSUE,
        number=issue.number,
        title=title.clean,
        text=body.clean,
        labels=tuple(each.name for each in issue.labels),
        default_branch=event.repository.default_branch,
        at=issue.updated_at,
    )
    audit, rollback = settings.audit_label.lower(), settings.rollback_label.lower()
    carried = {name.lower() for name in trigger.labels} | {label}
    if {audit, rollback} <= carried:
        return replies.several_labels(trigger, settings.audit_label, settings.rollback_label)
    if label == settings.change_label.lower() and carried & {audit, rollback}:
        return Ignore(reason="The issue's other label says more exactly what is wanted")
    if issue.state != "open":
        return replies.closed(trigger)
    if _length(issue) > settings.max_text:
        return replies.too_long(trigger, _length(issue), settings.max_text)
    if not body.clean.strip():
        return replies.empty_request(trigger)
    verb = {audit: Verb.AUDIT, rollback: Verb.ROLLBACK}.get(label, Verb.PLAN)
    return Command(verb=verb, trigger=trigger, text=body.clean, removed=combined([title, body]))


def on_comment(payload: Mapping[str, object], settings: IntakeSettings) -> Intake:
    """Somebody commented on an issue or a pull request.

    A command's `text` is the description of the issue or pull request, as the event has it; the
    comment itself is the trigger's `text`. The event does not say what a pull request's head is.
    """
    event = read(IssueCommentEvent, "issue_comment", payload)
    issue = event.issue
    long = len(event.comment.body) > settings.max_text
    comment = sanitise("" if long else event.comment.body)
    parsed = parse(comment.clean)
    if isinstance(parsed, NoCommand) and not (long and "coworker" in event.comment.body.lower()):
        return Ignore(reason="The comment holds no command")
    title, body = title_of(issue.title), sanitise(_within(issue, settings))
    trigger = Trigger(
        event="issue_comment",
        action=event.action,
        repository=event.repository.full_name,
        actor=event.sender.login,
        actor_is_bot=event.sender.is_bot,
        subject=Subject.PULL_REQUEST if issue.pull_request is not None else Subject.ISSUE,
        number=issue.number,
        comment=event.comment.id,
        title=title.clean,
        text=comment.clean,
        labels=tuple(label.name for label in issue.labels),
        default_branch=event.repository.default_branch,
        at=event.comment.created_at,
    )
    match parsed:
        case NoCommand():
            return replies.too_long(trigger, len(event.comment.body), settings.max_text)
        case BadCommand():
            return replies.misunderstood(trigger, parsed)
        case ParsedCommand():
            return _asked(parsed, issue, trigger, settings) or Command(
                verb=parsed.verb,
                trigger=trigger,
                arguments=parsed.arguments,
                flags=parsed.flags,
                text=body.clean,
                removed=combined([title, body, comment]),
            )
        case _:
            assert_never(parsed)


def _asked(
    parsed: ParsedCommand, issue: Issue, trigger: Trigger, settings: IntakeSettings
) -> Intake | None:
    """The reply that is due although the command is well formed, if one is."""
    if issue.state != "open" and parsed.verb not in FINE_WHEN_CLOSED:
        return replies.closed(trigger)
    if parsed.verb not in _READS_THE_ISSUE:
        return None
    if _length(issue) > settings.max_text:
        return replies.too_long(trigger, _length(issue), settings.max_text)
    visible = sanitise(issue.body or "").clean.strip()
    if trigger.subject is Subject.ISSUE and not visible:
        return replies.empty_request(trigger)
    return None


def _length(issue: Issue) -> int:
    return len(issue.title) + len(issue.body or "")


def _within(issue: Issue, settings: IntakeSettings) -> str:
    """The issue's description, or nothing of it where it is too long to be read."""
    return (issue.body or "") if _length(issue) <= settings.max_text else ""
