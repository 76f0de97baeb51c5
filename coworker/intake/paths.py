"""Which files a proposal may hold: an allow-list of paths under infrastructure/, and sizes.

It must not repair a path; one that is not on the list is refused.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from coworker.model.stack import INFRASTRUCTURE

MAX_PATH = 255
MAX_PART = 100
MAX_FILES = 200
MAX_FILE_BYTES = 512 * 1024
MAX_TOTAL_BYTES = 2 * 1024 * 1024
SUFFIXES = frozenset(
    {".cfg", ".hcl", ".j2", ".json", ".md", ".py", ".tf", ".tfvars", ".toml", ".ts", ".txt"}
    | {".yaml", ".yml"}
)
# Letters, digits and three signs, so nothing that a file system, a shell or git reads specially
# (`..`, `~`, a colon, a backslash, a trailing dot or space, a letter that folds to another).
_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_FOLDER_PARTS = 3


def path_refusal(path: str) -> str | None:
    """Why a proposal may not hold this path, as a sentence; None if it may.

    Allowed is `infrastructure/<environment>/<stack>/…` with a file type of SUFFIXES.
    """
    if len(path) > MAX_PATH:
        return f"The path is longer than {MAX_PATH} characters"
    parts = path.split("/")
    if parts[0] != INFRASTRUCTURE or len(parts) <= _FOLDER_PARTS:
        return f"The path is not below {INFRASTRUCTURE}/<environment>/<stack>/"
    if parts[1] != parts[1].lower():
        return "An environment's folder is written in lower-case letters"
    for part in parts:
        if len(part) > MAX_PART:
            return f"A part of the path is longer than {MAX_PART} characters"
        if part.startswith("."):
            return "A part of the path is empty of a name or hidden: it begins with a dot"
        if part.lower() == "codeowners":
            return "CODEOWNERS is never changed by a proposal"
        if not _PART.fullmatch(part):
            return "A part of the path is empty or holds characters that are not allowed"
    if PurePosixPath(path).suffix not in SUFFIXES:
        return "The file's type is not one that a stack is made of"
    return None


def proposal_refusals(files: Mapping[str, str | None]) -> tuple[str, ...]:
    """Why a set of files may not be proposed: one sentence each, none if it may.

    `files` maps paths to texts; None removes a file. Sizes are of UTF-8 bytes.
    """
    reasons = [
        f"{_shown(path)}: {reason}"
        for path, text in files.items()
        for reason in _file_refusals(path, text)
    ]
    if len(files) > MAX_FILES:
        reasons.append(f"The proposal holds {len(files)} files; {MAX_FILES} are allowed")
    total = sum(_size(text) for text in files.values() if text is not None)
    if total > MAX_TOTAL_BYTES:
        reasons.append(f"The proposal holds {total} bytes; {MAX_TOTAL_BYTES} are allowed")
    reasons.extend(_collisions(files))
    return tuple(reasons)


def _file_refusals(path: str, text: str | None) -> Iterator[str]:
    refusal = path_refusal(path)
    if refusal:
        yield refusal
    if text is None:
        return
    if _size(text) > MAX_FILE_BYTES:
        yield f"The file holds {_size(text)} bytes; {MAX_FILE_BYTES} are allowed"
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        yield "The file is not text"


def _collisions(files: Mapping[str, str | None]) -> Iterator[str]:
    """Paths that are one file, or a file and a folder, where letters have no case."""
    folded: dict[str, str] = {}
    for path in sorted(files):
        other = folded.setdefault(path.lower(), path)
        if other != path:
            yield f"{_shown(path)}: The path differs from {_shown(other)} in its letters' case only"
    for path in sorted(files):
        for folder in PurePosixPath(path.lower()).parents:
            if str(folder) in folded:
                yield f"{_shown(path)}: {_shown(folded[str(folder)])} is a file, not a folder"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _shown(path: str) -> str:
    """A path as it may be shown: escaped, and cut where it is too long to be one."""
    return ascii(path[:MAX_PATH])
