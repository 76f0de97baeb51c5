"""Says which events are ignored, from the raw payload and without loading anything.

It must not import what takes time to load, or say that an event is ignored unless that is sure.
"""

# Most events of a busy repository are none of ours, and each starts a process: this module has to
# stay free of dataclasses, regular expressions and pydantic (the benchmark holds it to that).

from collections.abc import Collection, Mapping

CHANGE_LABEL = "coworker"
AUDIT_LABEL = "coworker:audit"
ROLLBACK_LABEL = "coworker:rollback"

HANDLED: Mapping[str, frozenset[str]] = {
    "issues": frozenset({"opened", "labeled"}),
    "issue_comment": frozenset({"created"}),
    "pull_request": frozenset({"opened", "synchronize", "reopened", "closed"}),
    "merge_group": frozenset({"checks_requested"}),
    "push": frozenset(),
    "schedule": frozenset(),
    "workflow_dispatch": frozenset(),
}
"""The events that can come to something, with their actions; empty where an event has none."""

_MAY_NAME_US = ("/coworker", "/aws-coworker")


def certainly_ignored(
    event_name: str, payload: Mapping[str, object], labels: Collection[str]
) -> str | None:
    """Why an event is ignored, as a sentence; None if it has to be looked at closely.

    `labels` are the co-worker's own. A payload that lacks something is looked at closely.
    """
    if event_name not in HANDLED:
        return f"Events of the kind {event_name!r} are not handled"
    action = _text(payload, "action")
    if HANDLED[event_name] and action and action not in HANDLED[event_name]:
        if event_name == "issue_comment":
            return f"A comment that is {action} is not read: only what was first written counts"
        return f"The action {action!r} of {event_name} is not handled"
    if _speaks_for_itself(event_name, action) and _is_bot(payload):
        return "Bots are not listened to"
    match event_name:
        case "issues":
            return _issue_ignored(action, payload, labels)
        case "issue_comment":
            return _comment_ignored(_text(payload, "comment", "body"))
        case "pull_request" if action == "closed" and _at(payload, "pull_request", "merged"):
            return "The pull request was merged: the push that this made is what deploys"
        case "push":
            return _push_ignored(payload)
        case _:
            return None


def _speaks_for_itself(event_name: str, action: str) -> bool:
    """Whether the event is its sender's own wish.

    A push to the default branch and a merge group are judged by their reviews, whoever merged
    (a merge queue is a bot); cleaning up after a closed pull request is due whoever closed it.
    """
    return action != "closed" and event_name not in {"push", "merge_group", "schedule"}


def _issue_ignored(
    action: str, payload: Mapping[str, object], labels: Collection[str]
) -> str | None:
    # An issue that is opened with labels, by a form or by hand, sends `opened` and then `labeled`
    # for each label, so answering `labeled` alone gives one run however the label came there.
    if action == "opened":
        return "An issue that is opened with a label sends an event for the label as well"
    name = _text(payload, "label", "name")
    if action == "labeled" and name and name.lower() not in {label.lower() for label in labels}:
        return "The label is not one of the co-worker's"
    return None


def _comment_ignored(body: str) -> str | None:
    """Only a text in which nothing can be hidden is sure to hold no command."""
    plain = body.replace("\n", "").replace("\r", "")
    if not (body and plain.isascii() and plain.isprintable()):
        return None
    lowered = body.lower()
    if any(sign in lowered for sign in ("<!", "<?", "&", "[", *_MAY_NAME_US)):
        return None
    return "The comment holds no command"


def _push_ignored(payload: Mapping[str, object]) -> str | None:
    ref, default = _text(payload, "ref"), _text(payload, "repository", "default_branch")
    if ref and default and ref != f"refs/heads/{default}":
        return f"The push is not to {default}"
    return "The push deleted the branch" if _at(payload, "deleted") is True else None


def _is_bot(payload: Mapping[str, object]) -> bool:
    login = _text(payload, "sender", "login")
    return _text(payload, "sender", "type") == "Bot" or login.endswith("[bot]")


def _at(payload: object, *keys: str) -> object:
    for key in keys:
        payload = payload.get(key) if isinstance(payload, Mapping) else None
    return payload


def _text(payload: Mapping[str, object], *keys: str) -> str:
    value = _at(payload, *keys)
    return value if isinstance(value, str) else ""
