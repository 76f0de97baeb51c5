"""Finds the one command in a comment and reads it by the closed grammar.

It must not act on anything but the writer's own lines, or pass a word on that it did not check.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from coworker.intake.grammar import ALIASES, DEPLOY_FORM, FORMS, SAFE_WORD, Form
from coworker.intake.visible import own_lines
from coworker.model.trigger import ReplyCode, Verb

_ADDRESSED = re.compile(r"/(?:aws-)?coworker(?!/)", re.IGNORECASE)
_LONGEST_ECHO = 40
_HELP = "/coworker help"


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedCommand:
    """A command that the grammar knows. `flags` maps `--name` to its comma-separated values."""

    kind: Literal["parsed_command"] = "parsed_command"
    verb: Verb
    arguments: tuple[str, ...] = ()
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class NoCommand:
    """Nobody spoke to the co-worker."""

    kind: Literal["no_command"] = "no_command"


@dataclass(frozen=True, kw_only=True, slots=True)
class BadCommand:
    """Somebody did, and was not understood: why, and what to type instead."""

    kind: Literal["bad_command"] = "bad_command"
    code: ReplyCode
    message: str
    suggestion: str


CommandResult: TypeAlias = ParsedCommand | NoCommand | BadCommand


def parse(text: str) -> CommandResult:
    """Read the command in a comment. `text` must have been sanitised.

    A command stands at the beginning of a line, outside quotes and code. Any other slash command
    is none of ours. More than one is refused, since their order would matter and one reply
    could not say what became of each.
    """
    addressed = [line for line in own_lines(text) if _ADDRESSED.match(line)]
    match addressed:
        case []:
            return NoCommand()
        case [line]:
            return _read(line.split())
        case _:
            return BadCommand(
                code=ReplyCode.SEVERAL_COMMANDS,
                message=f"This comment holds {len(addressed)} commands, and none of them was run.",
                suggestion="Write one command to a comment, for example `/coworker plan`.",
            )


def parse_dispatch(text: str) -> ParsedCommand | BadCommand:
    """Read what was typed into a workflow's form: a verb and its words, with no slash in front.

    `deploy` is a verb here, and nowhere else.
    """
    words = text.split()
    if not words:
        return BadCommand(
            code=ReplyCode.MALFORMED_COMMAND,
            message="The workflow was started without a command.",
            suggestion="Start it again with, for example, `deploy` in `command`.",
        )
    if words[0].lower() == Verb.DEPLOY:
        return _arguments(Verb.DEPLOY, DEPLOY_FORM, words[1:])
    return _read(["/coworker", *words])


def _read(words: Sequence[str]) -> ParsedCommand | BadCommand:
    name = words[0].removeprefix("/").lower()
    if name in ALIASES:
        verb = ALIASES[name]
        return _arguments(verb, FORMS[verb], words[1:])
    if name != "coworker":
        return _unknown(words[0], [name, *words[1:2]])
    if len(words) == 1:
        return BadCommand(
            code=ReplyCode.UNKNOWN_COMMAND,
            message="`/coworker` needs a verb.",
            suggestion=f"Comment `{_HELP}` to see them all.",
        )
    typed = words[1].lower()
    if typed in FORMS:
        verb = Verb(typed)
        return _arguments(verb, FORMS[verb], words[2:])
    if typed == Verb.DEPLOY:
        return BadCommand(
            code=ReplyCode.UNKNOWN_COMMAND,
            message="Nothing is deployed by a comment; merging the reviewed pull request does it.",
            suggestion="Comment `/coworker status` to see what the merge still needs.",
        )
    return _unknown(words[1], [typed])


def _unknown(typed: str, meant: Sequence[str]) -> BadCommand:
    return BadCommand(
        code=ReplyCode.UNKNOWN_COMMAND,
        message=f"{_echo(typed)} is not a command.",
        suggestion=f"Did you mean `{_nearest(meant)}`?",
    )


def _nearest(meant: Sequence[str]) -> str:
    """The command most like the first word in which there is more than our name; else help."""
    stripped = (
        word[:_LONGEST_ECHO].lower().removeprefix("aws-").removeprefix("coworker").strip("-_:.,;!")
        for word in meant
    )
    bare = next(filter(None, stripped), "")
    verbs = [verb.value for verb in FORMS]
    aliases = {alias.removeprefix("aws-coworker-"): verb.value for alias, verb in ALIASES.items()}
    for candidates in (verbs, list(aliases)):
        found = difflib.get_close_matches(bare, candidates, n=1)
        if found:
            verb = Verb(aliases.get(found[0], found[0]))
            return f"/coworker {FORMS[verb].example}"
    return _HELP


def _arguments(verb: Verb, form: Form, words: Sequence[str]) -> ParsedCommand | BadCommand:
    for word in words:
        if not SAFE_WORD.fullmatch(word):
            return _malformed(form, f"{_echo(word)} holds characters that a command cannot")
    plain: list[str] = []
    flags: dict[str, tuple[str, ...]] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            plain.append(word)
            continue
        pattern = form.flags.get(word)
        if pattern is None or word in flags:
            return _malformed(form, f"{_echo(word)} is not a flag here, or is given twice")
        value = rest.pop(0) if rest else ""
        if not re.fullmatch(pattern, value):
            return _malformed(form, f"The value of {_echo(word)} is missing or not valid")
        flags[word] = tuple(value.split(","))
    return _checked(form, plain) or ParsedCommand(verb=verb, arguments=tuple(plain), flags=flags)


def _checked(form: Form, plain: Sequence[str]) -> BadCommand | None:
    if not plain:
        return _malformed(form, "Something is missing after the verb") if form.required else None
    if form.argument is None or len(plain) > 1:
        surplus = plain[0] if form.argument is None else plain[1]
        return _malformed(form, f"{_echo(surplus)} is more than this command takes")
    if not re.fullmatch(form.argument, plain[0]):
        return _malformed(form, f"{_echo(plain[0])} is not what this command takes")
    return None


def _malformed(form: Form, message: str) -> BadCommand:
    return BadCommand(
        code=ReplyCode.MALFORMED_COMMAND,
        message=f"{message}: it reads `/coworker {form.usage}`.",
        suggestion=f"Comment, for example, `/coworker {form.example}`.",
    )


def _echo(word: str) -> str:
    """A word as it may be shown again: in a code span, or not at all if it could leave one."""
    if len(word) <= _LONGEST_ECHO and SAFE_WORD.fullmatch(word.removeprefix("/")):
        return f"`{word}`"
    return "What follows the slash" if word.startswith("/") else "One of the words"
