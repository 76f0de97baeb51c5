"""What is said while a command runs: to the log, to the terminal, to GitHub Actions' own files.

It must not show a person a traceback; the log has it.
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from coworker.errors import ExitCode, Fault
from coworker.wiring import Settings

_LOG = logging.getLogger(__name__)


def guarded(run: Callable[[], ExitCode]) -> ExitCode:
    """Run a command; a fault becomes one sentence and its exit code, a bug is logged and named."""
    try:
        return run()
    except Fault as fault:
        say_error(str(fault))
        return fault.exit_code
    except KeyboardInterrupt:
        say_error("Interrupted. What was finished is kept; run the same command again to go on.")
        return ExitCode.FAULT
    except BrokenPipeError:
        return ExitCode.FAULT
    except OSError as fault:
        say_error(f"{fault.strerror or fault} ({fault.filename or 'the disk'}). Nothing was lost.")
        _LOG.debug("the operating system refused", exc_info=True)
        return ExitCode.FAULT
    except Exception as bug:  # noqa: BLE001 - the last resort, around no decision
        _LOG.exception("a bug in the co-worker")
        say_error(f"A bug in the co-worker ({type(bug).__name__}); the log above has the details.")
        return ExitCode.BUG


def say_error(sentence: str) -> None:
    """One sentence to standard error, as an annotation where GitHub Actions reads it."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        escaped = sentence.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        sys.stderr.write(f"::error::{escaped}\n")
    else:
        sys.stderr.write(f"coworker: {sentence}\n")


def told(broke: Exception) -> tuple[str, str]:
    """What to tell a person of a fault or a bug, which the log has whole: (what, next step)."""
    match broke:
        case Fault():
            say_error(str(broke))
            return broke.what, broke.next_step
        case _:
            _LOG.error("a bug in the co-worker", exc_info=broke)
            say_error(f"A bug in the co-worker ({type(broke).__name__}); the log has the details.")
            return (
                f"A bug in the co-worker stopped it ({type(broke).__name__})",
                "The run's log has the details; please report it.",
            )


def progress(settings: Settings, line: str) -> None:
    """A line while AWS is at work: that it cannot be written must not leave a stack unwatched."""
    try:
        say(settings, line)
    except OSError as fault:
        _LOG.warning("a line of progress could not be written: %s", fault)


def put_outputs(settings: Settings, values: Mapping[str, str]) -> None:
    """Job outputs. Values hold no line break: a verb, a word, and a JSON list of folder names."""
    place = settings.environ.get("GITHUB_OUTPUT")
    if place:
        with Path(place).open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())


def say(settings: Settings, line: str) -> None:
    """One line for the log, and for the job's summary where there is one."""
    sys.stdout.write(line + "\n")
    place = settings.environ.get("GITHUB_STEP_SUMMARY")
    if place:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(line + "\n\n")
