"""What forms say holds against words, every doubt is a question, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.intake.understanding import understand
from coworker.model.blueprint import Blueprint, Parameter, ParameterType
from coworker.model.environment import EngineName, Environment
from coworker.model.request import ChangeAction, RequestKind, Understanding
from tests.blueprints.shipped import catalogue

EVERYTHING = tuple(catalogue().values())


def of(text: str, *, title: str = "") -> Understanding:
    return understand(text, catalogue=EVERYTHING, title=title)


def form(**fields: str) -> str:
    labels = {
        "request": "What do you need?",
        "environment": "Environment",
        "region": "Region",
        "engine": "Engine",
        "owner": "Owner",
        "name": "Name",
        "parameters": "Parameters",
        "audit": "Which audit?",
        "baseline": "Which baseline?",
        "notes": "Anything else?",
        "colour": "Colour",
    }
    return "\n\n".join(f"### {labels[key]}\n\n{value}" for key, value in fields.items())


CHANGE = {
    "request": "A bucket for build artefacts",
    "environment": "development",
    "region": "eu-west-1 (Ireland)",
}


def test_a_filled_form_is_a_complete_request() -> None:
    understanding = of(
        form(
            **CHANGE,
            engine="CloudFormation",
            owner="@platform-team",
            name="Artefacts 2",
            parameters="noncurrent_days=30\nCostCenter=4711",
        ),
        title="Bucket",
    )
    assert understanding == Understanding(
        kind=RequestKind.CHANGE,
        targets=("s3-bucket",),
        action=ChangeAction.CREATE,
        environment=Environment.DEVELOPMENT,
        regions=("eu-west-1",),
        engine=EngineName.CLOUDFORMATION,
        parameters={
            "name": "artefacts-2",
            "noncurrent_days": "30",
            "tags": {"Owner": "platform-team", "CostCenter": "4711"},
        },
        confidence=0.95,
    )


def test_a_form_s_fields_hold_against_its_words() -> None:
    understanding = of(
        form(request="a bucket in production, us-east-1", environment="test", region="eu-west-1")
    )
    assert understanding.environment is Environment.TEST
    assert understanding.regions == ("eu-west-1",)
    assert understanding.complete


def test_words_fill_what_the_form_leaves_open() -> None:
    understanding = of(
        form(request="a bucket in production, us-east-1", environment="_No response_")
    )
    assert understanding.environment is Environment.PRODUCTION
    assert understanding.regions == ("us-east-1",)


def test_parameters_as_yaml() -> None:
    text = """```yaml
versioning: false
noncurrent_days: 30
tags:
  Team: data
empty:
ratio: 1.5
actions: ["s3:GetObject"]
```"""
    understanding = of(form(**CHANGE, parameters=text))
    assert understanding.parameters["versioning"] is False
    assert understanding.parameters["noncurrent_days"] == 30
    assert understanding.parameters["tags"] == {"Team": "data"}
    assert [question.partition("?")[0] for question in understanding.questions] == [
        'What is "empty"',
        'What is "ratio"',
        'What is "actions"',
    ]


def test_a_list_in_the_parameters() -> None:
    text = "ingress: [tcp/443 from 10.0.0.0/8]\nvpc-id: vpc-0a1b2c3d4e5f67890"
    understanding = of(form(**{**CHANGE, "request": "a security group"}, parameters=text))
    assert understanding.parameters["ingress"] == ("tcp/443 from 10.0.0.0/8",)
    assert understanding.parameters["vpc_id"] == "vpc-0a1b2c3d4e5f67890"
    assert understanding.complete


def test_a_parameter_by_another_of_its_names() -> None:
    understanding = of(form(**CHANGE, parameters="old_versions=5"))
    assert understanding.parameters["noncurrent_days"] == "5"


@pytest.mark.parametrize("text", ["versioning: [", "- a\n- b", "just words"])
def test_parameters_that_cannot_be_read_are_a_question(text: str) -> None:
    understanding = of(form(**CHANGE, parameters=text))
    assert understanding.missing == ("parameters",)
    assert "the form's field Parameters" in understanding.questions[0]


def test_unknown_and_repeated_fields_are_questions() -> None:
    understanding = of(form(**CHANGE, colour="blue") + "\n\n### Environment\n\nproduction")
    assert understanding.questions == (
        'The form\'s field "Colour" is not known here. What is it about?',
        'The form\'s field "Environment" is filled twice. Which answer holds?',
    )


def test_a_form_with_an_environment_and_a_region_that_are_none() -> None:
    understanding = of(form(request="a bucket", environment="integration", region="Atlantis"))
    assert understanding.missing == ("environment", "region")
    assert understanding.questions[0].startswith('"integration" is not an environment here.')
    assert understanding.questions[1] == ('AWS has no region "Atlantis". Which region is it for?')


def test_an_audit_s_form() -> None:
    understanding = of(form(audit="iam", environment="All", region="eu-west-1", notes="who?"))
    assert (understanding.kind, understanding.targets) == (RequestKind.AUDIT, ("iam",))
    assert understanding.environment is None
    assert understanding.regions == ("eu-west-1",)
    assert understanding.complete


def test_an_audit_s_form_that_is_only_words() -> None:
    understanding = of(form(audit="other", notes="how much do we spend?"))
    assert understanding.targets == ("cost-overview",)


def test_an_audit_in_a_region_that_is_none() -> None:
    understanding = of("audit iam in eu-west-9")
    assert understanding.questions == (
        (
            'AWS has no region "eu-west-9". Did you mean eu-west-1 (Ireland), eu-west-2 (London) '
            "or eu-west-3 (Paris)?"
        ),
    )


def test_a_rollback_s_form() -> None:
    understanding = of(form(baseline="baseline/2025-01-31", notes="it broke"))
    assert understanding.kind is RequestKind.ROLLBACK
    assert understanding.targets == ("baseline/2025-01-31",)
    assert understanding.complete
    assert not of(form(baseline="the last one")).complete


def test_the_title_counts() -> None:
    understanding = of("development, eu-west-1", title="Private bucket")
    assert understanding.targets == ("s3-bucket",)
    assert understanding.complete


QUESTIONS = {
    "a bucket": (
        "Which environment is it for: sandbox, development, test, staging or production?",
        "Which AWS region is it for, for example eu-west-1 (Ireland)?",
    ),
    "a bucket in dev and in prod, eu-west-1": (
        "You speak of development and production. Which one environment is it for?",
    ),
    "environment: foo, a bucket in eu-west-1": ('"foo" is not an environment here.',),
    "a bucket in dev, eu-west-1 or us-east-1": (
        "A stack lives in one region, and you speak of eu-west-1 and us-east-1.",
    ),
    "a bucket in dev, eu-west-1, with terraform or cdk": (
        "You speak of terraform and cdk. Which one engine should be used?",
    ),
    "delete the queue in dev, eu-west-1": (
        "What is the sqs-queue called that you want to delete, as its stack's folder says?",
    ),
    "resize the queue in dev, eu-west-1": (
        "What is the sqs-queue called that you want to change, as its stack's folder says?",
    ),
    "close port 22 in production, eu-west-1": (
        "What is the security-group called",
        "You wrote “port 22”, and Security group has nothing that takes it as it stands.",
    ),
    "a role in dev, eu-west-1": ("What should service be?",),
    "a security group in dev, eu-west-1 for ssh from 300.0.0.0/8": (
        '"300.0.0.0/8" is no address range.',
        "What should ingress be?",
    ),
    "bucket in dev, eu-west-1, foo=bar": ('What is "foo=bar"?',),
    "bucket in dev, eu-west-1, old versions 30 days, noncurrent_days=9": (
        "You speak of 30 and 9. Which one should noncurrent_days be?",
    ),
    "bucket called web-one in dev, eu-west-1, name=web-two": (
        "You speak of web-one and web-two. Which one should name be?",
    ),
    "a public bucket in dev, eu-west-1": ('"Private S3 bucket" cannot be public',),
    "a bucket without encryption in dev, eu-west-1": (
        "Private S3 bucket always has encryption. Should it be kms or aes256?",
    ),
    "vpc in dev eu-west-1 with single or per-az nat": (
        "You speak of single and per-az. Which one should nat be?",
    ),
    "vpc in dev eu-west-1 with a nat gateway": ("Which should nat be: none, single or per-az?",),
    "role for ec2 in dev eu-west-1 with s3:* on *": ('"s3:*" grants everything.',),
    "allow https from 10.0.0.0/8 and open port 22 in dev, eu-west-1": ("Who may reach tcp/22",),
    "delete the bucket a-b and create a queue in dev, eu-west-1": (
        "You ask for s3-bucket and sqs-queue, and a request is about one thing. Which one should",
    ),
    "security group": ("Should a security-group be made, or do you want the audit",),
    "show me the account": ("What should be looked at: compliance, connectivity,",),
    "show me something": ("What should be done on AWS? I can plan a change to: IAM role; Lambda",),
    "lambda in dev, eu-west-1, memory 512 timeout 30": ("You wrote “512”. What is it for: memory",),
    "lambda in dev, eu-west-1, memory 512 MB and memory 256 MB": ("You wrote “256 MB”. What is",),
    "allow tcp 443 from 10.0.0.0/8 but do not open port 443 in dev, eu-west-1": (
        "You wrote “port 443”",
    ),
    "tag the instances in dev with CostCenter=4711, eu-west-9": ('AWS has no region "eu-west-9".',),
    "bootstrap account 123456789012 in eu-west-9": ('AWS has no region "eu-west-9".',),
    "hello": ("What should be done on AWS? I can plan a change to: IAM role; Lambda function;",),
    "bootstrap my account": ("Which account should be made ready? Give its twelve digits.",),
    "roll back": ("Which baseline should be returned to",),
    "roll back to v1.2.3 or v1.2.4": ("Which baseline should be returned to",),
    "migrate the queue to eu-west-9": ('AWS has no region "eu-west-9".',),
}


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_doubt_is_asked_about(text: str) -> None:
    understanding = of(text)
    expected = QUESTIONS[text]
    assert len(understanding.questions) == len(expected), understanding.questions
    for question, start in zip(understanding.questions, expected, strict=True):
        assert question.startswith(start)
        assert "?" in question
    assert not understanding.complete


def test_nothing_can_be_made_without_a_catalogue() -> None:
    understanding = understand("a bucket in dev, eu-west-1", catalogue=())
    assert understanding.kind is RequestKind.UNCLEAR
    assert "(no blueprint)" in understanding.questions[0]


def test_an_access_rule_needs_a_blueprint_that_takes_one() -> None:
    buckets = tuple(item for item in EVERYTHING if item.name == "s3-bucket")
    text = "allow ssh from 10.0.0.0/8 in dev, eu-west-1"
    assert understand(text, catalogue=buckets).kind is RequestKind.UNCLEAR
    assert understand(text, catalogue=EVERYTHING).targets == ("security-group",)


def test_a_blueprint_of_one_s_own_is_understood() -> None:
    topic = Blueprint(
        name="sns-topic",
        title="Topic",
        description="Somewhere to publish.",
        synonyms=("topic", "queue topic"),
        parameters=(
            Parameter(name="note", type=ParameterType.STRING, description="Any.", default=""),
            Parameter(name="peers", type=ParameterType.LIST, description="Any.", default=()),
            Parameter(name="shards", type=ParameterType.INTEGER, description="Any.", default=1),
        ),
        templates={},
    )
    text = "a queue topic with 4 shards in dev, eu-west-1, note=hello peers=a,b"
    understanding = understand(text, catalogue=(*EVERYTHING, topic))
    assert understanding.targets == ("sns-topic",)
    assert understanding.parameters["shards"] == 4
    assert understanding.parameters["note"] == "hello"
    assert understanding.complete


def test_of_two_choices_that_overlap_the_longer_is_meant() -> None:
    disk = Blueprint(
        name="disk",
        title="Disk",
        description="Somewhere to store.",
        synonyms=("disk",),
        parameters=(
            Parameter(
                name="speed",
                type=ParameterType.CHOICE,
                description="Any.",
                default="slow",
                choices=("slow", "very slow", "slow enough to wait"),
            ),
        ),
        templates={},
    )
    text = "a disk in dev, eu-west-1, speed {}"
    for speed in disk.parameters[0].choices:
        understanding = understand(text.format(speed), catalogue=(disk,))
        assert understanding.parameters == {"speed": speed}
    both = understand(text.format("very slow enough to wait"), catalogue=(disk,))
    assert both.parameters == {"speed": "slow enough to wait"}


def test_many_leftovers_share_a_question() -> None:
    understanding = of("bucket in dev, eu-west-1: " + ", ".join(f"x{n}" for n in range(12)))
    assert len(understanding.questions) == 9
    assert understanding.questions[-1] == (
        "You wrote “x8”, “x9”, “x10” and “x11”. What is each for?"
    )


def test_the_tags_of_an_operation() -> None:
    understanding = of("tag the instances in dev with CostCenter=4711, eu-west-1")
    assert understanding.targets == ("tag",)
    assert understanding.parameters == {"tags": {"CostCenter": "4711"}}
    assert understanding.complete


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("bucket dev eu-west-1 owned by the data-team", {"tags": {"Owner": "data-team"}}),
        ("bucket dev eu-west-1 versioning is off", {"versioning": False}),
        ("bucket dev eu-west-1, versioning disabled", {"versioning": False}),
        ("bucket dev eu-west-1 and disable versioning", {"versioning": False}),
        ("bucket dev eu-west-1 expire after two weeks", {"expiration_days": 14}),
        ("bucket dev eu-west-1 expire after 2 minutes", {}),
        ("bucket dev eu-west-1 log bucket acme-logs", {"log_bucket": "acme-logs"}),
        ("bucket dev eu-west-1 with the log bucket that we have", {}),
        ("bucket dev eu-west-1, and here is the log bucket", {}),
        ("queue dev eu-west-1 for the payments team's orders", {"name": "payments-teams-orders"}),
        ("queue dev eu-west-1 for a b", {}),
        ("queue dev eu-west-1 for testing purposes", {}),
        ("queue dev eu-west-1 for now", {}),
        ("queue `orders-in` dev eu-west-1", {"name": "orders-in"}),
        ("queue orders-in, dev, eu-west-1", {"name": "orders-in"}),
        ("delete the queue orders, dev, eu-west-1", {"name": "orders"}),
        ("vpc in dev eu-west-1, 10.0.0.0/16 and 10.1.0.0/16", {}),
        ("vpc in dev eu-west-1 with single or per-az nat", {}),
        ("lambda dev eu-west-1 at rate(2 hours)", {"schedule": "rate(2 hours)"}),
        ("lambda dev eu-west-1, runs hourly", {"schedule": "rate(1 hour)"}),
        ("lambda dev eu-west-1, daily at three", {}),
        (
            "allow tcp/8443 and 53/udp from 2001:db8::/32 in dev eu-west-1",
            {"ingress": ("tcp/8443 from 2001:db8::/32", "udp/53 from 2001:db8::/32")},
        ),
        (
            "allow all traffic and ping from sg-0a1b2c3d in dev eu-west-1",
            {"ingress": ("all from sg-0a1b2c3d", "icmp from sg-0a1b2c3d")},
        ),
        ("we never use production for this; a queue in staging eu-west-1", {}),
        (
            "allow port 99999 and port 443 from 10.0.0.0/8 in dev eu-west-1",
            {"ingress": ("tcp/443 from 10.0.0.0/8",)},
        ),
        (
            "allow access from 10.0.0.0/8. Ports 80, 443 in dev eu-west-1",
            {"ingress": ("tcp/80 from 10.0.0.0/8", "tcp/443 from 10.0.0.0/8")},
        ),
        (
            "sg in dev eu-west-1, inbound 443 from 10.0.0.0/8, outbound 443 to anywhere",
            {
                "ingress": ("tcp/443 from 10.0.0.0/8",),
                "egress": ("tcp/443 to 0.0.0.0/0",),
            },
        ),
    ],
)
def test_parameters_are_taken_from_words(text: str, parameters: dict[str, object]) -> None:
    assert of(text).parameters == parameters


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("add port 443 from 10.0.0.0/8 to the group web-servers security group", "change"),
        ("add a bucket to the dev environment", "create"),
        ("allow 443 from 10.0.0.0/8 in the existing security group web-x", "change"),
        ("make the bucket a-b versioned", "change"),
        ("make a bucket", "create"),
        ("set up a bucket", "create"),
        ("tear down the bucket a-b", "delete"),
        ("bucket, please", "create"),
        ("remove port 22 from the security group web-sg", "change"),
        ("a bucket that will delete old versions after 10 days", "create"),
        ("the queue orders-in is not needed any more, please delete it", "delete"),
        ("please give the lambda function report-x more memory", "change"),
    ],
)
def test_the_action_is_what_the_first_verb_says(text: str, action: str) -> None:
    assert of(text).action == action


@pytest.mark.parametrize(
    "text",
    [
        "Is port 22 open to the world anywhere?",
        "Are there security groups open to 0.0.0.0/0?",
        "run an audit of security groups",
    ],
)
def test_a_question_is_never_a_change(text: str) -> None:
    understanding = of(text)
    assert understanding.kind is RequestKind.AUDIT
    assert understanding.targets == ("security-groups",)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("write a skill about tagging", "new-skill"),
        ("audit the library", "audit-library"),
        ("refactor the skills", "refactor-skills"),
    ],
)
def test_work_on_the_library(text: str, target: str) -> None:
    understanding = of(text)
    assert (understanding.kind, understanding.targets) == (RequestKind.LIBRARY, (target,))


@given(text=st.text(max_size=120))
def test_no_text_makes_it_fall_over_and_none_is_half_understood(text: str) -> None:
    understanding = of(text)
    assert bool(understanding.missing) <= bool(understanding.questions)
    if understanding.kind is RequestKind.CHANGE and understanding.complete:
        assert understanding.targets
        assert understanding.environment
        assert len(understanding.regions) == 1


WORDS = st.sampled_from(
    [
        *("create", "delete", "allow", "do", "not", "never", "the", "a", "for", "called", "x-y"),
        *("bucket", "queue", "vpc", "security", "group", "role", "lambda", "ssh", "port", "22"),
        *("from", "0.0.0.0/0", "10.0.0.0/8", "in", "production", "dev", "test", "eu-west-1"),
        *("us-east-9", "Frankfurt", "with", "without", "versioning", "public", "and", ",", "."),
        *("?", "Owner=me", "every", "day", "30", "days", "to", "world"),
    ]
)


@given(words=st.lists(WORDS, max_size=14))
def test_what_is_not_said_is_not_made_up(words: list[str]) -> None:
    text = " ".join(words)
    understanding = of(text)
    if "production" not in words:
        assert understanding.environment is not Environment.PRODUCTION
    if "eu-west-1" not in words:
        assert "eu-west-1" not in understanding.regions
    if "delete" not in words:
        assert understanding.action is not ChangeAction.DELETE
    ingress = understanding.parameters.get("ingress", ())
    if "0.0.0.0/0" not in words and "world" not in words and "public" not in words:
        assert not any("0.0.0.0/0" in rule for rule in ingress)  # type: ignore[union-attr]
