"""Who owns a path, by CODEOWNERS, as GitHub's document "About code owners" says.

It must not decide whether an owner's approval counts.
"""

import re
from collections.abc import Iterable, Sequence

from codeowners import CodeOwners

from coworker.model.verdict import PathOwners

CODEOWNERS_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")

# An inline comment starts at a `#` after white space. Lines that hold what GitHub rejects (`!`
# for negation, `[ ]` for ranges, an escaped leading `#`) are skipped there, and so here.
_COMMENT = re.compile(r"(?:^|\s)#.*")
_REJECTED = re.compile(r"^!|^\\#|[\[\]]")


def codeowners_path(files: Iterable[str]) -> str | None:
    """The CODEOWNERS file that GitHub uses: the first of .github/, the root, docs/."""
    present = frozenset(files)
    return next((place for place in CODEOWNERS_PLACES if place in present), None)


def owners_of(codeowners: str | None, paths: Sequence[str]) -> tuple[PathOwners, ...]:
    """The owners of each path, in the order given. The last matching line decides.

    A line without owners un-owns its paths; without a CODEOWNERS file nobody owns anything.
    """
    rules = CodeOwners(_accepted(codeowners or ""))
    return tuple(
        PathOwners(path=path, owners=tuple(owner for _, owner in rules.of(path))) for path in paths
    )


def _accepted(text: str) -> str:
    """The lines that GitHub accepts, without comments."""
    lines = (_COMMENT.sub("", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not _REJECTED.search(line))
