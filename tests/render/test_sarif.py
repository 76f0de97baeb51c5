import json
from typing import Any

import pytest

from coworker.model.finding import Place, Severity
from coworker.model.plan import Plan
from coworker.render.sarif import sarif
from tests.support import samples
from tests.support.golden import Golden


def run_of(plan: Plan) -> dict[str, Any]:
    document = json.loads(sarif(plan, "1.2.3"))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def test_the_document(golden: Golden) -> None:
    golden("sarif/refused.json", sarif(samples.plan_refused(), "1.2.3"))


def test_results_point_to_their_rules() -> None:
    run = run_of(samples.plan_of_many_stacks())
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == 2
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.INFO, "note"),
        (Severity.LOW, "note"),
        (Severity.MEDIUM, "warning"),
        (Severity.HIGH, "error"),
        (Severity.CRITICAL, "error"),
    ],
)
def test_severities_become_levels(severity: Severity, level: str) -> None:
    run = run_of(samples.plan(findings=(samples.finding(severity=severity),)))
    assert run["results"][0]["level"] == level


def test_a_waived_finding_is_there_and_suppressed() -> None:
    results = run_of(samples.plan_refused())["results"]
    assert "suppressions" not in results[0]
    assert results[1]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "A bastion reaches hosts that are not known beforehand.",
        }
    ]


def test_a_finding_keeps_its_fingerprint_when_its_lines_move() -> None:
    def fingerprint(line: int | None, resource: str | None) -> str:
        place = Place(path="a.yaml", line=line, resource=resource)
        run = run_of(samples.plan(findings=(samples.finding(place=place),)))
        value = run["results"][0]["partialFingerprints"]["coworker/v1"]
        assert isinstance(value, str)
        return value

    assert fingerprint(1, "Bucket") == fingerprint(2, "Bucket")
    assert fingerprint(1, "Bucket") != fingerprint(1, "Queue")
    assert fingerprint(1, None) != fingerprint(2, None)


def test_a_place_without_lines_has_no_region_and_its_path_is_a_uri() -> None:
    place = Place(path="infrastructure/test/a b%/ü\ud800.yaml")
    run = run_of(samples.plan(findings=(samples.finding(place=place, message="", remedy=""),)))
    physical = run["results"][0]["locations"][0]["physicalLocation"]
    assert "region" not in physical
    assert physical["artifactLocation"]["uri"] == "infrastructure/test/a%20b%25/%C3%BC%3F.yaml"
    assert run["results"][0]["message"]["text"] == "(no text)"


def test_a_region_never_ends_before_it_starts() -> None:
    place = Place(path="a.yaml", line=9, end_line=2)
    run = run_of(samples.plan(findings=(samples.finding(place=place),)))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 9, "endLine": 9}


def test_a_scanner_that_failed_is_said() -> None:
    (invocation,) = run_of(samples.plan_undetermined())["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("checkov: It did not finish")
    assert run_of(samples.plan())["invocations"][0]["executionSuccessful"] is True
