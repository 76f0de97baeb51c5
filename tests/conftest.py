"""What every test gets: an empty environment, loopback only, golden files, an AWS emulator.

It must not hold a fixture that one folder alone uses: that stands in the folder's own conftest.
"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.golden import Golden
from tests.support.moto import MotoServer

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Whatever the machine, the runner or the developer's shell says must not reach a test.
SCRUBBED = (
    "ACTIONS_",
    "ANTHROPIC_",
    "AWS_",
    "COWORKER_",
    "GH_",
    "GITHUB_",
    "GIT_",
    "RUNNER_",
    "TF_",
)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# The discard port: a process that a test starts and that reaches out finds nobody there.
NOWHERE = "http://127.0.0.1:9"

_real_getaddrinfo = socket.getaddrinfo


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files from what the code says now; read the diff afterwards",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what a test has to show although it passed: `record_property("shown", line)`."""
    for report in terminalreporter.getreports("passed"):
        for name, line in report.user_properties:
            if name == "shown":
                terminalreporter.write_line(str(line))


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credentials, no settings of this machine, no way out but loopback."""
    for name in [name for name in os.environ if name.startswith(SCRUBBED)]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "GIT_CONFIG_GLOBAL"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, NOWHERE)
        monkeypatch.setenv(name.lower(), NOWHERE)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    monkeypatch.setattr(socket, "getaddrinfo", _loopback_getaddrinfo)


def _loopback_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    """pytest-socket guards connections (see addopts); a name looked up is a leak before that."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in LOOPBACK:
        message = f"A test tried to look up the host {name!r}; tests reach loopback only"
        raise RuntimeError(message)
    return _real_getaddrinfo(host, *args, **kwargs)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden("comments/plan.md", text)` compares with tests/golden/comments/plan.md."""
    folder = request.config.rootpath / "tests" / "golden"
    return Golden(folder=folder, update=bool(request.config.getoption("--update-golden")))


@pytest.fixture(scope="session")
def moto_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of an AWS emulator in a process of its own, shared by the session."""
    log: Path = tmp_path_factory.mktemp("moto") / "server.log"
    with MotoServer.started(log) as server:
        yield server.url


@pytest.fixture
def aws_endpoint(moto_server: str) -> str:
    """The emulator's base URL, with nothing in any account."""
    MotoServer.reset(moto_server)
    return moto_server
