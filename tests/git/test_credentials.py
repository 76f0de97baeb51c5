"""A commit that is not here is fetched with the token, which goes to its server and nowhere else.

It must not need a git server: what counts is what git asks it with.
"""

import subprocess
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coworker.adapters.git import GitRepository
from coworker.adapters.git.credentials import for_github
from coworker.errors import GitFault

MISSING = "1" * 40
TOKEN = "made-up-token-0123456789"


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server that has no repository, its address, and the Authorization headers it was sent."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("authorization", ""))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", seen
        finally:
            server.shutdown()
            thread.join()


def clone_of(address: str, folder: Path) -> Path:
    """An empty repository whose origin is at the address."""
    remote = f"{address}/octo/infrastructure.git"
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "remote", "add", "origin", remote], check=True)
    return folder


def test_a_missing_commit_is_asked_for_with_the_token(tmp_path: Path) -> None:
    with listening() as (address, seen):
        folder = clone_of(address, tmp_path)
        repository = GitRepository(folder, credentials=for_github(address, TOKEN))
        with pytest.raises(GitFault) as fault:
            repository.files(MISSING, ("infrastructure",))
    assert [b64decode(header.removeprefix("Basic ")).decode() for header in seen] == [
        f"x-access-token:{TOKEN}"
    ]
    assert TOKEN not in str(fault.value)
    assert TOKEN not in (folder / ".git" / "config").read_text()


def test_another_server_does_not_get_the_token(tmp_path: Path) -> None:
    with listening() as (address, seen):
        folder = clone_of(address, tmp_path)
        credentials = for_github("https://github.example.org", TOKEN)
        with pytest.raises(GitFault):
            GitRepository(folder, credentials=credentials).files(MISSING, ("infrastructure",))
    assert seen == [""]
