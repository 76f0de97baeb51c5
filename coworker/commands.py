"""The command line's words, and what each runs.

It must not import what a command does not need, nor decide anything.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from coworker import __version__, action, wiring
from coworker.errors import ConfigurationFault, ExitCode
from coworker.saying import guarded

_FOLDER = Path(".coworker")
_EXIT_CODES = """exit codes: 0 done, 1 fault, 2 usage or configuration, 3 bug, 10 refused,
11 undetermined, 12 input needed"""


def run(words: Sequence[str]) -> int:
    """Read the words and run the command. Returns an ExitCode's number."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    parsed = _parser().parse_args(words)
    code = guarded(lambda: _run(parsed))
    return int(code or guarded(_flushed))


def _flushed() -> ExitCode:
    """What was printed must have been taken, before the end is called good."""
    try:
        sys.stdout.flush()
    except OSError:
        # Python would try once more when it ends, and end with a code of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise
    return ExitCode.DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coworker",
        description="A GitOps co-worker for AWS: issues become reviewed, deployed, tagged changes.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"coworker {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_people(commands)
    _add_stages(commands)
    return parser


def _add_people(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="tell the whole story, on emulators")
    demo.add_argument("--json", type=Path, metavar="FILE", help="write the story as data")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="leave everything for reading")

    plan = commands.add_parser("plan", help="plan what a branch changes, without posting it")
    plan.add_argument("--base", default="main", help="the branch it would be merged into")
    plan.add_argument("--head", default="HEAD", help="the commit to plan")
    plan.add_argument("--json", action="store_true", help="print the plan as JSON")

    understand = commands.add_parser("understand", help="say what a request means")
    understand.add_argument("text", metavar="TEXT")
    understand.add_argument("--title", default="", help="the issue's title")
    understand.add_argument("--json", action="store_true", help="print JSON")

    sanitize = commands.add_parser("sanitize", help="take hidden channels out of standard input")
    sanitize.add_argument("--json", action="store_true", help="print JSON with what was removed")

    doctor = commands.add_parser("doctor", help="check this machine and repository")
    doctor.add_argument("--json", action="store_true", help="print JSON")

    policy = commands.add_parser("policy", help="the governance in force")
    explain = policy.add_subparsers(dest="policy", required=True, metavar="COMMAND").add_parser(
        "explain", help="each key, its value, and the line that set it"
    )
    explain.add_argument(
        "--environment", default="production", metavar="NAME", help="default: production"
    )
    explain.add_argument("--json", action="store_true", help="print JSON")

    ledger = commands.add_parser("ledger", help="the append-only record")
    verify = ledger.add_subparsers(dest="ledger", required=True, metavar="COMMAND").add_parser(
        "verify", help="prove the chain, or name the first broken entry"
    )
    verify.add_argument("file", nargs="?", type=Path, help="default: the branch coworker-ledger")
    verify.add_argument("--json", action="store_true", help="print JSON")


def _add_stages(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    intake = commands.add_parser("intake", help="stage 1: what does this event come to?")
    intake.add_argument("--event-name", required=True, metavar="NAME")
    intake.add_argument("--event-path", required=True, type=Path, metavar="FILE")
    _add_folders(intake, reads=False)
    acknowledge = commands.add_parser("acknowledge", help="stage 1b: react with eyes")
    _add_folders(acknowledge, writes=False)
    _add_folders(commands.add_parser("propose", help="stage 2: plan it"))
    publish = commands.add_parser("publish", help="stage 3: check it once more and post it")
    _add_folders(publish, writes=False)
    deploy = commands.add_parser("deploy", help="after a merge: deploy what was reviewed")
    deploy.add_argument("--environment", required=True, metavar="NAME")
    _add_folders(deploy)


def _add_folders(
    parser: argparse.ArgumentParser, *, reads: bool = True, writes: bool = True
) -> None:
    if reads:
        parser.add_argument(
            "--in", dest="folder", type=Path, default=_FOLDER, metavar="DIR",
            help="the folder with the stage before's files",
        )  # fmt: skip
    if writes:
        parser.add_argument(
            "--out", type=Path, default=_FOLDER, metavar="DIR",
            help="the folder for this stage's files",
        )  # fmt: skip


def _run(parsed: argparse.Namespace) -> ExitCode:
    match parsed.command:
        case "sanitize":
            return _sanitize(as_json=parsed.json)
        case "understand":
            return _understand(parsed.text, parsed.title, as_json=parsed.json)
        case "plan":
            return _plan(parsed.base, parsed.head, as_json=parsed.json)
        case "policy":
            return _explain(parsed.environment, as_json=parsed.json)
        case "ledger":
            return _verify(parsed.file, as_json=parsed.json)
        case "doctor":
            return _doctor(as_json=parsed.json)
        case "demo":
            from coworker.demo import tell

            return tell(story=parsed.json, keep=parsed.keep)
        case _:
            return _stage(parsed)


def _stage(parsed: argparse.Namespace) -> ExitCode:
    settings = wiring.here()
    match parsed.command:
        case "intake":
            return action.intake(
                settings,
                event_name=parsed.event_name,
                event_path=parsed.event_path,
                out=parsed.out,
            )
        case "acknowledge":
            return action.acknowledge(settings, folder=parsed.folder)
        case "propose":
            return action.propose(settings, folder=parsed.folder, out=parsed.out)
        case "publish":
            return action.publish(settings, folder=parsed.folder)
        case "deploy":
            return action.deploy(
                settings,
                environment=parsed.environment,
                folder=parsed.folder,
                out=parsed.out,
            )
        case unknown:
            raise ValueError(f"argparse let the command {unknown!r} through")


def _print(value: object) -> None:
    from coworker.model.digest import plain

    sys.stdout.write(json.dumps(plain(value), indent=2, ensure_ascii=False) + "\n")


def _sanitize(*, as_json: bool) -> ExitCode:
    from coworker.intake.sanitise import sanitise

    result = sanitise(sys.stdin.buffer.read().decode("utf-8", "replace"))
    if as_json:
        _print({"clean": result.clean, "removed": result.removed})
    else:
        sys.stdout.write(result.clean)
    return ExitCode.DONE


def _understand(text: str, title: str, *, as_json: bool) -> ExitCode:
    from coworker.adapters.shipped import shipped_content
    from coworker.flows.library import shipped_catalogue
    from coworker.intake.understanding import understand

    meaning = understand(text, catalogue=shipped_catalogue(shipped_content()), title=title)
    if as_json:
        _print(meaning)
    else:
        from coworker.render.text import meaning_text

        sys.stdout.write(meaning_text(meaning) + "\n")
    return ExitCode.DONE if meaning.complete else ExitCode.INPUT_NEEDED


def _doctor(*, as_json: bool) -> ExitCode:
    from coworker.doctor import checks, report

    found = checks(wiring.here())
    if as_json:
        _print({"checks": found})
    else:
        sys.stdout.write(report(found) + "\n")
    return ExitCode.DONE if all(check.good for check in found) else ExitCode.USAGE


def _plan(base: str, head: str, *, as_json: bool) -> ExitCode:
    from coworker.flows.local_plan import plan_branch
    from coworker.flows.posting import ARTIFACT, DOCS
    from coworker.flows.publish import exit_code_of
    from coworker.render.plan_comment import plan_comment

    settings = wiring.here()
    plan = plan_branch(base, head, wiring.local_plan_parts(settings, base))
    if as_json:
        _print(plan)
    else:
        sys.stdout.write(plan_comment(plan, artifact=ARTIFACT, docs=DOCS).whole)
    return exit_code_of(plan.verdict)


def _explain(environment: str, *, as_json: bool) -> ExitCode:
    from coworker.adapters.shipped import shipped_content
    from coworker.flows.library import shipped_policy
    from coworker.render.policy_text import policy_rows, policy_text

    policy = shipped_policy(shipped_content(), environment)
    if as_json:
        rows = [
            {"key": key, "value": value, "set_at": at} for key, value, at in policy_rows(policy)
        ]
        _print({"environment": policy.environment, "keys": rows})
    else:
        sys.stdout.write(policy_text(policy) + "\n")
    return ExitCode.DONE


def _ledger_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise ConfigurationFault(
            "The file is not text", where=str(file), next_step="Name the file ledger.ndjson."
        ) from fault


def _verify(file: Path | None, *, as_json: bool) -> ExitCode:
    from coworker.flows.ledger import LEDGER_BRANCH, LEDGER_FILE
    from coworker.governance.ledger import Intact, verify

    if file is not None:
        text = _ledger_text(file)
    else:
        source = wiring.repository(wiring.here())
        text = source.large_file(source.resolve(LEDGER_BRANCH), LEDGER_FILE) or ""
    proof = verify(text)
    if as_json:
        _print(proof)
    elif isinstance(proof, Intact):
        sys.stdout.write(f"The ledger is intact: {proof.count} entries.\n")
    else:
        sys.stdout.write(f"The ledger is broken at line {proof.line}: {proof.reason}\n")
    return ExitCode.DONE if isinstance(proof, Intact) else ExitCode.REFUSED
