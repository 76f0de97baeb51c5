"""What one job writes the next reads, and nothing else.

It must not depend on how the documents are laid out beyond their keys.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coworker.errors import HandoffFault
from coworker.intake import handoff
from coworker.intake.handoff import decode, encode
from coworker.model.change import PreviewFailed, PreviewResult, StackOutcome, StackState
from coworker.model.handoff import (
    Answer,
    DeployOutcome,
    Handoff,
    IntakeDocument,
    PlannedPullRequest,
    Proposal,
    ProposedChange,
    Silence,
)
from coworker.model.plan import Plan, StackPlan
from coworker.model.stack import StackId, StackSource
from coworker.model.trigger import Command, Ignore, Reply, Subject, Trigger, Verb

TRIGGER = Trigger(
    event="issues",
    action="labeled",
    repository="acme/estate",
    actor="ada",
    actor_is_bot=False,
    subject=Subject.ISSUE,
)
SILENCE = Silence(trigger=TRIGGER, reason="cleaned up")

# Built from the types alone, with few and small parts: a plan has many.
for kind in (StackId, Trigger, StackOutcome):
    st.register_type_strategy(kind, st.builds(kind))
PLANS = st.builds(
    Plan,
    stacks=st.tuples(
        st.builds(
            StackPlan,
            source=st.none() | st.builds(StackSource),
            preview=st.from_type(PreviewResult),  # type: ignore[arg-type]
        )
    ),
)
SAFE_FILES = st.dictionaries(
    st.sampled_from(["a.yaml", "b.md"]).map("infrastructure/test/x/{}".format),
    st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)
DOCUMENTS = st.one_of(
    st.builds(ProposedChange, plan=PLANS, files=SAFE_FILES),
    st.builds(PlannedPullRequest, plan=PLANS),
    st.builds(Answer),
    st.builds(Silence),
    st.builds(DeployOutcome, fresh_plan=st.none() | PLANS),
)


@settings(max_examples=30)
@given(DOCUMENTS)
def test_what_is_written_is_read(document: Handoff) -> None:
    text = encode(document)

    assert decode(type(document), text, "here") == document
    assert decode(Handoff, text, "here") == document
    assert encode(decode(Handoff, text, "here")) == text


@given(
    st.builds(IntakeDocument, decision=st.from_type(Command) | st.builds(Reply) | st.builds(Ignore))
)
def test_what_intake_writes_is_read(document: IntakeDocument) -> None:
    assert decode(IntakeDocument, encode(document), "here") == document


def test_the_order_of_keys_does_not_show() -> None:
    one = Answer(trigger=TRIGGER, markdown="x", outcome="done")
    command = Command(verb=Verb.AUDIT, trigger=TRIGGER, flags={"--b": ("1",), "--a": ("2",)})
    other = Command(verb=Verb.AUDIT, trigger=TRIGGER, flags={"--a": ("2",), "--b": ("1",)})

    assert encode(command) == encode(other)
    assert json.loads(encode(one))["kind"] == "answer"


def changed(**changes: Any) -> str:
    return json.dumps(json.loads(encode(SILENCE)) | changes)


def trigger_with(**changes: Any) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(encode(TRIGGER))
    return tree | changes


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "silence.json"),
        ("{", "silence.json"),
        ("[]", "silence.json: "),
        ("null", "silence.json: "),
        ('{"kind": NaN}', "silence.json"),
        ("[" * 100_000, "silence.json"),
        ('{"a": 1, "a": 1}', "silence.json"),
        ('{"a": ' + "9" * 5_000 + "}", "silence.json"),
        (changed(kind="answer"), "silence.json: kind"),
        (changed(reason=1), "silence.json: reason"),
        (changed(reason="\ud800"), "silence.json: "),
        (changed(extra=1), "silence.json: extra"),
        (changed(trigger=trigger_with(extra=1)), "silence.json: trigger.extra"),
        (changed(trigger=trigger_with(number="7")), "silence.json: trigger.number"),
        (changed(trigger=trigger_with(labels=["a", 1])), "silence.json: trigger.labels.1"),
        (changed(trigger=trigger_with(subject="moon")), "silence.json: trigger.subject"),
        ('{"reason": "no trigger"}', "silence.json: trigger"),
        (json.dumps({"trigger": trigger_with(), "reason": "x"}), "silence.json: kind"),
    ],
    ids=lambda value: value[:40],
)
def test_anything_else_is_a_fault_that_says_where(text: str, where: str) -> None:
    with pytest.raises(HandoffFault) as caught:
        decode(Silence, text, "silence.json")

    assert caught.value.where.startswith(where)
    assert caught.value.next_step


def test_a_lone_surrogate_in_the_text_itself_is_a_fault() -> None:
    with pytest.raises(HandoffFault):
        decode(Silence, changed(reason="x").replace("x", "\ud800"), "silence.json")


def test_an_extra_key_deep_in_a_list_is_named() -> None:
    outcome = StackOutcome(
        stack=StackId(environment="test", name="x"),
        state=StackState.DEPLOYED,
        status="",
        message="",
    )
    document = json.loads(
        encode(
            DeployOutcome(
                trigger=TRIGGER,
                commit="c",
                environment="test",
                pull_request=None,
                issue=None,
                approvers=(),
                receipt=None,
                stacks=(outcome, outcome),
            )
        )
    )
    document["stacks"][1]["stack"]["account"] = "1"

    with pytest.raises(HandoffFault) as caught:
        decode(Handoff, json.dumps(document), "f")

    assert caught.value.where == "f: stacks.1.stack.account"


def test_a_value_that_would_be_written_otherwise_is_refused() -> None:
    duplicated = changed(trigger=trigger_with(number=7.0))

    with pytest.raises(HandoffFault):
        decode(Silence, duplicated, "f")


def test_a_document_over_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = encode(SILENCE)
    monkeypatch.setattr(handoff, "MAX_BYTES", len(text))
    assert decode(Silence, text, "f") == SILENCE

    with pytest.raises(HandoffFault, match="are allowed"):
        decode(Silence, text + " ", "f")


@given(PLANS)
@settings(max_examples=3)
def test_a_proposal_with_a_path_that_is_not_allowed_is_refused(plan: Plan) -> None:
    change = ProposedChange(
        trigger=TRIGGER, plan=plan, branch="b", title="t", files={".github/workflows/x.yml": "x"}
    )

    for kind in (ProposedChange, Proposal):
        with pytest.raises(HandoffFault, match="not below infrastructure"):
            decode(kind, encode(change), "f")


def test_a_failed_preview_is_not_taken_for_another() -> None:
    failed = PreviewFailed(stack=StackId(environment="test", name="x"), reason="r", next_step="n")

    assert decode(PreviewResult, encode(failed), "f") == failed
