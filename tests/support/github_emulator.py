"""Starts npm's `emulate` as a GitHub API on a loopback port, and ends it by its process id.

It must not depend on pytest, reach past loopback, or hide the log of a start that failed.
"""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
EMULATE = ROOT / "tests" / "node" / "node_modules" / "emulate" / "dist" / "index.js"

_HOST = "127.0.0.1"
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02
# `emulate` gives a token that it does not know the rights of the seed's first user.
_UNKNOWN_TOKEN_USER = "unknown-token"


class EmulatorDidNotStartError(RuntimeError):
    """The emulator ended or stayed silent; the message carries its log."""


@contextmanager
def github_emulator(
    seed: Mapping[str, Any],
    *,
    workdir: Path,
    node: Path = NODE,
    emulate: Path = EMULATE,
) -> Iterator[str]:
    """Serve GitHub's API from `seed` and yield its address, such as http://127.0.0.1:41234.

    `seed` is {"tokens": {TOKEN: {"login": ..., "scopes": [...]}}, "github": {"users": [...],
    "orgs": [...], "repos": [...]}}. `workdir` keeps the seed and `github-emulator.log`.
    Raises FileNotFoundError where node or emulate is missing, EmulatorDidNotStartError where
    the process ends or does not answer.
    """
    for needed in (node, emulate):
        if not needed.is_file():
            raise FileNotFoundError(f"{needed} is missing; run `make setup`")
    workdir.mkdir(parents=True, exist_ok=True)
    seed_file = workdir / "github-emulator-seed.json"
    seed_file.write_text(json.dumps(_with_unknown_token_user(seed)), encoding="utf-8")
    log = workdir / "github-emulator.log"
    port = _free_port()
    base_url = f"http://{_HOST}:{port}"
    # The default base is http://localhost, and PyGithub refuses links to another host than its own.
    command = [str(node), str(emulate), "start", "--service", "github", "--host", _HOST]
    command += ["--port", str(port), "--base-url", base_url, "--seed", str(seed_file)]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            cwd=workdir,
            env={"HOME": str(workdir), "NO_COLOR": "1", "PATH": str(node.parent)},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, port, log)
        yield base_url
    finally:
        _stop(process)


def _with_unknown_token_user(seed: Mapping[str, Any]) -> dict[str, Any]:
    """Put a user without rights first, so that a wrong token cannot write as somebody real."""
    github = dict(seed["github"])
    github["users"] = [{"login": _UNKNOWN_TOKEN_USER}, *github.get("users", [])]
    return {**seed, "github": github}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if _answers(port):
            return
        try:
            code = process.wait(timeout=_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        raise EmulatorDidNotStartError(f"emulate ended with {code}:\n{log.read_text()}")
    raise EmulatorDidNotStartError(
        f"emulate did not answer in {_START_SECONDS:.0f} s:\n{log.read_text()}"
    )


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(_HOST, port, timeout=_START_SECONDS)
    try:
        connection.request("GET", "/zen")
        return connection.getresponse().status == http.HTTPStatus.OK
    except ConnectionError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
