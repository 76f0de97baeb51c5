"""Faults: what went wrong, where, and what to do next; and the exit codes of every command.

It must not be used for refusals; those are values (model/verdict.py).
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's end means to the caller."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    BUG = 3
    REFUSED = 10
    UNDETERMINED = 11
    INPUT_NEEDED = 12


class Fault(Exception):
    """Something outside our control failed. Shown to people as one sentence and a next step."""

    exit_code = ExitCode.FAULT

    def __init__(self, what: str, *, where: str = "", next_step: str) -> None:
        """`what` is a sentence, `where` a place (file:line, an API), `next_step` an instruction."""
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        """`what (where). next_step`, on one line."""
        place = f" ({self.where})" if self.where else ""
        return f"{self.what}{place}. {self.next_step}"


class ConfigurationFault(Fault):
    """A file or setting of the user's is not valid."""

    exit_code = ExitCode.USAGE


class HandoffFault(Fault):
    """A document from another job is not what its schema says: nothing in it is used."""


class ForgeFault(Fault):
    """The forge refused a call or could not be reached. `status` is the HTTP status, if any."""

    def __init__(
        self, what: str, *, where: str = "", next_step: str, status: int | None = None
    ) -> None:
        """As Fault, with the HTTP status."""
        super().__init__(what, where=where, next_step=next_step)
        self.status = status


class NotFound(ForgeFault):
    """The forge says that the thing is not there, or hides it from this token."""


class AwsFault(Fault):
    """AWS refused a call or could not be reached. `code` is AWS's error code."""

    def __init__(self, what: str, *, where: str = "", next_step: str, code: str = "") -> None:
        """As Fault, with AWS's error code."""
        super().__init__(what, where=where, next_step=next_step)
        self.code = code


class GitFault(Fault):
    """A git command failed, or a commit or path is not there."""
