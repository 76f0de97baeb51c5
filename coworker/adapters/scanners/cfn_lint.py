"""cfn-lint, in a process of its own, behind the Scanner port.

It must not trust what comes back, nor wait for it without a limit.

cfn-lint is a library of ours and could be called here. But it matches a template's own regular
expressions (AllowedPattern) in Python's `re`, which `^(a|a)*$` keeps busy for ever, and a thread
cannot be ended: docs/decisions/0009-cfn-lint-in-its-own-process.md.
"""

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from coworker.adapters.scanners.driving import Driver
from coworker.guardrails.redaction import names_a_secret, redact_text
from coworker.guardrails.template import TemplateProblem, read_template
from coworker.model.environment import EngineName
from coworker.model.finding import (
    Confidence,
    Finding,
    Place,
    ScanFailed,
    Scanned,
    ScanResult,
    Severity,
)
from coworker.model.stack import StackSource

_LOG = logging.getLogger(__name__)
_SCRIPT = Path(__file__).with_name("cfn_lint_driver.py")
_DOCS = "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md"
_MEND = "Read the run's log and mend the template."
_CRASHED = "E0002"
_UNREADABLE = "E0000"
_SEVERITIES = {
    "error": Severity.HIGH,
    "warning": Severity.LOW,
    "informational": Severity.INFO,
}
# Warnings about secrets and data loss (cfn-lint's rules.md).
_GRAVE_WARNINGS = frozenset({"W1011", "W2010", "W2501", "W3011"})


class _Match(BaseModel):
    """One match of one rule; `path` leads to it in the template, lines count from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    rule: str
    severity: Literal["error", "warning", "informational"]
    title: str
    description: str
    message: str
    path: tuple[str, ...]
    line: int
    end_line: int


class _Report(BaseModel):
    """What cfn_lint_driver.py prints; `broken` has the kind of error by file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    read: tuple[str, ...]
    broken: dict[str, str]
    found: tuple[_Match, ...]


class CfnLint:
    """cfn-lint over CloudFormation stacks, all of them in one run; other engines' are not its own.

    `interpreter` is a Python that has cfn-lint, as this one does; `timeout` is in seconds.
    """

    name = "cfn-lint"

    def __init__(self, interpreter: Path | None = None, timeout: float = 120) -> None:
        """Nothing is started before the first scan."""
        self._driver = Driver(
            scanner=self.name,
            interpreter=interpreter or Path(sys.executable),
            script=_SCRIPT,
            environment={},
        )
        self._timeout = timeout

    def scan(self, stacks: Sequence[StackSource]) -> ScanResult:
        """Lint every template. A rule of cfn-lint's that breaks makes the whole scan fail."""
        unreadable: list[Finding] = []
        named: dict[str, StackSource] = {}
        for stack in stacks:
            if stack.spec.engine is not EngineName.CLOUDFORMATION:
                continue
            path = stack.template_path
            template = read_template(path, stack.files.get(path, ""))
            if isinstance(template, TemplateProblem):
                # cfn-lint reads YAML with libyaml, whose composer ends the process on deep
                # nesting: only what was read already is given to it.
                unreadable.append(_unreadable(template, path))
            else:
                named[f"{len(named):05}.json"] = stack
        if not named:
            return Scanned(scanner=self.name, findings=tuple(unreadable))
        files = {
            name: json.dumps({"region": stack.spec.region, "template": stack.template})
            for name, stack in named.items()
        }
        output = self._driver.output(files, timeout=self._timeout)
        if isinstance(output, ScanFailed):
            return output
        try:
            report = _Report.model_validate_json(output)
        except ValidationError:
            _LOG.exception("cfn-lint's report is not of the form that is known")
            return self._driver.failed("its report could not be understood.")
        if not {match.file for match in report.found} <= named.keys():
            return self._driver.failed("it reported on files that it was not given.")
        return _failure(report, named) or Scanned(
            scanner=self.name, findings=(*unreadable, *_findings(report, named))
        )


def _failure(report: _Report, named: dict[str, StackSource]) -> ScanFailed | None:
    """What it could not look at, where there is such a thing: silence is no clean bill."""
    for name, stack in named.items():
        path = stack.template_path
        if name in report.broken:
            return _failed(f"it broke on {path} ({report.broken[name]}).")
        if name not in report.read:
            return _failed(f"it did not read {path}.")
        if any(match.rule == _CRASHED and match.file == name for match in report.found):
            return _failed(f"one of its rules broke on {path}.")
    return None


def _findings(report: _Report, named: dict[str, StackSource]) -> Iterator[Finding]:
    for match in sorted(
        report.found, key=lambda item: (item.file, item.line, item.rule, item.message)
    ):
        yield _finding(match, named[match.file].template_path)


def _finding(match: _Match, path: str) -> Finding:
    severity = _SEVERITIES[match.severity]
    # A message quotes the value that it is about.
    hidden = not match.message or any(names_a_secret(step) for step in match.path)
    message = match.title if hidden else redact_text(match.message)
    in_a_resource = match.path[:1] == ("Resources",) and len(match.path) > 1
    return Finding(
        rule=match.rule,
        severity=Severity.MEDIUM if match.rule in _GRAVE_WARNINGS else severity,
        confidence=Confidence.HIGH,
        place=Place(
            path=path,
            line=match.line,
            end_line=max(match.line, match.end_line),
            resource=match.path[1] if in_a_resource else None,
        ),
        message=message.rstrip(".") + ".",
        remedy=match.description or match.title,
        docs=f"{_DOCS}#{match.rule}",
        scanner=CfnLint.name,
    )


def _unreadable(problem: TemplateProblem, path: str) -> Finding:
    return Finding(
        rule=_UNREADABLE,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        place=Place(path=path, line=problem.line, end_line=problem.line),
        message=problem.reason,
        remedy="Mend the template at this line.",
        docs=f"{_DOCS}#{_UNREADABLE}",
        scanner=CfnLint.name,
    )


def _failed(reason: str) -> ScanFailed:
    return ScanFailed(scanner=CfnLint.name, reason=reason, next_step=_MEND)
