"""Commands that are answered with words alone: help, status, explain, and what is not there yet.

It must not plan, write or read AWS.
"""

from typing import Literal, TypeAlias

from coworker.flows.library import Library
from coworker.flows.posting import CHECK_NAME
from coworker.guardrails.rules import RULES
from coworker.model.trigger import Command, Subject, Verb
from coworker.ports import ForgeReader
from coworker.render.explain_comment import explain_comment
from coworker.render.help_comment import help_comment
from coworker.render.not_available import verb_not_available
from coworker.render.status_comment import status_comment

Answered: TypeAlias = tuple[str, Literal["done", "refused"]]

_PLANNED = frozenset({Verb.PLAN, Verb.DEPLOY, Verb.CLEAN_UP})


def is_answer(verb: Verb) -> bool:
    """Whether a command is answered here rather than planned."""
    return verb not in _PLANNED


def answer_text(command: Command, library: Library, forge: ForgeReader) -> Answered:
    """The answer as Markdown, and how it counts. Raises ForgeFault."""
    match command.verb:
        case Verb.HELP:
            return help_comment(library.catalogue), "done"
        case Verb.EXPLAIN:
            return explain_comment(RULES, command.arguments), "done"
        case Verb.STATUS:
            return _status(command, forge), "done"
        case _:
            return verb_not_available(command.verb), "refused"


def _status(command: Command, forge: ForgeReader) -> str:
    trigger = command.trigger
    if trigger.subject is Subject.PULL_REQUEST and trigger.number is not None:
        pull_request = forge.pull_request(trigger.number)
        checks = forge.check_runs(pull_request.head, CHECK_NAME)
        reviews = forge.reviews(pull_request.number)
        return status_comment(pull_request, checks[0] if checks else None, reviews)
    mine = [
        item
        for item in forge.open_pull_requests()
        if item.head_branch.startswith(f"coworker/{trigger.number}-")
    ]
    if not mine:
        return status_comment(None, None, ())
    checks = forge.check_runs(mine[0].head, CHECK_NAME)
    return status_comment(mine[0], checks[0] if checks else None, forge.reviews(mine[0].number))
