"""Marks what a blueprint says cannot apply to it: a scanner's check on one named resource.

It must not waive a core rule, nor anything outside the blueprint's own stack.
"""

from collections.abc import Iterable
from dataclasses import replace

from coworker.guardrails.rule import CORE
from coworker.model.blueprint import Blueprint
from coworker.model.finding import Finding
from coworker.model.stack import StackSource


def apply_waivers(
    findings: Iterable[Finding], blueprint: Blueprint | None, source: StackSource
) -> tuple[Finding, ...]:
    """The findings, those excused that the stack's own blueprint names by rule and resource."""
    if blueprint is None or blueprint.name != source.spec.blueprint:
        return tuple(findings)
    reasons = {(waived.rule, waived.resource): waived.reason for waived in blueprint.waived}

    def excused(finding: Finding) -> Finding:
        reason = reasons.get((finding.rule, finding.place.resource or ""))
        here = finding.place.path == source.template_path
        if reason is None or not here or finding.scanner == CORE:
            return finding
        return replace(finding, waived=reason)

    return tuple(excused(finding) for finding in findings)
