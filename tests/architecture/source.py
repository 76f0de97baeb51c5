"""The product's source, read as text and as syntax trees, for the tests of this folder.

It must not import the product: what is looked at is how it is written.
"""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "coworker"

# The floors that are pure: every answer follows from the arguments.
DECISION_ROOMS = ("blueprints", "checks", "governance", "guardrails", "intake", "model", "render")
DECISION_FILES = ("errors.py", "ports.py")


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """One Python file: `name` is its path from the top of the repository."""

    name: str
    path: Path
    text: str
    tree: ast.Module


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product."""
    return tuple(_read(path) for path in sorted(PACKAGE.rglob("*.py")))


@cache
def decision_modules() -> tuple[Module, ...]:
    """The modules of the two lower floors."""
    return tuple(
        module
        for module in modules()
        if (place := module.path.relative_to(PACKAGE)).parts[0] in DECISION_ROOMS
        or str(place) in DECISION_FILES
    )


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(
        name=str(path.relative_to(ROOT)), path=path, text=text, tree=ast.parse(text, str(path))
    )
