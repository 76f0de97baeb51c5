"""What an ignored event costs, beside an interpreter that does nothing.

It must not be a test: it measures a ratio of one run on one machine and judges nothing.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.guardrails import seconds

# The bound: at most four times `python -c pass`.
BOUND = 4.0
TIMES = 20
_COMMENT = {
    "action": "created",
    "comment": {"id": 1, "body": "Looks good to me, thank you.", "user": {"login": "rosa"}},
    "issue": {"number": 1, "title": "A question"},
    "repository": {"full_name": "acme/infrastructure", "default_branch": "main"},
    "sender": {"login": "rosa", "type": "User"},
}


def measure() -> dict[str, float]:
    """Seconds of the best of twenty runs each, in turns."""
    nothing: list[float] = []
    event: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        payload = Path(folder) / "event.json"
        payload.write_text(json.dumps(_COMMENT), encoding="utf-8")
        command = [
            str(Path(sys.executable).with_name("coworker")), "intake",
            "--event-name", "issue_comment", "--event-path", str(payload), "--out", folder,
        ]  # fmt: skip
        for _ in range(TIMES):
            nothing.append(seconds(lambda: _run([sys.executable, "-c", "pass"])))
            event.append(seconds(lambda: _run(command)))
    return {
        "python_pass_seconds": round(min(nothing), 4),
        "ignored_event_seconds": round(min(event), 4),
        "ratio": round(min(event) / min(nothing), 2),
        "bound": BOUND,
    }


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
