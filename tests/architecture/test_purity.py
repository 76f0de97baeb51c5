"""Decisions are pure: the same arguments give the same answer, on any machine, on any day.

It must not look at adapters, flows or the shell: those do the reading and the writing.
"""

import ast

import pytest

from tests.architecture.purity import impurities
from tests.architecture.source import Module, decision_modules


@pytest.mark.parametrize("module", decision_modules(), ids=lambda module: module.name)
def test_a_decision_module_reaches_nothing_outside(module: Module) -> None:
    assert impurities(module.tree) == []


@pytest.mark.parametrize(
    "line",
    [
        "open('policy.yaml')",
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "path.read_text()",
        "os.environ['AWS_REGION']",
        "os.getenv('HOME')",
        "uuid.uuid4()",
        "sys.stdin.read()",
        "from pathlib import Path",
        "from pathlib import PurePosixPath, Path",
        "import urllib.request",
        "from urllib import request",
        "from importlib import resources",
        "from jinja2 import FileSystemLoader",
    ],
)
def test_reaching_outside_is_seen(line: str) -> None:
    assert len(impurities(ast.parse(line))) >= 1


@pytest.mark.parametrize(
    "line",
    [
        "from pathlib import PurePosixPath",
        "from urllib.parse import quote",
        "from datetime import UTC, date, datetime",
        "date.fromisoformat(text)",
        "io.StringIO(text).read()",
        "now = request.received_at",
    ],
)
def test_pure_code_is_let_pass(line: str) -> None:
    assert impurities(ast.parse(line)) == []
