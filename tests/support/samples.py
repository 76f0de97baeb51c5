"""Plans, outcomes and their parts as they come about in earnest: for the tests of every room.

It must not hold a test, nor a value that depends on time or machine.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from coworker.model.change import (
    Action,
    Change,
    Identity,
    Preview,
    PreviewFailed,
    PreviewSkipped,
    PropertyDifference,
    ResourceFailure,
    StackOutcome,
    StackState,
)
from coworker.model.digest import digest_of
from coworker.model.environment import EngineName, Environment, OperationType
from coworker.model.finding import Confidence, Finding, Place, ScanFailed, Severity
from coworker.model.handoff import DeployOutcome
from coworker.model.plan import BlastRadius, Node, Plan, Receipt, StackPlan
from coworker.model.request import Request
from coworker.model.stack import BrokenStack, StackId, StackSource, StackSpec
from coworker.model.trigger import Subject, Trigger
from coworker.model.verdict import Allowed, NeedsApproval, PathOwners, Refused, Undetermined

BASE = "1" * 40
HEAD = "2" * 40
COMMIT = "3" * 40
ACCOUNT = "222222222222"
AT = "2026-11-20T09:30:00Z"

STACK = StackId(environment="development", name="build-artefacts")
IDENTITY = Identity(
    account=ACCOUNT,
    arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/coworker-plan/run-17",
    region="eu-west-1",
)
REQUEST = Request(
    repository="octo/estate",
    number=11,
    author="ada",
    title="Bucket for build artefacts",
    text="Please make a private bucket for build artefacts, development, eu-west-1.",
    at=AT,
)
TEMPLATE = """\
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
"""


def source(stack: StackId = STACK, template: str = TEMPLATE) -> StackSource:
    """A CloudFormation stack of one file."""
    spec = StackSpec(
        id=stack,
        environment=Environment(stack.environment),
        engine=EngineName.CLOUDFORMATION,
        region="eu-west-1",
        deployed_name=f"{stack.environment}-{stack.name}",
        template="template.yaml",
    )
    stack_file = "engine: cloudformation\nregion: eu-west-1\n"
    return StackSource(
        spec=spec,
        files={
            f"{stack.folder}/stack.yaml": stack_file,
            f"{stack.folder}/template.yaml": template,
        },
    )


CREATES = (
    Change(
        address="Bucket",
        type="AWS::S3::Bucket",
        action=Action.CREATE,
        stateful=True,
        differences=(
            PropertyDifference(path="BucketName", before=None, after="octo-build-artefacts"),
            PropertyDifference(path="Versioning.Status", before=None, after="Enabled"),
        ),
    ),
    Change(
        address="BucketPolicy", type="AWS::S3::BucketPolicy", action=Action.CREATE, stateful=False
    ),
    Change(address="Logs", type="AWS::S3::Bucket", action=Action.CREATE, stateful=True),
)
NODES = (
    Node(address="Bucket", type="AWS::S3::Bucket", refers_to=("Logs",)),
    Node(address="BucketPolicy", type="AWS::S3::BucketPolicy", refers_to=("Bucket",)),
    Node(address="Logs", type="AWS::S3::Bucket"),
)


def preview(changes: Sequence[Change] = CREATES, stack: StackId = STACK, **fields: Any) -> Preview:
    """What CloudFormation says about a stack."""
    given: dict[str, Any] = {
        "stack": stack,
        "engine": EngineName.CLOUDFORMATION,
        "identity": IDENTITY,
        "changes": tuple(changes),
        "reference": "coworker-222222222222",
        "existing": False,
    }
    return Preview(**given | fields)


def finding(**fields: Any) -> Finding:
    """An open SSH port, unless said otherwise."""
    given: dict[str, Any] = {
        "rule": "CW003",
        "severity": Severity.CRITICAL,
        "confidence": Confidence.HIGH,
        "place": Place(
            path="infrastructure/production/bastion/template.yaml",
            line=14,
            end_line=16,
            resource="BastionGroup",
        ),
        "message": "Port 22 is open to 0.0.0.0/0.",
        "remedy": "Name the addresses that need it, or use Session Manager and open no port.",
        "docs": "docs/rules.md#cw003",
        "scanner": "core",
    }
    return Finding(**given | fields)


def radius(**fields: Any) -> BlastRadius:
    """Three created resources, two of which hold data."""
    given: dict[str, Any] = {
        "resources": 3,
        "stateful": 2,
        "destroyed": 0,
        "stateful_destroyed": 0,
        "keywords": (),
        "environments": ("development",),
        "accounts": (ACCOUNT,),
        "operation": OperationType.NON_DESTRUCTIVE,
    }
    return BlastRadius(**given | fields)


def receipt(stacks: Sequence[StackPlan] = (), *, head: str = HEAD) -> Receipt:
    """The receipt of such stacks, by one policy."""
    return Receipt(
        request=REQUEST.digest,
        policies={
            name: digest_of(["policy", name])
            for name in sorted({s.stack.environment for s in stacks})
        },
        files={str(s.stack): s.source.digest if s.source else "" for s in stacks},
        changes={str(s.stack): s.preview.digest for s in stacks if isinstance(s.preview, Preview)},
        base=BASE,
        head=head,
    )


def plan(**fields: Any) -> Plan:
    """A bucket for development that one owner must approve, unless said otherwise."""
    stacks = fields.get(
        "stacks", (StackPlan(stack=STACK, source=source(), preview=preview(), nodes=NODES),)
    )
    given: dict[str, Any] = {
        "request": REQUEST,
        "planner": "embedded",
        "stacks": stacks,
        "broken": (),
        "findings": (),
        "failed_scans": (),
        "blast_radius": radius(),
        "cost": "not estimated",
        "rollback": (f"{STACK}: revert the merge; the stack is removed.",),
        "verdict": needs_approval(),
        "receipt": receipt(stacks),
        "assumptions": ("`versioning` is on, since you did not say otherwise.",),
    }
    return Plan(**given | fields)


def needs_approval(count: int = 1) -> NeedsApproval:
    """One path with two owners, one without company."""
    return NeedsApproval(
        count=count,
        owners=(
            PathOwners(path=f"{STACK.folder}/stack.yaml", owners=("@octo/platform", "@grace")),
            PathOwners(path=f"{STACK.folder}/template.yaml", owners=("@octo/platform", "@grace")),
        ),
        reasons=("A non-destructive change to development needs 1 code owner.",),
    )


def plan_needing_approval() -> Plan:
    """What the main job's first request comes to."""
    return plan()


def plan_allowed() -> Plan:
    """A plan that changes nothing in AWS."""
    unchanged = replace(preview((), existing=True), reference=None)
    return plan(
        stacks=(StackPlan(stack=STACK, source=source(), preview=unchanged, nodes=NODES),),
        blast_radius=radius(resources=0, stateful=0, operation=OperationType.PLANNING),
        verdict=Allowed(reasons=("Nothing changes in AWS.",)),
        rollback=(),
        assumptions=(),
    )


def plan_refused() -> Plan:
    """SSH open to the world in production: refused before AWS is touched."""
    stack = StackId(environment="production", name="bastion")
    skipped = PreviewSkipped(stack=stack, reason="CW003 refuses it already; AWS was not touched.")
    waived = finding(
        rule="CKV_AWS_382",
        severity=Severity.LOW,
        message="Ensure no security groups allow egress from 0.0.0.0:0 to port -1",
        remedy="Limit egress.",
        docs="https://docs.prismacloud.io/en/enterprise-edition/policy-reference",
        scanner="checkov",
        waived="A bastion reaches hosts that are not known beforehand.",
    )
    return plan(
        stacks=(StackPlan(stack=stack, source=source(stack), preview=skipped),),
        findings=(finding(), waived),
        blast_radius=radius(resources=0, stateful=0, environments=("production",), accounts=()),
        verdict=Refused(
            reasons=("CW003: Port 22 is open to 0.0.0.0/0.",),
            next_step="Limit the rule to the addresses that need it.",
        ),
        rollback=(),
        assumptions=(),
    )


def plan_undetermined() -> Plan:
    """A scanner that timed out, a preview that failed and a stack that cannot be read."""
    failed = PreviewFailed(
        stack=STACK,
        reason="AWS does not let the plan role create a change set (AccessDenied).",
        next_step="Give the role cloudformation:CreateChangeSet.",
    )
    broken = StackId(environment="development", name="queue")
    return plan(
        stacks=(StackPlan(stack=STACK, source=source(), preview=failed, nodes=NODES),),
        broken=(
            BrokenStack(
                id=broken,
                path=f"{broken.folder}/stack.yaml",
                line=3,
                reason='the key "regoin" is not known.',
                next_step='Did you mean "region"?',
            ),
        ),
        failed_scans=(
            ScanFailed(
                scanner="checkov",
                reason="It did not finish within 120 seconds.",
                next_step="Run it again with `/coworker plan`.",
            ),
        ),
        blast_radius=radius(resources=0, stateful=0),
        verdict=Undetermined(
            reasons=("checkov did not finish.", "development/queue cannot be read."),
            next_step="Mend what could not be checked.",
        ),
    )


def plan_of_many_stacks() -> Plan:
    """Production: an update, a replacement that may lose data, and a stack that goes away."""
    network = StackId(environment="production", name="network")
    store = StackId(environment="production", name="orders-db")
    old = StackId(environment="production", name="old-queue")
    stacks = (
        StackPlan(
            stack=network,
            source=source(network),
            preview=preview(
                (
                    Change(
                        address="WebGroup",
                        type="AWS::EC2::SecurityGroup",
                        action=Action.UPDATE,
                        stateful=False,
                        differences=(
                            PropertyDifference(
                                path="SecurityGroupIngress.0.CidrIp",
                                before="10.0.0.0/16",
                                after="10.0.0.0/8",
                            ),
                        ),
                        physical_id="sg-0abc",
                    ),
                ),
                network,
                existing=True,
            ),
            nodes=(Node(address="WebGroup", type="AWS::EC2::SecurityGroup"),),
        ),
        StackPlan(
            stack=store,
            source=source(store),
            preview=preview(
                (
                    Change(
                        address="Table",
                        type="AWS::DynamoDB::Table",
                        action=Action.REPLACE,
                        stateful=True,
                        differences=(
                            PropertyDifference(
                                path="KeySchema.0.AttributeName", before="id", after="order_id"
                            ),
                        ),
                    ),
                    Change(
                        address="Secret",
                        type="AWS::SecretsManager::Secret",
                        action=Action.UPDATE,
                        stateful=True,
                        may_replace=True,
                        keeps_data=True,
                        differences=(
                            PropertyDifference(
                                path="SecretString", before="***", after="***", redacted=True
                            ),
                        ),
                    ),
                ),
                store,
                existing=True,
            ),
        ),
        StackPlan(
            stack=old,
            source=None,
            preview=preview(
                (
                    Change(
                        address="Queue",
                        type="AWS::SQS::Queue",
                        action=Action.DELETE,
                        stateful=True,
                    ),
                ),
                old,
                existing=True,
            ),
        ),
    )
    return plan(
        planner="hand-written",
        stacks=stacks,
        findings=(
            finding(
                rule="CW013",
                severity=Severity.HIGH,
                place=Place(
                    path="infrastructure/production/orders-db/template.yaml", resource="Table"
                ),
                message="Replacing `Table` loses its data.",
                remedy="Set `UpdateReplacePolicy: Retain`, or move the data first.",
                docs="docs/rules.md#cw013",
            ),
            finding(
                rule="W3005",
                severity=Severity.LOW,
                message="'Bucket' dependency is already enforced by a 'Ref'",
                remedy="Remove the DependsOn.",
                docs="https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md",
                scanner="cfn-lint",
            ),
        ),
        blast_radius=radius(
            resources=4,
            stateful=3,
            destroyed=3,
            stateful_destroyed=3,
            keywords=("prod",),
            environments=("production",),
            operation=OperationType.SENSITIVE,
        ),
        verdict=NeedsApproval(
            count=2,
            owners=(
                PathOwners(path=f"{network.folder}/template.yaml", owners=("@octo/network",)),
                PathOwners(path=f"{store.folder}/template.yaml", owners=("@grace",)),
                PathOwners(path=f"{old.folder}/template.yaml", owners=()),
            ),
            reasons=("A sensitive change to production needs 2 code owners.",),
        ),
        rollback=tuple(f"{item.stack}: revert the merge." for item in stacks),
        assumptions=(),
    )


def huge_plan(changes: int, text: str = "x", stacks: int = 1) -> Plan:
    """A plan far too long for a comment: `changes` in each of `stacks`, `text` in every value."""
    ids = [StackId(environment="development", name=f"s{number}") for number in range(stacks)]
    every = tuple(
        Change(
            address=f"R{number}{text}",
            type="AWS::SQS::Queue",
            action=Action.CREATE,
            stateful=False,
            differences=(PropertyDifference(path="Name", before=None, after=text),),
        )
        for number in range(changes)
    )
    parts = tuple(
        StackPlan(stack=item, source=source(item), preview=preview(every, item), nodes=NODES)
        for item in ids
    )
    findings = tuple(
        finding(
            message=f"{text} {number}", place=Place(path=f"infrastructure/{text}", line=number + 1)
        )
        for number in range(changes)
    )
    owners = tuple(
        PathOwners(path=f"{item.folder}/{text}", owners=(f"@{text}-{index}",))
        for index, item in enumerate(ids)
    )
    return plan(
        stacks=parts,
        findings=findings,
        verdict=NeedsApproval(count=1, owners=owners, reasons=(text,) * changes),
        rollback=(text,) * changes,
        assumptions=(text,) * changes,
        blast_radius=radius(resources=changes * stacks, keywords=(text,) * 20),
    )


def trigger(**fields: Any) -> Trigger:
    """A push to main."""
    given: dict[str, Any] = {
        "event": "push",
        "action": None,
        "repository": "octo/estate",
        "actor": "grace",
        "actor_is_bot": False,
        "subject": Subject.COMMIT,
        "head": COMMIT,
        "base": BASE,
        "ref": "refs/heads/main",
        "at": AT,
    }
    return Trigger(**given | fields)


def outcome(**fields: Any) -> DeployOutcome:
    """A bucket deployed to development and verified, unless said otherwise."""
    given: dict[str, Any] = {
        "trigger": trigger(),
        "commit": COMMIT,
        "environment": "development",
        "pull_request": 12,
        "issue": 11,
        "approvers": ("grace",),
        "receipt": plan().receipt,
        "stacks": (deployed(),),
    }
    return DeployOutcome(**given | fields)


def deployed(stack: StackId = STACK) -> StackOutcome:
    """A stack that is now what was reviewed."""
    return StackOutcome(
        stack=stack,
        state=StackState.DEPLOYED,
        status="CREATE_COMPLETE",
        message="The change set was executed.",
        verified=("the stack is CREATE_COMPLETE", "Bucket is CREATE_COMPLETE", "outputs are there"),
        outputs={"BucketName": "octo-build-artefacts"},
        identity=IDENTITY,
    )


def rolled_back(stack: StackId = STACK) -> StackOutcome:
    """A stack that failed and is as it was before."""
    return StackOutcome(
        stack=stack,
        state=StackState.ROLLED_BACK,
        status="UPDATE_ROLLBACK_COMPLETE",
        message="CloudFormation rolled the update back; the stack is as it was.",
        failures=(
            ResourceFailure(
                address="Bucket",
                type="AWS::S3::Bucket",
                reason="octo-build-artefacts already exists (AlreadyExists)",
            ),
        ),
        identity=IDENTITY,
    )


def not_started(stack: StackId = STACK) -> StackOutcome:
    """A stack that was not touched, because one that it depends on failed."""
    return StackOutcome(
        stack=stack,
        state=StackState.NOT_STARTED,
        status="",
        message="It depends on a stack that failed.",
    )
