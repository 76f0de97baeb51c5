"""Which pull request brought a commit to main, and was it reviewed as it was merged?

It must not execute anything, nor believe a comment: the receipt is read from our own check run.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coworker.errors import NotFound
from coworker.flows.library import Library
from coworker.flows.posting import CHECK_NAME
from coworker.flows.stacks import stacks_of_paths
from coworker.governance.approval import Approved, NotApproved, judge_approval
from coworker.governance.receipt import read_receipt
from coworker.model.forge import CheckConclusion, CheckRun, PullRequest, Review, ReviewState
from coworker.model.plan import Receipt
from coworker.model.stack import StackId
from coworker.ports import ForgeReader, Repository

_UNKNOWN = (
    "Not everyone who wrote #{number} is known, so nobody's approval can be told from an approval "
    "of their own work."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """The pull request of a commit, the receipt of its plan, and who had it planned."""

    pull_request: PullRequest
    receipt: Receipt
    requesters: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreviewed:
    """Why nothing of the commit may be deployed."""

    reasons: tuple[str, ...]
    pull_request: PullRequest | None = None


def find_review(
    *,
    before: str,
    commit: str,
    branch: str,
    environment: str,
    forge: ForgeReader,
    repository: Repository,
) -> Reviewed | Unreviewed:
    """Find the merged pull request of a commit and prove that its tree is the reviewed one.

    Merge, squash and rebase merges are alike here: what counts is that each changed stack's
    folder is, object for object, the folder at the pull request's head. Only a pull request into
    `branch`, from this repository, counts; and the push must have gone forward, or it would bring
    back an old commit with its old approvals.
    """
    if repository.merge_base(before, commit) != before:
        return Unreviewed(
            reasons=(f"{branch} was rewritten: {before[:12]} is no ancestor of {commit[:12]}.",)
        )
    changed = [
        stack
        for stack in stacks_of_paths(repository.changed_paths(before, commit))
        if stack.environment == environment
    ]
    candidates = [
        item
        for item in forge.pull_requests_of_commit(commit)
        if item.merged and item.base_branch == branch and not item.from_fork
    ]
    if not candidates:
        return Unreviewed(reasons=(f"Commit {commit[:12]} came to main without a pull request.",))
    pull_request = next((item for item in candidates if item.merge_commit == commit), candidates[0])
    base = repository.merge_base(before, pull_request.head) or before
    stacks = stacks_of_paths(repository.changed_paths(base, pull_request.head))
    reasons = _differences(changed, stacks, commit, pull_request, repository)
    runs = forge.check_runs(pull_request.head, CHECK_NAME)
    receipt = _receipt_of(pull_request, runs)
    if receipt is None:
        reasons.append(
            f"#{pull_request.number} has no passing `{CHECK_NAME}` check on its head "
            f"{pull_request.head[:12]}, so there is no plan that was reviewed."
        )
    if reasons or receipt is None:
        return Unreviewed(reasons=tuple(reasons), pull_request=pull_request)
    receipts = [read_receipt(run.summary) for run in runs]
    return Reviewed(
        pull_request=pull_request,
        receipt=receipt,
        requesters=frozenset(item.requester for item in receipts if item is not None),
    )


def _differences(
    changed: Sequence[StackId],
    reviewed: Sequence[StackId],
    commit: str,
    pull_request: PullRequest,
    repository: Repository,
) -> list[str]:
    reasons: list[str] = []
    for stack in changed:
        if stack not in reviewed:
            reasons.append(f"The push changes {stack}, which #{pull_request.number} does not.")
        elif repository.tree_id(commit, stack.folder) != repository.tree_id(
            pull_request.head, stack.folder
        ):
            reasons.append(
                f"{stack} on main is not what stands at the reviewed head "
                f"{pull_request.head[:12]} of #{pull_request.number}."
            )
    return reasons


def _receipt_of(pull_request: PullRequest, runs: Sequence[CheckRun]) -> Receipt | None:
    """The receipt in the newest of our check runs on the head, if that run passed."""
    if not runs or runs[0].conclusion is not CheckConclusion.SUCCESS:
        return None
    receipt = read_receipt(runs[0].summary)
    if receipt is None or receipt.head != pull_request.head:
        return None
    return receipt if runs[0].external_id == receipt.plan else None


def approval_of(
    reviewed: Reviewed,
    paths: Sequence[str],
    *,
    library: Library,
    needed: int,
    requester: str,
    forge: ForgeReader,
) -> Approved | NotApproved:
    """Ask who approved the head, and whether they own every one of `paths`.

    Nobody approves a change of their own: neither who asked for it (`requester` is the issue's
    author), nor who had it planned, opened it, pushed to its branch or wrote any part of it.
    """
    pull_request = reviewed.pull_request
    authorship = forge.authorship(pull_request.number)
    if authorship.unknown:
        return NotApproved(
            reasons=(_UNKNOWN.format(number=pull_request.number),),
            next_step=(
                "Have every commit's e-mail belong to an account, in fewer than 250 commits."
            ),
        )
    reviews = forge.reviews(pull_request.number)
    people = sorted({review.author for review in reviews})
    owners = library.owners(paths)
    teams = {
        owner for item in owners for owner in item.owners if owner.startswith("@") and "/" in owner
    }
    return judge_approval(
        owners=owners,
        reviews=reviews,
        head=pull_request.head,
        not_counted=reviewed.requesters
        | authorship.people
        | forge.pushers(pull_request.head_branch)
        | {pull_request.author, requester},
        writers=frozenset(login for login in people if forge.permission(login).can_write),
        teams=_members(sorted(teams), _approvers(reviews), forge),
        needed=needed,
    )


def _approvers(reviews: Sequence[Review]) -> tuple[str, ...]:
    return tuple(sorted({item.author for item in reviews if item.state is ReviewState.APPROVED}))


def _members(
    teams: Sequence[str], people: Sequence[str], forge: ForgeReader
) -> Mapping[str, frozenset[str]]:
    """Who of these people is in which team. A team that cannot be read is left out, and told."""
    found: dict[str, frozenset[str]] = {}
    for team in teams:
        name = team.removeprefix("@")
        with contextlib.suppress(NotFound):
            found[team] = frozenset(login for login in people if forge.in_team(name, login))
    return found
