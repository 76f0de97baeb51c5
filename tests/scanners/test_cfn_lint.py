"""cfn-lint: its levels as ours, and that neither template nor folder can switch it off.

It must not repeat what test_scanners.py asks of every scanner.
"""

import gc
import json
from pathlib import Path

import pytest

from coworker.adapters.scanners import cfn_lint_driver
from coworker.adapters.scanners.cfn_lint import CfnLint
from coworker.model.finding import Finding, ScanFailed, Scanned, Severity
from coworker.model.stack import StackId
from tests.scanners.conftest import pretender
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
ENDLESS = f"""\
Parameters:
  P:
    Type: String
    AllowedPattern: '^(a|a)*$'
    Default: {"a" * 40}!
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {{DisplayName: !Ref P}}
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


REPORT = {"read": ["00000.json"], "broken": {}, "found": []}
MATCH = {
    "file": "00000.json",
    "rule": "E3002",
    "severity": "error",
    "title": "Properties",
    "description": "",
    "message": "",
    "path": ["Resources", "Bucket"],
    "line": 4,
    "end_line": 4,
}


def failed(scanner: CfnLint, template: str = BROKEN) -> ScanFailed:
    result = scanner.scan([source(SHOP, template)])
    assert isinstance(result, ScanFailed), result
    assert result.scanner == "cfn-lint"
    return result


def given(folder: Path, template: str) -> Path:
    """A folder as the driver is given it."""
    text = json.dumps({"region": "eu-west-1", "template": template})
    (folder / "00000.json").write_text(text)
    return folder


def test_a_rule_that_breaks_fails_the_scan(tmp_path: Path) -> None:
    report = REPORT | {"found": [MATCH | {"rule": "E0002"}]}
    result = failed(CfnLint(pretender(tmp_path, f"print({json.dumps(report)!r})")))
    assert result.reason == (
        "one of its rules broke on infrastructure/production/shop/template.yaml."
    )
    assert result.next_step == "Read the run's log and mend the template."


def test_the_driver_tells_what_broke_cfn_lint_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gc, "disable", lambda: None)
    folder = given(tmp_path, BROKEN)
    (folder / "00001.json").write_text((folder / "00000.json").read_text())
    whole = cfn_lint_driver.main(folder)
    assert (whole["read"], whole["broken"]) == (["00000.json", "00001.json"], {})
    assert [match["rule"] for match in whole["found"]] == ["E3002", "E3002"]
    answers: list[object] = [KeyError("broken"), []]

    def answer(_linter: object, _text: str, _region: str) -> object:
        now = answers.pop(0)
        if isinstance(now, Exception):
            raise now
        return now

    monkeypatch.setattr(cfn_lint_driver.Linter, "matches", answer)
    assert cfn_lint_driver.main(folder) == {
        "read": ["00001.json"],
        "broken": {"00000.json": "KeyError"},
        "found": [],
    }
    assert "KeyError: 'broken'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (
            REPORT | {"read": [], "broken": {"00000.json": "KeyError"}},
            "it broke on infrastructure/production/shop/template.yaml (KeyError).",
        ),
        (
            REPORT | {"read": []},
            "it did not read infrastructure/production/shop/template.yaml.",
        ),
        (
            REPORT | {"found": [MATCH | {"file": "other"}]},
            "it reported on files that it was not given.",
        ),
        (REPORT | {"more": 1}, "its report could not be understood."),
        (REPORT | {"found": [MATCH | {"severity": "?"}]}, "its report could not be understood."),
    ],
)
def test_what_was_not_looked_at_or_cannot_be_understood_fails_the_scan(
    tmp_path: Path, report: object, reason: str
) -> None:
    scanner = CfnLint(pretender(tmp_path, f"print({json.dumps(report)!r})"))
    assert failed(scanner).reason == reason


def test_a_pattern_that_never_ends_is_ended_at_the_limit() -> None:
    """cfn-lint matches the default with the template's own AllowedPattern, in Python's `re`."""
    result = failed(CfnLint(timeout=4), ENDLESS)
    assert result.reason == "it took more than 4 seconds."


def test_the_process_gets_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen.json"
    for name in ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "made-up")
    script = f"json.dump([dict(os.environ), sys.argv], open({str(seen)!r}, 'w'))"
    scanner = CfnLint(pretender(tmp_path, f"{script}\nprint({json.dumps(REPORT)!r})"))
    assert findings(scanner, BROKEN) == ()
    environment, arguments = json.loads(seen.read_text())
    assert set(environment) - {"LC_CTYPE"} == {"HOME", "LANG", "PATH", "TMPDIR"}
    assert arguments[1] == "-I"
    assert arguments[2].endswith("cfn_lint_driver.py")


def test_what_only_cfn_lint_cannot_read_is_a_finding_too(cfn_lint: CfnLint) -> None:
    """A date that no calendar has is plain text to CloudFormation and to our reader."""
    (found,) = findings(cfn_lint, BROKEN.replace("{BucketNam: shop}", "{BucketName: 2010-13-41}"))
    assert (found.rule, found.severity, found.place.line) == ("E0000", Severity.HIGH, 1)
