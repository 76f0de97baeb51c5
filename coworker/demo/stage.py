"""The stage of the story: a bare origin, a local forge, and the emulator, wired as in earnest.

It must not hold a scene's plot.
"""

import contextlib
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from coworker import action, wiring
from coworker.adapters.clock import SystemClock
from coworker.adapters.forge.local import Event, LocalForge, LocalPeople
from coworker.adapters.git import GitRepository, create_bare
from coworker.demo.emulator import emulated_aws
from coworker.errors import ExitCode
from coworker.model.forge import Permission
from coworker.saying import guarded
from coworker.wiring import Settings, settings_from

REGION = "eu-west-1"
ACCOUNT = "123456789012"
REQUESTER = "rosa"
REVIEWER = "omar"
BOLD = "bill"
BOT = "coworker[bot]"
_ORIGIN = "origin.git"
_CODEOWNERS = f"""# Who must approve what. The last rule that matches a path counts.
/infrastructure/             @{REVIEWER}
/infrastructure/production/  @{REVIEWER}
/config/                     @{REVIEWER}
"""
_ENVIRONMENTS = f"""# Which account each environment is; the emulator needs no roles.
version: 1
environments:
  development:
    account: "{ACCOUNT}"
  production:
    account: "210987654321"
"""
_README = "# Infrastructure of the demo\n\nEverything here is deployed by review and merge.\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """Everything that scenes act on and check against."""

    folder: Path
    settings: Settings
    forge: LocalForge
    people: LocalPeople
    origin: GitRepository
    endpoint: str

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients as it runs
        """A client of the emulator's own API: the witness, apart from the product's sessions."""
        session: Any = boto3.session.Session(
            aws_access_key_id="witness",
            aws_secret_access_key="witness",  # noqa: S106 - an emulator takes any
            region_name=REGION,
        )
        return session.client(service, endpoint_url=self.endpoint)

    def run(self, name: str, event: Event) -> Mapping[str, ExitCode]:
        """Run the jobs of one event as the workflows do; gives each stage's exit code."""
        folder = self.folder / "runs" / name
        folder.mkdir(parents=True)
        path = folder / "event.json"
        path.write_text(json.dumps(event.payload), encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return self._stages(event, path, folder)

    def _stages(self, event: Event, path: Path, folder: Path) -> Mapping[str, ExitCode]:
        codes = {
            "intake": guarded(
                lambda: action.intake(
                    self.settings, event_name=event.name, event_path=path, out=folder
                )
            )
        }
        document = json.loads((folder / action.INTAKE).read_text(encoding="utf-8"))
        if document["decision"]["kind"] == "ignore":
            return codes
        codes["acknowledge"] = guarded(lambda: action.acknowledge(self.settings, folder=folder))
        if document["environments"]:
            for environment in document["environments"]:
                codes[f"deploy {environment}"] = guarded(
                    partial(
                        action.deploy,
                        self.settings,
                        environment=environment,
                        folder=folder,
                        out=folder,
                    )
                )
        else:
            codes["propose"] = guarded(
                lambda: action.propose(self.settings, folder=folder, out=folder)
            )
        codes["publish"] = guarded(lambda: action.publish(self.settings, folder=folder))
        return codes


@contextmanager
def open_stage(folder: Path) -> Iterator[Stage]:
    """Build the stage in an empty folder; the emulator ends with it. Raises Fault."""
    with emulated_aws(folder / "emulator.log") as endpoint:
        create_bare(folder / _ORIGIN)
        stage = stage_in(folder, endpoint)
        for login, permission in (
            (REQUESTER, Permission.WRITE),
            (REVIEWER, Permission.MAINTAIN),
            (BOLD, Permission.ADMIN),
        ):
            stage.people.set_permission(login, permission)
        stage.people.push(
            author=REVIEWER,
            files={
                "README.md": _README,
                "CODEOWNERS": _CODEOWNERS,
                "config/environments.yaml": _ENVIRONMENTS,
            },
            message="Begin\n",
        )
        yield stage


def stage_in(folder: Path, endpoint: str) -> Stage:
    """The stage in a folder that has its origin, with an emulator that runs."""
    origin = folder / _ORIGIN
    forge = LocalForge(folder / "forge", repository_folder=origin, login=BOT, clock=SystemClock())
    return Stage(
        folder=folder,
        settings=_settings(folder, origin, endpoint),
        forge=forge,
        people=LocalPeople(forge),
        origin=GitRepository(origin),
        endpoint=endpoint,
    )


def _settings(folder: Path, origin: Path, endpoint: str) -> Settings:
    """Only what the story needs: nothing of the machine's credentials reaches it."""
    return settings_from(
        {
            **{name: value for name, value in wiring.here().environ.items() if name == "PATH"},
            "GITHUB_WORKSPACE": str(origin),
            "COWORKER_FORGE": f"local:{folder}",
            "COWORKER_LOGIN": BOT,
            "COWORKER_APP": BOT,
            "COWORKER_CHECKOV": str(wiring.here().checkov),
            "GITHUB_REPOSITORY": "local/infrastructure",
            "AWS_ENDPOINT_URL": endpoint,
            "COWORKER_AWS_EMULATOR": "true",
            "AWS_ACCESS_KEY_ID": "emulated",
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
    )
