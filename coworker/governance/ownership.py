"""Who owns a path, by CODEOWNERS, as GitHub's document "About code owners" says.

It must not decide whether an owner's approval counts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from codeowners import CodeOwners

from coworker.errors import ConfigurationFault
from coworker.model.verdict import PathOwners

CODEOWNERS_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")

# An inline comment starts at a `#` after white space that is not escaped. Lines that hold what
# GitHub rejects (`!` for negation, `[ ]` for ranges, an escaped leading `#`) are skipped there,
# and so here.
_COMMENT = re.compile(r"(?:^|(?<!\\)[ \t])#.*")
_REJECTED = re.compile(r"^!|^\\#|[\[\]]")
# A login, a team (`@org/slug`), or an e-mail.
_OWNER = re.compile(r"@[A-Za-z0-9][\w-]*(?:/[\w.-]+)?|[^@\s]+@[^@\s]+", re.ASCII)
# The library takes a space for a run of `/`; it sees this private character instead.
_SPACE = "\ue000"
# Characters (Unicode's general categories) of which nobody can say what GitHub makes: line ends
# other than a line feed and controls anywhere; odd spaces and signs without a form in a rule.
_NEVER = frozenset({"Cc", "Zl", "Zp"})
_NOT_IN_A_RULE = frozenset({"Cf", "Cn", "Co", "Cs", "Zs"})


def codeowners_path(files: Iterable[str]) -> str | None:
    """The CODEOWNERS file that GitHub uses: the first of .github/, the root, docs/."""
    present = frozenset(files)
    return next((place for place in CODEOWNERS_PLACES if place in present), None)


def owners_of(codeowners: str | None, paths: Sequence[str]) -> tuple[PathOwners, ...]:
    """The owners of each path, in the order given. The last matching line decides.

    A line without owners un-owns its paths; without a CODEOWNERS file nobody owns anything.
    Raises ConfigurationFault for a file with characters that could be read in two ways.
    """
    rules = CodeOwners("\n".join(_accepted(codeowners or "")))
    return tuple(
        PathOwners(
            path=path,
            owners=tuple(owner for _, owner in rules.of(path.replace(" ", _SPACE))),
        )
        for path in paths
    )


def _accepted(text: str) -> Iterator[str]:
    """The lines that GitHub accepts, without comments: it skips a line with an invalid owner."""
    for number, written in enumerate(text.split("\n"), start=1):
        line = written.removesuffix("\r")
        _require_plain(line, _NEVER, number)
        uncommented = _COMMENT.sub("", line)
        _require_plain(uncommented, _NOT_IN_A_RULE, number)
        rule = uncommented.replace("\\ ", _SPACE).strip(" \t")
        owners = rule.split()[1:]
        if rule and not _REJECTED.search(rule) and all(map(_OWNER.fullmatch, owners)):
            yield rule


def _require_plain(line: str, odd: frozenset[str], number: int) -> None:
    for character in line:
        if character not in " \t" and unicodedata.category(character) in odd:
            raise ConfigurationFault(
                f"CODEOWNERS holds U+{ord(character):04X}, which may be read in two ways",
                where=f"CODEOWNERS:{number}",
                next_step="Write the line with plain spaces and line feeds.",
            )
