"""checkov: that nobody waives a check for himself, and that every failure is told as one.

It must not repeat what test_scanners.py asks of every scanner.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from coworker.adapters.scanners.checkov import Checkov
from coworker.model.finding import Finding, ScanFailed, Scanned, Severity
from coworker.model.stack import StackId
from tests.scanners.conftest import pretender
from tests.support.samples import source

SHOP = StackId(environment="production", name="shop")
OPEN = """\
Resources:
  Group:
    # checkov:skip=CKV_AWS_24:not needed
    Type: AWS::EC2::SecurityGroup
    Metadata:
      checkov: {skip: [{id: CKV_AWS_23, comment: no}]}
    Properties:
      GroupDescription: Access
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
"""
RECORD = {
    "check": "CKV_AWS_24",
    "name": "Ensure it",
    "file": "00000.yaml",
    "resource": "AWS::EC2::SecurityGroup.Group",
    "line": 2,
    "end_line": 9,
}
REPORT = {"read": ["00000.yaml"], "parsing_errors": [], "failed": [], "skipped": []}


def findings(scanner: Checkov, template: str) -> tuple[Finding, ...]:
    result = scanner.scan([source(SHOP, template)])
    assert isinstance(result, Scanned), result
    return result.findings


def acting(folder: Path, script: str) -> Checkov:
    return Checkov(pretender(folder, script), timeout=20)


def failed(scanner: Checkov) -> ScanFailed:
    result = scanner.scan([source(SHOP, OPEN)])
    assert isinstance(result, ScanFailed), result
    assert result.scanner == "checkov"
    return result


def test_a_template_cannot_switch_checks_off(checkov: Checkov) -> None:
    found = {item.rule: item.severity for item in findings(checkov, OPEN)}
    assert found == {"CKV_AWS_24": Severity.HIGH, "CKV_AWS_23": Severity.LOW}


def test_a_skipped_check_counts_as_failed(tmp_path: Path) -> None:
    report = REPORT | {"skipped": [RECORD]}
    (found,) = findings(acting(tmp_path, f"print({json.dumps(report)!r})"), OPEN)
    assert (found.rule, found.place.resource, found.place.line) == ("CKV_AWS_24", "Group", 2)


def test_a_configuration_file_is_not_looked_for(
    checkov: Checkov, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".checkov.yaml", ".checkov.yml"):
        (tmp_path / name).write_text("skip-check: [CKV_AWS_24, CKV_AWS_23]\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CKV_SKIP_CHECK", "CKV_AWS_24")
    monkeypatch.chdir(tmp_path)
    assert {item.rule for item in findings(checkov, OPEN)} == {"CKV_AWS_24", "CKV_AWS_23"}


def test_the_process_gets_no_credentials_and_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen.json"
    for name in ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "ANTHROPIC_API_KEY", "BC_API_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    script = f"json.dump([dict(os.environ), sys.argv, os.getcwd()], open({str(seen)!r}, 'w'))"
    scanner = acting(tmp_path, f"{script}\nprint({json.dumps(REPORT)!r})")
    assert findings(scanner, OPEN) == ()
    environment, arguments, folder = json.loads(seen.read_text())
    expected = {"CHECKOV_PARALLELIZATION_TYPE", "HOME", "LANG", "PATH", "TMPDIR"}
    assert set(environment) - {"LC_CTYPE"} == expected
    assert environment["HOME"] == folder
    assert not Path(folder).exists()
    assert arguments[1] == "-I"
    assert arguments[2].endswith("checkov_driver.py")


def test_the_driver_reaches_no_network(interpreter: Path, tmp_path: Path) -> None:
    driver = Path(sys.modules[Checkov.__module__].__file__ or "").with_name("checkov_driver.py")
    (tmp_path / "a.yaml").write_text(OPEN)
    script = (
        "import runpy, socket, sys\nfrom pathlib import Path\n"
        f"runpy.run_path({str(driver)!r})['main'](Path({str(tmp_path)!r}))\n"
        "for call in (lambda: socket.create_connection(('127.0.0.1', 9)),\n"
        "             lambda: socket.socket().connect(('127.0.0.1', 9))):\n"
        "    try:\n        call()\n"
        "    except OSError as fault:\n        print(fault)\n"
    )
    ran = subprocess.run(
        [interpreter, "-I", "-c", script], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == ["checkov runs without network"] * 2


@pytest.mark.parametrize("text", ["Resources: [", "Resources: {}", "Parameters: {}", "[]", ""])
def test_what_checkov_passes_over_in_silence_fails_the_scan(checkov: Checkov, text: str) -> None:
    result = checkov.scan([source(SHOP, OPEN), source(SHOP, text)])
    assert isinstance(result, ScanFailed)
    assert "infrastructure/production/shop/template.yaml" in result.reason


def test_a_missing_environment_says_how_to_make_it(tmp_path: Path) -> None:
    result = failed(Checkov(tmp_path / "bin" / "python"))
    assert "missing" in result.reason
    assert result.next_step == "Run `make setup`, which makes it."


def test_an_interpreter_that_cannot_be_started_fails_the_scan(tmp_path: Path) -> None:
    file = tmp_path / "python"
    file.write_text("not a program")
    assert "could not be started" in failed(Checkov(file)).reason


def test_a_crash_fails_the_scan_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    result = failed(acting(tmp_path, "sys.exit('broken inside')"))
    assert result.reason == "it ended with exit code 1."
    assert "broken inside" in caplog.text


@pytest.mark.parametrize("output", ["", "{}", "no json", json.dumps(REPORT | {"more": 1})])
def test_a_report_of_another_form_fails_the_scan(tmp_path: Path, output: str) -> None:
    result = failed(acting(tmp_path, f"print({output!r})"))
    assert result.reason == "its report could not be understood."


def test_a_parsing_error_fails_the_scan(tmp_path: Path) -> None:
    report = REPORT | {"parsing_errors": ["00000.yaml"]}
    assert "could not read" in failed(acting(tmp_path, f"print({json.dumps(report)!r})")).reason


def test_a_process_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child.txt"
    script = (
        f"child = os.fork()\nif child: open({str(child)!r}, 'w').write(str(child))\ntime.sleep(600)"
    )
    scanner = acting(tmp_path, script)
    scanner._timeout = 1
    assert failed(scanner).reason == "it took more than 1 seconds."
    status = Path(f"/proc/{child.read_text()}/status")
    assert not status.exists() or "zombie" in status.read_text()


def test_a_relative_interpreter_is_one_of_the_present_folder(
    interpreter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(interpreter.parent)
    assert findings(Checkov(Path("python")), OPEN)
