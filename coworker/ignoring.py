"""The short way out for an event that is ignored, which most events of a repository are.

It must not load what an ignored event does not need, nor take an event that is in any doubt.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence

from coworker.intake.early import (
    AUDIT_LABEL,
    CHANGE_LABEL,
    ROLLBACK_LABEL,
    certainly_ignored,
)

_LABELS = (CHANGE_LABEL, AUDIT_LABEL, ROLLBACK_LABEL)
_EVENT_NAME, _EVENT_PATH, _OUT = "--event-name", "--event-path", "--out"


def ignored(words: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Whether these words are an `intake` of an event that is certainly ignored; then it is done.

    Anything unusual (other options, a payload that cannot be read, a full disk) goes the long way,
    where it gets its error message.
    """
    given = dict(zip(words[1::2], words[2::2], strict=False))
    if words[:1] != ["intake"] or len(words) % 2 == 0 or not _is_plain(given):
        return False
    try:
        with open(given[_EVENT_PATH], encoding="utf-8") as file:  # noqa: PTH123 - pathlib is slow
            payload = json.load(file)
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(payload, dict):
        return False
    reason = certainly_ignored(given[_EVENT_NAME], payload, _LABELS)
    if reason is None:
        return False
    try:
        _write(given.get(_OUT, ".coworker"), reason, environ)
    except OSError:
        return False
    return True


def _is_plain(given: Mapping[str, str]) -> bool:
    return {_EVENT_NAME, _EVENT_PATH} <= set(given) <= {_EVENT_NAME, _EVENT_PATH, _OUT}


def document(reason: str) -> str:
    """The same text that the long way writes for an ignored event."""
    value = {"decision": {"kind": "ignore", "reason": reason}, "environments": []}
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _write(folder: str, reason: str, environ: Mapping[str, str]) -> None:
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
    place = os.path.join(folder, "intake.json")  # noqa: PTH118
    _append(f"{place}.part", document(reason), mode="w")
    os.replace(f"{place}.part", place)  # noqa: PTH105
    if outputs := environ.get("GITHUB_OUTPUT"):
        _append(outputs, "decision=ignore\nverb=\nenvironments=[]\n")
    line = f"ignore: {reason}"
    if summary := environ.get("GITHUB_STEP_SUMMARY"):
        _append(summary, f"{line}\n\n")
    sys.stdout.write(f"{line}\n")


def _append(path: str, text: str, *, mode: str = "a") -> None:
    with open(path, mode, encoding="utf-8") as file:  # noqa: PTH123 - as above
        file.write(text)
