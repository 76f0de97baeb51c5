"""A repository with people on the local forge, and the jobs run over it as the workflows do.

It must not hand anything from one job to the next but through the documents that pass between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coworker.adapters.forge.local import Event, LocalForge, LocalPeople
from coworker.adapters.forge.local.people import Happened
from coworker.adapters.forge.local.state import State
from coworker.adapters.forge.local.store import Store
from coworker.adapters.git import GitRepository, create_bare
from coworker.adapters.shipped import shipped_content
from coworker.flows.deploy import deploy
from coworker.flows.executing import DeployParts
from coworker.flows.ledger import LEDGER_BRANCH, LEDGER_FILE
from coworker.flows.posting import PublishParts
from coworker.flows.propose import ProposeParts, propose
from coworker.flows.publish import Published, publish
from coworker.flows.receive import receive
from coworker.flows.record import record_deployments
from coworker.flows.side_by_side import PlanningParts
from coworker.governance.ledger import read_ledger
from coworker.intake.events import IntakeSettings
from coworker.intake.handoff import decode, encode
from coworker.model.environment import EngineName
from coworker.model.forge import Permission as Role
from coworker.model.forge import PullRequest, ReviewState
from coworker.model.handoff import DeployOutcome, IntakeDocument, Proposal
from coworker.model.ledger import Record
from coworker.model.trigger import Ignore
from coworker.ports import Previewer, Scanner
from tests.support.fakes import ACCOUNT, FakeAws, FakeDeployer, FakePreviewer, FakeScanner

US = "coworker[bot]"
OWNER, SECOND, AUTHOR, WRITER, READER, STRANGER = "omar", "olga", "rosa", "wim", "rea", "stan"
TEAM = "acme/platform"
REPOSITORY = "local/infrastructure"

CODEOWNERS = f"""\
/infrastructure/             @{OWNER} @{SECOND}
/infrastructure/test/        @{TEAM}
/config/                     @{OWNER}
"""
TARGETS = f"""\
version: 1
environments:
  development:
    account: "{ACCOUNT}"
"""
FORM = """\
### What do you need?

{need}

### Environment

{environment}

### Region

{region}
"""
NEED = "a private bucket called build-artefacts"


class HandClock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = "2026-11-20T09:30:00Z"

    def now(self) -> str:
        return self.time


def queue(
    name: str,
    environment: str = "development",
    *,
    keep: int = 3600,
    more: str = "",
    stack_file: str = "",
) -> dict[str, str]:
    """The files of a stack that no rule objects to: one SQS queue. `keep` is in seconds."""
    folder = f"infrastructure/{environment}/{name}"
    return {
        f"{folder}/stack.yaml": f"version: 1\nregion: eu-west-1\n{stack_file}",
        f"{folder}/template.yaml": f"""\
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      SqsManagedSseEnabled: true
      MessageRetentionPeriod: {keep}
      Tags:
        - {{Key: Environment, Value: {environment}}}
        - {{Key: Owner, Value: platform}}
        - {{Key: ManagedBy, Value: aws-coworker}}
{more}""",
    }


def topic(
    name: str, environment: str = "development", *, shown: str = "News", stack_file: str = ""
) -> dict[str, str]:
    """The files of a stack that holds no data, and so may be removed: one SNS topic."""
    folder = f"infrastructure/{environment}/{name}"
    return {
        f"{folder}/stack.yaml": f"version: 1\nregion: eu-west-1\n{stack_file}",
        f"{folder}/template.yaml": f"""\
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: {shown}
      KmsMasterKeyId: alias/aws/sns
      Tags:
        - {{Key: Environment, Value: {environment}}}
        - {{Key: Owner, Value: platform}}
        - {{Key: ManagedBy, Value: aws-coworker}}
""",
    }


@dataclass(kw_only=True)
class Run:
    """What the jobs of one event came to."""

    intake: IntakeDocument
    proposal: Proposal | None = None
    outcomes: list[DeployOutcome] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)


class FlowWorld:
    """Main holds owners, accounts and nothing deployed; `aws` is the account of development."""

    def __init__(self, folder: Path, **files: str) -> None:
        self.folder = folder
        create_bare(folder / "origin.git")
        self.clock = HandClock()
        self.forge = self.forge_as(US)
        self.people = LocalPeople(self.forge)
        for login, role in (
            (OWNER, Role.MAINTAIN),
            (SECOND, Role.WRITE),
            (AUTHOR, Role.WRITE),
            (WRITER, Role.WRITE),
            (READER, Role.READ),
        ):
            self.people.set_permission(login, role)
        self.aws = FakeAws()
        self.scanners: list[Scanner] = [FakeScanner()]
        self.shipped: Mapping[str, str] = shipped_content()
        self.engines: Mapping[EngineName, Previewer] = {
            EngineName.CLOUDFORMATION: FakePreviewer(self.aws)
        }
        self.progress: list[str] = []
        self.people.push(
            author=OWNER,
            files={"CODEOWNERS": CODEOWNERS, "config/environments.yaml": TARGETS, **files},
            message="Begin\n",
        )

    # What there is.

    def forge_as(self, login: str) -> LocalForge:
        """The forge as another identity sees it."""
        return LocalForge(
            self.folder / "forge",
            repository_folder=self.folder / "origin.git",
            login=login,
            clock=self.clock,
        )

    @property
    def repository(self) -> GitRepository:
        """The repository, without what another job has read of it."""
        return GitRepository(self.folder / "origin.git")

    @property
    def main(self) -> str:
        """The head of main."""
        return self.repository.resolve("main")

    def state(self) -> State:
        """Everything that the forge holds."""
        return Store(self.folder / "forge").read()

    def refs(self) -> dict[str, str]:
        """Every branch and tag."""
        git = self.forge.parts.commits.git
        rows = git.run("for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
        return dict(row.split() for row in rows)

    def said(self, number: int) -> list[str]:
        """Our comments on an issue or pull request."""
        return [item.body for item in self.forge.comments(number) if item.by_us]

    def ledger(self) -> list[Record]:
        """What the ledger records, oldest first."""
        head = self.forge.branch_head(LEDGER_BRANCH)
        text = self.forge.read_file(head, LEDGER_FILE) if head else None
        return [entry.record for entry in read_ledger(text or "")]

    def pull(self, number: int) -> PullRequest:
        """A pull request as it stands."""
        return self.forge.pull_request(number)

    def follow_ups(self) -> list[str]:
        """What the open follow-up issues say."""
        return [
            item.body
            for item in self.state().issues
            if item.open and "coworker:follow-up" in item.labels
        ]

    # What people do.

    def ask(
        self,
        need: str = NEED,
        *,
        environment: str = "development",
        region: str = "eu-west-1",
        author: str = AUTHOR,
        title: str = "A request",
    ) -> Happened:
        """File an issue through the form."""
        body = FORM.format(need=need, environment=environment, region=region)
        return self.people.open_issue(author=author, title=title, body=body, labels=["coworker"])

    def propose_change(
        self,
        files: Mapping[str, str | None],
        *,
        author: str = AUTHOR,
        branch: str = "change",
        base: str = "main",
    ) -> tuple[int, Run]:
        """Push a branch, open its pull request, and let it be planned."""
        self.people.push(
            author=author, branch=branch, files=files, message="Change\n", start=self.main
        )
        opened = self.people.open_pull_request(
            author=author, branch=branch, title="Change", base=base
        )
        assert opened.number is not None
        return opened.number, self.run(opened.events[-1])

    def approve(self, number: int, *authors: str, commit: str | None = None) -> None:
        """Approve a pull request's head, or an older commit."""
        for author in authors or (OWNER,):
            self.people.review(number, author=author, state=ReviewState.APPROVED, commit=commit)

    def merge(self, number: int, method: str = "squash", *, by: str = OWNER) -> Event:
        """Merge; gives the push."""
        assert method in {"merge", "squash", "rebase"}
        happened = self.people.merge(number, by=by, method=method)  # type: ignore[arg-type]
        return happened.events[-1]

    def deployed(self, files: Mapping[str, str | None], branch: str = "before") -> int:
        """Bring a change all the way, as the ground that a test stands on."""
        number, _ = self.propose_change(files, branch=branch)
        self.approve(number, OWNER, SECOND)
        run = self.run(self.merge(number))
        assert [item.exit_code for item in run.published] == [0], run.outcomes
        return number

    # What the jobs do.

    def receive(self, event: Event) -> IntakeDocument:
        """The intake job."""
        document = receive(
            event.name,
            event.payload,
            IntakeSettings(repository=REPOSITORY),
            forge=lambda: self.forge,
            repository=lambda: self.repository,
        )
        return decode(IntakeDocument, encode(document), "intake.json")

    def planning(self) -> PlanningParts:
        """Scanners and previews."""
        return PlanningParts(scanners=self.scanners, previewers=self.engines)

    def propose(self, document: IntakeDocument) -> Proposal:
        """The propose job."""
        parts = ProposeParts(
            repository=self.repository,
            forge=self.forge,
            planning=self.planning(),
            shipped=self.shipped,
        )
        proposal: Proposal = decode(
            Proposal, encode(propose(document.decision, parts)), "proposal.json"
        )
        return proposal

    def publishing(self) -> PublishParts:
        """The forge and the time."""
        return PublishParts(reader=self.forge, writer=self.forge, clock=self.clock)

    def publish(self, proposal: Proposal) -> Published:
        """The publish job."""
        return publish(proposal, self.publishing())

    def deploy(self, document: IntakeDocument, environment: str = "development") -> DeployOutcome:
        """The deploy job of one environment."""
        assert not isinstance(document.decision, Ignore)
        parts = DeployParts(
            repository=self.repository,
            forge=self.forge,
            deployments=self.forge,
            planning=self.planning(),
            deployers={EngineName.CLOUDFORMATION: FakeDeployer(self.aws)},
            shipped=self.shipped,
            progress=self.progress.append,
            login=US,
        )
        outcome = deploy(document.decision.trigger, environment, parts)
        return decode(DeployOutcome, encode(outcome), "outcome.json")

    def record(self, outcome: DeployOutcome) -> Published:
        """The publish job after a push to one environment was deployed."""
        (published,) = record_deployments([outcome], self.publishing())
        return published

    def run(self, event: Event) -> Run:
        """Every job of an event."""
        document = self.receive(event)
        run = Run(intake=document)
        if isinstance(document.decision, Ignore):
            return run
        for environment in document.environments:
            run.outcomes.append(self.deploy(document, environment))
        if document.environments:
            run.published.extend(record_deployments(run.outcomes, self.publishing()))
        else:
            run.proposal = self.propose(document)
            run.published.append(self.publish(run.proposal))
        return run

    def run_all(self, events: Sequence[Event]) -> Run:
        """Every event in turn; gives the last one's run."""
        runs = [self.run(event) for event in events]
        return runs[-1]
