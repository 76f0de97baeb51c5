"""Findings as SARIF 2.1.0, for code scanning and other tools.

It must not leave a finding out: a waived one is there, and suppressed.

Sources: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0" (OASIS) and "SARIF
support for code scanning" in GitHub's documentation.
"""

import json
from typing import TypeAlias
from urllib.parse import quote

from coworker.model.digest import digest_of
from coworker.model.finding import Finding, Severity
from coworker.model.plan import Plan
from coworker.render.markdown import shorten, visible

Json: TypeAlias = "dict[str, object]"

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# Code scanning sorts security findings by this score: critical over 9.0, high over 7.0 and so on.
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.0",
    Severity.LOW: "2.0",
    Severity.INFO: "0.0",
}
_TEXT = 1_000


def sarif(plan: Plan, version: str) -> str:
    """A plan's findings as one SARIF run; a scanner that failed is a notification in it."""
    rules = {finding.rule: finding for finding in reversed(plan.findings)}
    order = sorted(rules)
    index = {rule: number for number, rule in enumerate(order)}
    run = {
        "tool": {
            "driver": {
                "name": "aws-coworker",
                "semanticVersion": version,
                "rules": [_rule(rules[rule]) for rule in order],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(plan)],
        "results": [_result(finding, index[finding.rule]) for finding in plan.findings],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _rule(finding: Finding) -> Json:
    rule: Json = {
        "id": finding.rule,
        "shortDescription": {"text": _text(finding.message)},
        "help": {"text": _text(finding.remedy)},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {
            "tags": ["security", finding.scanner],
            "security-severity": _SCORES[finding.severity],
            "precision": str(finding.confidence),
        },
    }
    if finding.docs.startswith("https://"):
        rule["helpUri"] = finding.docs
    return rule


def _result(finding: Finding, index: int) -> Json:
    place = finding.place
    physical: Json = {"artifactLocation": {"uri": _uri(place.path), "uriBaseId": "%SRCROOT%"}}
    if place.line is not None:
        end = max(place.end_line or place.line, place.line)
        physical["region"] = {"startLine": place.line, "endLine": end}
    location: Json = {"physicalLocation": physical}
    if place.resource:
        location["logicalLocations"] = [{"name": place.resource, "kind": "resource"}]
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _text(f"{finding.message} {finding.remedy}")},
        "locations": [location],
        "partialFingerprints": {"coworker/v1": _fingerprint(finding)},
    }
    if finding.waived is not None:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": _text(finding.waived)}
        ]
    return result


def _fingerprint(finding: Finding) -> str:
    """The same finding in the same resource keeps its fingerprint when lines move."""
    place = finding.place
    where = place.resource if place.resource is not None else place.line
    return digest_of([finding.rule, place.path, where, finding.message]).removeprefix("sha256:")


def _invocation(plan: Plan) -> Json:
    notes = [
        {
            "level": "error",
            "message": {"text": _text(f"{scan.scanner}: {scan.reason} {scan.next_step}")},
        }
        for scan in plan.failed_scans
    ]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def _text(text: str) -> str:
    return shorten(visible(text), _TEXT) or "(no text)"


def _uri(path: str) -> str:
    """A path as a relative URI: what RFC 3986 does not allow in a path is percent-encoded."""
    return quote(path, errors="replace")
