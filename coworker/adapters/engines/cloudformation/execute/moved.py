"""What differs between what was reviewed and what would happen now, in sentences.

It must not decide whether a difference matters: every one does.
"""

from coworker.model.change import Change, Identity, Preview
from coworker.model.stack import StackSource


def moved_place(stack: StackSource, reviewed: Preview, identity: Identity) -> tuple[str, ...]:
    """How stack, account and region differ from the reviewed ones; empty where they do not."""
    pairs = (
        ("stack", str(reviewed.stack), str(stack.id)),
        ("account", reviewed.identity.account, identity.account),
        ("region", reviewed.identity.region, identity.region),
    )
    return tuple(
        f"The {word} reviewed was {before}, and it is {now} now"
        for word, before, now in pairs
        if before != now
    )


def moved_preview(reviewed: Preview, now: Preview) -> tuple[str, ...]:
    """How a preview differs from the reviewed one; empty only where their digests are the same."""
    if now.digest == reviewed.digest:
        return ()
    told = _moved_changes(reviewed.changes, now.changes)
    return told or ("The digest of the changes is another one",)


def _moved_changes(reviewed: tuple[Change, ...], now: tuple[Change, ...]) -> tuple[str, ...]:
    """How changes differ from the reviewed ones, address by address; empty where they do not."""
    before, after = _by_address(reviewed), _by_address(now)
    told = (
        _moved(address, before.get(address, ()), after.get(address, ()))
        for address in sorted(before.keys() | after.keys())
    )
    return tuple(sentence for sentence in told if sentence)


def _moved(address: str, before: tuple[Change, ...], after: tuple[Change, ...]) -> str:
    if not before:
        return f"{address} was not to change, and now it would: {_say(after)}"
    if not after:
        return f"{address} was to change ({_say(before)}), and now it would not"
    if _say(before) != _say(after):
        return f"{address} was reviewed as {_say(before)}, and now it is {_say(after)}"
    if [change.differences for change in before] != [change.differences for change in after]:
        return f"{address} would change in other properties, or to other values"
    return ""


def _say(changes: tuple[Change, ...]) -> str:
    return " and ".join(
        f"{change.action} of {change.type}" + (", perhaps replaced" if change.may_replace else "")
        for change in changes
    )


def _by_address(changes: tuple[Change, ...]) -> dict[str, tuple[Change, ...]]:
    found: dict[str, tuple[Change, ...]] = {}
    for change in sorted(changes, key=lambda change: (change.address, change.action)):
        found[change.address] = (*found.get(change.address, ()), change)
    return found
