"""What GitHub remembers and the emulator does not: who moved which branch, what GitHub signed.

It must not take anybody for the maker of a push but the one whose token came with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from tests.support.openapi import github_description
from tests.support.openapi_proxy import Answer, Sent

_NO_COMMIT = "0" * 40
_REFERENCES = re.compile(r"/repos/([^/]+/[^/]+)/git/refs(?:/(heads/.+))?")
_MERGE = re.compile(r"/repos/([^/]+/[^/]+)/pulls/\d+/merge")
_KINDS = {"POST": "branch_creation", "PATCH": "push", "DELETE": "branch_deletion"}


@dataclass(kw_only=True, slots=True)
class History:
    """Moves of branches by repository, oldest first, and the commits that GitHub signed."""

    moves: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    signed: set[str] = field(default_factory=set)

    def note_move(
        self, sent: Sent, answer: Answer, login: str, pull: Mapping[str, Any] | None
    ) -> None:
        """Remember a move that was carried out; `pull` is what was merged, if that was it."""
        if (place := _MERGE.fullmatch(sent.path)) and pull:
            reference, kind = f"refs/heads/{pull['base']['ref']}", "pr_merge"
            after = answer.body["sha"]
        elif (place := _REFERENCES.fullmatch(sent.path)) and sent.method in _KINDS:
            kind = _KINDS[sent.method]
            gone = sent.method == "DELETE"
            reference = f"refs/{unquote(place[2])}" if gone else answer.body["ref"]
            after = _NO_COMMIT if gone else answer.body["object"]["sha"]
        else:
            return
        move = {
            "id": len(self.moves) + 1,
            "node_id": f"made-up-{len(self.moves) + 1}",
            "before": _NO_COMMIT,
            "after": after,
            "ref": reference,
            "timestamp": "2026-03-01T12:00:00Z",
            "activity_type": kind,
            "actor": account(login),
        }
        self.moves.append((place[1], move))

    def listed(self, sent: Sent, repository: str) -> Answer:
        """Newest first, in pages of one: whoever reads the first page only is found out."""
        wanted = sent.query["ref"]
        found = [
            move
            for place, move in reversed(self.moves)
            if place == repository and move["ref"] == wanted
        ]
        number = int(sent.query.get("after", "0"))
        here = f"http://{sent.headers['host']}{sent.path}?ref={quote(wanted, safe='')}"
        last = number + 1 >= len(found)
        headers = {} if last else {"Link": f'<{here}&after={number + 1}>; rel="next"'}
        return Answer(body=found[number : number + 1], headers=headers)

    def note_commit(self, sent: Sent, answer: Answer, login: str) -> None:
        """A bot's commit in its own name gets signed: "About commit signature verification"."""
        if sent.method == "POST" and sent.path.endswith("/git/commits"):
            named = {"author", "committer"} & sent.body.keys()
            if login.endswith("[bot]") and not named:
                self.signed.add(answer.body["sha"])

    def verification(self, commit: str) -> dict[str, Any]:
        """What GitHub says of a commit's signature."""
        signed = commit in self.signed
        proof = "made-up" if signed else None
        reason = "valid" if signed else "unsigned"
        told = {"verified": signed, "reason": reason, "signature": proof, "payload": proof}
        return {**told, "verified_at": None}


def account(login: str) -> dict[str, Any]:
    """A person as GitHub shows them in lists."""
    made = github_description().example("POST", "/repos/o/r/issues/1/reactions", 201)
    return {**made["user"], "login": login}
