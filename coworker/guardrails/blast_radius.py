"""How much a plan touches: counts, words that ask for care, and the kind of operation it is.

It must not compare with a limit; the rules do.
"""

import re
from collections.abc import Iterator, Sequence

from coworker.guardrails.sensitive import is_sensitive
from coworker.model.change import Action, Change, Preview
from coworker.model.environment import OperationType
from coworker.model.plan import BlastRadius

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ONLY_ADDS = frozenset({Action.CREATE, Action.IMPORT})


def measure(previews: Sequence[Preview], keywords: Sequence[str]) -> BlastRadius:
    """Count over all previews, no-ops left out.

    A keyword counts where a word of an address, a type, a stack's or an environment's name
    begins with it (`prod` in `production`, `auth` in `AuthorizerFunction`, `route53` in
    `AWS::Route53::HostedZone`).
    """
    changed = [(preview, _changes(preview)) for preview in previews]
    changes = [change for _, found in changed for change in found]
    words = {word for preview, found in changed for word in _words(preview, found)}
    return BlastRadius(
        resources=len(changes),
        stateful=sum(change.stateful for change in changes),
        destroyed=sum(change.destroys for change in changes),
        stateful_destroyed=sum(change.stateful and change.destroys for change in changes),
        keywords=tuple(sorted(word for word in set(keywords) if _among(word, words))),
        environments=tuple(
            sorted({preview.stack.environment for preview, found in changed if found})
        ),
        accounts=tuple(sorted({preview.identity.account for preview, found in changed if found})),
        operation=_operation(changes),
    )


def _changes(preview: Preview) -> list[Change]:
    return [change for change in preview.changes if change.action is not Action.NO_OP]


def _operation(changes: Sequence[Change]) -> OperationType:
    """The most delicate kind among the changes.

    Requirement 1, section 7.3: creating is non-destructive; deleting, terminating and modifying
    are destructive; IAM, security groups and encryption are sensitive whatever is done to them.
    """
    if not changes:
        return OperationType.PLANNING
    if any(is_sensitive(change.type) for change in changes):
        return OperationType.SENSITIVE
    if all(change.action in _ONLY_ADDS and not change.destroys for change in changes):
        return OperationType.NON_DESTRUCTIVE
    return OperationType.DESTRUCTIVE


def _words(preview: Preview, changes: Sequence[Change]) -> Iterator[str]:
    """Single words, and neighbours run together, so that `Route53` is found in `Route` `53`."""
    if not changes:
        return
    texts = [preview.stack.environment, preview.stack.name]
    texts += [text for change in changes for text in (change.address, change.type)]
    for text in texts:
        parts = [part.lower() for part in _WORD.findall(text)]
        for start in range(len(parts)):
            yield "".join(parts[start : start + 3])


def _among(keyword: str, words: set[str]) -> bool:
    return any(word.startswith(keyword.lower()) for word in words)
