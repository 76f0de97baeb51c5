"""Leaves behind what a person may want to read: the comments, the ledger, a clone of main.

It must not leave out a comment.
"""

from collections.abc import Iterator
from pathlib import Path

from coworker.adapters.git import Git
from coworker.demo.stage import Stage
from coworker.errors import NotFound
from coworker.flows.ledger import LEDGER_BRANCH, LEDGER_FILE
from coworker.model.forge import Issue


def leave(stage: Stage) -> Path:
    """Write comments/, ledger.ndjson and repository/ into the stage's folder; returns it."""
    comments = stage.folder / "comments"
    comments.mkdir()
    for issue in all_issues(stage):
        kind = "pull-request" if issue.is_pull_request else "issue"
        said = [f"# {issue.title}\n\n{issue.body}\n"]
        said += [
            f"---\n\n*{comment.author} wrote:*\n\n{comment.body}\n"
            for comment in stage.forge.comments(issue.number)
        ]
        (comments / f"{issue.number}-{kind}.md").write_text("\n".join(said), encoding="utf-8")
    ledger = stage.origin.files(stage.origin.resolve(LEDGER_BRANCH), (LEDGER_FILE,))
    (stage.folder / LEDGER_FILE).write_text(ledger[LEDGER_FILE], encoding="utf-8")
    clone = stage.folder / "repository"
    Git(stage.folder).run("clone", "--quiet", str(stage.folder / "origin.git"), str(clone))
    return stage.folder


def all_issues(stage: Stage) -> Iterator[Issue]:
    """Every issue and pull request; they share one row of numbers without a gap."""
    number = 1
    while True:
        try:
            issue = stage.forge.issue(number)
        except NotFound:
            return
        yield issue
        number += 1
