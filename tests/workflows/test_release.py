"""The release's files: built from the lock, the same each time, refused where the tag is wrong.

It must not make a release.
"""

import hashlib
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from coworker import __version__
from tests.support.uv import offline, path_with_uv
from tests.workflows.workflow_files import ROOT

SHIPPED = ("agents", "skills", "commands", "config", "coworker", "tools")
FILES = ("pyproject.toml", "uv.lock", "CHANGELOG.md", "LICENSE", "README.md")
TAG = f"v{__version__}"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The sources in a repository of their own, whose main is the commit that is tagged."""
    folder = tmp_path / "source"
    folder.mkdir()
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    for name in FILES:
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, folder / name)
    changes = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    if f"## [{__version__}]" not in changes:
        released = changes.replace("## [Unreleased]", f"## [{__version__}] - 2026-11-20")
        (folder / "CHANGELOG.md").write_text(released, encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder)
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Everything")


def build(source: Path, tag: str, folder: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **offline(), "PATH": path_with_uv()}
    command = ["tools/build-release", tag, folder]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=source, env=environment
    )


def test_a_release_is_a_wheel_a_source_archive_their_checksums_and_notes(source: Path) -> None:
    for folder in ("first", "second"):
        done = build(source, TAG, folder)
        assert done.returncode == 0, done.stderr
    dist = source / "first"
    wheel = dist / f"aws_coworker-{__version__}-py3-none-any.whl"
    archive = dist / f"aws_coworker-{__version__}.tar.gz"
    assert {path.name for path in dist.iterdir()} == {
        wheel.name,
        archive.name,
        "NOTES.md",
        "SHA256SUMS",
    }
    assert (dist / "SHA256SUMS").read_text() == "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in (wheel, archive)
    )
    assert (dist / "SHA256SUMS").read_text() == (source / "second" / "SHA256SUMS").read_text()
    assert (dist / "NOTES.md").read_text(encoding="utf-8").startswith("### ")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert "coworker/cli.py" in names
    assert any(name.startswith("coworker/library/config/core/") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "tools/", ".github/"))]
    with tarfile.open(archive) as packed_sources:
        assert f"aws_coworker-{__version__}/config/core/policy.yaml" in packed_sources.getnames()


def test_a_tag_that_is_not_the_version_is_refused(source: Path) -> None:
    done = build(source, "v99.0.0", "dist")
    assert done.returncode == 2
    assert f"The tag is v99.0.0 and coworker/__init__.py says {__version__}" in done.stdout
    assert not (source / "dist").exists()


def test_a_commit_that_is_not_on_main_is_refused(source: Path) -> None:
    commit(source)
    done = build(source, TAG, "dist")
    assert done.returncode == 2
    assert f"{TAG} is not on main" in done.stdout
    assert not (source / "dist").exists()


def test_a_version_without_notes_is_refused(source: Path) -> None:
    (source / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    commit(source)
    git(source, "update-ref", "refs/remotes/origin/main", "HEAD")
    done = build(source, TAG, "dist")
    assert done.returncode == 2
    assert f"CHANGELOG.md has no section for {__version__}" in done.stdout
