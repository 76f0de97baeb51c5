from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from coworker.intake.commands import ParsedCommand, parse
from coworker.intake.understanding import understand
from coworker.model.blueprint import Blueprint, Parameter, ParameterType
from coworker.model.change import StackOutcome, StackState
from coworker.model.environment import EngineName, Environment
from coworker.model.finding import Severity
from coworker.model.forge import (
    CheckConclusion,
    CheckRun,
    PullRequest,
    Review,
    ReviewState,
)
from coworker.model.request import ChangeAction, RequestKind, Understanding
from coworker.model.stack import StackId
from coworker.model.trigger import Reply, ReplyCode, Verb
from coworker.render.clean_up_comment import clean_up_comment
from coworker.render.comment import bullets
from coworker.render.deploy_comment import deploy_comment, follow_up
from coworker.render.explain_comment import explain_comment
from coworker.render.help_comment import COMMANDS, help_comment
from coworker.render.issue_notice import issue_notice
from coworker.render.not_available import not_available, verb_not_available
from coworker.render.pull_request import pull_request_body
from coworker.render.question_comment import example_request, question_comment
from coworker.render.reply_comment import reply_comment
from coworker.render.status_comment import status_comment
from tests.render.reading import read_inline
from tests.support import samples
from tests.support.golden import Golden

BUCKET = Blueprint(
    name="s3-bucket",
    title="Private S3 bucket",
    description="A bucket.",
    synonyms=("bucket",),
    parameters=(
        Parameter(name="name", type=ParameterType.STRING, description="Its name", example="logs"),
        Parameter(name="versioning", type=ParameterType.BOOLEAN, description="Keep versions"),
    ),
    templates={EngineName.CLOUDFORMATION: {}},
)
PULL_REQUEST = PullRequest(
    number=12,
    title="Add Private S3 bucket build-artefacts to development",
    body="",
    author="coworker[bot]",
    head=samples.HEAD,
    head_branch="coworker/11-build-artefacts",
    base=samples.BASE,
    base_branch="main",
    open=True,
    merged=False,
    merge_commit=None,
    from_fork=False,
    url="",
)
CHECK = CheckRun(
    name="coworker / plan",
    head=samples.HEAD,
    conclusion=CheckConclusion.SUCCESS,
    title="Needs approval by 1 code owner",
    summary="",
    external_id="",
)


def next_step(markdown: str) -> str:
    """The last paragraph: what to do and to type now."""
    last = markdown.rstrip("\n").split("\n\n")[-1]
    assert last.startswith("**Next:** ")
    return last


# --- questions -----------------------------------------------------------------------------------

UNDERSTOOD = Understanding(
    kind=RequestKind.CHANGE,
    targets=("s3-bucket",),
    action=ChangeAction.CREATE,
    engine=EngineName.CLOUDFORMATION,
    parameters={
        "versioning": True,
        "access_logs": False,
        "expire_days": 30,
        "readers": ("ada", "bob"),
        "tags": {"Team": "build"},
    },
    missing=("environment", "region", "name", "shape"),
    questions=("Which environment is it for?", "Which region? Ask @octo/network."),
    confidence=0.8,
)


def test_questions(golden: Golden) -> None:
    text = question_comment(UNDERSTOOD, samples.REQUEST, UNDERSTOOD.questions, (BUCKET,))
    assert "`/coworker plan`" in next_step(text)
    golden("comments/question.md", text)


def test_one_question_about_nothing_in_particular(golden: Golden) -> None:
    unclear = Understanding(kind=RequestKind.UNCLEAR, missing=("kind",))
    text = question_comment(unclear, replace(samples.REQUEST, title=""), ())
    assert "What is the kind" not in text
    golden("comments/question-unclear.md", text)


def test_what_is_missing_is_asked_for_where_nobody_phrased_a_question() -> None:
    missing = Understanding(kind=RequestKind.CHANGE, missing=("environment",))
    assert "- What is the environment?" in question_comment(missing, samples.REQUEST, ())


@pytest.mark.parametrize("text", ["I need a bucket", "a bucket in test", "bucket in eu-west-2"])
def test_the_example_is_a_request_that_is_understood(text: str) -> None:
    meaning = understand(text, catalogue=(BUCKET,))
    assert not meaning.complete
    again = understand(example_request(meaning, (BUCKET,)), catalogue=(BUCKET,))
    assert again.complete
    assert again.targets == meaning.targets


def test_a_known_environment_and_region_are_kept_in_the_example() -> None:
    known = replace(UNDERSTOOD, environment=Environment.TEST, regions=("eu-west-2",))
    lines = example_request(known, (BUCKET,)).split("\n")
    assert {"environment: test", "region: eu-west-2", "name: logs", "shape: <shape>"} <= set(lines)


# --- replies, help, status -----------------------------------------------------------------------


def test_a_reply(golden: Golden) -> None:
    reply = Reply(
        code=ReplyCode.UNKNOWN_COMMAND,
        trigger=samples.trigger(),
        message="`paln` is not a command",
        next_step="did you mean `/coworker plan`?",
        detail={"asked by": "@ada"},
    )
    text = reply_comment(reply)
    assert read_inline(text).plain.count("@") == 0
    golden("comments/reply.md", text)


def test_help(golden: Golden) -> None:
    golden("comments/help.md", help_comment((BUCKET,)))


def test_help_without_a_catalogue_offers_nothing() -> None:
    assert "Blueprint" not in help_comment(())


@pytest.mark.parametrize(("verb", "usage"), [(verb, usage) for verb, usage, _ in COMMANDS])
def test_every_command_in_the_help_is_one_that_is_understood(verb: Verb, usage: str) -> None:
    parsed = parse(usage.split(" [", maxsplit=1)[0])
    assert isinstance(parsed, ParsedCommand)
    assert parsed.verb is verb


@pytest.mark.parametrize(
    ("name", "pull_request", "check", "reviews"),
    [
        ("none", None, None, ()),
        ("unplanned", PULL_REQUEST, None, ()),
        (
            "reviewed",
            PULL_REQUEST,
            CHECK,
            (
                Review(author="grace", state=ReviewState.APPROVED, commit=samples.BASE),
                Review(author="grace", state=ReviewState.COMMENTED, commit=samples.HEAD),
                Review(author="linus", state=ReviewState.CHANGES_REQUESTED, commit=samples.HEAD),
                Review(author="eve", state=ReviewState.DISMISSED, commit=samples.HEAD),
            ),
        ),
        ("blocked", PULL_REQUEST, replace(CHECK, conclusion=CheckConclusion.FAILURE), ()),
        ("merged", replace(PULL_REQUEST, open=False, merged=True), CHECK, ()),
        ("closed", replace(PULL_REQUEST, open=False), CHECK, ()),
    ],
)
def test_status(
    name: str,
    pull_request: PullRequest | None,
    check: CheckRun | None,
    reviews: Sequence[Review],
    golden: Golden,
) -> None:
    text = status_comment(pull_request, check, reviews)
    next_step(text)
    golden(f"comments/status-{name}.md", text)


# --- what is not available -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(RequestKind))
@pytest.mark.parametrize("action", [*ChangeAction, None])
def test_what_is_not_available_has_another_way(
    kind: RequestKind, action: ChangeAction | None
) -> None:
    text = not_available(Understanding(kind=kind, action=action, targets=("vpc", "s3-bucket")))
    assert "**Not available in this version:**" in text
    assert "(`vpc`, `s3-bucket`)" in text
    assert "pull request" in next_step(text)


def test_not_available(golden: Golden) -> None:
    delete = Understanding(kind=RequestKind.CHANGE, action=ChangeAction.DELETE, targets=("vpc",))
    golden("comments/not-available.md", not_available(delete))
    one = replace(delete, action=ChangeAction.CREATE)
    assert "creating this by asking" in not_available(one)
    assert "()" not in not_available(replace(one, targets=()))


def test_a_verb_that_is_not_available(golden: Golden) -> None:
    golden("comments/verb-not-available.md", verb_not_available(Verb.AUDIT))


# --- explain -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    id: str = "CW003"
    title: str = "A port for administration is open to everyone"
    severity: Severity = Severity.CRITICAL
    sees: str = "Ingress rules from 0.0.0.0/0 or ::/0."
    why: str = 'It is tried within minutes ("Security best practices" in the VPC guide).'
    remedy: str = "Name the addresses."
    bad: str = "CidrIp: 0.0.0.0/0"
    good: str = "CidrIp: 10.0.0.0/8"


RULES = (Rule(), Rule(id="CW001", title="A tag is missing", severity=Severity.MEDIUM))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("all", ()),
        ("one", ("cw003",)),
        ("near", ("CW03",)),
        ("unknown", ("zzz",)),
    ],
)
def test_explain(name: str, arguments: Sequence[str], golden: Golden) -> None:
    text = explain_comment(RULES, arguments)
    next_step(text)
    golden(f"comments/explain-{name}.md", text)


def test_without_rules_there_is_still_something_to_type() -> None:
    assert "/coworker explain" in next_step(explain_comment((), ()))


# --- pull requests and issues --------------------------------------------------------------------


def test_a_pull_requests_body(golden: Golden) -> None:
    text = "Please make a bucket.\n\n# Big\nRequested in #99.\n@octo/all <!-- hi --> ```\n[x](y)"
    plan = samples.plan(request=replace(samples.REQUEST, text=text))
    golden("comments/pull-request.md", pull_request_body(plan, issue=11))


def test_a_long_request_is_cut_and_says_so() -> None:
    plan = samples.plan(request=replace(samples.REQUEST, text="line\n" * 100))
    assert "> … and 40 more lines" in pull_request_body(plan, issue=None)


def test_a_request_without_words_is_not_quoted() -> None:
    text = pull_request_body(samples.plan(request=replace(samples.REQUEST, text=" ")), issue=None)
    assert "asked:" not in text
    assert "Requested in" not in text


def test_the_notice_in_the_issue(golden: Golden) -> None:
    golden("comments/issue-notice.md", issue_notice(samples.plan(), 12))


def test_what_was_taken_back(golden: Golden) -> None:
    removed = ("the change set coworker-2222 of development-build-artefacts", "an empty stack")
    golden("comments/clean-up.md", clean_up_comment(removed))


# --- deployments ---------------------------------------------------------------------------------

OTHER = StackId(environment="development", name="queue")


def test_a_deployment_that_is_done(golden: Golden) -> None:
    text = deploy_comment(samples.outcome(), baseline="baseline/2026-11-20")
    golden("comments/deploy-done.md", text)


def test_a_deployment_of_nothing(golden: Golden) -> None:
    outcome = samples.outcome(stacks=(), pull_request=None)
    golden("comments/deploy-nothing.md", deploy_comment(outcome))


def test_a_deployment_without_a_pull_request_is_undone_by_its_commit() -> None:
    bare = replace(samples.deployed(), outputs={}, verified=())
    outcome = samples.outcome(pull_request=None, approvers=(), receipt=None, stacks=(bare,))
    text = deploy_comment(outcome)
    assert "revert the commit" in next_step(text)
    assert "Approved by" not in text


def test_a_deployment_that_failed_half_way(golden: Golden) -> None:
    stacks = (
        samples.deployed(OTHER),
        samples.rolled_back(),
        samples.not_started(StackId(environment="development", name="web")),
        StackOutcome(
            stack=StackId(environment="development", name="dns"),
            state=StackState.UNKNOWN,
            status="UPDATE_IN_PROGRESS",
            message="",
        ),
    )
    outcome = samples.outcome(stacks=stacks)
    golden("comments/deploy-failed.md", deploy_comment(outcome))
    issue = follow_up(outcome)
    assert issue.title == "Deployment of 333333333333 to development failed"
    assert issue.markdown == deploy_comment(outcome)


def test_a_deployment_that_failed_without_a_word_from_aws() -> None:
    text = deploy_comment(samples.outcome(stacks=(samples.not_started(),)))
    assert "What AWS said" not in text


def test_a_deployment_that_was_refused(golden: Golden) -> None:
    outcome = samples.outcome(
        stacks=(),
        refusals=("What would be deployed is not what was reviewed.",),
        moved=("The files of development/build-artefacts are not the ones that were reviewed.",),
        fresh_plan=samples.plan(),
    )
    golden("comments/deploy-refused.md", deploy_comment(outcome))
    assert follow_up(outcome).title == "Deployment of 333333333333 to development was refused"
    bare = replace(outcome, moved=(), fresh_plan=None)
    assert "What moved" not in deploy_comment(bare)
    assert "fresh plan" not in deploy_comment(bare)


def test_a_deployment_of_very_many_stacks_stays_short() -> None:
    stacks = tuple(
        samples.rolled_back(StackId(environment="development", name=f"s{number}" + "x" * 90))
        for number in range(2_000)
    )
    text = deploy_comment(samples.outcome(stacks=stacks))
    assert len(text) < 65_536
    assert "… and 1,900 more stacks." in text


def test_a_long_list_is_counted() -> None:
    assert bullets(["x"] * 201).endswith("- … and 1 more")
