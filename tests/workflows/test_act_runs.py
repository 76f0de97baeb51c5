"""The workflows under a real Actions runner, from an issue to a plan and from a merge to a stack.

It must not stand in for anything of ours: act runs the action's own set-up and stages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from coworker.adapters.forge.github import GitHubForge
from coworker.governance.ledger import Intact, verify
from coworker.model.forge import CheckConclusion, PullRequest
from tests.support.act_runner import STAND_INS, ActResult, run_act
from tests.support.forge_worlds import ADMIN, WRITER, GitHubService, github_service
from tests.support.uv import offline, path_with_uv
from tests.workflows.github_repository import HostedRepository, hosted, with_the_co_worker
from tests.workflows.workflow_files import OURS, THEIRS

REGION = "eu-west-1"
OWNERS = f"* @{ADMIN}\n"
# No roles: act knows neither GitHub's environments nor its identity tokens. The account is moto's.
ACCOUNTS = """version: 1
environments:
  development:
    account: "123456789012"
"""
TITLE = "Private bucket for build artefacts"
FORM = f"""### What do you need?

private bucket for build artefacts

### Environment

development

### Region

{REGION}

### Owner

platform-team
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[GitHubService]:
    """A GitHub of the test's own; every request in it has to be one that GitHub describes."""
    with github_service(tmp_path / "github") as running:
        yield running
        assert "\n".join(sorted(set(running.proxy.problems))) == ""


def run(
    repository: HostedRepository,
    workflow: str,
    event: str,
    payload: Mapping[str, Any],
    *,
    workdir: Path,
    aws: str,
    stand_ins: Mapping[str, Path] = STAND_INS,
) -> ActResult:
    """Run one of the repository's workflows as GitHub would, against the emulators."""
    result = run_act(
        repository.folder,
        event,
        payload,
        env={
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": aws,
            "COWORKER_AWS_EMULATOR": "true",
            "GITHUB_API_URL": repository.service.proxy.url,
            **offline(),
        },
        secrets={"GITHUB_TOKEN": repository.token},
        workflows=repository.folder / ".github" / "workflows" / workflow,
        workdir=workdir,
        stand_ins=stand_ins,
        path=path_with_uv(),
    )
    print(result.output)  # noqa: T201 - pytest shows it where the test fails
    return result


def client(service: str, endpoint: str) -> Any:
    """A client of the AWS emulator's own, apart from the product's."""
    session: Any = boto3.session.Session(
        aws_access_key_id="witness", aws_secret_access_key="witness", region_name=REGION
    )
    return session.client(service, endpoint_url=endpoint)


def stacks(aws: str) -> dict[str, str]:
    found = client("cloudformation", aws).describe_stacks()["Stacks"]
    return {stack["StackName"]: stack["StackStatus"] for stack in found}


def buckets(aws: str) -> list[str]:
    return [bucket["Name"] for bucket in client("s3", aws).list_buckets()["Buckets"]]


def comments(forge: GitHubForge, number: int) -> list[str]:
    return [comment.body for comment in forge.comments(number) if comment.by_us]


def told(result: ActResult) -> str:
    """How each job ended."""
    return ", ".join(f"{job} {end}" for job, end in result.jobs.items())


def test_an_issue_becomes_a_plan_and_its_merge_a_deployed_stack(
    tmp_path: Path,
    aws_endpoint: str,
    service: GitHubService,
    record_property: Callable[[str, object], None],
) -> None:
    repository = hosted(
        service,
        with_the_co_worker(tmp_path / "repository"),
        workflows=[OURS / "coworker.yml", OURS / "deploy.yml"],
        files={"CODEOWNERS": OWNERS, "config/environments.yaml": ACCOUNTS},
    )
    issue = repository.ask("POST", "/issues", {"title": TITLE, "body": FORM}, login=WRITER)
    planned, pull = plan(repository, issue["number"], tmp_path / "plan", aws_endpoint)
    seen = f"act, issues -> coworker.yml: {told(planned)}; the plan is posted on #{pull.number}"
    record_property("shown", seen)
    folder = tmp_path / "deploy"
    deployed = merge_and_deploy(repository, pull, issue["number"], folder, aws_endpoint)
    seen = f"act, push -> deploy.yml: {told(deployed)}; deployed {', '.join(stacks(aws_endpoint))}"
    record_property("shown", seen)


def plan(
    repository: HostedRepository, issue: int, workdir: Path, aws: str
) -> tuple[ActResult, PullRequest]:
    """From an issue that gets the label to a posted plan."""
    start = repository.git.line("rev-parse", "main")
    asked = {"number": issue, "title": TITLE, "body": FORM, "state": "open"}
    labels = [{"name": "coworker"}]
    payload = repository.event(
        "issues", "labeled", issue=asked | {"labels": labels}, label=labels[0]
    )
    result = run(repository, "coworker.yml", "issues", payload, workdir=workdir, aws=aws)
    jobs = ("intake", "acknowledge", "propose", "publish")
    assert result.jobs == dict.fromkeys(jobs, "success")
    assert result.exit_code == 0

    forge = repository.forge
    (pull,) = forge.open_pull_requests()
    assert pull.head_branch.startswith(f"coworker/{issue}-")
    commit = repository.ask("GET", f"/git/commits/{pull.head}")
    assert [parent["sha"] for parent in commit["parents"]] == [start]
    assert "Coworker-Plan: " in commit["message"]
    (comment,) = comments(forge, pull.number)
    assert comment.startswith("<!-- coworker:plan -->")
    assert f"@{ADMIN}" in comment
    assert "AWS::S3::Bucket" in comment
    (check,) = forge.check_runs(pull.head, "coworker / plan")
    assert check.conclusion is CheckConclusion.SUCCESS
    reactions = repository.service.proxy.calls("POST", f"/issues/{issue}/reactions")
    assert [sent.body["content"] for sent in reactions] == ["eyes", "rocket"]
    attached = {path.name for path in (result.artifacts / "coworker-plan").iterdir()}
    assert {"proposal.json", "plan.md", "plan.json", "findings.sarif"} <= attached
    assert list(stacks(aws).values()) == ["REVIEW_IN_PROGRESS"]
    assert buckets(aws) == []
    return result, pull


def merge_and_deploy(
    repository: HostedRepository, pull: PullRequest, issue: int, workdir: Path, aws: str
) -> ActResult:
    """From an approved and merged pull request to a stack, a record and a baseline."""
    before = repository.git.line("rev-parse", "main")
    review = {"event": "APPROVE", "body": "Read.", "commit_id": pull.head}
    repository.ask("POST", f"/pulls/{pull.number}/reviews", review)
    merged = repository.ask("PUT", f"/pulls/{pull.number}/merge", {"merge_method": "merge"})
    repository.fetch(["main", pull.head_branch])
    assert repository.git.line("rev-parse", "HEAD") == merged["sha"]
    payload = repository.event(
        "push",
        None,
        ref="refs/heads/main",
        before=before,
        after=merged["sha"],
        created=False,
        sender={"login": ADMIN},
    )
    result = run(repository, "deploy.yml", "push", payload, workdir=workdir, aws=aws)
    assert result.jobs == dict.fromkeys(("intake", "deploy", "publish"), "success")
    assert result.exit_code == 0

    assert list(stacks(aws).values()) == ["CREATE_COMPLETE"]
    assert len(buckets(aws)) == 1
    forge = repository.forge
    states = [sent.body["state"] for sent in repository.service.proxy.calls("POST", "/statuses")]
    assert states == ["in_progress", "success"]
    assert list(forge.tags("baseline/").values()) == [merged["sha"]]
    baseline = next(iter(forge.tags("baseline/")))
    assert baseline in comments(forge, pull.number)[-1]
    assert baseline in comments(forge, issue)[-1]
    assert not forge.issue(issue).open
    head = forge.branch_head("coworker-ledger")
    assert head is not None
    ledger = forge.read_file(head, "ledger.ndjson")
    assert ledger is not None
    assert isinstance(verify(ledger), Intact)
    assert baseline in ledger
    return result


def test_a_users_copy_runs_the_action_from_where_it_is_published(
    tmp_path: Path, aws_endpoint: str, service: GitHubService
) -> None:
    repository = hosted(
        service,
        tmp_path / "repository",
        workflows=[THEIRS / "coworker.yml"],
        files={"CODEOWNERS": OWNERS},
    )
    issue = repository.ask("POST", "/issues", {"title": TITLE, "body": FORM}, login=WRITER)
    number = issue["number"]
    said = repository.ask(
        "POST", f"/issues/{number}/comments", {"body": "/coworker help"}, login=WRITER
    )
    payload = repository.event(
        "issue_comment",
        "created",
        issue={"number": number, "title": TITLE, "body": FORM, "state": "open", "labels": []},
        comment={"id": said["id"], "body": "/coworker help"},
    )
    published = with_the_co_worker(tmp_path / "published")
    result = run(
        repository,
        "coworker.yml",
        "issue_comment",
        payload,
        workdir=tmp_path / "run",
        aws=aws_endpoint,
        stand_ins={**STAND_INS, "OWNER/aws-coworker": published},
    )
    jobs = ("intake", "acknowledge", "propose", "publish")
    assert result.jobs == dict.fromkeys(jobs, "success")
    (answer,) = comments(repository.forge, number)
    assert "/coworker plan" in answer
