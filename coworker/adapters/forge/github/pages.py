"""Reads lists of GitHub's REST API that PyGithub has no objects for, page by page.

It must not stop at a first page.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from github.GithubException import BadAttributeException
from requests.utils import parse_header_links

from coworker.adapters.forge.github.connection import Connection

_PAGE = 100
_OBJECTS: list[type[dict[Any, Any]]] = [dict]


def every(connection: Connection, place: str, **asked: str) -> Iterator[Mapping[str, object]]:
    """Every item of a list below the repository, such as `/activity`, asked for by `asked`.

    GitHub, "Using pagination in the REST API": the next page is where the Link header says. To be
    used inside `Connection.calling`, which turns what it raises into faults.
    """
    url, parameters = f"{connection.repo.url}{place}", {"per_page": _PAGE, **asked}
    while url:
        headers, items = connection.requester.requestJsonAndCheck("GET", url, parameters)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise BadAttributeException(items, _OBJECTS, None)
        yield from items
        links = parse_header_links(str(headers.get("link", "")))
        url = next((link["url"] for link in links if link.get("rel") == "next"), "")
        parameters = {}
