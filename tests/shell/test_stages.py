"""The stages as the workflows call them: files, outputs, summaries and exit codes.

It must not repeat what the flows' tests hold of the decisions themselves.
"""

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from coworker import ignoring, wiring
from coworker.adapters.forge.local import Event
from coworker.cli import main
from coworker.errors import AwsFault, ConfigurationFault, ExitCode
from coworker.flows.executing import DeployParts
from coworker.flows.propose import ProposeParts
from coworker.intake.handoff import decode, encode
from coworker.model.environment import EngineName
from coworker.model.forge import Reaction
from coworker.model.handoff import DeployOutcome, IntakeDocument
from coworker.model.trigger import Ignore
from coworker.ports import Progress
from coworker.wiring import Settings
from tests.shell.conftest import Shell
from tests.support.fakes import FakeDeployer
from tests.support.flow_world import NEED, STRANGER, US, FlowWorld, queue


@pytest.fixture
def faked(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The shell with the account in memory where AWS would be."""
    world = shell.world

    def propose_parts(settings: Settings, _: str) -> ProposeParts:
        return ProposeParts(
            repository=wiring.repository(settings),
            forge=wiring.forge(settings),
            planning=world.planning(),
            shipped=world.shipped,
        )

    def deploy_parts(settings: Settings, progress: Progress, _: str) -> DeployParts:
        forge = wiring.forge(settings)
        return DeployParts(
            repository=wiring.repository(settings),
            forge=forge,
            deployments=forge,
            planning=world.planning(),
            deployers={EngineName.CLOUDFORMATION: FakeDeployer(world.aws)},
            shipped=world.shipped,
            progress=progress,
            login=US,
        )

    monkeypatch.setattr(wiring, "propose_parts", propose_parts)
    monkeypatch.setattr(wiring, "deploy_parts", deploy_parts)
    return shell


def merged(world: FlowWorld) -> Event:
    """The push that an approved change's merge made."""
    number, _ = world.propose_change(queue("jobs"))
    world.approve(number)
    return world.merge(number)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# Intake.


def test_intake_writes_its_document_its_outputs_and_a_line_for_the_summary(
    shell: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output, summary = shell.folder / "output", shell.folder / "summary"
    output.write_text("before=1\n")
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert main(shell.event(shell.world.ask().events[-1])) == ExitCode.DONE
    line = "command plan: passed on to the next job\n"
    assert output.read_text() == "before=1\ndecision=command\nverb=plan\nenvironments=[]\n"
    assert summary.read_text() == f"{line}\n"
    assert capsys.readouterr().out == line
    text = (shell.folder / ".coworker" / "intake.json").read_text()
    assert decode(IntakeDocument, text, "intake.json").decision.kind == "command"


def test_intake_of_a_merge_names_the_environments_as_json(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = shell.folder / "output"
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    assert main(shell.event(merged(shell.world))) == ExitCode.DONE
    assert output.read_text() == 'decision=command\nverb=deploy\nenvironments=["development"]\n'


def test_intake_of_a_strangers_wish_is_a_reply_and_no_failure(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    event = shell.world.ask(author=STRANGER).events[-1]
    assert main(shell.event(event)) == ExitCode.DONE
    assert capsys.readouterr().out.startswith("reply: Requests are taken from people with write")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "cannot be read as JSON"),
        (b"\xff\xfe", "cannot be read as JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b"[]", "not a JSON object"),
        (b'{"action": "labeled"}', "issues"),
    ],
    ids=["no JSON", "no text", "nested too deep", "no object", "lacking"],
)
def test_an_event_that_cannot_be_read_is_a_usage_error(
    content: bytes, said: str, shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shell.folder / "event.json"
    path.write_bytes(content)
    code = main(["intake", "--event-name", "issues", "--event-path", str(path)])
    error = capsys.readouterr().err
    assert code == ExitCode.USAGE
    assert said in error
    assert error.count("\n") == 1
    assert not (shell.folder / ".coworker").exists()


@pytest.mark.usefixtures("shell")
def test_an_event_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["intake", "--event-name", "push", "--event-path", "none.json"])
    assert code == ExitCode.USAGE
    assert "none.json" in capsys.readouterr().err


IGNORED = ("watch", {"action": "started"})


def _ignored_event(shell: Shell) -> list[str]:
    name, payload = IGNORED
    return shell.event(Event(name=name, payload=payload))


def test_the_short_way_writes_what_the_long_way_would(
    shell: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str, str, str]] = []
    ways: tuple[Callable[[list[str]], int], ...] = (main, _long_way)
    for number, way in enumerate(ways):
        output, summary = shell.folder / f"output{number}", shell.folder / f"summary{number}"
        monkeypatch.setenv("GITHUB_OUTPUT", str(output))
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        out = shell.folder / f"out{number}"
        assert way([*_ignored_event(shell), "--out", str(out)]) == ExitCode.DONE
        assert names(out) == {"intake.json"}
        seen.append(
            (
                (out / "intake.json").read_text(),
                output.read_text(),
                summary.read_text(),
                capsys.readouterr().out,
            )
        )
    assert seen[0] == seen[1]


def _long_way(words: list[str]) -> int:
    from coworker.commands import run  # noqa: PLC0415 - what the short way avoids

    return run(words)


@pytest.mark.parametrize("reason", ["Plain", 'Quotes " and \\', "Ünïcode — ✓", ""])
def test_the_short_ways_document_is_the_encoded_one(reason: str) -> None:
    wanted = encode(IntakeDocument(decision=Ignore(reason=reason)))
    assert ignoring.document(reason) == wanted


@pytest.mark.parametrize(
    "words",
    [
        ["intake"],
        ["plan", "--event-name", "watch", "--event-path", "event.json"],
        ["intake", "--event-name", "watch", "--event-path", "none.json"],
        ["intake", "--event-name", "watch", "--event-path", "event.json", "--help", "x"],
        ["intake", "--event-name", "watch", "--event-path"],
    ],
)
def test_anything_unusual_goes_the_long_way(words: list[str], shell: Shell) -> None:
    _ignored_event(shell)
    assert not ignoring.ignored(words, {})
    assert names(shell.folder) == {"event.json"}


@pytest.mark.parametrize("content", [b"\xff", b"[]", b"{", b"[" * 100_000, b'{"action": "x"}'])
def test_a_payload_in_any_doubt_goes_the_long_way(content: bytes, shell: Shell) -> None:
    (shell.folder / "event.json").write_bytes(content)
    words = ["intake", "--event-name", "issues", "--event-path", "event.json"]
    assert ignoring.ignored(words, {}) is (content == b'{"action": "x"}')


@pytest.mark.parametrize("name", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
def test_a_full_disk_under_an_output_is_one_sentence_and_half_of_nothing(
    name: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (_ignored_event(shell), shell.event(shell.world.ask().events[-1])):
        monkeypatch.setenv(name, "/dev/full")
        done = shell.run(*words)
        assert done.returncode == ExitCode.FAULT
        assert done.stderr == "coworker: No space left on device (the disk). Nothing was lost.\n"
        assert names(shell.folder / ".coworker") == {"intake.json"}
        json.loads((shell.folder / ".coworker" / "intake.json").read_text())


LIMITED = """
import resource, signal, sys
from coworker.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
before = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
code = main(sys.argv[1:])
resource.setrlimit(resource.RLIMIT_FSIZE, before)
sys.exit(code)
"""


def test_a_file_that_does_not_fit_is_not_half_written(shell: Shell) -> None:
    words = shell.event(shell.world.ask().events[-1])
    launcher = shell.folder / "limited.py"
    launcher.write_text(LIMITED, encoding="utf-8")
    old = shell.folder / ".coworker"
    old.mkdir()
    (old / "intake.json").write_text("as it was")
    done = shell.python(str(launcher), *words)
    assert done.returncode == ExitCode.FAULT
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert names(old) == {"intake.json"}
    assert (old / "intake.json").read_text() == "as it was"


def test_a_short_way_that_does_not_fit_leaves_what_was_there(shell: Shell) -> None:
    out = shell.folder / "out"
    out.write_text("a file, and no folder")
    words = [*_ignored_event(shell), "--out", str(out)]
    assert not ignoring.ignored(words, {})
    assert out.read_text() == "a file, and no folder"


INTERRUPTED = """
import sys
from coworker import action
from coworker.flows import receive
def stuck(*_, **__):
    print("here", flush=True)
    sys.stdin.read()
receive.receive = stuck
from coworker.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_an_interrupt_ends_in_one_sentence_and_leaves_nothing(shell: Shell) -> None:
    words = shell.event(shell.world.ask().events[-1])
    launcher = shell.folder / "interrupted.py"
    launcher.write_text(INTERRUPTED, encoding="utf-8")
    process = shell.start_python(str(launcher), *words)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    os.kill(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == ExitCode.FAULT
    assert error.startswith("coworker: Interrupted.")
    assert "Traceback" not in error
    assert not (shell.folder / ".coworker").exists()


# Acknowledge, propose and publish.


def test_the_stages_of_a_request_run_one_after_the_other(faked: Shell) -> None:
    world = faked.world
    assert main(faked.event(world.ask(NEED).events[-1])) == ExitCode.DONE
    assert main(["acknowledge"]) == ExitCode.DONE
    assert [item.reaction for item in world.state().reactions] == [Reaction.EYES]
    assert main(["propose"]) == ExitCode.DONE
    folder = faked.folder / ".coworker"
    assert names(folder) == {
        "intake.json",
        "proposal.json",
        "plan.md",
        "plan.json",
        "findings.sarif",
    }
    assert "build-artefacts" in (folder / "plan.md").read_text()
    assert json.loads((folder / "findings.sarif").read_text())["version"] == "2.1.0"
    assert main(["publish"]) == ExitCode.DONE
    assert len(world.forge.open_pull_requests()) == 1
    reactions = [item.reaction for item in world.state().reactions]
    assert reactions == [Reaction.EYES, Reaction.ROCKET]


def test_the_publish_stage_ends_as_the_proposal_ended(faked: Shell) -> None:
    for need, code in (
        ("please do the thing", ExitCode.INPUT_NEEDED),
        (
            "a security group called bastion that allows ingress on port 22 from 0.0.0.0/0",
            ExitCode.REFUSED,
        ),
    ):
        main(faked.event(faked.world.ask(need).events[-1]))
        assert main(["propose"]) == ExitCode.DONE
        assert main(["publish"]) == code


def test_an_ignored_event_has_nothing_to_acknowledge_or_propose(
    faked: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    main(_ignored_event(faked))
    assert main(["acknowledge"]) == ExitCode.DONE
    assert main(["propose"]) == ExitCode.DONE
    assert "ignored: " in capsys.readouterr().out
    assert names(faked.folder / ".coworker") == {"intake.json"}


@pytest.mark.parametrize(
    ("broke", "said"),
    [
        (ConfigurationFault("It is wrong", next_step="Mend it."), "It is wrong"),
        (RuntimeError("secret"), "(RuntimeError)"),
    ],
    ids=["fault", "bug"],
)
def test_whatever_stops_a_plan_the_person_hears_of_it(
    broke: Exception, said: str, faked: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def propose_parts(_: Settings, __: str) -> ProposeParts:
        raise broke

    monkeypatch.setattr(wiring, "propose_parts", propose_parts)
    main(faked.event(faked.world.ask().events[-1]))
    assert main(["propose"]) == ExitCode.DONE
    assert main(["publish"]) == ExitCode.UNDETERMINED
    (comment,) = faked.world.said(1)
    assert said in comment.replace("\\", "")
    assert "secret" not in comment


@pytest.mark.usefixtures("faked")
@pytest.mark.parametrize("words", [["acknowledge"], ["propose"], ["publish"]])
def test_a_stage_without_the_one_before_is_a_usage_error(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == ExitCode.USAGE
    assert "Run the stage before this one" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"kind": "silence"}', b"{}" * 3])
def test_a_document_that_was_tampered_with_is_a_fault_and_nothing_is_posted(
    content: bytes, faked: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = faked.folder / ".coworker"
    folder.mkdir()
    (folder / "proposal.json").write_bytes(content)
    before = faked.world.refs()
    assert main(["publish"]) == ExitCode.FAULT
    assert "proposal.json" in capsys.readouterr().err
    assert faked.world.refs() == before


# Deploy.


def deploy_words(shell: Shell) -> list[str]:
    assert main(shell.event(merged(shell.world))) == ExitCode.DONE
    return ["deploy", "--environment", "development"]


def outcome_in(shell: Shell) -> DeployOutcome:
    name = "outcome-development.json"
    return decode(DeployOutcome, (shell.folder / ".coworker" / name).read_text(), name)


def test_a_deployment_writes_its_outcome_and_publish_records_it(
    faked: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = faked.folder / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert main(deploy_words(faked)) == ExitCode.DONE
    assert outcome_in(faked).good
    assert "Executing coworker-" in summary.read_text()
    assert main(["publish"]) == ExitCode.DONE
    assert "baseline/2026-11-20" in " ".join(faked.world.forge.tags("baseline/"))
    assert "deployed development" in capsys.readouterr().out


def test_a_refused_deployment_leaves_a_fresh_plan_and_its_exit_code(
    faked: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    pushed = faked.world.people.push(author="omar", files=queue("jobs"), message="x\n")
    main(faked.event(pushed.events[-1]))
    assert main(["deploy", "--environment", "development"]) == ExitCode.REFUSED
    assert {"plan.md", "plan.json", "findings.sarif"} <= names(faked.folder / ".coworker")
    assert "without a pull request" in capsys.readouterr().err
    assert main(["publish"]) == ExitCode.REFUSED


def test_a_failed_deployment_is_a_fault(faked: Shell) -> None:
    words = deploy_words(faked)
    faked.world.aws.fails.add("development/jobs")
    assert main(words) == ExitCode.FAULT
    assert main(["publish"]) == ExitCode.FAULT


@pytest.mark.parametrize(
    ("broke", "code", "said"),
    [
        (AwsFault("No credentials", next_step="Set them."), ExitCode.FAULT, "No credentials"),
        (ConfigurationFault("It is wrong", next_step="Mend."), ExitCode.USAGE, "It is wrong"),
        (RuntimeError("secret"), ExitCode.BUG, "A bug in the co-worker"),
    ],
    ids=["fault", "configuration", "bug"],
)
def test_whatever_stops_a_deployment_is_written_down_and_ends_with_its_own_code(
    broke: Exception,
    code: ExitCode,
    said: str,
    faked: Shell,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = deploy_words(faked)

    def deploy_parts(*_: object) -> DeployParts:
        raise broke

    monkeypatch.setattr(wiring, "deploy_parts", deploy_parts)
    capsys.readouterr()
    assert main(words) == code
    error = capsys.readouterr().err
    assert said in error
    assert "secret" not in error
    assert said in outcome_in(faked).refusals[0]
    assert main(["publish"]) == ExitCode.REFUSED
    assert said in faked.world.follow_ups()[0]


def test_a_summary_that_cannot_be_written_does_not_stop_a_deployment(
    faked: Shell, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = deploy_words(faked)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/dev/full")
    assert main(words) == ExitCode.DONE
    assert "development-jobs" in faked.world.aws.deployed
    assert "could not be written" in caplog.text


def test_what_is_no_deployment_is_not_deployed(
    faked: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    main(faked.event(faked.world.ask().events[-1]))
    assert main(["deploy", "--environment", "development"]) == ExitCode.USAGE
    assert "holds no deployment" in capsys.readouterr().err


def test_every_environments_outcome_is_recorded_and_the_worst_one_ends_it(faked: Shell) -> None:
    world = faked.world
    number, _ = world.propose_change({**queue("jobs"), **queue("jobs", "staging")})
    world.approve(number)
    main(faked.event(world.merge(number)))
    world.aws.fails.add("staging/jobs")
    codes = [main(["deploy", "--environment", name]) for name in ("development", "staging")]
    assert codes == [ExitCode.DONE, ExitCode.FAULT]
    assert main(["publish"]) == ExitCode.FAULT
    kinds = [record.data["environment"] for record in world.ledger() if record.kind == "deployment"]
    assert kinds == ["development", "staging"]


@pytest.mark.usefixtures("shell")
def test_the_deploy_stage_alone_holds_a_deployer() -> None:
    said: list[str] = []
    parts = wiring.deploy_parts(wiring.here(), said.append, "main")
    parts.progress("hello")
    assert said == ["hello"]
    assert parts.deployers.keys() == {EngineName.CLOUDFORMATION}
    assert not hasattr(wiring.propose_parts(wiring.here(), "main"), "deployers")
