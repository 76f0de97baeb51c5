"""Every answer that intake gives instead of work: a sentence, and the next thing to do.

It must not decide which one is due, but for what the words themselves need.
"""

from coworker.intake.commands import BadCommand
from coworker.model.trigger import Command, Reply, ReplyCode, Subject, Trigger


def misunderstood(trigger: Trigger, command: BadCommand) -> Reply:
    """A command that the grammar does not know."""
    return Reply(
        code=command.code,
        trigger=trigger,
        message=command.message,
        next_step=command.suggestion,
    )


def several_labels(trigger: Trigger, first: str, second: str) -> Reply:
    """An issue that asks for two different things at once."""
    return Reply(
        code=ReplyCode.SEVERAL_COMMANDS,
        trigger=trigger,
        message=f"The issue carries both `{first}` and `{second}`; it can ask for one thing only.",
        next_step="Take both labels off and put the right one on again.",
    )


def empty_request(trigger: Trigger) -> Reply:
    """An issue with nothing in it that a person can see."""
    return Reply(
        code=ReplyCode.EMPTY_REQUEST,
        trigger=trigger,
        message="The issue has no description, so there is nothing to work on.",
        next_step=f"Describe in the issue what is wanted, then {_again(trigger)}.",
    )


def too_long(trigger: Trigger, characters: int, limit: int) -> Reply:
    """A text over the limit, of which nothing was read."""
    return Reply(
        code=ReplyCode.TOO_LONG,
        trigger=trigger,
        message=f"The text has {characters} characters; at most {limit} are read.",
        next_step=f"Shorten the text to what is wanted, then {_again(trigger)}.",
    )


def closed(trigger: Trigger) -> Reply:
    """Work that was asked for where the conversation is over."""
    thing = "pull request" if trigger.subject is Subject.PULL_REQUEST else "issue"
    return Reply(
        code=ReplyCode.WRONG_PLACE,
        trigger=trigger,
        message=f"This {thing} is closed, so nothing more is done for it.",
        next_step=f"Reopen the {thing} and ask again, or open a new issue.",
    )


def not_on_default_branch(trigger: Trigger) -> Reply:
    """A workflow started by hand on a branch whose policy nobody has reviewed."""
    return Reply(
        code=ReplyCode.WRONG_PLACE,
        trigger=trigger,
        message=f"The workflow was started on a branch other than `{trigger.default_branch}`.",
        next_step=f"Start it again and choose the branch `{trigger.default_branch}`.",
    )


def needs_pull_request(trigger: Trigger) -> Reply:
    """A command started by hand that is about a pull request, without saying which."""
    return Reply(
        code=ReplyCode.WRONG_PLACE,
        trigger=trigger,
        message="This command is about a pull request, and none was given.",
        next_step="Start the workflow again with the pull request's number in `pull_request`.",
    )


def malformed_input(trigger: Trigger, name: str, expected: str) -> Reply:
    """An input of the workflow's form that is not what it should be."""
    return Reply(
        code=ReplyCode.MALFORMED_COMMAND,
        trigger=trigger,
        message=f"The input `{name}` is not {expected}.",
        next_step=f"Start the workflow again and give {expected} in `{name}`.",
    )


def not_permitted(command: Command) -> Reply:
    """Somebody without write access asked; the flow that looked that up sends this."""
    how = (
        _again(command.trigger)
        if command.trigger.event == "issues"
        else f"comment `{typed(command)}`"
    )
    return Reply(
        code=ReplyCode.NOT_PERMITTED,
        trigger=command.trigger,
        message="Requests are taken from people with write access to this repository only.",
        next_step=f"Ask somebody who has it to {how}.",
    )


def from_fork(command: Command) -> Reply:
    """A command on a fork's pull request; the flow that looked that up sends this."""
    return Reply(
        code=ReplyCode.FORK,
        trigger=command.trigger,
        message="This pull request comes from a fork, and nothing from a fork is planned or run.",
        next_step="Push the branch to this repository and open the pull request from there.",
    )


def not_into_default_branch(command: Command) -> Reply:
    """A command on a pull request whose base nobody has reviewed; the flow looked that up."""
    branch = command.trigger.default_branch
    return Reply(
        code=ReplyCode.WRONG_PLACE,
        trigger=command.trigger,
        message=f"This pull request is not into `{branch}`, and policy is read from there alone.",
        next_step=f"Change the pull request's base branch to `{branch}` and ask again.",
    )


def typed(command: Command) -> str:
    """A command as a person types it into a comment."""
    flags = [word for flag, values in command.flags.items() for word in (flag, ",".join(values))]
    return " ".join(["/coworker", command.verb.value, *command.arguments, *flags])


def _again(trigger: Trigger) -> str:
    """How what was asked for by this event is asked for once more."""
    match trigger.event:
        case "issues":
            return "take the label off and put it on again"
        case "workflow_dispatch":
            return "start the workflow again"
        case _:
            return "comment `/coworker plan`"
