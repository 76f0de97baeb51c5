"""The content that comes with this version: core policy, blueprints, agents, skills, commands.

It must not read a user's repository.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from coworker.errors import Fault

_FOLDERS = ("config", "agents", "skills", "commands")


@cache
def shipped_content() -> Mapping[str, str]:
    """Every shipped text file, by the path that it has in this repository.

    In a wheel the folders lie inside the package as `library/`; in a checkout beside it.
    Raises Fault where neither is there.
    """
    package = files("coworker")
    for root in (package / "library", package / ".." / "."):
        if (root / "config" / "core").is_dir():
            return {
                path: text
                for folder in _FOLDERS
                if (root / folder).is_dir()
                for path, text in _texts(root / folder, folder)
            }
    raise Fault(
        "The shipped policy and blueprints are missing",
        where="coworker/library",
        next_step="Install the co-worker again.",
    )


def _texts(folder: Traversable, path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        place = f"{path}/{item.name}"
        if item.is_dir():
            found.extend(_texts(item, place))
        else:
            found.append((place, item.read_text(encoding="utf-8")))
    return found
