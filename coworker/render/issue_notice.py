"""The comment in the issue that points to the pull request.

It must not repeat the plan.
"""

from coworker.model.plan import Plan
from coworker.render.comment import comment
from coworker.render.sentences import sign_of, verdict_sentence


def issue_notice(plan: Plan, pull_request: int) -> str:
    """Where it is planned, and with what verdict."""
    return comment(
        (
            f"Planned in #{pull_request}.",
            f"{sign_of(plan)} {verdict_sentence(plan)}",
        ),
        f"review #{pull_request}; merging it deploys it, and this issue is closed then.",
    )
