"""A scanner's driver, run over files in a process of its own, within a limit of time.

It must not hand it credentials or a home, and must not try to understand what it prints.
"""

import logging
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coworker.model.finding import ScanFailed

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Driver:
    """What to start: `interpreter -I script FOLDER`, where FOLDER holds the files to look at.

    `environment` is told to the process beside the little that every process needs.
    """

    scanner: str
    interpreter: Path
    script: Path
    environment: Mapping[str, str]

    def output(self, files: Mapping[str, str], *, timeout: float) -> str | ScanFailed:
        """What it prints about files, texts by name, in at most `timeout` seconds; or why not."""
        try:
            with tempfile.TemporaryDirectory(prefix=f"coworker-{self.scanner}-") as place:
                return self._run(Path(place), files, timeout)
        except subprocess.TimeoutExpired:
            return self.failed(f"it took more than {timeout:g} seconds.")
        except OSError as fault:
            return self.failed(f"it could not be started ({fault.strerror}).")

    def failed(self, reason: str) -> ScanFailed:
        """A failure that the run's log tells more about."""
        return ScanFailed(scanner=self.scanner, reason=reason, next_step="Read the run's log.")

    def _run(self, place: Path, files: Mapping[str, str], timeout: float) -> str | ScanFailed:
        folder, home = place / "files", place / "home"
        folder.mkdir()
        home.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [str(self.interpreter), "-I", str(self.script), str(folder)],
            cwd=home,
            env={
                **self.environment,
                "HOME": str(home),
                "LANG": "C.UTF-8",
                "PATH": os.defpath,
                "TMPDIR": str(home),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(timeout=timeout)
        finally:
            _end(process)
        if process.returncode != 0:
            _LOG.error("%s ended with %s:\n%s", self.scanner, process.returncode, errors)
            return self.failed(f"it ended with exit code {process.returncode}.")
        return output


def _end(process: "subprocess.Popen[str]") -> None:
    """End the process with all that it started; nothing is left where it ended by itself."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
