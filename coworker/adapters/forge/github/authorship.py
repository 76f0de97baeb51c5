"""Who made a change: who pushed its branch, and who its commits say that they are by.

It must not take a name in a commit for proof, or an answer with gaps for a whole one.
"""

from collections.abc import Mapping

from coworker.adapters.forge.github.connection import Connection
from coworker.adapters.forge.github.pages import every
from coworker.errors import ForgeFault
from coworker.model.forge import Authorship

# The committer of commits that were made in GitHub's own pages; GitHub signs them.
_WEB_FLOW = "web-flow"
# GitHub, "List commits on a pull request": it lists no more than these.
_MOST_COMMITS = 250
# Of the kinds that "List repository activities" names, the one that brings nothing to a branch.
_DELETION = "branch_deletion"


def pushers_of(connection: Connection, branch: str) -> frozenset[str]:
    """Everybody but us who ever pushed to a branch, gone or not ("List repository activities").

    GitHub takes the person from the credentials of the push, not from what a commit says. Raises
    ForgeFault where it names no push at all, or one whose maker it does not know.
    """
    reference = f"refs/heads/{branch}"
    with connection.calling(f"reading who pushed to the branch {branch!r}"):
        people = {
            _login(activity.get("actor"))
            for activity in every(connection, "/activity", ref=reference)
            if activity.get("ref") == reference and activity.get("activity_type") != _DELETION
        }
    known = frozenset(person for person in people if person is not None)
    if not people or len(known) < len(people):
        raise ForgeFault(
            f"GitHub does not tell everybody who pushed to the branch {branch!r}",
            where=connection.repository,
            next_step="Propose the change again on a new branch",
        )
    return known - {connection.login}


def authorship_of(connection: Connection, number: int) -> Authorship:
    """Who a pull request's commits say that they are by. Raises NotFound.

    GitHub finds a commit's people by the e-mails that its maker wrote into it. Commits of our own
    and of GitHub's pages are signed by GitHub ("About commit signature verification"), so one
    that claims to be among them without a verified signature is somebody else's.
    """
    with connection.calling(f"reading the commits of pull request {number}"):
        commits = tuple(every(connection, f"/pulls/{number}/commits"))
    signed_by_github = {connection.login, _WEB_FLOW}
    people: set[str] = set()
    unknown = not 0 < len(commits) < _MOST_COMMITS
    for commit in commits:
        named = {_login(commit.get(role)) for role in ("author", "committer")}
        claimed = not named.isdisjoint(signed_by_github) and not _verified(commit)
        unknown = unknown or None in named or claimed
        people.update(person for person in named if person is not None)
    return Authorship(people=frozenset(people - signed_by_github), unknown=unknown)


def _login(person: object) -> str | None:
    """The person's name; None where GitHub knows no account, which it tells by null or {}."""
    login = person.get("login") if isinstance(person, Mapping) else None
    return login if isinstance(login, str) else None


def _verified(commit: Mapping[str, object]) -> bool:
    """Whether GitHub verified the commit's signature."""
    content = commit.get("commit")
    proof = content.get("verification") if isinstance(content, Mapping) else None
    return isinstance(proof, Mapping) and proof.get("verified") is True
