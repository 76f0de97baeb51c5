"""The webhook payloads that GitHub would send for what happens on the local forge.

It must not change anything; it shows records as GitHub's "Webhook events and payloads" has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from coworker.adapters.forge.local.parts import Parts
from coworker.adapters.forge.local.state import CommentRecord, IssueRecord, PullRecord

Json: TypeAlias = dict[str, object]

_NO_COMMIT = "0" * 40
_KIND = {"A": "added", "M": "modified", "T": "modified", "D": "removed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A webhook event: GitHub's name for it, and its payload."""

    name: str
    payload: Mapping[str, object]


class Payloads:
    """Builds events from records, as they stand at the call."""

    def __init__(self, parts: Parts) -> None:
        """`parts` name the repository and say where its branches are."""
        self._parts = parts

    def issues(
        self, action: str, record: IssueRecord, *, sender: str, label: str | None = None
    ) -> Event:
        """An `issues` event; `label` is the one that was added or removed, if one was."""
        extra: Json = {"label": _label(label)} if label else {}
        return self._event("issues", action, sender, {"issue": self._issue(record), **extra})

    def issue_comment(
        self, action: str, record: IssueRecord, comment: CommentRecord, *, sender: str
    ) -> Event:
        """An `issue_comment` event, on an issue or on a pull request."""
        body: Json = {
            "issue": self._issue(record),
            "comment": {
                "id": comment.id,
                "body": comment.body,
                "user": _user(comment.author),
                "author_association": "MEMBER",
                "created_at": comment.created_at,
                "updated_at": comment.updated_at,
                "html_url": self._parts.comment(comment).url,
            },
        }
        return self._event("issue_comment", action, sender, body)

    def pull_request(
        self,
        action: str,
        record: IssueRecord,
        pull: PullRecord,
        *,
        sender: str,
        moved: tuple[str, str] | None = None,
    ) -> Event:
        """A `pull_request` event; `moved` is the head before and after a push to it."""
        body: Json = {"number": record.number, "pull_request": self._pull(record, pull)}
        if moved:
            body |= {"before": moved[0], "after": moved[1]}
        return self._event("pull_request", action, sender, body)

    def push(self, branch: str, *, before: str | None, after: str, sender: str) -> Event:
        """A `push` event to a branch, with the commits that are new there."""
        new = self._parts.commits.between(before, after) if before else (after,)
        commits = [self._commit(commit, sender) for commit in new]
        body: Json = {
            "ref": f"refs/heads/{branch}",
            "before": before or _NO_COMMIT,
            "after": after,
            "base_ref": None,
            "created": before is None,
            "deleted": False,
            "forced": False,
            "commits": commits,
            "head_commit": commits[-1] if commits else None,
            "pusher": {"name": sender, "email": f"{sender}@users.noreply.localhost"},
        }
        return self._event("push", None, sender, body)

    def _event(self, name: str, action: str | None, sender: str, body: Json) -> Event:
        around: Json = {"repository": self._repository(), "sender": _user(sender)}
        named: Json = {"action": action} if action else {}
        return Event(name=name, payload={**named, **body, **around})

    def _repository(self) -> Json:
        owner, _, name = self._parts.repository.partition("/")
        return {
            "id": 1,
            "name": name,
            "full_name": self._parts.repository,
            "private": True,
            "fork": False,
            "owner": _user(owner),
            "html_url": f"local://{self._parts.repository}",
            "default_branch": "main",
        }

    def _issue(self, record: IssueRecord) -> Json:
        shown = self._thread(record)
        if record.pull:
            shown["pull_request"] = {"html_url": self._parts.url(record), "merged_at": None}
        return shown

    def _thread(self, record: IssueRecord) -> Json:
        """What an issue and a pull request have in common."""
        return {
            "id": record.number,
            "number": record.number,
            "title": record.title,
            "body": record.body or None,
            "user": _user(record.author),
            "labels": [_label(name) for name in record.labels],
            "state": "open" if record.open else "closed",
            "author_association": "MEMBER",
            "created_at": record.created_at,
            "updated_at": record.created_at,
            "html_url": self._parts.url(record),
        }

    def _pull(self, record: IssueRecord, pull: PullRecord) -> Json:
        seen = self._parts.pull_request(record, pull)
        repository = self._repository()
        head_repository: Json = repository
        if pull.from_fork:
            name = f"{record.author}/{repository['name']}"
            head_repository = {**repository, "id": 2, "fork": True, "full_name": name}
        return {
            **self._thread(record),
            "draft": False,
            "merged": pull.merged,
            "merge_commit_sha": pull.merge_commit,
            "head": _end(seen.head_branch, seen.head, head_repository),
            "base": _end(seen.base_branch, seen.base, repository),
        }

    def _commit(self, commit: str, sender: str) -> Json:
        commits = self._parts.commits
        changed = commits.changed(commits.first_parent(commit), commit)
        return {
            "id": commit,
            "message": commits.message(commit),
            "timestamp": self._parts.clock.now(),
            "author": {"name": sender, "email": f"{sender}@users.noreply.localhost"},
            **{
                kind: [path for path, letter in changed.items() if _KIND[letter] == kind]
                for kind in ("added", "modified", "removed")
            },
        }


def _end(branch: str, commit: str, repository: Mapping[str, object]) -> Json:
    return {"ref": branch, "sha": commit, "repo": repository, "user": repository["owner"]}


def _label(name: str) -> Json:
    return {"name": name, "color": "ededed", "default": False, "description": None}


def _user(login: str) -> Json:
    return {
        "login": login,
        "id": sum(login.encode()),
        "type": "Bot" if login.endswith("[bot]") else "User",
    }
