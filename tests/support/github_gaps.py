"""What npm's `emulate` lacks of GitHub, for a proxy in front of it: stand-ins and repairs.

It must not take over what the emulator does itself, or answer what GitHub does not describe.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from tests.support.github_activity import History, account
from tests.support.openapi import github_description
from tests.support.openapi_proxy import Answer, Sent

_LARGEST_SHOWN = 1_000_000
_ACTIONS_BOT = "github-actions[bot]"
_ROLES = {"pull": "read", "triage": "read", "push": "write", "maintain": "write"}


@dataclass(kw_only=True, slots=True)
class Gaps:
    """State that the emulator cannot keep. `logins` are the emulator's users by token."""

    upstream: str
    logins: Mapping[str, str]
    reactions: list[tuple[str, str, str]] = field(default_factory=list)
    deployments: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    makers: dict[int, str] = field(default_factory=dict)
    history: History = field(default_factory=History)

    def stand_in(self, sent: Sent) -> Answer | None:
        """Answer what the emulator has no route for."""
        repository, _, rest = sent.path.removeprefix("/repos/").partition("/")
        repository += "/" + rest.partition("/")[0]
        place = "/" + rest.partition("/")[2]
        match sent.method:
            case "POST" if place.endswith("/reactions"):
                return self._react(sent)
            case "POST" if place == "/deployments":
                return self._deploy(sent)
            case "GET" if place == "/deployments":
                return self._deployments(sent, repository)
            case "POST" if place.startswith("/deployments/"):
                return self._state(sent, int(place.split("/")[2]))
            case "GET" if place.startswith("/deployments/") and place.endswith("/statuses"):
                wanted = int(place.split("/")[2])
                found = [each for each in self.statuses if each["deployment_url"] == f"{wanted}"]
                return Answer(body=found[::-1])
            case "GET" if place == "/activity":
                return self.history.listed(sent, repository)
            case "GET" if match := re.fullmatch(r"/commits/(\w+)/pulls", place):
                return self._pulls_of(sent, repository, match[1])
            case "POST" if place == "/pulls":
                return self._refuse_pull(sent, repository)
            case _:
                return None

    def repair(self, sent: Sent, answer: Answer) -> Answer:
        """Bring the emulator's answer to what GitHub's would be."""
        if answer.status >= 400:
            return answer
        if "/contents/" in sent.path and sent.method == "GET":
            return replace(answer, body=_without_large_content(answer.body))
        if sent.path.endswith("/permission"):
            legacy = answer.body["permission"]
            return replace(answer, body={**answer.body, "permission": _ROLES.get(legacy, legacy)})
        if "/check-runs" in sent.path:
            self._sign(sent, answer.body.get("check_runs", [answer.body]))
        if re.fullmatch(r"/repos/[^/]+/[^/]+/tags", sent.path):
            return replace(answer, body=self._tags(sent, answer))
        if re.fullmatch(r"/repos/[^/]+/[^/]+/pulls/\d+/commits", sent.path):
            return replace(answer, body=self._commits(sent, answer))
        if re.fullmatch(r"/repos/[^/]+/[^/]+/pulls(/\d+)?", sent.path):
            repository = "/".join(sent.path.split("/")[2:4])
            pulls = answer.body if isinstance(answer.body, list) else [answer.body]
            for pull in pulls:
                self._follow(sent, repository, pull)
        return answer

    def remember(self, sent: Sent, answer: Answer) -> Answer:
        """Keep what GitHub would tell later of a call that the emulator carried out."""
        if answer.status < 400:
            login = self.logins.get(sent.token, "")
            self.history.note_commit(sent, answer, login)
            merged = sent.path.removesuffix("/merge")
            pull = self._ask(sent, merged) if merged != sent.path else None
            self.history.note_move(sent, answer, login, pull)
        return answer

    def _sign(self, sent: Sent, runs: list[dict[str, Any]]) -> None:
        """Say which app made each check run."""
        for run in runs:
            if sent.method == "POST":
                self.makers[run["id"]] = self.logins[sent.token]
            run["app"] = self._app(self.makers[run["id"]])

    def _tags(self, sent: Sent, answer: Answer) -> list[dict[str, Any]]:
        """The emulator names an annotated tag's own object where GitHub names the commit."""
        tags: list[dict[str, Any]] = answer.body
        for tag in tags:
            named = f"{sent.path.removesuffix('/tags')}/git/tags/{tag['commit']['sha']}"
            tag["commit"]["sha"] = self._ask(sent, named).get("object", tag["commit"])["sha"]
        return tags

    def _commits(self, sent: Sent, answer: Answer) -> list[dict[str, Any]]:
        """The emulator lists the commit that the pull request stands on, too, and knows nobody."""
        base = self._ask(sent, sent.path.removesuffix("/commits"))["base"]["sha"]
        commits = [each for each in answer.body if each["sha"] != base]
        for commit in commits:
            for role in ("author", "committer"):
                commit[role] = self._person(commit["commit"][role]["email"])
            commit["commit"]["verification"] = self.history.verification(commit["sha"])
        return commits

    def _react(self, sent: Sent) -> Answer:
        made = (sent.path, self.logins[sent.token], sent.body["content"])
        there = made in self.reactions
        if not there:
            self.reactions.append(made)
        body = github_description().example("POST", sent.path, 201)
        body |= {"content": sent.body["content"]}
        body["user"]["login"] = made[1]
        return Answer(status=200 if there else 201, body=body)

    def _deploy(self, sent: Sent) -> Answer:
        body = github_description().example("POST", sent.path, 201)
        body |= {key: sent.body[key] for key in ("ref", "task", "payload", "environment")}
        body |= {"id": len(self.deployments) + 1, "sha": sent.body["ref"]}
        body["url"] = f"http://{sent.headers['host']}{sent.path}/{body['id']}"
        body["repository_url"] = "/".join(sent.path.split("/")[2:4])
        body["creator"]["login"] = self.logins[sent.token]
        self.deployments.append(body)
        return Answer(status=201, body=body)

    def _deployments(self, sent: Sent, repository: str) -> Answer:
        asked = {
            key: sent.query[key] for key in ("sha", "task", "environment") if key in sent.query
        }
        found = [
            each
            for each in self.deployments
            if each["repository_url"] == repository
            and all(each[key] == value for key, value in asked.items())
        ]
        return Answer(body=found[::-1])

    def _state(self, sent: Sent, deployment: int) -> Answer:
        if deployment > len(self.deployments):
            return Answer(status=404, body={"message": "Not Found"}, described=False)
        body = github_description().example("POST", sent.path, 201)
        body |= {"id": len(self.statuses) + 1, "deployment_url": f"{deployment}"}
        body |= {key: sent.body[key] for key in ("state", "description")}
        self.statuses.append(body)
        return Answer(status=201, body=body)

    def _pulls_of(self, sent: Sent, repository: str, commit: str) -> Answer:
        pulls = self._ask(sent, f"/repos/{repository}/pulls?state=all&per_page=100")
        for pull in pulls:
            self._follow(sent, repository, pull)
        found = [
            pull
            for pull in pulls
            if commit == pull["head"]["sha"]
            or (pull["merged_at"] and commit == pull["merge_commit_sha"])
        ]
        return Answer(body=found, described=False)

    def _refuse_pull(self, sent: Sent, repository: str) -> Answer | None:
        """GitHub refuses a second pull request of a branch, and one without a commit."""
        heads = [self._head(sent, repository, sent.body[end]) for end in ("head", "base")]
        pulls = self._ask(sent, f"/repos/{repository}/pulls?state=open&per_page=100")
        there = any(pull["head"]["ref"] == sent.body["head"] for pull in pulls)
        if there or None in heads or heads[0] == heads[1]:
            body = {
                "message": "Validation Failed",
                "documentation_url": "https://docs.github.com/rest/pulls/pulls",
                "errors": [{"resource": "PullRequest", "code": "custom", "message": "refused"}],
            }
            return Answer(status=422, body=body)
        return None

    def _follow(self, sent: Sent, repository: str, pull: dict[str, Any]) -> None:
        """An open pull request's ends are where its branches are now."""
        if pull["state"] == "open":
            for end in ("head", "base"):
                pull[end]["sha"] = self._head(sent, repository, pull[end]["ref"])

    def _head(self, sent: Sent, repository: str, branch: str) -> str | None:
        found = self._ask(sent, f"/repos/{repository}/git/ref/heads/{branch}")
        return found["object"]["sha"] if "object" in found else None

    def _person(self, email: str) -> dict[str, Any] | None:
        """Whose address it is, by the part before the @."""
        login = email.partition("@")[0]
        if login not in self.logins.values():
            return None
        return account(login)

    def _ask(self, sent: Sent, target: str) -> Any:
        connection = http.client.HTTPConnection(urlsplit(self.upstream).netloc, timeout=30)
        try:
            connection.request("GET", target, headers={"authorization": f"Bearer {sent.token}"})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    @staticmethod
    def _app(login: str) -> dict[str, Any]:
        run = github_description().example("GET", "/repos/o/r/check-runs/1")
        slug = "github-actions" if login == _ACTIONS_BOT else login
        app: dict[str, Any] = {**run["app"], "slug": slug}
        return app


def _without_large_content(body: Any) -> Any:
    """GitHub, "Get repository content": over 1 MB a file comes without its content."""
    if isinstance(body, dict) and body.get("size", 0) > _LARGEST_SHOWN:
        return {**body, "encoding": "none", "content": ""}
    return body
