"""Check runs: ours among those on a commit, and putting one with all of its annotations.

It must not count a run of another app, or lose annotations beyond GitHub's 50 in one request.
"""

from github.CheckRun import CheckRun as GitHubCheckRun
from github.GithubApp import GithubApp

from coworker.adapters.forge.github.connection import Connection
from coworker.model.finding import Severity
from coworker.model.forge import Annotation, CheckConclusion, CheckRun

# GitHub, "Create a check run": at most 50 annotations in one request; an update adds more.
_BATCH = 50
_CONCLUSIONS = {conclusion.value: conclusion for conclusion in CheckConclusion}
_LEVELS = {
    Severity.INFO: "notice",
    Severity.LOW: "notice",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "failure",
    Severity.CRITICAL: "failure",
}


def our_check_runs(
    connection: Connection, commit: str, name: str
) -> tuple[tuple[GitHubCheckRun, CheckRun], ...]:
    """Our runs of that name on a commit, newest first.

    A run that has not ended, or ended as we never end one, is another workflow's job of the same
    name under the same app.
    """
    with connection.calling(f"reading the check runs of commit {commit}"):
        runs = connection.repo.get_commit(commit).get_check_runs(check_name=name, filter="all")
        ours = [
            (run, _check_run(run))
            for run in runs
            if _app(run) == connection.app_slug and run.conclusion in _CONCLUSIONS
        ]
    return tuple(sorted(ours, key=lambda pair: pair[0].id, reverse=True))


def put_check_run(connection: Connection, check: CheckRun) -> None:
    """Make the check run, or finish the newest one where it is the very same."""
    there = our_check_runs(connection, check.head, check.name)
    with connection.calling(f"putting the check run {check.name!r}"):
        if there and _same(there[0][1], check):
            run = there[0][0]
            done = run.output.annotations_count
        else:
            run = connection.repo.create_check_run(
                name=check.name,
                head_sha=check.head,
                external_id=check.external_id,
                status="completed",
                conclusion=check.conclusion.value,
                output=_output(check, check.annotations[:_BATCH]),
            )
            done = len(check.annotations[:_BATCH])
        for start in range(done, len(check.annotations), _BATCH):
            run.edit(output=_output(check, check.annotations[start : start + _BATCH]))


def _same(there: CheckRun, wanted: CheckRun) -> bool:
    return (there.conclusion, there.title, there.summary, there.external_id) == (
        wanted.conclusion,
        wanted.title,
        wanted.summary,
        wanted.external_id,
    )


def _check_run(run: GitHubCheckRun) -> CheckRun:
    return CheckRun(
        name=run.name,
        head=run.head_sha,
        conclusion=_CONCLUSIONS[run.conclusion],
        title=run.output.title or "",
        summary=run.output.summary or "",
        external_id=run.external_id or "",
        app=_app(run),
    )


def _app(run: GitHubCheckRun) -> str:
    """The slug of the app that made a run; empty where GitHub knows none."""
    app: GithubApp | None = run.app
    return app.slug if app is not None else ""


def _output(
    check: CheckRun, annotations: tuple[Annotation, ...]
) -> dict[str, str | list[dict[str, str | int]]]:
    shown: list[dict[str, str | int]] = [
        {
            "path": note.path,
            "start_line": note.line,
            "end_line": note.end_line,
            "annotation_level": _LEVELS[note.severity],
            "title": note.title,
            "message": note.message,
        }
        for note in annotations
    ]
    return {"title": check.title, "summary": check.summary, "annotations": shown}
