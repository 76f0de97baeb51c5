"""How modules are written: what each opens with, and words that none of them holds.

It must not judge layout or typing: ruff and mypy do.
"""

import ast
import io
import re
import tokenize
from pathlib import PurePath

import pytest

from tests.architecture.source import PACKAGE, ROOT, Module, modules

FORBIDS = ("It must not ", "It does not ", "Must not ")
NAMES_OF_NOTHING = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|stuff)(_|$)")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b")


def opening_faults(tree: ast.Module) -> list[str]:
    """What is wrong with a module's docstring: line 1 says what for, line 2 what it must not do."""
    lines = [line for line in (ast.get_docstring(tree) or "").splitlines() if line.strip()]
    if len(lines) < 2:
        return ["does not open with two lines: what it is for, what it must not do"]
    if not lines[1].startswith(FORBIDS):
        return [f"its second line does not begin with one of {FORBIDS}: {lines[1]!r}"]
    return []


def unfinished_words(text: str) -> list[str]:
    """The comments and docstrings that say that something is yet to be done."""
    spoken = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    spoken += [
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(text))
        if isinstance(node, documented)
    ]
    return [line for line in spoken if UNFINISHED.search(line)]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_a_module_opens_with_its_purpose_and_its_limit(module: Module) -> None:
    assert opening_faults(module.tree) == []


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_nothing_is_left_for_later(module: Module) -> None:
    assert unfinished_words(module.text) == []


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    places = [path.relative_to(ROOT) for path in PACKAGE.rglob("*") if path.suffix in {"", ".py"}]
    assert [str(place) for place in places if says_nothing(place)] == []


def says_nothing(place: PurePath) -> bool:
    return NAMES_OF_NOTHING.search(place.stem) is not None


@pytest.mark.parametrize("name", ["utils.py", "aws_helpers.py", "stack_manager.py", "common"])
def test_names_that_say_nothing_are_seen(name: str) -> None:
    assert says_nothing(PurePath(name))


@pytest.mark.parametrize("text", ["x = 1  # TODO later\n", '"""Enough for now."""\n'])
def test_unfinished_words_are_seen(text: str) -> None:
    assert len(unfinished_words(text)) == 1


def test_a_string_may_hold_such_a_word() -> None:
    assert unfinished_words('REMEDY = "Remove the TODO tag for now"\n') == []


@pytest.mark.parametrize("text", ["", '"""One line."""', '"""One.\n\nSecond says what else."""'])
def test_a_wrong_opening_is_seen(text: str) -> None:
    assert len(opening_faults(ast.parse(text))) == 1
