"""One pure function from an event to a Command, a Reply or Ignore.

It must not look anything up: who may write, and what a pull request's head is, is for the flow.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from coworker.errors import ConfigurationFault
from coworker.intake.commits import (
    on_merge_group,
    on_pull_request,
    on_push,
    on_schedule,
    on_workflow_dispatch,
)
from coworker.intake.conversations import on_comment, on_issues
from coworker.intake.early import certainly_ignored
from coworker.intake.replies import from_fork, not_permitted
from coworker.intake.settings import IntakeSettings
from coworker.model.trigger import Command, Ignore, Intake, Reply

__all__ = ["READERS", "IntakeSettings", "decide", "from_fork", "not_permitted"]

Reader: TypeAlias = Callable[[Mapping[str, object], IntakeSettings], Intake]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "issues": on_issues,
        "issue_comment": on_comment,
        "pull_request": on_pull_request,
        "merge_group": on_merge_group,
        "push": on_push,
        "schedule": on_schedule,
        "workflow_dispatch": on_workflow_dispatch,
    }
)
"""What reads each event; the same events as early.HANDLED."""


def decide(event_name: str, payload: Mapping[str, object], settings: IntakeSettings) -> Intake:
    """What an event comes to: work, an answer, or nothing, with the reason.

    `event_name` and `payload` are GitHub's (`GITHUB_EVENT_NAME`, the JSON of `GITHUB_EVENT_PATH`).
    The texts in the result are sanitised. Raises ConfigurationFault for a payload that lacks what
    GitHub sends, or that belongs to another repository than the settings say.
    """
    reason = certainly_ignored(event_name, payload, settings.labels)
    if reason is not None:
        return Ignore(reason=reason)
    intake = READERS[event_name](payload, settings)
    if isinstance(intake, Command | Reply) and not _ours(intake.trigger.repository, settings):
        raise ConfigurationFault(
            "The event belongs to another repository than this run",
            where=f"{event_name}: repository.full_name",
            next_step="Give the event file of this run, as GITHUB_EVENT_PATH names it",
        )
    return intake


def _ours(repository: str, settings: IntakeSettings) -> bool:
    return settings.repository is None or settings.repository.lower() == repository.lower()
