"""The same attacks where CloudFormation itself answers, with the jobs wired as in earnest.

It must not repeat what the account in memory shows as well.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from coworker import wiring
from coworker.action import OUTCOME
from coworker.adapters.engines.cloudformation.names import change_set_name, inputs_of
from coworker.adapters.git import create_bare
from coworker.demo.stage import ACCOUNT, REQUESTER, REVIEWER, Stage, stage_in
from coworker.errors import ExitCode
from coworker.guardrails.template import Template, read_template
from coworker.intake.handoff import decode
from coworker.intake.stackfile import read_stack
from coworker.model.change import StackState
from coworker.model.forge import Permission, ReviewState
from coworker.model.handoff import DeployOutcome
from coworker.model.stack import StackId, StackSource
from tests.support.fakes import FakeScanner
from tests.support.flow_world import topic

PLAN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/plan"
DEPLOY_ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
TARGETS = "config/environments.yaml"


def targets(account: str = ACCOUNT, deploy_role: str = DEPLOY_ROLE) -> str:
    return (
        f'version: 1\nenvironments:\n  development:\n    account: "{account}"\n'
        f"    plan_role: {PLAN_ROLE.replace(ACCOUNT, account)}\n    deploy_role: {deploy_role}\n"
    )


@pytest.fixture
def stage(tmp_path: Path, aws_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A repository and an emulated account with two roles; the scanners find nothing."""
    monkeypatch.setattr(wiring, "scanners", lambda _settings: (FakeScanner(),))
    create_bare(tmp_path / "origin.git")
    stage = stage_in(tmp_path, aws_endpoint)
    stage.people.set_permission(REQUESTER, Permission.WRITE)
    stage.people.set_permission(REVIEWER, Permission.MAINTAIN)
    owners = f"/infrastructure/ @{REVIEWER}\n/config/ @somebody-else\n"
    stage.people.push(
        author=REVIEWER, files={"CODEOWNERS": owners, TARGETS: targets()}, message="Begin\n"
    )
    return stage


def plan(stage: Stage, files: Mapping[str, str | None], branch: str) -> int:
    """Push a branch, open its pull request, and plan it."""
    stage.people.push(
        author=REQUESTER,
        branch=branch,
        files=files,
        message="Change\n",
        start=stage.origin.resolve("main"),
    )
    opened = stage.people.open_pull_request(author=REQUESTER, branch=branch, title="Change")
    assert opened.number is not None
    stage.run(f"plan-{branch}", opened.events[-1])
    return opened.number


def merge(stage: Stage, number: int) -> tuple[ExitCode, DeployOutcome]:
    """Approve, merge and deploy."""
    stage.people.review(number, author=REVIEWER, state=ReviewState.APPROVED)
    event = stage.people.merge(number, by=REVIEWER, method="squash").events[-1]
    codes = stage.run(f"deploy-{number}", event)
    name = OUTCOME.format(environment="development")
    text = (stage.folder / "runs" / f"deploy-{number}" / name).read_text(encoding="utf-8")
    return codes["deploy development"], decode(DeployOutcome, text, name)


def stacks(stage: Stage) -> Mapping[str, Any]:
    answer = stage.client("cloudformation").describe_stacks()
    return {stack["StackName"]: stack for stack in answer["Stacks"]}


@pytest.mark.parametrize(
    "changed",
    [
        targets(deploy_role=f"arn:aws:iam::{ACCOUNT}:role/stronger"),
        targets("999999999999", "arn:aws:iam::999999999999:role/deploy"),
    ],
    ids=["role", "account"],
)
def test_a_pull_request_does_not_choose_the_role_or_account_that_it_is_deployed_with(
    changed: str, stage: Stage
) -> None:
    number = plan(stage, {**topic("alpha"), TARGETS: changed}, "evil")
    code, outcome = merge(stage, number)
    assert code is ExitCode.DONE
    (stack,) = outcome.stacks
    assert stack.identity is not None
    assert stack.identity.account == ACCOUNT
    assert ":assumed-role/deploy/" in stack.identity.arn
    assert list(stacks(stage)) == ["development-alpha"]


def test_a_folder_that_is_renamed_and_keeps_its_name_deletes_no_live_stack(stage: Stage) -> None:
    code, outcome = merge(stage, plan(stage, topic("old"), "add"))
    assert (code, outcome.stacks[0].state) == (ExitCode.DONE, StackState.DEPLOYED)
    before = stacks(stage)
    named = "name: development-old\n"
    renamed = {**topic("new", stack_file=named), **dict.fromkeys(topic("old"))}
    number = plan(stage, renamed, "rename")
    said = next(item.body for item in stage.forge.comments(number) if item.by_us)
    assert 'is called "development-new" in AWS' in said
    code, outcome = merge(stage, number)
    assert (code, outcome.stacks) == (ExitCode.REFUSED, ())
    assert stacks(stage) == before


def test_an_unreviewed_push_leaves_no_stack_and_no_change_set(stage: Stage) -> None:
    pushed = stage.people.push(author=REQUESTER, files=topic("sneaky"), message="x\n")
    codes = stage.run("sneak", pushed.events[0])
    assert codes["deploy development"] is ExitCode.REFUSED
    assert stacks(stage) == {}


def wait_under_our_name(stage: Stage, source: StackSource) -> None:
    """A change set of the very name that the co-worker's would have, with more in it."""
    template = read_template(source.template_path, source.template)
    assert isinstance(template, Template)
    name = change_set_name(source, inputs_of(source, template))
    arn = stage.client("sns").create_topic(Name="listening")["TopicArn"]
    stage.client("cloudformation").create_change_set(
        StackName=source.spec.deployed_name,
        ChangeSetName=name,
        ChangeSetType="CREATE",
        TemplateBody=source.template,
        Tags=[{"Key": "team", "Value": "attacker"}],
        NotificationARNs=[arn],
    )


def test_a_change_set_that_waits_under_our_name_is_not_taken_for_ours(stage: Stage) -> None:
    files = topic("alpha")
    source = read_stack(StackId(environment="development", name="alpha"), files)
    assert isinstance(source, StackSource)
    wait_under_our_name(stage, source)
    code, outcome = merge(stage, plan(stage, files, "innocent"))
    assert (code, outcome.refusals) == (ExitCode.DONE, ())
    made = stacks(stage)["development-alpha"]
    assert made.get("NotificationARNs", []) == []
    assert made.get("Tags", []) == []
