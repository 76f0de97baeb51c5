"""Habits of the workflows that keep them safe and keep work from getting lost.

It must not run them: test_act_*.py does.
"""

import re
from itertools import chain
from pathlib import Path

import pytest

from tests.workflows.workflow_files import (
    ACTION,
    OURS,
    THEIRS,
    Job,
    our_jobs,
    read,
    steps_using,
    workflows,
)

FILES = [*workflows(), ACTION]
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
THE_CO_WORKER = "OWNER/aws-coworker@v1"


def name_of(value: object) -> str:
    return value.name if isinstance(value, Path | Job) else str(value)


@pytest.mark.parametrize("path", workflows(), ids=name_of)
def test_no_workflow_runs_with_our_rights_on_what_a_stranger_wrote(path: Path) -> None:
    triggers = read(path)["on"]
    assert not {"pull_request_target", "workflow_run", "workflow_call"} & set(triggers)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_action_of_others_is_pinned_to_a_commit_with_its_version(path: Path) -> None:
    used = [line.strip() for line in path.read_text().splitlines() if "uses:" in line]
    others = [line for line in used if not line.endswith(("uses: ./", f"uses: {THE_CO_WORKER}"))]
    assert [line for line in others if not PINNED.fullmatch(line.removeprefix("- "))] == []


def test_one_action_has_one_version() -> None:
    texts = chain.from_iterable(path.read_text().splitlines() for path in FILES)
    used = {line.strip().removeprefix("- ") for line in texts if PINNED.search(line)}
    assert len({line.partition("@")[0] for line in used}) == len(used)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_expression_is_written_into_a_script(path: Path) -> None:
    assert [script for script in _scripts(read(path)) if "${{" in script] == []


def _scripts(node: object) -> list[str]:
    if isinstance(node, list):
        return [script for item in node for script in _scripts(item)]
    if not isinstance(node, dict):
        return []
    own = [node["run"]] if isinstance(node.get("run"), str) else []
    return own + [script for value in node.values() for script in _scripts(value)]


@pytest.mark.parametrize("job", our_jobs(), ids=name_of)
def test_every_job_ends_by_itself(job: Job) -> None:
    assert 0 < job.body["timeout-minutes"] <= 360


@pytest.mark.parametrize("name", ["coworker.yml", "deploy.yml", "release.yml"])
def test_work_that_has_begun_is_never_cut_short(name: str) -> None:
    workflow = read(OURS / name)
    limits = [workflow["concurrency"]]
    limits += [job["concurrency"] for job in workflow["jobs"].values() if "concurrency" in job]
    assert all(limit["cancel-in-progress"] is False for limit in limits)


def test_runs_that_share_nothing_do_not_push_each_other_out() -> None:
    # GitHub keeps one waiting run per group and drops the others.
    assert read(OURS / "coworker.yml")["concurrency"]["group"] == "coworker-${{ github.run_id }}"
    assert read(OURS / "deploy.yml")["concurrency"]["group"] == "deploy-${{ github.sha }}"


@pytest.mark.parametrize("job", ["propose", "publish"])
def test_a_reply_waits_in_no_group_that_a_command_waits_in(job: str) -> None:
    # Anybody may comment; whoever is refused must not push out a plan that waits.
    body = read(OURS / "coworker.yml")["jobs"][job]
    needed = body["needs"]
    assert "intake" in ([needed] if isinstance(needed, str) else needed)
    assert body["concurrency"]["group"] == (
        f"coworker-{job}-${{{{ needs.intake.outputs.decision == 'command' "
        "&& (github.event.issue.number || github.event.pull_request.number) || github.run_id }}"
    )


@pytest.mark.parametrize("job", ["deploy", "publish"])
def test_no_environment_to_deploy_is_no_fault(job: str) -> None:
    condition = read(OURS / "deploy.yml")["jobs"][job]["if"]
    assert "needs.intake.outputs.environments != '[]'" in condition
    assert "needs.intake.outputs.decision == 'command'" in condition


def test_no_checkout_leaves_a_token_behind() -> None:
    checkouts = list(steps_using("actions/checkout"))
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for _, step in checkouts)


def test_the_co_workers_own_code_is_the_default_branchs() -> None:
    refs = {
        step["with"]["ref"]
        for job, step in steps_using("actions/checkout")
        if job.startswith("coworker.yml:")
    }
    assert refs == {"${{ github.event.repository.default_branch }}"}


def test_a_job_that_is_run_again_can_hand_over_again() -> None:
    uploads = list(steps_using("actions/upload-artifact"))
    assert uploads
    for _, step in uploads:
        assert step["with"]["overwrite"] is True
        assert step["with"]["if-no-files-found"] == "error"


def test_what_is_handed_over_lies_outside_the_checkout() -> None:
    # A whole checkout in an artifact would carry .git, and hidden folders are left out of them.
    for job, step in steps_using("actions/upload-artifact"):
        if job != "release.yml:build":
            assert step["with"]["path"].startswith("${{ runner.temp }}/coworker")


@pytest.mark.parametrize("path", sorted(THEIRS.glob("*.yml")), ids=name_of)
def test_a_users_workflow_is_ours_but_for_where_the_action_comes_from(path: Path) -> None:
    ours = (OURS / path.name).read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8") == ours.replace("uses: ./", f"uses: {THE_CO_WORKER}")


def test_every_code_owner_rule_names_an_owner() -> None:
    lines = (OURS.parents[1] / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert [rule[0] for rule in rules if len(rule) < 2] == []
    guarded = {rule[0] for rule in rules}
    assert {"/.github/", "/config/", "/CODEOWNERS", "/coworker/", "/infrastructure/"} <= guarded
