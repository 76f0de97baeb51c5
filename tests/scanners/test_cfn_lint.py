"""cfn-lint: its levels as ours, and that neither template nor folder can switch it off.

It must not repeat what test_scanners.py asks of every scanner.
"""

from pathlib import Path

import pytest
from cfnlint.rules import Rules

from coworker.adapters.scanners.cfn_lint import CfnLint
from coworker.model.finding import Finding, ScanFailed, Scanned, Severity
from coworker.model.stack import StackId
from tests.support.samples import source

SHOP = StackId(environment="production", name="shop")
BROKEN = """\
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {BucketNam: shop}
"""
SILENCED = """\
Metadata:
  cfn-lint: {config: {ignore_checks: [E, W, I], ignore_bad_template: true, regions: [us-east-1]}}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}
    Properties: {BucketNam: shop}
"""
EVERY_LEVEL = """\
Parameters:
  Unused: {Type: String}
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Snapshot
    Properties:
      DBInstanceClass: db.t3.micro
      Engine: mysql
      AllocatedStorage: "20"
      MasterUsername: admin
      MasterUserPassword: !Ref Unused
"""


def findings(scanner: CfnLint, template: str) -> tuple[Finding, ...]:
    result = scanner.scan([source(SHOP, template)])
    assert isinstance(result, Scanned), result
    return result.findings


def test_an_error_is_high_and_names_its_page(cfn_lint: CfnLint) -> None:
    (found,) = findings(cfn_lint, BROKEN)
    assert (found.rule, found.severity) == ("E3002", Severity.HIGH)
    assert (found.place.line, found.place.resource) == (4, "Bucket")
    assert found.docs.endswith("/docs/rules.md#E3002")


def test_warnings_are_low_and_grave_ones_medium(cfn_lint: CfnLint) -> None:
    levels = {item.rule: item.severity for item in findings(cfn_lint, EVERY_LEVEL)}
    assert levels["W3011"] is Severity.MEDIUM
    assert {rule[0] for rule in levels} == {"W"}


def test_a_template_cannot_switch_checks_off(cfn_lint: CfnLint) -> None:
    assert [item.rule for item in findings(cfn_lint, SILENCED)] == ["E3002"]


def test_a_configuration_file_is_not_looked_for(
    cfn_lint: CfnLint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".cfnlintrc").write_text("ignore_checks: [E, W]\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert [item.rule for item in findings(cfn_lint, BROKEN)] == ["E3002"]


def test_a_region_that_cfn_lint_does_not_know_is_no_fault(cfn_lint: CfnLint) -> None:
    stack = source(SHOP, BROKEN)
    object.__setattr__(stack.spec, "region", "mars-north-1")
    assert isinstance(cfn_lint.scan([stack]), Scanned)


@pytest.mark.parametrize("text", ["Resources: [", "[" * 20_000, "", "Resources: {A: null}"])
def test_what_cannot_be_read_is_a_finding_and_ends_nothing(cfn_lint: CfnLint, text: str) -> None:
    (found,) = findings(cfn_lint, text)
    assert (found.rule, found.severity) == ("E0000", Severity.HIGH)


def test_a_secret_that_a_message_quotes_is_not_shown(cfn_lint: CfnLint) -> None:
    template = BROKEN.replace("{BucketNam: shop}", "{Tags: [{Key: a, Value: {a: AKIA%s}}]}")
    text = str(findings(cfn_lint, template % "IOSFODNN7EXAMPLE"))
    assert "E30" in text
    assert "IOSFODNN7EXAMPLE" not in text


def test_a_secret_by_its_name_is_not_shown(cfn_lint: CfnLint) -> None:
    template = EVERY_LEVEL.replace("!Ref Unused", "[hunter2]")
    text = str(findings(cfn_lint, template))
    assert "E3012" in text
    assert "hunter2" not in text


def test_a_rule_that_breaks_fails_the_scan(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scanner = CfnLint()
    assert isinstance(scanner.scan([source(SHOP, BROKEN)]), Scanned)
    rules = scanner._rules
    assert isinstance(rules, Rules)

    def broken(*_args: object, **_named: object) -> None:
        raise KeyError("broken")

    monkeypatch.setattr(rules["E3001"], "matchall", broken)
    result = scanner.scan([source(SHOP, BROKEN)])
    assert isinstance(result, ScanFailed)
    assert "infrastructure/production/shop/template.yaml" in result.reason
    assert result.next_step == "Read the run's log and mend the template."
    monkeypatch.setattr(rules, "run", broken)
    result = scanner.scan([source(SHOP, BROKEN)])
    assert isinstance(result, ScanFailed)
    assert "KeyError" in result.reason
    assert "cfn-lint broke" in caplog.text


def test_what_only_cfn_lint_cannot_read_is_a_finding_too(cfn_lint: CfnLint) -> None:
    """A date that no calendar has is plain text to CloudFormation and to our reader."""
    (found,) = findings(cfn_lint, BROKEN.replace("{BucketNam: shop}", "{BucketName: 2010-13-41}"))
    assert (found.rule, found.severity, found.place.line) == ("E0000", Severity.HIGH, 1)
