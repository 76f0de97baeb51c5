"""Event payloads: GitHub's published examples, and ours in the same shape, as a test wants them.

It must not decide anything.
"""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

Payload = dict[str, Any]

EXAMPLES = (
    Path(__file__).parents[1]
    / "node/node_modules/@octokit/webhooks-examples/api.github.com/index.json"
)
HEAD = "a" * 40
BASE = "b" * 40


@cache
def _published() -> dict[str, list[Payload]]:
    described = json.loads(EXAMPLES.read_text("utf-8"))
    return {each["name"]: each["examples"] for each in described}


def published(event: str, action: str | None = None) -> list[Payload]:
    """GitHub's examples of an event, those of one action where it is given."""
    return [
        copy.deepcopy(example)
        for example in _published()[event]
        if action is None or example.get("action") == action
    ]


def published_events() -> list[str]:
    """The names of all events that GitHub publishes examples of."""
    return sorted(_published())


def _common() -> Payload:
    return {
        "repository": {"full_name": "acme/estate", "default_branch": "main"},
        "sender": {"login": "ada", "type": "User"},
    }


def issue_labelled(label: str = "coworker", *others: str, **issue: Any) -> Payload:
    return _common() | {
        "action": "labeled",
        "label": {"name": label},
        "issue": {
            "number": 7,
            "title": "A bucket",
            "body": "Please make a private bucket.",
            "state": "open",
            "labels": [{"name": name} for name in (label, *others)],
            "updated_at": "2025-01-31T12:00:00+02:00",
        }
        | issue,
    }


def comment(text: str, /, *, on_pull_request: bool = False, **issue: Any) -> Payload:
    payload = issue_labelled(**issue)
    del payload["label"]
    if on_pull_request:
        payload["issue"]["pull_request"] = {"url": "https://api.github.com/x"}
    return payload | {
        "action": "created",
        "comment": {"id": 99, "body": text, "created_at": "2025-01-31T11:00:00Z"},
    }


def pull_request(action: str = "opened", **pull: Any) -> Payload:
    repo = {"full_name": "acme/estate"}
    return _common() | {
        "action": action,
        "pull_request": {
            "number": 8,
            "title": "Add a bucket",
            "body": None,
            "merged": False,
            "labels": [],
            "updated_at": "2025-01-31T12:00:00Z",
            "head": {"ref": "topic", "sha": HEAD, "repo": repo},
            "base": {"ref": "main", "sha": BASE, "repo": repo},
        }
        | pull,
    }


def push(**changes: Any) -> Payload:
    return (
        _common()
        | {
            "ref": "refs/heads/main",
            "before": BASE,
            "after": HEAD,
            "deleted": False,
            "head_commit": {"timestamp": "2025-01-31T12:00:00-01:00"},
        }
        | changes
    )


def merge_group(**changes: Any) -> Payload:
    return _common() | {
        "action": "checks_requested",
        "merge_group": {
            "head_sha": HEAD,
            "head_ref": "refs/heads/gh-readonly-queue/main/pr-8",
            "base_sha": BASE,
            "base_ref": "refs/heads/main",
            "head_commit": {"timestamp": "2025-01-31T12:00:00Z"},
        }
        | changes,
    }


def dispatch(inputs: Payload | None, ref: str = "refs/heads/main") -> Payload:
    return _common() | {"ref": ref, "inputs": inputs, "workflow": "coworker.yml"}


def by_bot(payload: Payload) -> Payload:
    return payload | {"sender": {"login": "dependabot[bot]", "type": "Bot"}}
