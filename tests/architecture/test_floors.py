"""Imports point down, never up and never sideways: the contracts stand in pyproject.toml.

It must not repeat a contract: there is one drawing of the house.
"""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, Module, decision_modules


def forbidden_to_decisions() -> frozenset[str]:
    """What the contract in pyproject.toml keeps out of the lower floors."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    [contract] = [each for each in contracts if each["type"] == "forbidden"]
    return frozenset(contract["forbidden_modules"])


def imported_packages(tree: ast.AST) -> set[str]:
    """The first parts of the names that a module imports itself."""
    names: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                names += [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module)):
                names.append(module)
            case _:
                pass
    return {name.split(".")[0] for name in names}


def test_the_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


@pytest.mark.parametrize("module", decision_modules(), ids=lambda module: module.name)
def test_a_decision_module_imports_nothing_forbidden(module: Module) -> None:
    """The contract's wildcards name what is inside a room, and not the room's __init__."""
    assert imported_packages(module.tree) & forbidden_to_decisions() == set()


def test_an_import_of_something_forbidden_is_seen() -> None:
    tree = ast.parse("import os.path\nfrom subprocess import run\nimport json")
    assert imported_packages(tree) & forbidden_to_decisions() == {"os", "subprocess"}
