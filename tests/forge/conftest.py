"""The forges that the contract tests run against: the local one, and GitHub's emulator.

It must not let a request pass that GitHub's published description does not know.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.forge_worlds import (
    GitHubService,
    GitHubWorld,
    LocalWorld,
    World,
    github_service,
)
from tests.support.github_stub import Stub, github_stub
from tests.support.openapi_proxy import Proxy


@pytest.fixture(scope="session")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHubService]:
    """GitHub's emulator behind the proxy; each test has a repository of its own on it."""
    with github_service(tmp_path_factory.mktemp("github")) as service:
        yield service


@pytest.fixture(params=["local", "github"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A repository on each forge in turn; on GitHub's, every request must be a described one."""
    if request.param == "local":
        yield LocalWorld(tmp_path)
        return
    service: GitHubService = request.getfixturevalue("github")
    yield GitHubWorld(service)
    problems, service.proxy.problems[:] = service.proxy.problems[:], []
    assert problems == []


@pytest.fixture
def stubbed() -> Iterator[tuple[Stub, Proxy]]:
    """A GitHub that answers what the test says, and what came in."""
    with github_stub() as (stub, proxy):
        yield stub, proxy
        assert proxy.problems == []
