"""What a stack carries beside its template, and keeps: tags, topics, rollback triggers.

It must not judge them; whether they are ours is told in exactness.py.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """Tags by key, ARNs of the topics that hear of every event, and rollback triggers as text.

    DescribeStacks tells what a stack carries, DescribeChangeSet what it would carry afterwards.
    """

    tags: frozenset[tuple[str, str]] = frozenset()
    topics: frozenset[str] = frozenset()
    triggers: str = ""

    def beyond(self, allowed: "Carried") -> tuple[str, ...]:
        """What stands here that is not allowed, in words; nothing at all is always allowed."""
        told = []
        if self.tags and self.tags != allowed.tags:
            told.append(f"the tags {', '.join(sorted(key for key, _ in self.tags))}")
        if self.topics and self.topics != allowed.topics:
            told.append(f"notifications to {', '.join(sorted(self.topics))}")
        if self.triggers and self.triggers != allowed.triggers:
            told.append("a rollback configuration")
        return tuple(told)


NOTHING = Carried()


def carried_by(
    tags: Sequence[Mapping[str, object]], topics: Sequence[str], triggers: Mapping[str, object]
) -> Carried:
    """From the members Tags, NotificationARNs and RollbackConfiguration of an answer."""
    return Carried(
        tags=frozenset((str(tag.get("Key", "")), str(tag.get("Value", ""))) for tag in tags),
        topics=frozenset(topics),
        triggers=text_of_option(triggers),
    )


def text_of_option(value: object) -> str:
    """An option as text, the same for the same option; empty where nothing is asked for.

    AWS says nothing in several ways: null, false, 0, an empty list, a structure of such.
    """
    stripped = _stripped(value)
    return json.dumps(stripped, sort_keys=True) if stripped else ""


def _stripped(value: object) -> object:
    match value:
        case Mapping():
            kept = {str(key): _stripped(item) for key, item in value.items()}
            return {key: item for key, item in kept.items() if item}
        case list() | tuple():
            return [item for item in map(_stripped, value) if item]
        case _:
            return value
