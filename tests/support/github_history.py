"""Carries git history between a folder and the GitHub emulator, commit for commit, id for id.

It must not lose or change an object: an id that differs is an error.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

Ask: TypeAlias = Callable[[str, str, object], Any]
"""Calls the API of one repository: method, path below `/repos/<repository>`, body or None."""


class DifferentObjectError(RuntimeError):
    """An object came out with another id than it went in with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Git:
    """The git command in one folder."""

    folder: Path

    def line(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run git and give what it prints, without the white space around."""
        return self.raw(*arguments, stdin=stdin).decode().strip()

    def has(self, thing: str) -> bool:
        """Whether an object is here."""
        command = ["git", "-C", str(self.folder), "cat-file", "-e", thing]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def raw(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run git and give what it prints."""
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def give(git: Git, commits: Sequence[str], ask: Ask) -> None:
    """Make commits (oldest first) with their trees and files in the emulator."""
    for commit in commits:
        listing = git.raw("ls-tree", "-r", "-z", "--full-tree", commit).decode()
        entries = []
        for line in listing.split("\0"):
            if not line:
                continue
            facts, path = line.split("\t", 1)
            mode, kind, blob = facts.split()
            content = base64.b64encode(git.raw("cat-file", "blob", blob)).decode()
            made = ask("POST", "/git/blobs", {"content": content, "encoding": "base64"})
            _same(made, blob)
            entries.append({"path": path, "mode": mode, "type": kind, "sha": blob})
        tree = ask("POST", "/git/trees", {"tree": entries})
        _same(tree, git.line("rev-parse", f"{commit}^{{tree}}"))
        _same(ask("POST", "/git/commits", _described(git, commit)), commit)


def _described(git: Git, commit: str) -> Mapping[str, object]:
    form = "%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%P%x00%T"
    facts = git.line("show", "--no-patch", f"--format={form}", commit).split("\0")
    message = git.raw("cat-file", "commit", commit).decode().split("\n\n", 1)[1]
    return {
        "message": message,
        "tree": facts[7],
        "parents": facts[6].split(),
        "author": {"name": facts[0], "email": facts[1], "date": facts[2]},
        "committer": {"name": facts[3], "email": facts[4], "date": facts[5]},
    }


def take(git: Git, commit: str, ask: Ask) -> None:
    """Make a commit of the emulator's here, and its ancestors that are not here yet."""
    if git.has(commit):
        return
    described = ask("GET", f"/git/commits/{commit}", None)
    for parent in described["parents"]:
        take(git, parent["sha"], ask)
    tree = described["tree"]["sha"]
    lines = []
    for entry in ask("GET", f"/git/trees/{tree}?recursive=1", None)["tree"]:
        if entry["type"] == "blob":
            _take_blob(git, entry["sha"], ask)
            lines.append(f"{entry['mode']} blob {entry['sha']}\t{entry['path']}")
    _same({"sha": _tree(git, lines)}, tree)
    text = f"tree {tree}\n"
    text += "".join(f"parent {parent['sha']}\n" for parent in described["parents"])
    for role in ("author", "committer"):
        person = described[role]
        moment = int(datetime.fromisoformat(person["date"]).timestamp())
        text += f"{role} {person['name']} <{person['email']}> {moment} +0000\n"
    text += "\n" + described["message"]
    text += "" if text.endswith("\n") else "\n"
    made = git.line("hash-object", "-t", "commit", "-w", "--stdin", stdin=text.encode())
    _same({"sha": made}, commit)


def _take_blob(git: Git, blob: str, ask: Ask) -> None:
    if not git.has(blob):
        content = base64.b64decode(ask("GET", f"/git/blobs/{blob}", None)["content"])
        _same({"sha": git.line("hash-object", "-w", "--stdin", stdin=content)}, blob)


def _tree(git: Git, lines: Sequence[str]) -> str:
    """Write the tree of a flat listing, through an index that holds nothing else."""
    git.line("read-tree", "--empty")
    git.line("update-index", "--add", "--index-info", stdin=("\n".join(lines) + "\n").encode())
    return git.line("write-tree")


def _same(made: Mapping[str, Any], expected: str) -> None:
    if made["sha"] != expected:
        raise DifferentObjectError(f"{made['sha']} was made where {expected} was meant")
