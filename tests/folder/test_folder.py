"""Files that are written whole or not at all, whatever the disk says; and the clock.

It must not fill a disk: the system call that would find it full is told to.
"""

import errno
import os
import re
from pathlib import Path

import pytest

from coworker.adapters.clock import SystemClock
from coworker.adapters.folder import DiskFolder
from coworker.errors import ExitCode, Fault


def test_a_file_is_written_as_it_is(tmp_path: Path) -> None:
    folder = DiskFolder(tmp_path / "out")

    folder.write("plans/dev/plan.json", "ünï\r\ncode\n")
    folder.write("plans/dev/plan.json", "second\n")
    folder.write("other.txt", "ünï\r\n")

    assert (folder.root / "plans/dev/plan.json").read_bytes() == b"second\n"
    assert (folder.root / "other.txt").read_bytes() == "ünï\r\n".encode()
    assert [path.name for path in (folder.root / "plans/dev").iterdir()] == ["plan.json"]


@pytest.mark.parametrize("name", ["", ".", "../x", "a/../../x", "/etc/x", "a\0b"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Fault, match="is not the name of a file in the folder"):
        DiskFolder(tmp_path / "out").write(name, "x")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_what_stood_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    folder = DiskFolder(tmp_path)
    folder.write("plan.json", "first")

    def full(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault) as fault:
        folder.write("plan.json", "second")

    assert str(fault.value) == (
        f"The disk is full; the file was not written ({tmp_path / 'plan.json'}). "
        "Free some space and run again"
    )
    assert fault.value.exit_code is ExitCode.FAULT
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"plan.json": "first"}


def test_an_interrupt_leaves_what_stood_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = DiskFolder(tmp_path)
    folder.write("plan.json", "first")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        folder.write("plan.json", "second")

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"plan.json": "first"}


def test_a_place_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(Fault, match="The file could not be written"):
        DiskFolder(tmp_path / "file").write("x/plan.json", "text")

    assert (tmp_path / "file").read_text() == "not a folder"


def test_the_time_is_utc_to_the_second() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", SystemClock().now())
