"""Start-up is cheap: what most runs do not need is not imported by them.

It must not measure time: which modules were imported is a fact, how long it took is not.
"""

import json
import subprocess
import sys
from pathlib import Path

HEAVY = ("anthropic", "boto3", "botocore", "cfnlint", "github")


def heavy_imports(arguments: list[str], folder: Path) -> set[str]:
    """The heavy modules that `coworker ARGUMENTS`, which has to succeed, imports."""
    command = [sys.executable, "-X", "importtime", "-m", "coworker", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    assert done.returncode == 0, [line for line in lines if not line.startswith("import time:")]
    imported = {line.rsplit("|", 1)[-1].strip() for line in lines}
    assert "coworker.cli" in imported, "the interpreter did not say what it imported"
    return imported.intersection(HEAVY)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    assert heavy_imports(["--help"], tmp_path) == set()


def test_an_ignored_event_imports_nothing_heavy(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    payload = {"action": "started", "repository": {"full_name": "octo-org/infrastructure"}}
    event.write_text(json.dumps(payload), encoding="utf-8")
    arguments = ["intake", "--event-name", "watch", "--event-path", str(event)]
    assert heavy_imports(arguments, tmp_path) == set()
