"""Runs the repository's workflows under `act`, without Docker, and says how each job ended.

It must not reach the network: every third-party action is mapped to a local stand-in, or refused.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
ACT = ROOT / ".venv" / "bin" / "act"
ACTIONS = Path(__file__).resolve().parent / "actions"
STAND_INS: Mapping[str, Path] = {
    "actions/checkout": ACTIONS / "checkout",
    "actions/download-artifact": ACTIONS / "download-artifact",
    "actions/upload-artifact": ACTIONS / "upload-artifact",
    "aws-actions/configure-aws-credentials": ACTIONS / "configure-aws-credentials",
}

_THIRD_PARTY = re.compile(r"(?P<name>[\w.-]+/[\w.-]+)(?:/[^@]+)?@(?P<ref>\S+)")


class UnmappedActionError(LookupError):
    """A workflow uses an action that has no stand-in; nothing was run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssumedRole:
    """One call of configure-aws-credentials: which job asked for which role, and where."""

    job: str
    role: str
    region: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActResult:
    """What a run left: `jobs` maps a job's id to success or failure; a skipped job is absent."""

    exit_code: int
    output: str
    jobs: Mapping[str, str]
    summaries: Mapping[str, str]
    roles: tuple[AssumedRole, ...]
    artifacts: Path


def run_act(
    repo_dir: Path,
    event_name: str,
    event_payload: Mapping[str, Any],
    env: Mapping[str, str],
    secrets: Mapping[str, str],
    workflows: Path,
    *,
    workdir: Path,
    variables: Mapping[str, str] | None = None,
    stand_ins: Mapping[str, Path] = STAND_INS,
    path: str | None = None,
    act: Path = ACT,
    timeout: float = 300,
) -> ActResult:
    """Run what `event_name` starts in `workflows` (a file or folder) at `repo_dir`'s HEAD.

    `env` reaches every step; of this process's own environment only PATH does (or `path`).
    `secrets` are cut out of the output wherever their text stands: make them long.
    Everything act writes lies under `workdir`, which must be this run's own.
    Raises UnmappedActionError, and subprocess.TimeoutExpired after `timeout` seconds with
    the whole process group ended.
    """
    artifacts, home = workdir / "artifacts", workdir / "home"
    for folder in (artifacts, home):
        folder.mkdir(parents=True)
    roles = workdir / "roles.tsv"
    roles.touch()
    event = workdir / "event.json"
    event.write_text(json.dumps(event_payload), encoding="utf-8")
    facts = {
        "GITHUB_REPOSITORY": event_payload["repository"]["full_name"],
        "STAND_IN_ARTIFACTS": str(artifacts),
        "STAND_IN_REPOSITORY": str(repo_dir.resolve()),
        "STAND_IN_ROLES": str(roles),
    }
    command = [
        *(str(act), event_name, "--json", "--no-skip-checkout", "--no-cache-server"),
        *("--platform", "ubuntu-latest=-self-hosted", "--concurrent-jobs", "2"),
        *("--workflows", str(workflows), "--eventpath", str(event)),
        *("--actor", event_payload["sender"]["login"]),
        *("--action-cache-path", str(workdir / "act")),
        *_pairs("--local-repository", _local_repositories(repo_dir, workflows, stand_ins)),
        *_pairs("--env", {**env, **facts}),
        *_pairs("--secret", secrets),
        *_pairs("--var", variables or {}),
    ]
    # Without these act would read .env, .secrets, .vars and .input of the repository under test.
    for option in ("--env-file", "--secret-file", "--var-file", "--input-file"):
        command += [option, os.devnull]
    # Steps get a terminal from act, which GitHub's runner gives to none: no pager, no colour.
    clean = {"HOME": str(home), "LANG": "C.UTF-8", "PAGER": "cat", "TERM": "dumb"}
    clean["PATH"] = path or os.environ["PATH"]
    exit_code, output = _run(command, cwd=repo_dir, env=clean, timeout=timeout)
    return _result(exit_code, output, artifacts=artifacts, roles=roles)


def _local_repositories(
    repo_dir: Path, workflows: Path, stand_ins: Mapping[str, Path]
) -> dict[str, str]:
    """Map each OWNER/REPO@REF that a workflow or a local action uses to its stand-in's folder."""
    files = [workflows] if workflows.is_file() else sorted(workflows.glob("*.y*ml"))
    files += repo_dir.glob("action.y*ml")
    files += repo_dir.glob(".github/actions/*/action.y*ml")
    found: dict[str, str] = {}
    for file in files:
        for used in _uses(yaml.safe_load(file.read_text(encoding="utf-8"))):
            if used.startswith("./"):
                continue
            match = _THIRD_PARTY.fullmatch(used)
            if match is None or match["name"] not in stand_ins:
                raise UnmappedActionError(f"{file.name} uses {used}, which has no stand-in")
            found[f"{match['name']}@{match['ref']}"] = str(stand_ins[match["name"]])
    return found


def _uses(node: object) -> Iterator[str]:
    """Every value of a key `uses`, however deep and in whatever YAML style."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "uses" and isinstance(value, str):
                yield value
            else:
                yield from _uses(value)
    elif isinstance(node, list):
        for item in node:
            yield from _uses(item)


def _pairs(option: str, values: Mapping[str, str]) -> list[str]:
    return [part for name, value in values.items() for part in (option, f"{name}={value}")]


def _run(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float
) -> tuple[int, str]:
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as late:
        os.killpg(process.pid, signal.SIGKILL)
        late.output, _ = process.communicate()
        raise
    return process.returncode, output


def _result(exit_code: int, output: str, *, artifacts: Path, roles: Path) -> ActResult:
    lines: list[str] = []
    jobs: dict[str, str] = {}
    summaries: dict[str, str] = {}
    for line in output.splitlines():
        if not line.startswith("{"):
            lines.append(line)
            continue
        entry = json.loads(line)
        job = entry.get("jobID", "act")
        # What a step printed is kept whole; act's own lines repeat the script after their first.
        message: str = entry["msg"].rstrip()
        lines.append(
            f"[{job}] {message if 'raw_output' in entry else message.partition(chr(10))[0]}"
        )
        # The legs of a matrix share one id: it is a success only if all of them are.
        if "jobResult" in entry and jobs.get(job, "success") == "success":
            jobs[job] = entry["jobResult"]
        if entry.get("command") == "summary":
            summaries[job] = summaries.get(job, "") + entry["content"]
    return ActResult(
        exit_code=exit_code,
        output="\n".join(lines),
        jobs=jobs,
        summaries=summaries,
        roles=tuple(
            AssumedRole(job=job, role=role, region=region)
            for job, role, region in (row.split("\t") for row in roles.read_text().splitlines())
        ),
        artifacts=artifacts,
    )
