"""What each event comes to, on GitHub's published payloads and on ours.

It must not look into the grammar or the sanitising: their own tests do.
"""

import subprocess
import sys
from typing import Any

import pytest

from coworker.errors import ConfigurationFault, ExitCode
from coworker.intake import replies
from coworker.intake.early import HANDLED
from coworker.intake.events import READERS, IntakeSettings, decide
from coworker.model.request import Removal, RemovalKind
from coworker.model.trigger import (
    Command,
    Ignore,
    Intake,
    Reply,
    ReplyCode,
    Subject,
    Trigger,
    Verb,
)
from tests.intake import payloads
from tests.intake.payloads import BASE, HEAD, Payload
from tests.support.golden import Golden

SETTINGS = IntakeSettings()


def commanded(intake: Intake) -> Command:
    assert isinstance(intake, Command), intake
    return intake


def replied(intake: Intake, code: ReplyCode) -> Reply:
    assert isinstance(intake, Reply), intake
    assert intake.code is code
    assert intake.message.endswith(".")
    assert intake.next_step
    return intake


def ignored(intake: Intake, word: str) -> None:
    assert isinstance(intake, Ignore), intake
    assert word in intake.reason


# --- GitHub's published payloads ---------------------------------------------------------------


@pytest.mark.parametrize("event", payloads.published_events())
def test_a_published_payload_never_is_a_fault(event: str) -> None:
    results = [decide(event, payload, SETTINGS) for payload in payloads.published(event)]

    assert results
    if event not in HANDLED:
        assert all(isinstance(result, Ignore) for result in results)


@pytest.mark.parametrize("action", ["opened", "reopened", "synchronize"])
def test_a_published_pull_request_is_planned(action: str) -> None:
    for payload in payloads.published("pull_request", action):
        command = commanded(decide("pull_request", payload, SETTINGS))
        assert command.verb is Verb.PLAN
        assert command.trigger.head == payload["pull_request"]["head"]["sha"]
        assert command.trigger.base == payload["pull_request"]["base"]["sha"]


def test_a_published_pull_request_that_is_closed_unmerged_is_cleaned_up_after() -> None:
    for payload in payloads.published("pull_request", "closed"):
        assert commanded(decide("pull_request", payload, SETTINGS)).verb is Verb.CLEAN_UP


def test_a_published_push_is_deployed_if_it_is_to_the_default_branch() -> None:
    verdicts = {
        payload["ref"]: type(decide("push", payload, SETTINGS))
        for payload in payloads.published("push")
    }

    assert verdicts == {"refs/heads/master": Command, "refs/tags/simple-tag": Ignore}


def test_a_published_issue_is_planned_when_its_label_is_ours() -> None:
    for payload in payloads.published("issues", "labeled"):
        settings = IntakeSettings(change_label="Bug")
        command = commanded(decide("issues", payload, settings))
        assert command.verb is Verb.PLAN
        assert command.text == payload["issue"]["body"]
        ignored(decide("issues", payload, SETTINGS), "not one of the co-worker's")


def test_a_published_comment_is_a_command_once_it_holds_one() -> None:
    for payload in payloads.published("issue_comment", "created"):
        ignored(decide("issue_comment", payload, SETTINGS), "no command")
        payload["comment"]["body"] = "/coworker status"
        assert commanded(decide("issue_comment", payload, SETTINGS)).verb is Verb.STATUS


def test_a_published_merge_group_is_planned_if_its_base_is_the_default_branch() -> None:
    for payload in payloads.published("merge_group", "checks_requested"):
        payload["repository"]["default_branch"] = "main"
        assert commanded(decide("merge_group", payload, SETTINGS)).verb is Verb.PLAN


# --- issues ------------------------------------------------------------------------------------


def test_a_labelled_issue_is_a_request_by_whoever_labelled_it() -> None:
    command = commanded(decide("issues", payloads.issue_labelled(title="A\n bucket"), SETTINGS))

    assert command == Command(
        verb=Verb.PLAN,
        text="Please make a private bucket.",
        trigger=Trigger(
            event="issues",
            action="labeled",
            repository="acme/estate",
            actor="ada",
            actor_is_bot=False,
            subject=Subject.ISSUE,
            number=7,
            title="A bucket",
            text="Please make a private bucket.",
            labels=("coworker",),
            at="2025-01-31T10:00:00Z",
        ),
    )


@pytest.mark.parametrize(
    ("label", "verb"),
    [
        ("coworker", Verb.PLAN),
        ("Coworker", Verb.PLAN),
        ("coworker:audit", Verb.AUDIT),
        ("coworker:rollback", Verb.ROLLBACK),
    ],
)
def test_the_label_says_what_is_asked_for(label: str, verb: Verb) -> None:
    payload = payloads.issue_labelled(label)

    assert commanded(decide("issues", payload, SETTINGS)).verb is verb


@pytest.mark.parametrize("ours", SETTINGS.labels)
def test_an_issue_that_is_opened_with_a_label_runs_once(ours: str) -> None:
    labelled = payloads.issue_labelled(ours, "team-a")
    opened = labelled | {"action": "opened"}
    del opened["label"]
    other = labelled | {"label": {"name": "team-a"}}

    results = [decide("issues", payload, SETTINGS) for payload in (opened, labelled, other)]

    assert [type(result) for result in results] == [Ignore, Command, Ignore]


def test_the_more_exact_label_counts() -> None:
    change = payloads.issue_labelled("coworker", "coworker:audit")
    audit = payloads.issue_labelled("coworker:audit", "coworker")

    ignored(decide("issues", change, SETTINGS), "other label")
    assert commanded(decide("issues", audit, SETTINGS)).verb is Verb.AUDIT


def test_labels_that_contradict_each_other_are_asked_about() -> None:
    payload = payloads.issue_labelled("coworker:audit", "coworker:rollback")

    replied(decide("issues", payload, SETTINGS), ReplyCode.SEVERAL_COMMANDS)


@pytest.mark.parametrize("body", [None, "", " \n", "<!-- only hidden -->", "\u200b"])
def test_an_empty_issue_is_told_so(body: str | None) -> None:
    payload = payloads.issue_labelled(body=body)

    replied(decide("issues", payload, SETTINGS), ReplyCode.EMPTY_REQUEST)


def test_an_issue_of_200_kilobytes_is_told_so_and_not_carried_on() -> None:
    payload = payloads.issue_labelled(body="x" * 200_000)

    reply = replied(decide("issues", payload, SETTINGS), ReplyCode.TOO_LONG)
    assert "200008" in reply.message
    assert reply.trigger.text == ""


def test_a_label_on_a_closed_issue_is_told_so() -> None:
    payload = payloads.issue_labelled(state="closed")

    replied(decide("issues", payload, SETTINGS), ReplyCode.WRONG_PLACE)


def test_hidden_text_never_goes_on_and_is_counted() -> None:
    payload = payloads.issue_labelled(title="A\u200b bucket", body="Please<!-- x --> make it.")

    command = commanded(decide("issues", payload, SETTINGS))

    assert (command.trigger.title, command.text) == ("A bucket", "Please make it.")
    assert command.trigger.text == command.text
    assert command.removed == (
        Removal(kind=RemovalKind.HTML_COMMENT, count=1, characters=10),
        Removal(kind=RemovalKind.ZERO_WIDTH, count=1, characters=1),
    )


# --- comments ----------------------------------------------------------------------------------


def test_a_command_carries_the_issue_s_text_and_the_comment_s() -> None:
    payload = payloads.comment("Please:\n/coworker plan")

    command = commanded(decide("issue_comment", payload, SETTINGS))

    assert command.text == "Please make a private bucket."
    assert command.trigger.text == "Please:\n/coworker plan"
    assert (command.trigger.comment, command.trigger.at) == (99, "2025-01-31T11:00:00Z")
    assert command.trigger.subject is Subject.ISSUE


def test_a_command_on_a_pull_request_does_not_claim_to_know_its_head() -> None:
    payload = payloads.comment("/coworker plan", on_pull_request=True, body=None)

    command = commanded(decide("issue_comment", payload, SETTINGS))

    assert command.trigger.subject is Subject.PULL_REQUEST
    assert (command.trigger.head, command.trigger.base) == (None, None)


def test_a_command_s_words_and_flags_go_on() -> None:
    payload = payloads.comment("/coworker audit tags --regions eu-west-1")

    command = commanded(decide("issue_comment", payload, SETTINGS))

    assert (command.arguments, command.flags) == (("tags",), {"--regions": ("eu-west-1",)})


@pytest.mark.parametrize(
    "body",
    [
        "I like it",
        "Schön 😀",
        "<!-- /coworker plan -->",
        "See [this](https://example.org)",
        "a & b",
        "",
        "the folder /coworker/intake",
        "x" * 200_000,
    ],
)
def test_a_comment_without_a_command_is_ignored(body: str) -> None:
    ignored(decide("issue_comment", payloads.comment(body), SETTINGS), "no command")


def test_a_command_that_hidden_characters_cut_is_read_as_a_person_sees_it() -> None:
    payload = payloads.comment("/co\u200bworker pl\u00adan")

    assert commanded(decide("issue_comment", payload, SETTINGS)).verb is Verb.PLAN


def test_a_mistyped_command_gets_an_answer() -> None:
    reply = replied(
        decide("issue_comment", payloads.comment("/coworker paln"), SETTINGS),
        ReplyCode.UNKNOWN_COMMAND,
    )

    assert "`/coworker plan`" in reply.next_step


def test_two_commands_in_one_comment_are_refused() -> None:
    payload = payloads.comment("/coworker plan\n/coworker execute")

    replied(decide("issue_comment", payload, SETTINGS), ReplyCode.SEVERAL_COMMANDS)


def test_a_long_comment_that_speaks_to_us_is_told_so() -> None:
    payload = payloads.comment("/coworker plan\n" + "é" * 70_000)

    replied(decide("issue_comment", payload, SETTINGS), ReplyCode.TOO_LONG)


def test_a_plan_of_an_issue_that_cannot_be_read_is_told_so() -> None:
    long = payloads.comment("/coworker plan", body="x" * 70_000)
    empty = payloads.comment("/coworker plan", body="<!-- x -->")

    replied(decide("issue_comment", long, SETTINGS), ReplyCode.TOO_LONG)
    replied(decide("issue_comment", empty, SETTINGS), ReplyCode.EMPTY_REQUEST)


@pytest.mark.parametrize("on_pull_request", [False, True])
def test_a_closed_conversation_answers_questions_and_undoes_and_does_nothing_else(
    on_pull_request: bool,
) -> None:
    def answer(text: str) -> Intake:
        payload = payloads.comment(text, on_pull_request=on_pull_request, state="closed")
        return decide("issue_comment", payload, SETTINGS)

    for text in ("help", "status", "explain", "rollback last"):
        assert isinstance(answer(f"/coworker {text}"), Command)
    for text in ("plan", "execute", "audit x"):
        replied(answer(f"/coworker {text}"), ReplyCode.WRONG_PLACE)


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_only_what_was_first_written_counts(action: str) -> None:
    payload = payloads.comment("/coworker plan") | {"action": action}

    ignored(decide("issue_comment", payload, SETTINGS), action)


# --- pull requests -----------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["opened", "synchronize", "reopened"])
def test_a_pull_request_is_planned_at_its_head(action: str) -> None:
    command = commanded(decide("pull_request", payloads.pull_request(action), SETTINGS))

    assert command.verb is Verb.PLAN
    assert (command.trigger.head, command.trigger.base) == (HEAD, BASE)
    assert command.trigger.number == 8


def test_the_branch_that_a_pull_request_names_is_its_base_since_policy_is_read_there() -> None:
    command = commanded(decide("pull_request", payloads.pull_request(), SETTINGS))

    assert command.trigger.ref == "main"


@pytest.mark.parametrize("action", ["opened", "closed"])
@pytest.mark.parametrize("repo", [None, {"full_name": "mallory/estate"}])
def test_a_fork_is_ignored(action: str, repo: Payload | None) -> None:
    head = {"ref": "topic", "sha": HEAD, "repo": repo}

    ignored(decide("pull_request", payloads.pull_request(action, head=head), SETTINGS), "fork")


def test_a_pull_request_into_another_branch_is_ignored() -> None:
    base = {"ref": "loose-policy", "sha": BASE, "repo": {"full_name": "acme/estate"}}

    ignored(decide("pull_request", payloads.pull_request(base=base), SETTINGS), "not into main")


def test_a_merged_pull_request_leaves_the_work_to_its_push() -> None:
    payload = payloads.pull_request("closed", merged=True)

    ignored(decide("pull_request", payload, SETTINGS), "merged")


def test_a_pull_request_with_too_long_a_text_is_told_so_but_cleaned_up_after() -> None:
    opened = payloads.pull_request(body="x" * 70_000)
    closed = payloads.pull_request("closed", body="x" * 70_000)

    replied(decide("pull_request", opened, SETTINGS), ReplyCode.TOO_LONG)
    assert commanded(decide("pull_request", closed, SETTINGS)).verb is Verb.CLEAN_UP


# --- commits -----------------------------------------------------------------------------------


def test_a_push_to_the_default_branch_is_deployed() -> None:
    command = commanded(decide("push", payloads.push(), SETTINGS))

    assert command.verb is Verb.DEPLOY
    assert (command.trigger.head, command.trigger.base) == (HEAD, BASE)
    assert command.trigger.at == "2025-01-31T13:00:00Z"
    assert command.trigger.subject is Subject.COMMIT


def test_a_push_whose_commit_has_no_time_has_none() -> None:
    payload = payloads.push(head_commit=None)

    assert commanded(decide("push", payload, SETTINGS)).trigger.at == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"ref": "refs/heads/topic"},
        {"ref": "refs/heads/coworker-ledger"},
        {"ref": "refs/tags/main"},
        {"deleted": True},
        {"ref": "refs/heads/topic", "repository": {"full_name": "acme/estate"}},
    ],
)
def test_any_other_push_is_ignored(changes: Payload) -> None:
    assert isinstance(decide("push", payloads.push(**changes), SETTINGS), Ignore)


def test_a_merge_group_is_planned_at_its_head() -> None:
    command = commanded(decide("merge_group", payloads.merge_group(head_commit=None), SETTINGS))

    assert command.verb is Verb.PLAN
    assert (command.trigger.head, command.trigger.base, command.trigger.at) == (HEAD, BASE, "")


def test_a_merge_group_for_another_branch_is_ignored() -> None:
    payload = payloads.merge_group(base_ref="refs/heads/release")

    ignored(decide("merge_group", payload, SETTINGS), "not for main")


def test_a_schedule_needs_nothing_but_the_repository_s_name() -> None:
    settings = IntakeSettings(repository="acme/estate")

    command = commanded(decide("schedule", {"schedule": "0 4 * * 1"}, settings))

    assert command.verb is Verb.SCHEDULED
    assert (command.trigger.repository, command.trigger.title) == ("acme/estate", "0 4 * * 1")
    assert isinstance(decide("schedule", payloads.push(), SETTINGS), Command)
    with pytest.raises(ConfigurationFault, match="which repository"):
        decide("schedule", {}, SETTINGS)


# --- workflows started by hand -----------------------------------------------------------------


def test_a_commit_can_be_deployed_by_hand() -> None:
    payload = payloads.dispatch({"command": "deploy", "commit": HEAD, "pull_request": ""})

    command = commanded(decide("workflow_dispatch", payload, SETTINGS))

    assert (command.verb, command.trigger.head) == (Verb.DEPLOY, HEAD)
    assert command.trigger.subject is Subject.COMMIT
    latest = commanded(
        decide("workflow_dispatch", payloads.dispatch({"command": "deploy"}), SETTINGS)
    )
    assert latest.trigger.head is None


def test_a_pull_request_can_be_planned_by_hand() -> None:
    payload = payloads.dispatch({"command": "plan", "pull_request": "#8"})

    command = commanded(decide("workflow_dispatch", payload, SETTINGS))

    assert (command.verb, command.trigger.number) == (Verb.PLAN, 8)
    assert command.trigger.subject is Subject.PULL_REQUEST


def test_an_audit_can_be_started_by_hand() -> None:
    payload = payloads.dispatch({"command": "audit\u200b inventory"})

    command = commanded(decide("workflow_dispatch", payload, SETTINGS))

    assert (command.verb, command.arguments) == (Verb.AUDIT, ("inventory",))
    assert command.trigger.subject is Subject.NONE
    assert command.removed


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        (None, ReplyCode.MALFORMED_COMMAND),
        ({}, ReplyCode.MALFORMED_COMMAND),
        ({"command": "paln"}, ReplyCode.UNKNOWN_COMMAND),
        ({"command": "plan"}, ReplyCode.WRONG_PLACE),
        ({"command": "plan", "pull_request": "eight"}, ReplyCode.MALFORMED_COMMAND),
        ({"command": "deploy", "commit": "abc"}, ReplyCode.MALFORMED_COMMAND),
        ({"command": "x" * 70_000}, ReplyCode.TOO_LONG),
    ],
)
def test_a_mistake_in_the_form_is_told(inputs: Payload | None, code: ReplyCode) -> None:
    replied(decide("workflow_dispatch", payloads.dispatch(inputs), SETTINGS), code)


def test_a_workflow_started_on_another_branch_is_refused() -> None:
    payload = payloads.dispatch({"command": "deploy"}, ref="refs/heads/topic")

    replied(decide("workflow_dispatch", payload, SETTINGS), ReplyCode.WRONG_PLACE)


# --- who, and what is wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("issues", payloads.issue_labelled()),
        ("issue_comment", payloads.comment("/coworker plan")),
        ("pull_request", payloads.pull_request()),
        ("workflow_dispatch", payloads.dispatch({"command": "deploy"})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize(
    "sender", [{"login": "x[bot]", "type": "User"}, {"login": "x", "type": "Bot"}]
)
def test_bots_are_not_listened_to(event: str, payload: Payload, sender: Payload) -> None:
    ignored(decide(event, payload | {"sender": sender}, SETTINGS), "Bots")


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("push", payloads.push()),
        ("merge_group", payloads.merge_group()),
        ("pull_request", payloads.pull_request("closed")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_merge_queue_and_a_clean_up_are_not_the_bot_s_wish(event: str, payload: Payload) -> None:
    command = commanded(decide(event, payloads.by_bot(payload), SETTINGS))

    assert command.trigger.actor_is_bot


def test_an_association_says_nothing_about_what_a_person_may_do() -> None:
    payload = payloads.comment("/coworker plan", author_association="NONE")

    assert isinstance(decide("issue_comment", payload, SETTINGS), Command)


@pytest.mark.parametrize("event", ["star", "", "pull_request_target", "repository_dispatch"])
def test_an_unknown_event_is_ignored(event: str) -> None:
    ignored(decide(event, {}, SETTINGS), "not handled")


def without(payload: Payload, *keys: str) -> Payload:
    """A copy of a payload in which the key at the end of a path is missing."""
    first, *rest = keys
    if rest:
        return payload | {first: without(payload[first], *rest)}
    return {key: value for key, value in payload.items() if key != first}


@pytest.mark.parametrize(
    ("event", "payload", "keys"),
    [
        ("issues", payloads.issue_labelled(), ("action",)),
        ("issues", payloads.issue_labelled(), ("label",)),
        ("issues", payloads.issue_labelled(), ("issue", "title")),
        ("issues", payloads.issue_labelled(), ("sender",)),
        ("issues", payloads.issue_labelled(), ("repository", "full_name")),
        ("issue_comment", payloads.comment("/coworker plan"), ("action",)),
        ("issue_comment", payloads.comment("/coworker plan"), ("comment", "body")),
        ("issue_comment", payloads.comment("/coworker plan"), ("issue", "number")),
        ("pull_request", payloads.pull_request(), ("pull_request", "head", "sha")),
        ("pull_request", payloads.pull_request(), ("pull_request", "head", "repo")),
        ("push", payloads.push(), ("after",)),
        ("push", payloads.push(), ("ref",)),
        ("merge_group", payloads.merge_group(), ("merge_group", "head_sha")),
        ("workflow_dispatch", payloads.dispatch({}), ("ref",)),
    ],
)
def test_what_is_missing_is_named(event: str, payload: Payload, keys: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        decide(event, without(payload, *keys), SETTINGS)

    assert caught.value.where == f"{event}: {'.'.join(keys)}"
    assert caught.value.next_step
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("issues", payloads.issue_labelled(number="7")),
        ("issues", payloads.issue_labelled(updated_at="yesterday")),
        ("issues", payloads.issue_labelled(updated_at="0001-01-01T00:00:00+14:00")),
        ("push", payloads.push(after="HEAD")),
        ("push", payloads.push(ref=["refs/heads/main"])),
        ("issue_comment", payloads.comment("/coworker plan") | {"comment": "secret"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_of_the_wrong_kind_is_a_fault_that_does_not_repeat_it(
    event: str, payload: Payload
) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        decide(event, payload, SETTINGS)

    assert "secret" not in str(caught.value)


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    payload = payloads.issue_labelled(updated_at="2025-01-31T12:00:00")

    assert commanded(decide("issues", payload, SETTINGS)).trigger.at == "2025-01-31T12:00:00Z"


def test_an_event_of_another_repository_is_a_fault() -> None:
    ours, other = IntakeSettings(repository="Acme/Estate"), IntakeSettings(repository="acme/x")

    assert isinstance(decide("push", payloads.push(), ours), Command)
    with pytest.raises(ConfigurationFault, match="another repository"):
        decide("push", payloads.push(), other)


def test_the_same_events_are_handled_early_and_read() -> None:
    assert set(READERS) == set(HANDLED)


@pytest.mark.parametrize("payload", [{}, {"action": 1, "sender": "x", "comment": []}])
@pytest.mark.parametrize("event", sorted(set(HANDLED) - {"schedule"}))
def test_nonsense_is_a_fault_and_not_silence(event: str, payload: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationFault):
        decide(event, payload, SETTINGS)


def loaded_by(module: str) -> set[str]:
    """The modules that importing one loads, in a process that measures nothing (no environment)."""
    script = f"import sys; import {module}; print(*sys.modules, sep=chr(10))"
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, env={}, check=True, capture_output=True, text=True)
    return set(run.stdout.split())


def test_looking_early_loads_next_to_nothing() -> None:
    loaded = loaded_by("coworker.intake.early")

    assert "coworker.intake.early" in loaded
    assert not loaded & {"dataclasses", "re", "enum", "json", "pydantic", "coworker.model.trigger"}


def test_deciding_loads_nothing_heavy() -> None:
    loaded = loaded_by("coworker.intake.events")

    assert "coworker.intake.events" in loaded
    assert not loaded & {"boto3", "cfnlint", "anthropic", "github", "yaml", "rich"}


# --- what a person reads -----------------------------------------------------------------------


def test_the_replies(golden: Golden) -> None:
    labelled = commanded(decide("issues", payloads.issue_labelled(), SETTINGS))
    commented = commanded(
        decide("issue_comment", payloads.comment("/coworker audit x --regions eu-west-1"), SETTINGS)
    )
    rows = {
        "mistyped": decide("issue_comment", payloads.comment("/coworker paln"), SETTINGS),
        "no verb": decide("issue_comment", payloads.comment("/coworker"), SETTINGS),
        "deploy": decide("issue_comment", payloads.comment("/coworker deploy"), SETTINGS),
        "malformed": decide("issue_comment", payloads.comment("/coworker rollback"), SETTINGS),
        "unsafe": decide("issue_comment", payloads.comment("/coworker plan @all"), SETTINGS),
        "flag": decide("issue_comment", payloads.comment("/coworker plan --x"), SETTINGS),
        "several": decide(
            "issue_comment", payloads.comment("/coworker plan\n/coworker help"), SETTINGS
        ),
        "labels": decide(
            "issues", payloads.issue_labelled("coworker:audit", "coworker:rollback"), SETTINGS
        ),
        "empty": decide("issues", payloads.issue_labelled(body=None), SETTINGS),
        "long": decide("issues", payloads.issue_labelled(body="x" * 200_000), SETTINGS),
        "long command": decide(
            "workflow_dispatch", payloads.dispatch({"command": "x" * 70_000}), SETTINGS
        ),
        "long pull request": decide(
            "pull_request", payloads.pull_request(body="x" * 70_000), SETTINGS
        ),
        "closed issue": decide("issues", payloads.issue_labelled(state="closed"), SETTINGS),
        "closed pull request": decide(
            "issue_comment",
            payloads.comment("/coworker plan", on_pull_request=True, state="closed"),
            SETTINGS,
        ),
        "branch": decide(
            "workflow_dispatch", payloads.dispatch({"command": "deploy"}, ref="x"), SETTINGS
        ),
        "no command": decide("workflow_dispatch", payloads.dispatch({}), SETTINGS),
        "no pull request": decide(
            "workflow_dispatch", payloads.dispatch({"command": "plan"}), SETTINGS
        ),
        "commit": decide(
            "workflow_dispatch", payloads.dispatch({"command": "deploy", "commit": "1"}), SETTINGS
        ),
        "not permitted, label": replies.not_permitted(labelled),
        "not permitted, comment": replies.not_permitted(commented),
        "fork": replies.from_fork(commented),
    }
    lines = []
    for name, reply in rows.items():
        assert isinstance(reply, Reply)
        lines += [f"## {name} ({reply.code.value})", "", reply.message, "", reply.next_step, ""]

    golden("intake/replies.md", "\n".join(lines))
