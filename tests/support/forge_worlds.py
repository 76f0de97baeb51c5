"""One repository with people in it, on each forge: what the contract tests and flows play on.

It must not go round the forge under test for anything that the forge itself is asked.
"""

from __future__ import annotations

import http.client
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, TypeVar
from urllib.parse import quote, urlsplit

from coworker.adapters.forge.github import GitHubForge
from coworker.adapters.forge.local import LocalForge, LocalPeople
from coworker.adapters.git import create_bare
from coworker.model.forge import CheckConclusion, CheckRun, Permission, ReviewState
from tests.support.github_emulator import github_emulator
from tests.support.github_gaps import Gaps
from tests.support.openapi_proxy import Proxy, openapi_proxy

T = TypeVar("T")
Forge: TypeAlias = GitHubForge | LocalForge
MergeMethod: TypeAlias = Literal["merge", "squash", "rebase"]

US = "github-actions[bot]"
ADMIN, WRITER, READER, STRANGER = "ada", "wim", "rea", "stan"
ORGANISATION = "acme"


class World(Protocol):
    """A repository whose main branch holds one commit, with ADMIN, WRITER and READER in it."""

    forge: Forge

    def comment(self, number: int, author: str, body: str) -> None: ...
    def open_issue(self, author: str, title: str, body: str) -> int: ...
    def open_pull(self, author: str, branch: str, title: str) -> int: ...
    def review(self, number: int, author: str, state: ReviewState) -> None: ...
    def merge(self, number: int, method: MergeMethod) -> str: ...
    def close(self, number: int) -> None: ...
    def push(
        self, branch: str, files: Mapping[str, str], *, pusher: str = WRITER, author: str = ""
    ) -> str: ...
    def delete(self, branch: str) -> None: ...
    def team(self, slug: str, members: Sequence[str]) -> None: ...
    def foreign_check(self, commit: str, name: str) -> None: ...


class FixedClock:
    """The same second, always."""

    def now(self) -> str:
        return "2026-03-01T12:00:00Z"


class LocalWorld:
    """The local forge in a folder."""

    def __init__(self, folder: Path) -> None:
        create_bare(folder / "origin.git")
        self.forge: Forge = self._as(US, folder)
        self._folder = folder
        self._people = LocalPeople(self._as(US, folder))
        for login, permission in _PEOPLE.items():
            self._people.set_permission(login, permission)
        self._people.push(author=ADMIN, files={"README.md": "# Infrastructure\n"}, message="Begin")

    @staticmethod
    def _as(login: str, folder: Path) -> LocalForge:
        return LocalForge(
            folder / "forge",
            repository_folder=folder / "origin.git",
            login=login,
            clock=FixedClock(),
        )

    def comment(self, number: int, author: str, body: str) -> None:
        self._people.comment(number, author=author, body=body)

    def open_issue(self, author: str, title: str, body: str) -> int:
        return _known(self._people.open_issue(author=author, title=title, body=body).number)

    def open_pull(self, author: str, branch: str, title: str) -> int:
        done = self._people.open_pull_request(author=author, branch=branch, title=title)
        return _known(done.number)

    def review(self, number: int, author: str, state: ReviewState) -> None:
        self._people.review(number, author=author, state=state)

    def merge(self, number: int, method: MergeMethod) -> str:
        return _known(self._people.merge(number, by=ADMIN, method=method).commit)

    def close(self, number: int) -> None:
        self._people.close(number, by=ADMIN)

    def push(
        self, branch: str, files: Mapping[str, str], *, pusher: str = WRITER, author: str = ""
    ) -> str:
        start = self.forge.branch_head("main")
        done = self._people.push(
            author=pusher,
            branch=branch,
            files=files,
            message="Push",
            start=start,
            signed=author or pusher,
        )
        return _known(done.commit)

    def delete(self, branch: str) -> None:
        self._people.delete_branch(branch)

    def team(self, slug: str, members: Sequence[str]) -> None:
        self._people.set_team(f"{ORGANISATION}/{slug}", members)

    def foreign_check(self, commit: str, name: str) -> None:
        self._as("other-app", self._folder).put_check_run(
            CheckRun(
                name=name,
                head=commit,
                conclusion=CheckConclusion.SUCCESS,
                title="",
                summary="",
                external_id="",
            )
        )


@dataclass(kw_only=True, slots=True)
class GitHubService:
    """A running emulator behind a proxy; one serves many repositories."""

    proxy: Proxy
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def forge(self, repository: str, login: str = US) -> GitHubForge:
        """The adapter under test, as somebody."""
        return GitHubForge(
            repository=repository,
            token=token_of(login),
            base_url=self.proxy.url,
            login=login,
            app_slug="github-actions" if login == US else login,
            patience=0,
        )

    def ask(self, method: str, path: str, body: object = None, *, login: str = ADMIN) -> Any:
        """Call the API as a person does, past the adapter."""
        connection = http.client.HTTPConnection(urlsplit(self.proxy.url).netloc, timeout=30)
        try:
            connection.request(
                method,
                path,
                body=None if body is None else json.dumps(body),
                headers={"authorization": f"Bearer {token_of(login)}"},
            )
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        assert answer.status < 400, f"{method} {path}: {answer.status} {text!r}"
        return json.loads(text) if text else None


@contextmanager
def github_service(folder: Path) -> Iterator[GitHubService]:
    """Start the emulator, what it lacks, and the proxy that holds requests to the description."""
    logins = (ADMIN, WRITER, READER, STRANGER, US, "other-app")
    seed = {
        "tokens": {token_of(login): {"login": login, "scopes": ["repo"]} for login in logins},
        "github": {
            "users": [
                {"login": login, "name": login, "email": f"{login}@example.com"} for login in logins
            ],
            "orgs": [{"login": ORGANISATION, "members": [{"login": ADMIN, "role": "admin"}]}],
        },
    }
    with github_emulator(seed, workdir=folder) as upstream:
        gaps = Gaps(upstream=upstream, logins={token_of(login): login for login in logins})
        with openapi_proxy(
            upstream, stand_ins=[gaps.stand_in], repairs=[gaps.remember, gaps.repair]
        ) as proxy:
            yield GitHubService(proxy=proxy)


class GitHubWorld:
    """A repository of its own on the emulator."""

    def __init__(self, service: GitHubService) -> None:
        self._service = service
        name = f"infrastructure-{next(service.numbers)}"
        self._repo = f"/repos/{ORGANISATION}/{name}"
        new = {"name": name, "private": True, "auto_init": True}
        service.ask("POST", f"/orgs/{ORGANISATION}/repos", new)
        for login, permission in _PEOPLE.items():
            level = {Permission.WRITE: "push", Permission.READ: "pull"}.get(permission)
            if level:
                place = f"{self._repo}/collaborators/{quote(login)}"
                service.ask("PUT", place, {"permission": level})
        self.forge: Forge = service.forge(f"{ORGANISATION}/{name}")

    def comment(self, number: int, author: str, body: str) -> None:
        self._ask("POST", f"/issues/{number}/comments", {"body": body}, login=author)

    def open_issue(self, author: str, title: str, body: str) -> int:
        made = self._ask("POST", "/issues", {"title": title, "body": body}, login=author)
        return int(made["number"])

    def open_pull(self, author: str, branch: str, title: str) -> int:
        new = {"title": title, "head": branch, "base": "main"}
        return int(self._ask("POST", "/pulls", new, login=author)["number"])

    def review(self, number: int, author: str, state: ReviewState) -> None:
        events = {
            ReviewState.APPROVED: "APPROVE",
            ReviewState.CHANGES_REQUESTED: "REQUEST_CHANGES",
            ReviewState.COMMENTED: "COMMENT",
        }
        # The emulator's own default is where the head was when the pull request was opened.
        head = self.forge.pull_request(number).head
        new = {"event": events[state], "body": "Read.", "commit_id": head}
        self._ask("POST", f"/pulls/{number}/reviews", new, login=author)

    def merge(self, number: int, method: MergeMethod) -> str:
        done = self._ask("PUT", f"/pulls/{number}/merge", {"merge_method": method})
        return str(done["sha"])

    def close(self, number: int) -> None:
        self._ask("PATCH", f"/pulls/{number}", {"state": "closed"})

    def push(
        self, branch: str, files: Mapping[str, str], *, pusher: str = WRITER, author: str = ""
    ) -> str:
        head = self.forge.branch_head(branch)
        parent = head or self.forge.branch_head("main")
        base = self._ask("GET", f"/git/commits/{parent}")["tree"]["sha"]
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": text}
            for path, text in files.items()
        ]
        tree = self._ask("POST", "/git/trees", {"base_tree": base, "tree": entries})["sha"]
        new = {"message": "Push", "tree": tree, "parents": [parent]}
        new["author"] = {"name": author or pusher, "email": f"{author or pusher}@example.com"}
        commit = str(self._ask("POST", "/git/commits", new)["sha"])
        if head:
            self._ask("PATCH", f"/git/refs/heads/{branch}", {"sha": commit}, login=pusher)
        else:
            new = {"ref": f"refs/heads/{branch}", "sha": commit}
            self._ask("POST", "/git/refs", new, login=pusher)
        return commit

    def delete(self, branch: str) -> None:
        self._ask("DELETE", f"/git/refs/heads/{branch}")

    def team(self, slug: str, members: Sequence[str]) -> None:
        self._service.ask("POST", f"/orgs/{ORGANISATION}/teams", {"name": slug})
        for login in members:
            place = f"/orgs/{ORGANISATION}/teams/{slug}/memberships/{login}"
            self._service.ask("PUT", place, {"role": "member"})

    def foreign_check(self, commit: str, name: str) -> None:
        new = {"name": name, "head_sha": commit, "status": "completed", "conclusion": "success"}
        self._ask("POST", "/check-runs", new)

    def _ask(self, method: str, place: str, body: object = None, *, login: str = ADMIN) -> Any:
        return self._service.ask(method, f"{self._repo}{place}", body, login=login)


_PEOPLE = {
    ADMIN: Permission.ADMIN,
    WRITER: Permission.WRITE,
    READER: Permission.READ,
    US: Permission.WRITE,
}


def token_of(login: str) -> str:
    return f"token-of-{login.removesuffix('[bot]')}"


def _known(value: T | None) -> T:
    assert value is not None
    return value
