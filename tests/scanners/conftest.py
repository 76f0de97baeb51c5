"""cfn-lint and checkov as they are, and a sight on what checkov's process is given.

It must not replace a scanner: a test that needs one fails where it is missing.
"""

import stat
import sys
from pathlib import Path

import pytest

from coworker.adapters.scanners.cfn_lint import CfnLint
from coworker.adapters.scanners.checkov import Checkov


@pytest.fixture(scope="session")
def interpreter(pytestconfig: pytest.Config) -> Path:
    """The Python of checkov's own environment, which `make setup` makes."""
    return Path(pytestconfig.rootpath) / ".tools" / "checkov" / "bin" / "python"


@pytest.fixture(scope="session")
def cfn_lint() -> CfnLint:
    return CfnLint()


@pytest.fixture(scope="session")
def checkov(interpreter: Path) -> Checkov:
    return Checkov(interpreter)


def pretender(folder: Path, script: str) -> Path:
    """An interpreter that is a script: for what a real scanner cannot be made to do."""
    file = folder / "bin" / "python"
    file.parent.mkdir()
    file.write_text(f"#!{sys.executable} -I\nimport json, os, sys, time\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file
