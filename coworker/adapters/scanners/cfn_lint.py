"""cfn-lint, in this process, behind the Scanner port.

It must not read a configuration file, nor heed what a template says about cfn-lint itself.
"""

import logging
import os
import threading
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from cfnlint.config import ConfigMixIn
    from cfnlint.match import Match
    from cfnlint.rules import Rules

_LOG = logging.getLogger(__name__)
_DOCS = "https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md"
_CRASHED = "E0002"
_UNREADABLE = "E0000"
# "Primary region" of cfn-lint, for a region it does not know yet; policy judges the region.
_KNOWN_REGION = "us-east-1"
_SEVERITIES = {
    "error": Severity.HIGH,
    "warning": Severity.LOW,
    "informational": Severity.INFO,
}
# Warnings about secrets and data loss (cfn-lint's rules.md).
_GRAVE_WARNINGS = frozenset({"W1011", "W2010", "W2501", "W3011"})


class CfnLint:
    """cfn-lint over CloudFormation stacks; stacks of other engines are none of its business.

    Rules are loaded once. They keep state of the template they look at, so one scan runs at a
    time.
    """

    name = "cfn-lint"

    def __init__(self) -> None:
        """Nothing is imported or loaded before the first scan."""
        self._lock = threading.Lock()
        self._rules: Rules | None = None
        self._configurations: dict[str, ConfigMixIn] = {}

    def scan(self, stacks: Sequence[StackSource]) -> ScanResult:
        """Lint every template. A rule of cfn-lint's that breaks makes the whole scan fail."""
        found: list[Finding] = []
        with self._lock:
            for stack in stacks:
                if stack.spec.engine is not EngineName.CLOUDFORMATION:
                    continue
                try:
                    found.extend(self._stack(stack))
                except Exception as fault:  # noqa: BLE001 - whatever breaks in it, the scan has failed
                    _LOG.exception("cfn-lint broke on %s", stack.template_path)
                    reason = f"it broke on {stack.template_path} ({type(fault).__name__})."
                    return _failed(reason)
        broken = [finding for finding in found if finding.rule == _CRASHED]
        if broken:
            return _failed(f"one of its rules broke on {broken[0].place.path}.")
        return Scanned(scanner=self.name, findings=tuple(found))

    def _stack(self, stack: StackSource) -> Iterator[Finding]:
        path = stack.template_path
        template = read_template(path, stack.files.get(path, ""))
        if isinstance(template, TemplateProblem):
            # cfn-lint reads YAML with libyaml, whose composer ends the process on deep nesting:
            # only what was read already is given to it.
            yield Finding(
                rule=_UNREADABLE,
                severity=Severity.HIGH,
                confidence=Confidence.HIGH,
                place=Place(path=path, line=template.line, end_line=template.line),
                message=template.reason,
                remedy="Mend the template at this line.",
                docs=f"{_DOCS}#{_UNREADABLE}",
                scanner=self.name,
            )
            return
        matches = self._matches(stack)
        for match in sorted(
            matches, key=lambda item: (item.linenumber, item.rule.id, item.message)
        ):
            yield _finding(match, path)

    def _matches(self, stack: StackSource) -> "Sequence[Match]":
        from cfnlint.decode import decode_str  # noqa: PLC0415
        from cfnlint.helpers import REGIONS  # noqa: PLC0415
        from cfnlint.runner import run_template_by_data  # noqa: PLC0415

        decoded, problems = decode_str(stack.template)
        if problems or decoded is None:
            return list(problems)
        _forget_directives(decoded)
        region = stack.spec.region if stack.spec.region in REGIONS else _KNOWN_REGION
        config = self._configuration(region)
        return list(run_template_by_data(decoded, config, self._loaded_rules(config)))

    def _configuration(self, region: str) -> "ConfigMixIn":
        from cfnlint.config import ConfigMixIn  # noqa: PLC0415

        if region not in self._configurations:
            # The null device stands for a configuration file, so that neither the user's nor
            # the working directory's .cfnlintrc is looked for.
            self._configurations[region] = ConfigMixIn(
                ["--config-file", os.devnull], regions=[region]
            )
        return self._configurations[region]

    def _loaded_rules(self, config: "ConfigMixIn") -> "Rules":
        from cfnlint.rules import Rules  # noqa: PLC0415

        if self._rules is None:
            rules = Rules()
            for folder in config.append_rules:
                rules.update(Rules.create_from_directory(folder))
            self._rules = rules
        return self._rules


def _forget_directives(template: object) -> None:
    """Take out the metadata by which a template switches cfn-lint's checks off."""
    _without_directives(template)
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    for resource in resources.values() if isinstance(resources, Mapping) else ():
        _without_directives(resource)


def _without_directives(holder: object) -> None:
    metadata = holder.get("Metadata") if isinstance(holder, Mapping) else None
    if isinstance(metadata, MutableMapping):
        metadata.pop("cfn-lint", None)


def _finding(match: "Match", path: str) -> Finding:
    rule = match.rule
    steps = [str(step) for step in getattr(match, "path", None) or ()]
    severity = _SEVERITIES[rule.severity]
    # A message quotes the value that it is about.
    hidden = not match.message or any(names_a_secret(step) for step in steps)
    message = rule.shortdesc if hidden else redact_text(match.message)
    return Finding(
        rule=rule.id,
        severity=Severity.MEDIUM if rule.id in _GRAVE_WARNINGS else severity,
        confidence=Confidence.HIGH,
        place=Place(
            path=path,
            line=match.linenumber,
            end_line=max(match.linenumber, match.linenumberend),
            resource=steps[1] if steps[:1] == ["Resources"] and len(steps) > 1 else None,
        ),
        message=message.rstrip(".") + ".",
        remedy=rule.description or rule.shortdesc,
        docs=f"{_DOCS}#{rule.id}",
        scanner=CfnLint.name,
    )


def _failed(reason: str) -> ScanFailed:
    return ScanFailed(
        scanner=CfnLint.name,
        reason=reason,
        next_step="Read the run's log and mend the template.",
    )
