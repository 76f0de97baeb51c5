"""A policy for the terminal: every key, its value, and the file and line that set it.

It must not leave out a key.
"""

from coworker.model.digest import Plain, canonical_json, plain
from coworker.model.policy import Policy


def policy_rows(policy: Policy) -> tuple[tuple[str, Plain, str], ...]:
    """(key, value, `<file>:<line>`), in the order of the keys' names."""
    tree = plain(policy)
    return tuple((key, _at(tree, key), policy.provenance[key]) for key in sorted(policy.provenance))


def policy_text(policy: Policy) -> str:
    """The rows as lines, a key and its place above its value."""
    lines = [f"The policy of {policy.environment.value}"]
    for key, value, place in policy_rows(policy):
        lines += ["", f"{key}  ({place})", f"  {_shown(value)}"]
    return "\n".join(lines)


def _at(tree: Plain, key: str) -> Plain:
    for part in key.split("."):
        if not isinstance(tree, dict):
            raise KeyError(key)
        tree = tree[part]
    return tree


def _shown(value: Plain) -> str:
    match value:
        case str():
            return value
        case list():
            return "\n  ".join(
                item if isinstance(item, str) else canonical_json(item) for item in value
            )
        case _:
            return canonical_json(value)
