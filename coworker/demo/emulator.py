"""An AWS emulator in a process of its own, on a loopback port, for as long as it is needed.

It must not be reachable from another machine, nor outlive the story.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coworker.errors import Fault

_HOST = "127.0.0.1"
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 10
_POLL = 0.1


@contextmanager
def emulated_aws(log: Path) -> Iterator[str]:
    """Start moto's server; gives its base URL. Raises Fault where it does not come up."""
    port = _free_port()
    url = f"http://{_HOST}:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", _HOST, "-p", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"},
        )
        try:
            _wait_for(url, process, log)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with direct.open(f"{url}/moto-api/", timeout=_SECONDS_TO_STOP):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(_POLL)
    raise Fault(
        "The AWS emulator did not start",
        where=str(log),
        next_step="Install the demo's parts with `make demo`, which brings moto's server.",
    )
