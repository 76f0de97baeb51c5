"""What no file of the repository may hold: a machine's paths, a package registry's host.

It must not look into locks: they name where packages come from.
"""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, tracked

_LOCKS = frozenset({"uv.lock", "package-lock.json", "uv.txt"})
_MACHINE = re.compile(
    r"(?<![\w.~$}])/(?:root|work|Users|home/(?!runner\b)[a-z]\w*|tmp/[a-z]\w*)/[\w.-]"
)
_REGISTRY = re.compile(
    r"\b(?:(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com)|artifactory|nexus\.)", re.IGNORECASE
)


def faults(text: str) -> list[str]:
    """Every machine path and registry host in a text."""
    return [match.group() for pattern in (_MACHINE, _REGISTRY) for match in pattern.finditer(text)]


def _texts() -> list[Path]:
    return [
        path for path in tracked() if path.name not in _LOCKS and path != Path(__file__).resolve()
    ]


def test_no_file_names_this_machine_or_a_registry() -> None:
    found = {}
    for path in _texts():
        try:
            seen = faults(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        if seen:
            found[path.relative_to(ROOT).as_posix()] = seen
    assert found == {}


@pytest.mark.parametrize(
    "text", ["cd /Users/ann/main", "see /home/ann/notes", f"https://{'pypi'}.org/simple"]
)
def test_such_a_text_is_seen(text: str) -> None:
    assert len(faults(text)) == 1


@pytest.mark.parametrize("text", ["https://example.org/work/", "a/work/b", "/tmp", "$HOME/root/x"])
def test_other_texts_pass(text: str) -> None:
    assert faults(text) == []


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]$", changelog, re.MULTILINE)
