"""From one event to an exit code: each stage reads its files, runs its flow, writes its files.

It must not decide anything.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from coworker import wiring
from coworker.errors import ConfigurationFault, ExitCode, Fault, HandoffFault
from coworker.saying import progress, put_outputs, say, say_error, told
from coworker.wiring import Settings

if TYPE_CHECKING:
    from coworker.adapters.folder import DiskFolder
    from coworker.model.handoff import DeployOutcome, IntakeDocument
    from coworker.model.plan import Plan
    from coworker.model.trigger import Trigger

INTAKE = "intake.json"
PROPOSAL = "proposal.json"
OUTCOME = "outcome-{environment}.json"


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
    put_outputs(
        settings,
        {
            "decision": decision.kind,
            "verb": verb,
            "environments": json.dumps(list(document.environments)),
        },
    )
    say(settings, f"{decision.kind} {verb}".strip() + f": {_reason(decision)}")
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
    from coworker.render.text import plan_line

    decision = _intake_document(folder).decision
    if isinstance(decision, Ignore):
        say(settings, f"ignored: {decision.reason}")
        return ExitCode.DONE
    try:
        proposal = run(decision, wiring.propose_parts(settings, decision.trigger.default_branch))
    except Exception as broke:  # noqa: BLE001 - whatever it is, the person hears and it blocks
        what, next_step = told(broke)
        proposal = Answer(
            trigger=decision.trigger,
            markdown=fault_comment(what, next_step),
            outcome="undetermined",
        )
    disk = DiskFolder(out)
    if isinstance(proposal, ProposedChange | PlannedPullRequest):
        _attach(disk, proposal.plan)
        say(settings, plan_line(proposal.plan))
    disk.write(PROPOSAL, encode(proposal))
    say(settings, f"proposed: {proposal.kind}")
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
        say(settings, item.text)
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
    from coworker.render.text import outcome_line

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
                settings, lambda line: progress(settings, line), decision.trigger.base or ""
            ),
        )
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is written down and blocks
        broke = fault
        outcome = _broken_off(decision.trigger, environment, *told(fault))
    disk = DiskFolder(out)
    disk.write(OUTCOME.format(environment=environment), encode(outcome))
    if outcome.fresh_plan is not None:
        _attach(disk, outcome.fresh_plan)
    if broke is not None:
        return broke.exit_code if isinstance(broke, Fault) else ExitCode.BUG
    progress(settings, outcome_line(outcome))
    if outcome.refusals:
        say_error(" ".join(outcome.refusals))
        return ExitCode.REFUSED
    return ExitCode.DONE if outcome.good else ExitCode.FAULT


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
