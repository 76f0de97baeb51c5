"""From one event to an exit code: each stage reads its files, runs its flow, writes its files.

It must not decide anything; a person never sees a traceback from here, the log does.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from coworker import wiring
from coworker.errors import ConfigurationFault, ExitCode, Fault, HandoffFault
from coworker.wiring import Settings

if TYPE_CHECKING:
    from coworker.adapters.folder import DiskFolder
    from coworker.model.handoff import DeployOutcome, IntakeDocument
    from coworker.model.plan import Plan
    from coworker.model.trigger import Trigger

_LOG = logging.getLogger(__name__)
INTAKE = "intake.json"
PROPOSAL = "proposal.json"
OUTCOME = "outcome-{environment}.json"


def guarded(run: Callable[[], ExitCode]) -> ExitCode:
    """Run a command; a fault becomes one sentence and its exit code, a bug is logged and named."""
    try:
        return run()
    except Fault as fault:
        say_error(str(fault))
        return fault.exit_code
    except KeyboardInterrupt:
        say_error("Interrupted. What was finished is kept; run the same command again to go on.")
        return ExitCode.FAULT
    except BrokenPipeError:
        return ExitCode.FAULT
    except OSError as fault:
        say_error(f"{fault.strerror or fault} ({fault.filename or 'the disk'}). Nothing was lost.")
        _LOG.debug("the operating system refused", exc_info=True)
        return ExitCode.FAULT
    except Exception as bug:  # noqa: BLE001 - the last resort, around no decision
        _LOG.exception("a bug in the co-worker")
        say_error(f"A bug in the co-worker ({type(bug).__name__}); the log above has the details.")
        return ExitCode.BUG


def say_error(sentence: str) -> None:
    """One sentence to standard error, as an annotation where GitHub Actions reads it."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        escaped = sentence.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        sys.stderr.write(f"::error::{escaped}\n")
    else:
        sys.stderr.write(f"coworker: {sentence}\n")


def intake(settings: Settings, *, event_name: str, event_path: Path, out: Path) -> ExitCode:
    """Read the event; write what it came to, for the next job and for its conditions."""
    from coworker.adapters.folder import DiskFolder
    from coworker.flows.receive import receive
    from coworker.intake.events import IntakeSettings
    from coworker.intake.handoff import encode
    from coworker.model.trigger import Command

    document = receive(
        event_name,
        _payload(event_path),
        IntakeSettings(repository=settings.repository or None),
        forge=lambda: wiring.forge(settings),
        repository=lambda: wiring.repository(settings),
    )
    DiskFolder(out).write(INTAKE, encode(document))
    decision = document.decision
    verb = decision.verb.value if isinstance(decision, Command) else ""
    _outputs(
        settings,
        {
            "decision": decision.kind,
            "verb": verb,
            "environments": json.dumps(list(document.environments)),
        },
    )
    _say(settings, f"{decision.kind} {verb}".strip() + f": {_reason(decision)}")
    return ExitCode.DONE


def _reason(decision: object) -> str:
    from coworker.model.trigger import Ignore, Reply

    match decision:
        case Ignore():
            return decision.reason
        case Reply():
            return decision.message
        case _:
            return "passed on to the next job"


def _payload(path: Path) -> Mapping[str, object]:
    try:
        payload = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError, FileNotFoundError) as fault:
        raise ConfigurationFault(
            "The event cannot be read as JSON",
            where=str(path),
            next_step="Pass the file that GITHUB_EVENT_PATH names.",
        ) from fault
    if not isinstance(payload, dict):
        raise ConfigurationFault(
            "The event is not a JSON object",
            where=str(path),
            next_step="Pass the file that GITHUB_EVENT_PATH names.",
        )
    return payload


def acknowledge(settings: Settings, *, folder: Path) -> ExitCode:
    """Show the person that the request was picked up."""
    from coworker.model.forge import Reaction
    from coworker.model.trigger import Ignore

    decision = _intake_document(folder).decision
    if isinstance(decision, Ignore) or decision.trigger.number is None:
        return ExitCode.DONE
    wiring.forge(settings).react(
        number=decision.trigger.number,
        comment=decision.trigger.comment,
        reaction=Reaction.EYES,
    )
    return ExitCode.DONE


def propose(settings: Settings, *, folder: Path, out: Path) -> ExitCode:
    """Plan what was asked for; write the proposal and what is attached to it."""
    from coworker.adapters.folder import DiskFolder
    from coworker.flows.propose import propose as run
    from coworker.intake.handoff import encode
    from coworker.model.handoff import Answer, PlannedPullRequest, ProposedChange
    from coworker.model.trigger import Ignore
    from coworker.render.fault_comment import fault_comment

    decision = _intake_document(folder).decision
    if isinstance(decision, Ignore):
        _say(settings, f"ignored: {decision.reason}")
        return ExitCode.DONE
    try:
        proposal = run(decision, wiring.propose_parts(settings, decision.trigger.default_branch))
    except Exception as broke:  # noqa: BLE001 - whatever it is, the person hears and it blocks
        what, next_step = _told(broke)
        proposal = Answer(
            trigger=decision.trigger,
            markdown=fault_comment(what, next_step),
            outcome="undetermined",
        )
    disk = DiskFolder(out)
    if isinstance(proposal, ProposedChange | PlannedPullRequest):
        _attach(disk, proposal.plan)
    disk.write(PROPOSAL, encode(proposal))
    _say(settings, f"proposed: {proposal.kind}")
    return ExitCode.DONE


def publish(settings: Settings, *, folder: Path) -> ExitCode:
    """Post the proposal, or every deployment's outcome, and end as it ended."""
    from coworker.flows.publish import publish as post
    from coworker.flows.record import record_deployments
    from coworker.intake.handoff import decode
    from coworker.model.handoff import DeployOutcome, Proposal

    parts = wiring.publish_parts(settings)
    outcomes = sorted(folder.glob(OUTCOME.format(environment="*")))
    if not outcomes:
        proposal = decode(Proposal, _read(folder / PROPOSAL), PROPOSAL)
        _require_own_event(settings, proposal.trigger)
        published = [post(proposal, parts)]
    else:
        deployed = [decode(DeployOutcome, _read(path), path.name) for path in outcomes]
        for outcome in deployed:
            _require_own_event(settings, outcome.trigger)
        published = [*record_deployments(deployed, parts)]
    for item in published:
        _say(settings, item.text)
    return max(item.exit_code for item in published)


def _require_own_event(settings: Settings, trigger: "Trigger") -> None:
    """In GitHub Actions a document must come from this run's event, whatever it says of itself."""
    from coworker.flows.recheck import check_event
    from coworker.intake.events import IntakeSettings

    name, path = (settings.environ.get(f"GITHUB_EVENT_{part}") for part in ("NAME", "PATH"))
    if name and path:
        own = IntakeSettings(repository=settings.repository or None)
        check_event(trigger, name, _payload(Path(path)), own)


def deploy(settings: Settings, *, environment: str, folder: Path, out: Path) -> ExitCode:
    """Deploy one environment's part of a push; write what became of it."""
    from coworker.adapters.folder import DiskFolder
    from coworker.flows.deploy import deploy as run
    from coworker.intake.handoff import encode
    from coworker.model.trigger import Command, Verb

    decision = _intake_document(folder).decision
    if not isinstance(decision, Command) or decision.verb is not Verb.DEPLOY:
        raise ConfigurationFault(
            "The intake's document holds no deployment",
            where=str(folder / INTAKE),
            next_step="Run `coworker intake` on a push to the default branch first.",
        )
    broke = None
    try:
        outcome = run(
            decision.trigger,
            environment,
            wiring.deploy_parts(
                settings, lambda line: _progress(settings, line), decision.trigger.base or ""
            ),
        )
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is written down and blocks
        broke = fault
        outcome = _broken_off(decision.trigger, environment, *_told(fault))
    disk = DiskFolder(out)
    disk.write(OUTCOME.format(environment=environment), encode(outcome))
    if outcome.fresh_plan is not None:
        _attach(disk, outcome.fresh_plan)
    if broke is not None:
        return broke.exit_code if isinstance(broke, Fault) else ExitCode.BUG
    if outcome.refusals:
        say_error(" ".join(outcome.refusals))
        return ExitCode.REFUSED
    return ExitCode.DONE if outcome.good else ExitCode.FAULT


def _progress(settings: Settings, line: str) -> None:
    """A line while AWS is at work: that it cannot be written must not leave a stack unwatched."""
    try:
        _say(settings, line)
    except OSError as fault:
        _LOG.warning("a line of progress could not be written: %s", fault)


def _told(broke: Exception) -> tuple[str, str]:
    """What to tell a person of a fault or a bug, which the log has whole: (what, next step)."""
    match broke:
        case Fault():
            say_error(str(broke))
            return broke.what, broke.next_step
        case _:
            _LOG.error("a bug in the co-worker", exc_info=broke)
            say_error(f"A bug in the co-worker ({type(broke).__name__}); the log has the details.")
            return (
                f"A bug in the co-worker stopped it ({type(broke).__name__})",
                "The run's log has the details; please report it.",
            )


def _broken_off(trigger: "Trigger", environment: str, what: str, next_step: str) -> "DeployOutcome":
    from coworker.model.handoff import DeployOutcome

    return DeployOutcome(
        trigger=trigger,
        commit=trigger.head or "",
        environment=environment,
        pull_request=None,
        issue=None,
        approvers=(),
        receipt=None,
        stacks=(),
        refusals=(what, next_step),
    )


def _attach(disk: "DiskFolder", plan: "Plan") -> None:
    """What a person or another tool may want whole: the plan as Markdown, JSON and SARIF."""
    from coworker import __version__
    from coworker.flows.posting import ARTIFACT, DOCS
    from coworker.intake.handoff import encode
    from coworker.render.plan_comment import plan_comment
    from coworker.render.sarif import sarif

    disk.write(ARTIFACT, plan_comment(plan, artifact=ARTIFACT, docs=DOCS).whole)
    disk.write("plan.json", encode(plan))
    disk.write("findings.sarif", sarif(plan, __version__))


def _intake_document(folder: Path) -> "IntakeDocument":
    from coworker.intake.handoff import decode
    from coworker.model.handoff import IntakeDocument

    return decode(IntakeDocument, _read(folder / INTAKE), INTAKE)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as fault:
        raise ConfigurationFault(
            f"{path.name} is not there",
            where=str(path.parent),
            next_step="Run the stage before this one, with the same folder.",
        ) from fault
    except UnicodeDecodeError as fault:
        raise HandoffFault(
            f"{path.name} is not text",
            where=str(path.parent),
            next_step="Run the stage before this one again.",
        ) from fault


def _outputs(settings: Settings, values: Mapping[str, str]) -> None:
    """Job outputs. Values hold no line break: a verb, a word, and a JSON list of folder names."""
    place = settings.environ.get("GITHUB_OUTPUT")
    if place:
        with Path(place).open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())


def _say(settings: Settings, line: str) -> None:
    """One line for the log, and for the job's summary where there is one."""
    sys.stdout.write(line + "\n")
    place = settings.environ.get("GITHUB_STEP_SUMMARY")
    if place:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(line + "\n\n")
