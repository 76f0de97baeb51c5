"""A repository on the GitHub emulator whose git history also stands in a folder, for act.

It must not assert, nor do anything that a person or GitHub itself would not do.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from coworker.adapters.forge.github import GitHubForge
from tests.support.forge_worlds import ADMIN, ORGANISATION, US, WRITER, GitHubService, token_of
from tests.support.github_history import Git, give, take
from tests.workflows.workflow_files import ROOT

NAME = f"{ORGANISATION}/infrastructure"
# What the action runs with; the rest of this repository is not needed to run it.
THE_CO_WORKER = ("action.yml", "coworker", "config", "tools", "pyproject.toml", "uv.lock")
_EXAMPLES = "tests/node/node_modules/@octokit/webhooks-examples/api.github.com/index.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class HostedRepository:
    """`folder` is where act finds the repository; `forge` is the same one as its jobs see it."""

    folder: Path
    service: GitHubService

    @property
    def forge(self) -> GitHubForge:
        """The forge, as the workflows' own identity."""
        return self.service.forge(NAME)

    @property
    def token(self) -> str:
        """The token of the workflows' own identity."""
        return token_of(US)

    @property
    def git(self) -> Git:
        """The history."""
        return Git(folder=self.folder)

    def ask(self, method: str, path: str, body: object = None, *, login: str = ADMIN) -> Any:
        """Call the repository's API as a person."""
        return self.service.ask(method, f"/repos/{NAME}{path}", body, login=login)

    def fetch(self, branches: Sequence[str]) -> None:
        """Bring branches of the emulator's here, and check main out."""
        for branch in branches:
            head = self.ask("GET", f"/git/ref/heads/{branch}")["object"]["sha"]
            take(self.git, head, self.ask)
            self.git.line("update-ref", f"refs/heads/{branch}", head)
        self.git.line("reset", "--quiet", "--hard", "main")

    def event(self, name: str, action: str | None, **parts: Any) -> dict[str, Any]:
        """GitHub's own example of an event, made to be about this repository, with `parts`."""
        payload = copy.deepcopy(_example(name, action))
        owner, _, short = NAME.partition("/")
        payload["repository"] |= {"name": short, "full_name": NAME, "default_branch": "main"}
        payload["repository"]["owner"] |= {"login": owner}
        payload["sender"] |= {"login": WRITER, "type": "User"}
        for key, value in parts.items():
            payload[key] = payload[key] | value if isinstance(value, dict) else value
        return payload


@cache
def _example(name: str, action: str | None) -> dict[str, Any]:
    events = json.loads((ROOT / _EXAMPLES).read_text(encoding="utf-8"))
    examples = next(event["examples"] for event in events if event["name"] == name)
    found: dict[str, Any] = next(each for each in examples if each.get("action") == action)
    return found


def hosted(
    service: GitHubService, folder: Path, *, workflows: Sequence[Path], files: Mapping[str, str]
) -> HostedRepository:
    """Make the repository with these workflows and files, here and on the emulator."""
    git = Git(folder=folder)
    place = folder / ".github" / "workflows"
    place.mkdir(parents=True, exist_ok=True)
    for workflow in workflows:
        shutil.copy2(workflow, place / workflow.name)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    git.line("init", "--quiet", "--initial-branch=main")
    git.line("config", "user.name", "Ada")
    git.line("config", "user.email", "ada@example.org")
    git.line("add", "--all")
    git.line("commit", "--quiet", "--message", "Begin")
    short = NAME.partition("/")[2]
    new = {"name": short, "private": True, "auto_init": False}
    service.ask("POST", f"/orgs/{ORGANISATION}/repos", new)
    repository = HostedRepository(folder=folder, service=service)
    for login in (WRITER, US):
        repository.ask("PUT", f"/collaborators/{login}", {"permission": "push"})
    head = git.line("rev-parse", "HEAD")
    give(git, [head], repository.ask)
    repository.ask("POST", "/git/refs", {"ref": "refs/heads/main", "sha": head})
    return repository


def with_the_co_worker(folder: Path) -> Path:
    """Copy what the action runs with into a folder, as it stands in this working tree."""
    folder.mkdir(parents=True, exist_ok=True)
    unwanted = shutil.ignore_patterns("__pycache__", ".*")
    for name in THE_CO_WORKER:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=unwanted)
        else:
            shutil.copy2(source, folder / name)
    return folder
