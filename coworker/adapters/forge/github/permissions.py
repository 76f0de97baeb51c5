"""What a person may do in the repository, and which teams they are in.

It must not give a custom role more than the base role that GitHub reports with it.
"""

from urllib.parse import quote

from github.GithubException import UnknownObjectException

from coworker.adapters.forge.github.connection import Connection
from coworker.model.forge import Permission

_ROLES = {permission.value: permission for permission in Permission}
# GitHub, "Get repository permissions for a user": `permission` knows four levels; of a custom
# role it gives the base, and maintain counts as write there.
_BASES = {
    "admin": Permission.WRITE,
    "write": Permission.WRITE,
    "read": Permission.READ,
    "none": Permission.NONE,
}


def permission_of(connection: Connection, login: str) -> Permission:
    """What the person may do here; NONE for a stranger, and for a role that says nothing."""
    url = f"{connection.repo.url}/collaborators/{quote(login, safe='')}/permission"
    with connection.calling(f"reading the permission of {login!r}"):
        try:
            _, answer = connection.requester.requestJsonAndCheck("GET", url)
        except UnknownObjectException:
            return Permission.NONE
    base = _BASES.get(str(answer.get("permission")), Permission.NONE)
    return _ROLES.get(str(answer.get("role_name")), base)


def is_in_team(connection: Connection, team: str, login: str) -> bool:
    """Whether the person is an active member of `org/team`. Raises NotFound if unreadable.

    GitHub answers 404 both for a person outside the team and for a team that the token may not
    see, so the team itself is asked for before the answer is no.
    """
    organisation, _, slug = team.partition("/")
    url = f"/orgs/{quote(organisation, safe='')}/teams/{quote(slug, safe='')}"
    with connection.calling(f"reading the team {team!r}"):
        try:
            _, answer = connection.requester.requestJsonAndCheck(
                "GET", f"{url}/memberships/{quote(login, safe='')}"
            )
        except UnknownObjectException:
            connection.requester.requestJsonAndCheck("GET", url)
            return False
    return bool(answer.get("state") == "active")
