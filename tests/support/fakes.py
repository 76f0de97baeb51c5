"""An AWS account and a scanner in memory, behind the ports: for decisions between jobs.

It must not do what the real adapter would not: both pass tests/contracts/.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from coworker.guardrails.stateful import is_stateful
from coworker.guardrails.template import Resource, Template, TemplateProblem, read_template
from coworker.model.change import (
    Action,
    Change,
    Identity,
    Preview,
    PreviewFailed,
    PropertyDifference,
    StackOutcome,
    StackState,
)
from coworker.model.digest import digest_of, short
from coworker.model.environment import EngineName
from coworker.model.finding import Finding, Scanned, ScanResult
from coworker.model.stack import StackSource
from coworker.ports import Progress

ACCOUNT = "123456789012"
EMPTY = "Resources: {}\n"


@dataclass(kw_only=True)
class FakeAws:
    """What is deployed (template by the stack's name in AWS) and which change sets wait.

    `breaks` and `deployment_breaks` raise for a stack (`environment/name`), in a preview or in a
    deployment; `fails` are the stacks whose deployment AWS rolls back.
    """

    account: str = ACCOUNT
    deployed: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    executed: list[str] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)
    breaks: dict[str, BaseException] = field(default_factory=dict)
    deployment_breaks: dict[str, BaseException] = field(default_factory=dict)
    fails: set[str] = field(default_factory=set)

    def identity(self, stack: StackSource) -> Identity:
        """Who we are there."""
        arn = f"arn:aws:sts::{self.account}:assumed-role/coworker/run-1"
        return Identity(account=self.account, arn=arn, region=stack.spec.region)

    def forecast(self, stack: StackSource, wanted: str) -> Preview | PreviewFailed:
        """What turning the deployed template into `wanted` would do."""
        name = stack.spec.deployed_name
        new, old = _resources(stack, wanted), _resources(stack, self.deployed.get(name, EMPTY))
        if isinstance(new, TemplateProblem) or isinstance(old, TemplateProblem):
            return PreviewFailed(stack=stack.id, reason="No template", next_step="Mend it.")
        changes = tuple(_changes(old, new))
        return Preview(
            stack=stack.id,
            engine=EngineName.CLOUDFORMATION,
            identity=self.identity(stack),
            changes=changes,
            reference=f"coworker-{short(digest_of(wanted))}" if changes else None,
            existing=name in self.deployed,
        )


class FakePreviewer:
    """Satisfies `ports.Previewer`."""

    def __init__(self, aws: FakeAws) -> None:
        self._aws = aws

    def preview(self, stack: StackSource) -> Preview | PreviewFailed:
        """What deploying would do; a change set waits where anything would change."""
        if broken := self._aws.breaks.get(str(stack.id)):
            raise broken
        seen = self._aws.forecast(stack, stack.template)
        if isinstance(seen, Preview) and seen.reference:
            self._aws.waiting[stack.spec.deployed_name] = seen.reference
        return seen

    def preview_removal(self, stack: StackSource) -> Preview | PreviewFailed:
        """What removing would do; nothing waits for it."""
        if broken := self._aws.breaks.get(str(stack.id)):
            raise broken
        seen = self._aws.forecast(stack, EMPTY)
        return _without_reference(seen)

    def discard(self, stack: StackSource) -> tuple[str, ...]:
        """Take back what waits."""
        if self._aws.waiting.pop(stack.spec.deployed_name, None) is None:
            return ()
        self._aws.discarded.append(str(stack.id))
        return (f"change set of {stack.spec.deployed_name}",)


class FakeDeployer:
    """Satisfies `ports.Deployer`."""

    def __init__(self, aws: FakeAws) -> None:
        self._aws = aws

    def execute(self, stack: StackSource, reviewed: Preview, progress: Progress) -> StackOutcome:
        """Execute what waits, or what is made again with the same digest."""
        aws, name = self._aws, stack.spec.deployed_name
        if broken := aws.deployment_breaks.get(str(stack.id)):
            raise broken
        if reviewed.identity.account != aws.account:
            return _outcome(stack, StackState.REFUSED, "The account reviewed was another one")
        fresh = aws.forecast(stack, stack.template)
        if not isinstance(fresh, Preview):
            return _outcome(stack, StackState.NOT_STARTED, fresh.reason)
        if not fresh.changes:
            return _outcome(stack, StackState.ALREADY_IN_PLACE, "It is there already")
        if fresh.digest != reviewed.digest:
            return _outcome(stack, StackState.REFUSED, "It is not what was reviewed")
        progress(f"Executing {reviewed.reference}")
        aws.executed.append(str(stack.id))
        aws.waiting.pop(name, None)
        if str(stack.id) in aws.fails:
            return _outcome(stack, StackState.ROLLED_BACK, "A resource could not be made")
        aws.deployed[name] = stack.template
        return _outcome(stack, StackState.DEPLOYED, "Deployed")

    def remove(self, stack: StackSource, reviewed: Preview, progress: Progress) -> StackOutcome:
        """Delete what was reviewed."""
        aws, name = self._aws, stack.spec.deployed_name
        if reviewed.identity.account != aws.account:
            return _outcome(stack, StackState.REFUSED, "The account reviewed was another one")
        if name not in aws.deployed:
            return _outcome(stack, StackState.ALREADY_IN_PLACE, "There is no such stack")
        fresh = aws.forecast(stack, EMPTY)
        if not isinstance(fresh, Preview) or fresh.digest != reviewed.digest:
            return _outcome(stack, StackState.REFUSED, "It is not what was reviewed")
        progress(f"Removing {name}")
        aws.executed.append(str(stack.id))
        del aws.deployed[name]
        return _outcome(stack, StackState.DEPLOYED, "Removed")


@dataclass(kw_only=True)
class FakeScanner:
    """Satisfies `ports.Scanner`: says what `says` makes of the stacks, or finds nothing."""

    name: str = "fake"
    says: Callable[[Sequence[StackSource]], ScanResult] | None = None
    findings: tuple[Finding, ...] = ()

    def scan(self, stacks: Sequence[StackSource]) -> ScanResult:
        """Look at every stack."""
        if self.says is not None:
            return self.says(stacks)
        return Scanned(scanner=self.name, findings=self.findings)


def _resources(stack: StackSource, text: str) -> dict[str, Resource] | TemplateProblem:
    if text == EMPTY:
        return {}
    template = read_template(stack.template_path, text)
    if isinstance(template, Template):
        return {resource.logical_id: resource for resource in template.resources}
    return template


def _changes(old: dict[str, Resource], new: dict[str, Resource]) -> list[Change]:
    found = []
    for address in sorted(old.keys() | new.keys()):
        before, after = old.get(address), new.get(address)
        if before is None and after is not None:
            found.append(_change(after, Action.CREATE))
        elif before is not None and after is None:
            found.append(_change(before, Action.DELETE))
        elif before is not None and after is not None and before.properties != after.properties:
            found.append(_change(after, Action.UPDATE, before))
    return found


def _change(resource: Resource, action: Action, before: Resource | None = None) -> Change:
    differences: tuple[PropertyDifference, ...] = ()
    if before is not None:
        differences = (
            PropertyDifference(
                path="Properties",
                before=repr(before.properties),
                after=repr(resource.properties),
            ),
        )
    return Change(
        address=resource.logical_id,
        type=resource.type,
        action=action,
        stateful=is_stateful(resource.type),
        differences=differences,
    )


def _without_reference(seen: Preview | PreviewFailed) -> Preview | PreviewFailed:
    if isinstance(seen, PreviewFailed):
        return seen
    return Preview(
        stack=seen.stack,
        engine=seen.engine,
        identity=seen.identity,
        changes=seen.changes,
        reference=None,
        existing=seen.existing,
    )


def _outcome(stack: StackSource, state: StackState, message: str) -> StackOutcome:
    return StackOutcome(stack=stack.id, state=state, status="", message=message)
