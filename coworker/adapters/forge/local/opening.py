"""Opens issues and pull requests in the local forge's state, for us and for people alike.

It must not write the state; whoever calls holds it open.
"""

from collections.abc import Sequence

from coworker.adapters.forge.local.parts import Parts
from coworker.adapters.forge.local.state import IssueRecord, PullRecord, State
from coworker.errors import ForgeFault


def new_issue(
    parts: Parts,
    state: State,
    *,
    title: str,
    body: str,
    labels: Sequence[str],
    author: str | None = None,
) -> IssueRecord:
    """Add an issue; `author` is our own identity unless it is given."""
    record = IssueRecord(
        number=state.next_number(),
        title=title,
        body=body,
        author=author or parts.login,
        labels=list(labels),
        created_at=parts.clock.now(),
    )
    state.issues.append(record)
    return record


def new_pull_request(
    parts: Parts,
    state: State,
    *,
    branch: str,
    base: str,
    title: str,
    body: str,
    author: str | None = None,
    from_fork: bool = False,
) -> tuple[IssueRecord, PullRecord]:
    """Add a pull request, or find the open one of that branch.

    Raises ForgeFault (status 422, as GitHub says it) where a branch is missing, or the branch
    holds no commit that the base lacks.
    """
    for record in state.issues:
        pull = record.pull
        if pull and record.open and pull.head_branch == branch and pull.from_fork == from_fork:
            return record, pull
    head, onto = parts.commits.head(branch), parts.commits.head(base)
    if head is None or onto is None or not parts.commits.between(onto, head):
        raise ForgeFault(
            f"There are no commits between {base!r} and {branch!r}",
            where="the local forge",
            next_step="Push a commit to the branch first",
            status=422,
        )
    record = new_issue(parts, state, title=title, body=body, labels=(), author=author)
    record.pull = PullRecord(
        head_branch=branch, base_branch=base, head=head, base=onto, from_fork=from_fork
    )
    return record, record.pull
