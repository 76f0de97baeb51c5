"""Where an issue or a pull request stands, and what is missing.

It must not judge approvals; the deployment does.
"""

from collections.abc import Sequence

from coworker.model.forge import CheckConclusion, CheckRun, PullRequest, Review, ReviewState
from coworker.render.comment import comment
from coworker.render.markdown import code, prose

_STATES = {
    ReviewState.APPROVED: "approved",
    ReviewState.CHANGES_REQUESTED: "asks for changes",
    ReviewState.DISMISSED: "had a review that was dismissed",
}


def status_comment(
    pull_request: PullRequest | None, check: CheckRun | None, reviews: Sequence[Review]
) -> str:
    """The plan's verdict, the latest review of each person, and what comes next."""
    if pull_request is None:
        return comment(
            ("**Nothing is planned yet.** There is no open pull request for this.",),
            "`/coworker plan`",
        )
    head = pull_request.head
    where = f"#{pull_request.number}, {_state(pull_request)}, head {code(head[:12])}"
    lines = [
        f"- **Pull request:** {where}",
        f"- **Plan:** {_plan(check)}",
        *_reviews(reviews, head),
    ]
    return comment(("\n".join(lines),), _next(pull_request, check))


def _state(pull_request: PullRequest) -> str:
    if pull_request.merged:
        return "merged"
    return "open" if pull_request.open else "closed"


def _plan(check: CheckRun | None) -> str:
    return "none for this head" if check is None else prose(check.title, 200)


def _reviews(reviews: Sequence[Review], head: str) -> list[str]:
    latest = {item.author: item for item in reviews if item.state is not ReviewState.COMMENTED}
    if not latest:
        return ["- **Reviews:** none yet"]
    return [
        f"- {code(author)} {_STATES[item.state]}"
        + ("" if item.commit == head else f" at an earlier commit ({code(item.commit[:12])})")
        for author, item in sorted(latest.items())[:50]
    ]


def _next(pull_request: PullRequest, check: CheckRun | None) -> str:
    if pull_request.merged:
        return "watch the deployment's comment on the pull request."
    if not pull_request.open:
        return "reopen the pull request to have it planned again."
    if check is None:
        return "`/coworker plan`"
    if check.conclusion is CheckConclusion.SUCCESS:
        return "have a code owner approve the head commit, then merge."
    return "do what the plan comment says, push, or comment `/coworker plan`."
