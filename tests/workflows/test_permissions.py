"""What each job may do, word for word, and the bounds that the design draws around it.

It must not be loosened to let a workflow pass: a new right is a decision about trust.
"""

from typing import Any

import pytest

from tests.workflows.workflow_files import OURS, Job, our_jobs, read

JOBS: dict[str, dict[str, str]] = {
    "ci.yml:test": {"contents": "read"},
    "coworker.yml:intake": {"contents": "read", "issues": "read", "pull-requests": "read"},
    "coworker.yml:acknowledge": {
        "contents": "read",
        "issues": "write",
        "pull-requests": "write",
    },
    "coworker.yml:propose": {
        "contents": "read",
        "issues": "read",
        "pull-requests": "read",
        "checks": "read",
        "id-token": "write",
    },
    "coworker.yml:publish": {
        "contents": "write",
        "issues": "write",
        "pull-requests": "write",
        "checks": "write",
    },
    "deploy.yml:intake": {"contents": "read"},
    "deploy.yml:deploy": {
        "contents": "read",
        "issues": "read",
        "pull-requests": "read",
        "checks": "read",
        "deployments": "write",
        "id-token": "write",
    },
    "deploy.yml:publish": {"contents": "write", "issues": "write", "pull-requests": "write"},
    "release.yml:build": {"contents": "read"},
    "release.yml:release": {"contents": "write"},
}

# DESIGN.md, "Trust": what a stage may write to at most; what it may take on in AWS is id-token.
WRITES = {
    "intake": set[str](),
    "acknowledge": {"issues", "pull-requests"},
    "propose": {"id-token"},
    "publish": {"contents", "pull-requests", "issues", "checks"},
    "deploy": {"deployments", "statuses", "pull-requests", "id-token"},
}
# What changes what people see and merge. A deployment's record is none of it.
THE_REPOSITORY = {"contents", "issues", "pull-requests", "checks", "statuses", "packages"}


def written(permissions: dict[str, str]) -> set[str]:
    return {name for name, right in permissions.items() if right == "write"}


def stages_of(job: Job) -> list[str]:
    return [step["with"]["stage"] for step in job.steps if step.get("uses") == "./"]


def test_every_job_has_exactly_these_rights() -> None:
    assert {job.name: job.body["permissions"] for job in our_jobs()} == JOBS


@pytest.mark.parametrize("path", sorted(OURS.glob("*.yml")), ids=lambda path: path.name)
def test_a_workflow_as_a_whole_has_none(path: Any) -> None:
    assert read(path)["permissions"] == {}


@pytest.mark.parametrize("job", our_jobs(), ids=lambda job: job.name)
def test_no_job_writes_more_than_its_stage_may(job: Job) -> None:
    for stage in stages_of(job):
        assert written(job.body["permissions"]) <= WRITES[stage]


def test_every_stage_has_a_job_and_no_job_runs_two() -> None:
    staged = [stages_of(job) for job in our_jobs() if stages_of(job)]
    assert all(len(stages) == 1 for stages in staged)
    assert {stage for stages in staged for stage in stages} == set(WRITES)


@pytest.mark.parametrize("job", our_jobs(), ids=lambda job: job.name)
def test_no_job_both_reaches_aws_and_writes_to_the_repository(job: Job) -> None:
    rights = written(job.body["permissions"])
    assert not ("id-token" in rights and rights & THE_REPOSITORY)


def test_only_the_jobs_with_an_aws_role_may_ask_for_a_token_of_github() -> None:
    asking = {job.name for job in our_jobs() if "id-token" in job.body["permissions"]}
    assert asking == {"coworker.yml:propose", "deploy.yml:deploy"}


def test_the_deploy_role_stands_behind_the_github_environment() -> None:
    deploy = next(job for job in our_jobs() if job.name == "deploy.yml:deploy").body
    assert deploy["environment"] == "${{ matrix.environment }}"
    assert deploy["strategy"]["fail-fast"] is False
