"""What the action installs, from the cache that `make setup` filled, and how it starts a stage.

It must not reach a package index, nor run a stage's work: the act runs do.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.uv import offline, path_with_uv
from tests.workflows.workflow_files import ROOT

FORGE_ONLY = ("intake", "acknowledge", "publish")
WITH_AWS = ("propose", "deploy")
AWS_AND_MODEL = ("boto3", "botocore", "cfnlint", "anthropic")


def run(
    tool: str, *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **offline(), "PATH": path_with_uv(), **(env or {})}
    command = [str(ROOT / "tools" / tool), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, env=environment
    )


def python(tools: Path, code: str, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(tools / "core" / "bin" / "python"), "-Ic", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def importable(tools: Path, module: str, *, cwd: Path) -> bool:
    return python(tools, f"import {module}", cwd=cwd).returncode == 0


@pytest.mark.parametrize("stage", FORGE_ONLY)
def test_a_stage_that_talks_to_github_alone_has_no_client_for_aws(
    stage: str, tmp_path: Path
) -> None:
    done = run("set-up-stage", stage, str(tmp_path / "tools"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert importable(tmp_path / "tools", "github", cwd=tmp_path)
    present = [name for name in AWS_AND_MODEL if importable(tmp_path / "tools", name, cwd=tmp_path)]
    assert present == []
    assert not (tmp_path / "tools" / "checkov").exists()


@pytest.mark.parametrize("stage", WITH_AWS)
def test_a_stage_that_reaches_aws_has_its_scanners(stage: str, tmp_path: Path) -> None:
    done = run("set-up-stage", stage, str(tmp_path / "tools"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert importable(tmp_path / "tools", "cfnlint, boto3", cwd=tmp_path)
    assert (tmp_path / "tools" / "checkov" / "bin" / "checkov").is_file()


@pytest.mark.parametrize("tool", ["set-up-stage", "run-stage"])
def test_an_unknown_stage_is_said_to_be_one(tool: str, tmp_path: Path) -> None:
    done = run(tool, "plan; reboot", str(tmp_path / "tools"), cwd=tmp_path)
    assert done.returncode == 2
    assert "There is no stage 'plan; reboot'. Use intake," in done.stdout


def test_a_module_of_the_repository_at_work_is_not_taken_for_one_of_ours(tmp_path: Path) -> None:
    assert run("set-up-stage", "intake", str(tmp_path / "tools"), cwd=tmp_path).returncode == 0
    for name in ("coworker", "json", "yaml"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken')\n", encoding="utf-8")
    event = tmp_path / "event.json"
    event.write_text('{"action": "started", "repository": {"full_name": "o/r"}}', encoding="utf-8")
    settings = {
        "GITHUB_EVENT_NAME": "watch",
        "GITHUB_EVENT_PATH": str(event),
        "FOLDER": str(tmp_path / "out"),
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
        "PYTHONPATH": str(tmp_path),
    }
    done = run("run-stage", "intake", str(tmp_path / "tools"), cwd=tmp_path, env=settings)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "outputs").read_text().startswith("decision=ignore\n")
