"""The closed grammar, where a command may stand, and what a person is told who mistyped one.

It must not go through an event: tests/intake/test_events.py does.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.intake.commands import BadCommand, NoCommand, ParsedCommand, parse, parse_dispatch
from coworker.intake.grammar import ALIASES, FORMS
from coworker.model.trigger import EVENT_ONLY_VERBS, ReplyCode, Verb


def test_every_verb_that_can_be_typed_has_a_form_and_no_other() -> None:
    assert set(FORMS) == set(Verb) - EVENT_ONLY_VERBS


@pytest.mark.parametrize("verb", FORMS, ids=str)
def test_the_example_of_a_verb_is_a_command(verb: Verb) -> None:
    parsed = parse(f"/coworker {FORMS[verb].example}")

    assert isinstance(parsed, ParsedCommand)
    assert parsed.verb is verb


@pytest.mark.parametrize(
    ("text", "verb", "arguments"),
    [
        ("/coworker plan", Verb.PLAN, ()),
        ("  /Coworker   PLAN  \n", Verb.PLAN, ()),
        ("Thanks!\n\n/coworker plan\n\nand more words", Verb.PLAN, ()),
        ("> quoted\n\n/coworker plan", Verb.PLAN, ()),
        ("```\n/coworker execute\n```\n/coworker plan", Verb.PLAN, ()),
        ("`a` b\n/coworker plan\n`c d", Verb.PLAN, ()),
        ("<pre>/coworker execute</pre>\n/coworker plan", Verb.PLAN, ()),
        ("/coworker execute", Verb.EXECUTE, ()),
        ("/coworker rollback last", Verb.ROLLBACK, ("last",)),
        ("/coworker rollback #12", Verb.ROLLBACK, ("#12",)),
        ("/coworker rollback baseline/2025-01-31", Verb.ROLLBACK, ("baseline/2025-01-31",)),
        ("/coworker rollback v1.2.3", Verb.ROLLBACK, ("v1.2.3",)),
        ("/coworker audit inventory", Verb.AUDIT, ("inventory",)),
        ("/coworker bootstrap 111122223333", Verb.BOOTSTRAP, ("111122223333",)),
        ("/coworker explain", Verb.EXPLAIN, ()),
        ("/coworker explain CKV_AWS_18", Verb.EXPLAIN, ("CKV_AWS_18",)),
        ("/coworker status", Verb.STATUS, ()),
        ("/coworker help", Verb.HELP, ()),
        ("/coworker new-skill s3-review", Verb.NEW_SKILL, ("s3-review",)),
        ("/coworker refactor-skills", Verb.REFACTOR_SKILLS, ()),
        ("/coworker audit-library", Verb.AUDIT_LIBRARY, ()),
        ("/aws-coworker-plan-interaction", Verb.PLAN, ()),
        ("/aws-coworker-execute-nonprod", Verb.EXECUTE, ()),
        ("/aws-coworker-prepare-prod-change", Verb.PLAN, ()),
        ("/aws-coworker-rollback-change last", Verb.ROLLBACK, ("last",)),
        ("/aws-coworker-bootstrap-account 111122223333", Verb.BOOTSTRAP, ("111122223333",)),
        ("/aws-coworker-new-skill-from-session x", Verb.NEW_SKILL, ("x",)),
        ("/aws-coworker-refactor-skills", Verb.REFACTOR_SKILLS, ()),
        ("/AWS-coworker-audit-library", Verb.AUDIT_LIBRARY, ()),
    ],
)
def test_a_command_is_read(text: str, verb: Verb, arguments: tuple[str, ...]) -> None:
    assert parse(text) == ParsedCommand(verb=verb, arguments=arguments)


def test_flags_are_read_in_any_order() -> None:
    expected = ParsedCommand(
        verb=Verb.AUDIT,
        arguments=("tags",),
        flags={"--accounts": ("111122223333", "444455556666"), "--regions": ("us-gov-west-1",)},
    )

    assert (
        parse("/coworker audit tags --accounts 111122223333,444455556666 --regions us-gov-west-1")
        == expected
    )
    assert (
        parse("/coworker audit --regions us-gov-west-1 --accounts 111122223333,444455556666 tags")
        == expected
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just words",
        "Please run /coworker plan",
        "> /coworker plan",
        ">/coworker plan",
        "- > /coworker plan",
        "> quoted words\n/coworker plan",
        "```\n/coworker plan\n```",
        "~~~sh\n/coworker plan\n~~~",
        "```\n/coworker plan",
        "````\n```\n/coworker plan\n````",
        "```\n~~~\n/coworker plan\n```",
        "``` \n    ```\n/coworker plan",
        "- item\n  ```\n  /coworker plan\n  ```",
        "1. ```\n   /coworker plan\n   ```",
        "    /coworker plan",
        "\t/coworker plan",
        "`/coworker plan`",
        "`a\n/coworker plan\nb`",
        "``a ` b\n/coworker plan\nb``",
        "<pre>\n/coworker plan\n</pre>",
        "<blockquote>\n\n/coworker plan\n\n</blockquote>",
        "<code>\n/coworker plan",
        "/coworker/intake/events.py is the file",
        "/deploy now",
        "/cowork plan",
        "//coworker plan",
        "/ coworker plan",
        "coworker plan",
        "@coworker plan",
    ],
)
def test_what_is_quoted_code_or_not_addressed_is_no_command(text: str) -> None:
    assert parse(text) == NoCommand()


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("/coworker paln", "/coworker plan"),
        ("/coworkerplan", "/coworker plan"),
        ("/coworker: plan", "/coworker plan"),
        ("/coworker-rolback", "/coworker rollback last"),
        ("/coworker new-skil", "/coworker new-skill s3-review"),
        ("/coworker plan-interaction", "/coworker plan"),
        ("/coworker qqqqqq", "/coworker help"),
        ("/coworker", "/coworker help"),
        ("/coworker deploy", "/coworker status"),
        ("/coworker clean-up", "/coworker help"),
        ("/aws-coworker plan", "/coworker plan"),
        ("/aws-coworker-rollback-chnage last", "/coworker rollback last"),
        ("/coworker " + "x" * 90_000, "/coworker help"),
    ],
)
def test_an_unknown_command_gets_a_suggestion(text: str, suggested: str) -> None:
    bad = parse(text)

    assert isinstance(bad, BadCommand)
    assert bad.code is ReplyCode.UNKNOWN_COMMAND
    assert f"`{suggested}`" in bad.suggestion
    assert len(bad.message) < 200


@pytest.mark.parametrize(
    "text",
    [
        "/coworker plan now",
        "/coworker plan --target x",
        "/coworker execute 1",
        "/coworker rollback",
        "/coworker rollback last now",
        "/coworker rollback ../main",
        "/coworker rollback a..b",
        "/coworker rollback a//b",
        "/coworker rollback a.lock",
        "/coworker rollback a/",
        "/coworker rollback #0",
        "/coworker rollback -x",
        "/coworker audit",
        "/coworker audit Inventory",
        "/coworker audit x --accounts",
        "/coworker audit x --accounts 1",
        "/coworker audit x --regions mars-1",
        "/coworker audit x --accounts 111122223333 --accounts 111122223333",
        "/coworker audit x --accounts=111122223333",
        "/coworker bootstrap 1234",
        "/coworker explain a b",
        "/coworker explain $(id)",
        "/coworker explain `id`",
        "/coworker explain " + "x" * 101,
        "/coworker help me",
        "/coworker new-skill ../x",
        "/aws-coworker-rollback-change",
    ],
)
def test_a_command_with_other_words_than_its_own_is_refused(text: str) -> None:
    bad = parse(text)

    assert isinstance(bad, BadCommand)
    assert bad.code is ReplyCode.MALFORMED_COMMAND
    assert "it reads `/coworker " in bad.message
    assert "`/coworker " in bad.suggestion


@pytest.mark.parametrize("word", ["@everyone", "[x](http://evil)", "`", "<b>", "é", "x" * 200])
def test_an_unsafe_word_is_never_shown_again(word: str) -> None:
    for text in (f"/coworker {word}", f"/coworker explain {word}", f"/coworker{word}"):
        bad = parse(text)
        assert isinstance(bad, BadCommand)
        assert word not in bad.message + bad.suggestion or word == "`"
        assert (bad.message + bad.suggestion).count("`") % 2 == 0


@pytest.mark.parametrize(
    "text",
    ["/coworker plan\n/coworker plan", "/coworker plan\n/coworker nonsense\n/aws-coworker-x"],
)
def test_several_commands_are_refused(text: str) -> None:
    bad = parse(text)

    assert isinstance(bad, BadCommand)
    assert bad.code is ReplyCode.SEVERAL_COMMANDS


def test_a_workflow_can_be_asked_to_deploy_and_a_comment_cannot() -> None:
    assert parse_dispatch(" Deploy ") == ParsedCommand(verb=Verb.DEPLOY)
    assert parse_dispatch("audit inventory") == ParsedCommand(
        verb=Verb.AUDIT, arguments=("inventory",)
    )
    assert isinstance(parse_dispatch("deploy now"), BadCommand)
    assert isinstance(parse_dispatch(""), BadCommand)
    assert isinstance(parse_dispatch("/coworker plan"), BadCommand)


LINES = st.sampled_from(
    [
        "/coworker plan",
        "```",
        "~~~",
        "> q",
        "",
        "`",
        "``",
        "    x",
        "<pre>",
        "</pre>",
        "- a",
        "  ```",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_a_command_is_never_seen_behind_an_open_fence(lines: list[str]) -> None:
    assert parse("\n".join(["```", *[line for line in lines if "`" not in line]])) == NoCommand()


@given(st.text(max_size=60))
def test_any_words_after_the_slash_come_to_a_value(text: str) -> None:
    result = parse(f"/coworker {text}")

    assert isinstance(result, ParsedCommand | BadCommand)


def test_every_alias_stands_for_a_verb_that_can_be_typed() -> None:
    assert len(ALIASES) == 8
    assert set(ALIASES.values()) <= set(FORMS)
