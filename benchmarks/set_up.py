"""What the action adds before its first line of work: set-up from the lock, in seconds and MB.

It must not be a test: it measures one run on one machine and judges nothing.
"""

import os
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.guardrails import ROOT, seconds

STAGES = ("intake", "propose")
_MEGABYTE = 1_000_000


def measure() -> dict[str, float]:
    """Seconds and megabytes of each stage's set-up, with uv's cache as this machine has it."""
    figures: dict[str, float] = {}
    for stage in STAGES:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "tools"
            figures[f"{stage}_seconds"] = round(seconds(partial(_set_up, stage, place)), 2)
            figures[f"{stage}_megabytes"] = round(_size(place) / _MEGABYTE)
    return figures


def _set_up(stage: str, place: Path) -> None:
    subprocess.run(
        [str(ROOT / "tools" / "set-up-stage"), stage, str(place)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PATH": f"{ROOT / '.tools/uv'}:{os.environ['PATH']}"},
    )


def _size(place: Path) -> int:
    """Bytes of every file, each counted once though the cache may hold it too."""
    return sum(item.lstat().st_size for item in place.rglob("*") if item.is_file())
