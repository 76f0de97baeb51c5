"""moto's server in a process of its own, on a loopback port that the system chooses.

It must not run moto inside the test's process: nothing of the product's is patched.
"""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_ADDRESS = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")
_START_SECONDS = 60.0
_POLL_SECONDS = 0.05

# urllib's default opener follows the environment's proxies; the emulator is on loopback.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, kw_only=True, slots=True)
class MotoServer:
    """A running emulator: `url` is its base URL, without a trailing slash."""

    url: str

    @classmethod
    @contextmanager
    def started(cls, log: Path) -> Iterator[Self]:
        """Start an emulator that logs to `log`, yield it once it answers, end it at the end."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
            )
        try:
            yield cls(url=_address(process, log))
        finally:
            process.terminate()
            process.wait(timeout=30)

    @staticmethod
    def reset(url: str) -> None:
        """Empty every account and region of the emulator at `url`."""
        request = urllib.request.Request(f"{url}/moto-api/reset", method="POST")
        with _opener.open(request, timeout=30) as answer:
            answer.read()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the line that says where the server listens: it listens before it says so."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8", errors="replace")
        if found := _ADDRESS.search(text):
            return found[1]
        if process.poll() is not None:
            message = f"moto's server ended with {process.returncode}:\n{text}"
            raise RuntimeError(message)
        time.sleep(_POLL_SECONDS)
    message = f"moto's server was not up after {_START_SECONDS:.0f} s:\n{log.read_text()}"
    raise RuntimeError(message)
