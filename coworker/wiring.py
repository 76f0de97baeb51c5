"""The only place where adapters are built: one function per stage, each with that stage's rights.

It must not decide anything, nor build an adapter that the stage does not need.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from coworker.errors import ConfigurationFault
from coworker.model.environment import EngineName, Environment
from coworker.model.policy import Target
from coworker.ports import (
    Deployer,
    DeploymentWriter,
    ForgeReader,
    ForgeWriter,
    Previewer,
    Progress,
    Scanner,
)

if TYPE_CHECKING:
    from coworker.adapters.aws.sessions import Sessions
    from coworker.adapters.git import GitRepository
    from coworker.flows.executing import DeployParts
    from coworker.flows.local_plan import LocalPlanParts
    from coworker.flows.posting import PublishParts
    from coworker.flows.propose import ProposeParts
    from coworker.flows.side_by_side import PlanningParts

_LOCAL = "local:"
_CHECKOV = "COWORKER_CHECKOV"
_DEFAULT_CHECKOV = Path(".tools/checkov/bin/python")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What the environment says, read once.

    `forge` is `github`, or `local:<folder>` for the file-backed one. `repository` is `owner/name`.
    `workspace` is the folder of the git checkout.
    """

    workspace: Path
    forge: str
    repository: str
    token: str = field(repr=False)
    api_url: str
    login: str
    app: str
    checkov: Path
    run_name: str
    environ: Mapping[str, str] = field(repr=False)


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Read the settings; nothing is checked here that a stage may not need."""
    home = Path(__file__).resolve().parent.parent
    return Settings(
        workspace=Path(environ.get("GITHUB_WORKSPACE") or Path.cwd()),
        forge=environ.get("COWORKER_FORGE", "github"),
        repository=environ.get("GITHUB_REPOSITORY", ""),
        token=environ.get("GITHUB_TOKEN", ""),
        api_url=environ.get("GITHUB_API_URL", "https://api.github.com"),
        login=environ.get("COWORKER_LOGIN", "github-actions[bot]"),
        app=environ.get("COWORKER_APP", "github-actions"),
        checkov=Path(environ.get(_CHECKOV) or home / _DEFAULT_CHECKOV),
        run_name=f"coworker-{environ.get('GITHUB_RUN_ID', 'local')}",
        environ=environ,
    )


def here() -> Settings:
    """The settings of this process."""
    return settings_from(os.environ)


class Forge(ForgeReader, ForgeWriter, DeploymentWriter, Protocol):
    """A forge with every right, as adapters are; never handed to a flow whole."""


def repository(settings: Settings) -> "GitRepository":
    """The git checkout, read at commits.

    A commit that the checkout lacks (the head of a pull request whose branch is gone) is asked of
    GitHub with the job's token, since the checkout keeps none.
    """
    from coworker.adapters.git import GitRepository
    from coworker.adapters.git.credentials import for_github

    if settings.forge != "github" or not settings.token:
        return GitRepository(settings.workspace)
    server = settings.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return GitRepository(settings.workspace, credentials=for_github(server, settings.token))


def forge(settings: Settings) -> "Forge":
    """The forge that the settings name, as one object; stages take the port that they may use.

    Raises ConfigurationFault where the settings do not say enough.
    """
    if settings.forge.startswith(_LOCAL):
        return _local_forge(settings)
    if settings.forge != "github":
        raise ConfigurationFault(
            f"There is no forge {settings.forge!r}",
            where="COWORKER_FORGE",
            next_step="Use `github`, or `local:<folder>`.",
        )
    if not settings.token or "/" not in settings.repository:
        raise ConfigurationFault(
            "GITHUB_TOKEN or GITHUB_REPOSITORY is not set",
            where="the environment",
            next_step="Run this in GitHub Actions, or set COWORKER_FORGE=local:<folder>.",
        )
    from coworker.adapters.forge.github import GitHubForge

    return GitHubForge(
        repository=settings.repository,
        token=settings.token,
        base_url=settings.api_url,
        login=settings.login,
        app_slug=settings.app,
    )


def _local_forge(settings: Settings) -> "Forge":
    from coworker.adapters.clock import SystemClock
    from coworker.adapters.forge.local import LocalForge

    folder = Path(settings.forge.removeprefix(_LOCAL))
    return LocalForge(
        folder / "forge",
        repository_folder=folder / "origin.git",
        login=settings.login,
        clock=SystemClock(),
    )


def propose_parts(settings: Settings, governed_by: str) -> "ProposeParts":
    """Reading, previews with the plan role, scanners. No right to write to the forge is used.

    `governed_by` is the branch or commit whose accounts and roles hold.
    """
    from coworker.adapters.shipped import shipped_content
    from coworker.flows.propose import ProposeParts

    return ProposeParts(
        repository=repository(settings),
        forge=forge(settings),
        planning=planning_parts(settings, sessions(settings, "plan", governed_by)),
        shipped=shipped_content(),
    )


def local_plan_parts(settings: Settings, governed_by: str) -> "LocalPlanParts":
    """The same without a forge, with the ambient credentials or the plan role."""
    from coworker.adapters.clock import SystemClock
    from coworker.adapters.shipped import shipped_content
    from coworker.flows.local_plan import LocalPlanParts

    return LocalPlanParts(
        repository=repository(settings),
        planning=planning_parts(settings, sessions(settings, "plan", governed_by)),
        shipped=shipped_content(),
        clock=SystemClock(),
    )


def publish_parts(settings: Settings) -> "PublishParts":
    """The forge and the time; neither AWS nor the repository's files."""
    from coworker.adapters.clock import SystemClock
    from coworker.flows.posting import PublishParts

    whole = forge(settings)
    return PublishParts(reader=whole, writer=whole, clock=SystemClock())


def deploy_parts(settings: Settings, progress: Progress, governed_by: str) -> "DeployParts":
    """Previews and deployments with the deploy role. The only stage that holds a Deployer.

    `governed_by` is the commit before the push: what is being merged does not choose its own
    account or role.
    """
    from coworker.adapters.shipped import shipped_content
    from coworker.flows.executing import DeployParts

    whole = forge(settings)
    deploying = sessions(settings, "deploy", governed_by)
    planning = planning_parts(settings, deploying)
    return DeployParts(
        repository=repository(settings),
        forge=whole,
        deployments=whole,
        planning=planning,
        deployers=deployers(deploying, planning.previewers),
        shipped=shipped_content(),
        progress=progress,
        login=settings.login,
    )


def planning_parts(settings: Settings, credentials: "Sessions") -> "PlanningParts":
    """Scanners, and previews with the credentials of one purpose."""
    from coworker.adapters.engines.cloudformation.preview import (
        CloudFormationPreviewer,
    )
    from coworker.flows.side_by_side import PlanningParts

    previewer = CloudFormationPreviewer(credentials)
    return PlanningParts(
        scanners=scanners(settings), previewers={EngineName.CLOUDFORMATION: previewer}
    )


def scanners(settings: Settings) -> tuple[Scanner, ...]:
    """cfn-lint and checkov, each in a process of its own."""
    from coworker.adapters.scanners.cfn_lint import CfnLint
    from coworker.adapters.scanners.checkov import Checkov

    return (CfnLint(), Checkov(settings.checkov))


def deployers(
    credentials: "Sessions", previewers: Mapping[EngineName, Previewer]
) -> Mapping[EngineName, Deployer]:
    """What changes AWS, each with the engine's own previewer to prove by."""
    from coworker.adapters.engines.cloudformation.execute import CloudFormationDeployer

    engine = EngineName.CLOUDFORMATION
    return {engine: CloudFormationDeployer(credentials, previewer=previewers[engine])}


def sessions(
    settings: Settings, purpose: Literal["plan", "deploy"], governed_by: str
) -> "Sessions":
    """AWS with the role of one purpose, in the accounts that are named at a branch or commit."""
    from coworker.adapters.aws.sessions import Sessions

    return Sessions(
        targets=targets(settings, governed_by),
        purpose=purpose,
        environ=settings.environ,
        run_name=settings.run_name,
    )


def targets(settings: Settings, governed_by: str) -> Mapping[Environment, Target]:
    """Accounts and roles, as they stand at a branch or commit."""
    from coworker.flows.library import TARGETS
    from coworker.governance.targets import read_targets

    source = repository(settings)
    files = source.files(source.resolve(governed_by), (TARGETS,))
    return read_targets(files.get(TARGETS), TARGETS)
