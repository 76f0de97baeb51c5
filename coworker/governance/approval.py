"""Decide whether the reviews of a pull request approve its head, path by path.

It must not fetch reviews, teams or permissions, nor count what it cannot check.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coworker.model.forge import Review, ReviewState
from coworker.model.verdict import PathOwners

_PATHS_NAMED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """Enough code owners approved the head commit; `approvers` are those who count, sorted."""

    kind: Literal["approved"] = "approved"
    approvers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotApproved:
    """It may not be deployed: every reason, and what to do next."""

    kind: Literal["not_approved"] = "not_approved"
    reasons: tuple[str, ...]
    next_step: str


def judge_approval(
    *,
    owners: Sequence[PathOwners],
    reviews: Sequence[Review],
    head: str,
    not_counted: frozenset[str],
    writers: frozenset[str],
    teams: Mapping[str, frozenset[str]],
    needed: int,
) -> Approved | NotApproved:
    """Every path needs an approving owner, and `needed` owners must have approved in all.

    `owners` is of the changed paths; `reviews` are oldest first; `not_counted` are the author and
    the requester; `writers` have write access; `teams` maps `org/team` to its members, a team
    that could not be read is left out. Logins and teams compare without regard to case.

    A person's latest review decides: a comment changes nothing, a dismissal takes back, an
    approval counts for the commit it was given for, a writer's request for changes blocks
    whatever the commit ("About pull request reviews" in GitHub's documentation).
    """
    latest = _latest(reviews)
    writing = _folded(writers)
    blocking = sorted(
        login
        for login, review in latest.items()
        if review.state is ReviewState.CHANGES_REQUESTED and login in writing
    )
    given = {
        login: review
        for login, review in latest.items()
        if review.state is ReviewState.APPROVED and login in writing
    }
    mine = given.keys() & _folded(not_counted)
    counting = {
        login for login, review in given.items() if review.commit == head and login not in mine
    }
    members = {_folded_owner(team): _folded(logins) for team, logins in teams.items()}
    by_path = {item.path: counting & _people(item.owners, members) for item in owners}
    approving = frozenset[str]().union(*by_path.values())

    reasons = [f"{latest[login].author} asks for changes." for login in blocking]
    reasons += _unapproved(owners, by_path)
    if len(approving) < needed:
        reasons.append(
            f"{_owners(needed)} must approve this commit; {len(approving) or 'nobody'} did."
        )
    if not reasons:
        return Approved(approvers=tuple(sorted(latest[login].author for login in approving)))
    stale = sorted(login for login in given.keys() - mine if given[login].commit != head)
    reasons += [f"{given[login].author} approved an earlier commit." for login in stale]
    reasons += [
        f"{given[login].author} wrote or asked for this change, so that approval does not count."
        for login in sorted(mine)
    ]
    reasons += _uncheckable(owners, members)
    return NotApproved(reasons=tuple(reasons), next_step=_next_step(blocking, owners))


def _latest(reviews: Sequence[Review]) -> Mapping[str, Review]:
    """The last review of each person that says something, by folded login."""
    return {
        review.author.casefold(): review
        for review in reviews
        if review.state is not ReviewState.COMMENTED
    }


def _folded(logins: Iterable[str]) -> frozenset[str]:
    return frozenset(login.casefold() for login in logins)


def _folded_owner(owner: str) -> str:
    return owner.removeprefix("@").casefold()


def _people(owners: Iterable[str], members: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The people behind the owners; an e-mail address or an unread team stands for nobody."""
    people: set[str] = set()
    for owner in owners:
        name = _folded_owner(owner)
        if not owner.startswith("@"):
            continue
        people |= members.get(name, frozenset()) if "/" in name else {name}
    return frozenset(people)


def _unapproved(owners: Sequence[PathOwners], by_path: Mapping[str, set[str]]) -> list[str]:
    """One sentence for paths without owners, and one for each set of owners still missing."""
    reasons: list[str] = []
    missing: dict[tuple[str, ...], list[str]] = {}
    for item in owners:
        if not by_path[item.path]:
            missing.setdefault(item.owners, []).append(item.path)
    for names, paths in sorted(missing.items()):
        if names:
            reasons.append(f"No owner ({', '.join(names)}) has approved {_paths(paths)}.")
        else:
            reasons.append(f"CODEOWNERS names no owner for {_paths(paths)}.")
    return reasons


def _uncheckable(owners: Sequence[PathOwners], members: Mapping[str, frozenset[str]]) -> list[str]:
    named = sorted({owner for item in owners for owner in item.owners})
    return [
        f"{owner} is an e-mail address; who that is on the forge cannot be checked."
        for owner in named
        if not owner.startswith("@")
    ] + [
        f"The members of {owner} could not be read, so their approvals do not count."
        for owner in named
        if owner.startswith("@") and "/" in owner and _folded_owner(owner) not in members
    ]


def _next_step(blocking: Sequence[str], owners: Sequence[PathOwners]) -> str:
    if any(not item.owners for item in owners):
        return "Name an owner for every changed path in CODEOWNERS on the base branch."
    if blocking:
        return "Settle the requested changes, then have the head commit approved."
    return "Ask the owners to approve the pull request's head commit."


def _paths(paths: Sequence[str]) -> str:
    named = ", ".join(f"`{path}`" for path in paths[:_PATHS_NAMED])
    more = len(paths) - _PATHS_NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _owners(count: int) -> str:
    return "1 code owner" if count == 1 else f"{count} code owners"
