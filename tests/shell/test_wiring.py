"""Which adapters a stage gets from which settings, and what is said where the settings lack.

It must not reach any of them.
"""

from dataclasses import fields
from pathlib import Path

import pytest

from coworker import wiring
from coworker.adapters.forge.github import GitHubForge
from coworker.adapters.forge.local import LocalForge
from coworker.errors import ConfigurationFault
from coworker.flows.posting import PublishParts
from coworker.flows.propose import ProposeParts
from coworker.model.environment import EngineName, Environment
from coworker.wiring import Settings, settings_from
from tests.support.fakes import ACCOUNT
from tests.support.flow_world import FlowWorld

TOKEN = "ghs_not-a-real-one"


def settings(**environ: str) -> Settings:
    return settings_from(environ)


def test_the_settings_are_read_from_what_github_actions_sets() -> None:
    seen = settings(
        GITHUB_WORKSPACE="/work",
        GITHUB_REPOSITORY="octo/estate",
        GITHUB_TOKEN=TOKEN,
        GITHUB_API_URL="https://github.example/api/v3",
        GITHUB_RUN_ID="17",
        COWORKER_LOGIN="helper[bot]",
        COWORKER_APP="helper",
        COWORKER_CHECKOV="/checkov/python",
    )
    assert (seen.workspace, seen.repository) == (Path("/work"), "octo/estate")
    assert (seen.api_url, seen.run_name) == ("https://github.example/api/v3", "coworker-17")
    assert (seen.login, seen.app) == ("helper[bot]", "helper")
    assert seen.checkov == Path("/checkov/python")
    assert seen.forge == "github"


def test_without_settings_there_are_defaults() -> None:
    seen = settings()
    assert seen.workspace == Path.cwd()
    assert (seen.login, seen.app) == ("github-actions[bot]", "github-actions")
    assert seen.api_url == "https://api.github.com"
    assert seen.checkov.parts[-4:] == (".tools", "checkov", "bin", "python")
    assert seen.run_name == "coworker-local"


def test_neither_the_token_nor_the_environment_is_shown() -> None:
    shown = repr(settings(GITHUB_TOKEN=TOKEN, AWS_SECRET_ACCESS_KEY="hidden"))
    assert TOKEN not in shown
    assert "hidden" not in shown


def test_a_forge_on_github_is_made_without_asking_it() -> None:
    forge = wiring.forge(settings(GITHUB_TOKEN=TOKEN, GITHUB_REPOSITORY="octo/estate"))
    assert isinstance(forge, GitHubForge)


def test_a_local_forge_is_found_in_its_folder(tmp_path: Path) -> None:
    world = FlowWorld(tmp_path)
    forge = wiring.forge(settings(COWORKER_FORGE=f"local:{tmp_path}"))
    assert isinstance(forge, LocalForge)
    assert forge.branch_head("main") == world.main


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "GITHUB_TOKEN or GITHUB_REPOSITORY is not set"),
        ({"GITHUB_TOKEN": TOKEN}, "GITHUB_TOKEN or GITHUB_REPOSITORY is not set"),
        ({"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "x"}, "GITHUB_TOKEN or GITHUB_REPOSITORY"),
        ({"COWORKER_FORGE": "gitlab"}, "There is no forge 'gitlab'"),
    ],
)
def test_settings_that_say_too_little_are_a_fault_with_what_to_do(
    environ: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigurationFault, match=said) as fault:
        wiring.forge(settings(**environ))
    assert "local:<folder>" in fault.value.next_step
    assert TOKEN not in str(fault.value)


def test_accounts_are_those_of_the_commit_that_is_checked_out(tmp_path: Path) -> None:
    FlowWorld(tmp_path)
    targets = wiring.targets(settings(GITHUB_WORKSPACE=str(tmp_path / "origin.git")), "HEAD")
    assert targets[Environment.DEVELOPMENT].account == ACCOUNT


def test_only_the_deploy_stage_is_given_a_deployer(tmp_path: Path) -> None:
    FlowWorld(tmp_path)
    local = settings(
        COWORKER_FORGE=f"local:{tmp_path}", GITHUB_WORKSPACE=str(tmp_path / "origin.git")
    )
    assert {field.name for field in fields(ProposeParts)}.isdisjoint({"deployers", "writer"})
    assert {field.name for field in fields(PublishParts)} == {"reader", "writer", "clock"}
    assert isinstance(wiring.propose_parts(local, "main"), ProposeParts)
    assert isinstance(wiring.publish_parts(local), PublishParts)
    parts = wiring.deploy_parts(local, lambda _: None, "main")
    assert parts.deployers.keys() == {EngineName.CLOUDFORMATION}
    assert [scanner.name for scanner in parts.planning.scanners] == ["cfn-lint", "checkov"]
