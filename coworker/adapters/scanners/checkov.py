"""checkov, in a process of its own and in its own environment, behind the Scanner port.

It must not hand it credentials, a configuration file of the branch, or a way to the network.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from coworker.adapters.scanners.driving import Driver
from coworker.guardrails.checkov_severity import severity_of
from coworker.model.environment import EngineName
from coworker.model.finding import Confidence, Finding, Place, ScanFailed, Scanned, ScanResult
from coworker.model.stack import StackSource

_LOG = logging.getLogger(__name__)
_DRIVER = Path(__file__).with_name("checkov_driver.py")
_DOCS = "https://www.checkov.io/5.Policy%20Index/cloudformation.html"
_AGAIN = "Read the run's log."


class _Record(BaseModel):
    """One check's result for one resource; lines count from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    check: str
    name: str
    file: str
    resource: str
    line: int
    end_line: int


class _Report(BaseModel):
    """What checkov_driver.py prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    read: tuple[str, ...]
    parsing_errors: tuple[str, ...]
    failed: tuple[_Record, ...]
    skipped: tuple[_Record, ...]


class Checkov:
    """checkov over CloudFormation stacks, all of them in one run.

    `interpreter` is the Python of the environment that holds checkov; `timeout` is in seconds.
    """

    name = "checkov"

    def __init__(self, interpreter: Path, timeout: float = 120) -> None:
        """Nothing is started before the first scan."""
        self._interpreter = interpreter.absolute()
        self._timeout = timeout

    def scan(self, stacks: Sequence[StackSource]) -> ScanResult:
        """Scan every template. Each must have been read by checkov, or the scan has failed."""
        wanted = [stack for stack in stacks if stack.spec.engine is EngineName.CLOUDFORMATION]
        if not wanted:
            return Scanned(scanner=self.name, findings=())
        if not self._interpreter.is_file():
            return ScanFailed(
                scanner=self.name,
                reason=f"its environment is missing ({self._interpreter.parent.parent}).",
                next_step="Run `make setup`, which makes it.",
            )
        named = {f"{index:05}.yaml": stack for index, stack in enumerate(wanted)}
        files = {name: stack.template for name, stack in named.items()}
        driver = Driver(
            scanner=self.name,
            interpreter=self._interpreter,
            script=_DRIVER,
            # Forking for each file would cost more than it saves.
            environment={"CHECKOV_PARALLELIZATION_TYPE": "none"},
        )
        output = driver.output(files, timeout=self._timeout)
        return output if isinstance(output, ScanFailed) else _understood(output, named)


def _understood(output: str, named: dict[str, StackSource]) -> ScanResult:
    try:
        report = _Report.model_validate_json(output)
    except ValidationError:
        _LOG.exception("checkov's report is not of the form that is known")
        return _failed("its report could not be understood.")
    unread = [
        stack.template_path
        for name, stack in named.items()
        if name in report.parsing_errors or name not in report.read
    ]
    if unread:
        return ScanFailed(
            scanner=Checkov.name,
            reason=f"it could not read {', '.join(unread)}.",
            next_step="Mend the template.",
        )
    return Scanned(scanner=Checkov.name, findings=tuple(_findings(report, named)))


def _findings(report: _Report, named: dict[str, StackSource]) -> Iterator[Finding]:
    """Failed checks, and checks that were skipped after all: nobody waives a check for himself."""
    records = (*report.failed, *report.skipped)
    for record in sorted(records, key=lambda item: (item.file, item.line, item.check)):
        resource = record.resource.rpartition(".")[2]
        yield Finding(
            rule=record.check,
            severity=severity_of(record.check),
            confidence=Confidence.MEDIUM,
            place=Place(
                path=named[record.file].template_path,
                line=max(1, record.line),
                end_line=max(1, record.line, record.end_line),
                resource=resource,
            ),
            message=f"{resource} does not pass: {record.name.rstrip('.')}.",
            remedy=f"See {record.check} in checkov's policy index.",
            docs=_DOCS,
            scanner=Checkov.name,
        )


def _failed(reason: str) -> ScanFailed:
    return ScanFailed(scanner=Checkov.name, reason=reason, next_step=_AGAIN)
