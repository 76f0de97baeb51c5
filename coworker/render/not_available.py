"""The answer to what was understood and cannot be done here.

It must not leave a person without another way.
"""

from typing import assert_never

from coworker.model.request import ChangeAction, RequestKind, Understanding
from coworker.model.trigger import Verb
from coworker.render.comment import comment, names
from coworker.render.markdown import code

_BY_HAND = (
    "change the files under `infrastructure/<environment>/<stack>/` in a pull request; it is "
    "planned, reviewed and deployed like a generated one."
)
_KINDS = {
    RequestKind.AUDIT: "an audit",
    RequestKind.OPERATION: "an operation on what is deployed",
    RequestKind.ROLLBACK: "a rollback",
    RequestKind.BOOTSTRAP: "setting up an account",
    RequestKind.MIGRATION: "a migration",
    RequestKind.LIBRARY: "work on the library",
}
_NEXT = {
    RequestKind.ROLLBACK: "revert the pull request that brought the change; the revert is planned, "
    "reviewed and deployed like any other.",
}


def not_available(meaning: Understanding) -> str:
    """Say what was understood, that it is not offered, and how to get there by hand."""
    match meaning.kind:
        case RequestKind.CHANGE | RequestKind.UNCLEAR:
            what = _change(meaning)
        case (
            RequestKind.AUDIT
            | RequestKind.OPERATION
            | RequestKind.ROLLBACK
            | RequestKind.BOOTSTRAP
            | RequestKind.MIGRATION
            | RequestKind.LIBRARY
        ):
            what = _KINDS[meaning.kind]
        case _:
            assert_never(meaning.kind)
    targets = f" ({names(meaning.targets[:10])})" if meaning.targets else ""
    return comment(
        (f"**Not available in this version:** {what}{targets}. Nothing was changed.",),
        _NEXT.get(meaning.kind, _BY_HAND),
    )


def _change(meaning: Understanding) -> str:
    match meaning.action:
        case ChangeAction.CHANGE:
            return "changing a stack that is there already by asking for it"
        case ChangeAction.DELETE:
            return "removing a stack by asking for it"
        case ChangeAction.CREATE | None:
            if len(meaning.targets) > 1:
                return "creating several things in one request; ask for each in an issue of its own"
            return "creating this by asking for it"
        case _:
            assert_never(meaning.action)


def verb_not_available(verb: Verb) -> str:
    """The answer to a command that this version knows and does not carry out."""
    what = code(f"/coworker {verb}")
    return comment(
        (f"{what} is **not available in this version.** Nothing was changed.",),
        "`/coworker help` lists what is.",
    )
