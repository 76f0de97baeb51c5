"""Runs the git command with argument lists, without hooks, in a scrubbed environment.

It must not pass on the caller's GIT_* variables or credentials, or print a URL's user part.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coworker.errors import GitFault

# What git and its transports need. Everything else stays outside: GIT_* would redirect git to
# another repository, and AWS_* or a forge's token are none of its business.
_PASSED_ON = (
    "PATH",
    "HOME",
    "XDG_CONFIG_HOME",
    "SSH_AUTH_SOCK",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)

_FIXED = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # A replace ref would show other contents under the id that was reviewed.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "tag.gpgSign=false",
    "log.showSignature=false",
    "i18n.logOutputEncoding=UTF-8",
    "i18n.commitEncoding=UTF-8",
    "trailer.separators=:",
)

_SECONDS = 120
_USER_IN_URL = re.compile(r"(?<=://)[^/\s@]+@")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a git command ended. `error` is its standard error, with users taken out of URLs."""

    code: int
    output: bytes
    error: str


class Git:
    """The git command on one repository."""

    def __init__(self, folder: Path, *, bare: bool = False) -> None:
        """`folder` is a work tree or a folder in it; with `bare`, the git directory itself."""
        self._folder = folder
        self._place = (f"--git-dir={folder}",) if bare else ("-C", str(folder))

    @property
    def folder(self) -> Path:
        """Where the repository is."""
        return self._folder

    def ask(
        self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> Outcome:
        """Run git and say how it ended. Raises GitFault where it could not run at all."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        try:
            done = subprocess.run(
                ["git", *self._place, *settings, *arguments],
                input=stdin,
                capture_output=True,
                env=_environment() | dict(environment or {}),
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError as missing:
            raise GitFault(
                "The git command is not on PATH", next_step="Install git and run again"
            ) from missing
        except subprocess.TimeoutExpired as late:
            raise GitFault(
                f"git {arguments[0]} did not end within {_SECONDS} s",
                where=str(self._folder),
                next_step="Check the remote and the disk, then run again",
            ) from late
        error = _USER_IN_URL.sub("", done.stderr.decode("utf-8", "replace")).strip()
        return Outcome(code=done.returncode, output=done.stdout, error=error)

    def run(
        self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> bytes:
        """Run git and return its output. Raises GitFault where it ends with anything but 0."""
        outcome = self.ask(*arguments, stdin=stdin, environment=environment)
        if outcome.code != 0:
            raise GitFault(
                f"git {arguments[0]} failed with code {outcome.code}: {_last_line(outcome.error)}",
                where=str(self._folder),
                next_step="Check that the folder is a git repository and that it is whole",
            )
        return outcome.output

    def line(
        self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> str:
        """Run git and return its one line of output, such as an object id."""
        return self.run(*arguments, stdin=stdin, environment=environment).decode().strip()


def create_bare(folder: Path, branch: str = "main") -> Git:
    """Make an empty bare repository whose default branch is `branch`."""
    folder.mkdir(parents=True, exist_ok=True)
    git = Git(folder, bare=True)
    git.run("init", "--quiet", "--bare", "--template=")
    git.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    return git


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | _FIXED


def _last_line(text: str) -> str:
    return text.splitlines()[-1] if text else "it said nothing"
