"""Every rule on templates that break it and templates that keep it, findings word for word.

It must not test how findings become a verdict.
"""

import json
from pathlib import Path

import pytest

from coworker.guardrails.rule import PreviewRule, StackRule
from coworker.guardrails.rules import PREVIEW_RULES, RULES
from coworker.guardrails.rules.placement import ENGINE, READ_ONLY, REGION
from coworker.guardrails.rules_page import rules_page
from coworker.guardrails.static import check_source
from coworker.model.environment import EngineName, Environment
from coworker.model.finding import Finding
from tests.guardrails.cases import policy, stack
from tests.support.golden import Golden

FOLDER = Path(__file__).with_name("rules")
FOLDERS = sorted(path.name for path in FOLDER.iterdir())
CASES = sorted(
    (path.parent.name, path.name) for path in FOLDER.rglob("*.yaml") if path.name[0] in "bg"
)


def findings(rule: str, template: str) -> list[Finding]:
    return [item for item in check_source(stack(template), policy()) if item.rule == rule]


def shown(item: Finding) -> dict[str, object]:
    return {
        "line": item.place.line,
        "end_line": item.place.end_line,
        "resource": item.place.resource,
        "severity": item.severity,
        "confidence": item.confidence,
        "message": item.message,
    }


@pytest.mark.parametrize("rule", FOLDERS)
def test_what_a_rule_sees(rule: str, request: pytest.FixtureRequest) -> None:
    update = bool(request.config.getoption("--update-golden"))
    golden = Golden(folder=FOLDER / rule, update=update)
    seen = {
        path.name: [shown(item) for item in findings(rule, path.read_text())]
        for path in sorted((FOLDER / rule).glob("*.yaml"))
    }
    golden("expected.json", json.dumps(seen, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize(("rule", "name"), CASES, ids=str)
def test_a_rule_sees_what_is_bad_and_nothing_else(rule: str, name: str) -> None:
    found = findings(rule, (FOLDER / rule / name).read_text())
    assert bool(found) == name.startswith("bad"), found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_all_that_its_page_needs(rule: StackRule) -> None:
    words = (rule.title, rule.sees, rule.why, rule.remedy, rule.bad, rule.good)
    assert all(word.strip() for word in words)
    assert rule.docs == f"docs/rules.md#{rule.id.lower()}"


def of_templates(rule: object) -> bool:
    return rule not in PREVIEW_RULES and rule not in {REGION, ENGINE, READ_ONLY}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if of_templates(rule)], ids=lambda rule: rule.id
)
def test_the_examples_of_a_page_are_true(rule: StackRule) -> None:
    types = ("AWS::S3::*", "AWS::SQS::*", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy")
    allowed = policy(required_tags=(policy().required_tags[:2]), resource_types=types)
    bad = check_source(stack(rule.bad), allowed)
    good = check_source(stack(rule.good), allowed)
    assert rule.id in {item.rule for item in bad}
    assert rule.id not in {item.rule for item in good}


def test_ids_are_in_order_and_without_a_gap() -> None:
    assert [rule.id for rule in RULES] == [f"CW{n:03}" for n in range(1, len(RULES) + 1)]
    assert any(isinstance(rule, PreviewRule) for rule in RULES)


def test_the_page_of_rules_is_what_the_rules_say(request: pytest.FixtureRequest) -> None:
    update = bool(request.config.getoption("--update-golden"))
    Golden(folder=request.config.rootpath / "docs", update=update)("rules.md", rules_page())


@pytest.mark.parametrize(
    ("rule", "change", "line"),
    [
        ("CW008", {"region": "eu-west-9"}, 2),
        ("CW009", {"engine": EngineName.TERRAFORM}, 1),
    ],
)
def test_where_a_stack_stands(rule: str, change: dict[str, object], line: int) -> None:
    """The line is that of the key in stack.yaml; the template is not looked at."""
    found = check_source(stack("Resources: [", spec=change), policy())
    assert [(item.rule, item.place.line) for item in found if item.rule == rule] == [(rule, line)]
    assert all(item.rule != rule for item in check_source(stack("x"), policy()))


def test_a_read_only_environment_refuses_every_stack() -> None:
    unknown = policy(mutable=False, environment=Environment.UNKNOWN)
    found = [item for item in check_source(stack("{}"), unknown) if item.rule == "CW010"]
    assert [item.message for item in found] == ["The environment production is read-only."]


def test_the_tags_of_a_stack_do_not_reach_its_resources() -> None:
    tags = {"Environment": "production", "Owner": "platform", "Team": "a"}
    template = "Resources: {A: {Type: AWS::S3::Bucket}, B: {Type: AWS::SQS::Queue}}"
    found = check_source(stack(template, spec={"tags": tags}), policy())
    assert [item.place.resource for item in found if item.rule == "CW001"] == ["A", "B"]


def test_a_secret_is_seen_in_every_file_and_never_repeated() -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    notes = f"line\nkey: {key}\n"
    source = stack("Resources: [", files={"infrastructure/production/shop/notes.txt": notes})
    found = [item for item in check_source(source, policy()) if item.rule == "CW006"]
    assert [(item.place.path, item.place.line) for item in found] == [
        ("infrastructure/production/shop/notes.txt", 2)
    ]
    assert key not in str(found)


def test_no_finding_repeats_a_secret() -> None:
    template = (FOLDER / "CW006" / "bad.yaml").read_text()
    text = str(findings("CW006", template))
    for secret in ("hunter2", "IOSFODNN7EXAMPLE", "t0ken-of", "q8Zr2Lx0", "a-very-long"):
        assert secret not in text


def test_a_template_that_is_not_there_is_a_finding() -> None:
    source = stack("x", spec={"template": "other.yaml"})
    assert [(item.rule, item.message) for item in check_source(source, policy())] == [
        ("CW012", "The template infrastructure/production/shop/other.yaml is not there.")
    ]


def test_the_same_files_give_the_same_findings_in_the_same_order() -> None:
    template = (FOLDER / "CW003" / "bad.yaml").read_text()
    first = check_source(stack(template), policy())
    assert check_source(stack(template), policy()) == first
    lines = [(item.place.path, item.place.line or 0) for item in first]
    assert lines == sorted(lines)
