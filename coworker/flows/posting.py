"""Post a plan: the one comment, the check run on the head, the ledger's entries.

It must not post a plan under a head commit that it was not made for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coworker.flows.ledger import record
from coworker.flows.sticky import PLAN_MARKER, put_comment
from coworker.governance.receipt import write_receipt
from coworker.model.digest import digest_of
from coworker.model.forge import PullRequest
from coworker.model.ledger import EntryKind, Record
from coworker.model.plan import Plan
from coworker.model.trigger import Trigger
from coworker.ports import Clock, ForgeReader, ForgeWriter
from coworker.render.check_run import check_of
from coworker.render.plan_comment import plan_comment

CHECK_NAME = "coworker / plan"
ARTIFACT = "plan.md"
DOCS = "docs/rules.md"


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishParts:
    """What publishing needs from the world: the forge and the time."""

    reader: ForgeReader
    writer: ForgeWriter
    clock: Clock


def post_plan(plan: Plan, pull_request: PullRequest, parts: PublishParts) -> None:
    """The plan's one comment on the pull request, and its check run."""
    rendered = plan_comment(plan, artifact=ARTIFACT, docs=DOCS)
    put_comment(
        pull_request.number,
        rendered.markdown,
        PLAN_MARKER,
        reader=parts.reader,
        writer=parts.writer,
    )
    put_check(plan, parts)


def put_check(plan: Plan, parts: PublishParts) -> None:
    """The check run on the plan's head, unless the newest one says the same already."""
    check = check_of(
        plan, name=CHECK_NAME, head=plan.receipt.head, receipt=write_receipt(plan.receipt)
    )
    present = parts.reader.check_runs(plan.receipt.head, CHECK_NAME)
    if present and replace(present[0], app="", annotations=()) == replace(check, annotations=()):
        return
    parts.writer.put_check_run(check)


def record_plan(
    plan: Plan, trigger: Trigger, pull_request: PullRequest, parts: PublishParts
) -> None:
    """The request, the plan and the verdict, in the ledger."""
    receipt = plan.receipt
    where = {"pull_request": str(pull_request.number), "head": receipt.head}
    put_records(
        [
            Record(
                key=f"request:{receipt.request}",
                kind=EntryKind.REQUEST,
                actor=plan.request.author,
                data={"number": str(plan.request.number), "request": receipt.request},
            ),
            Record(
                key=f"plan:{receipt.plan}:{receipt.head}",
                kind=EntryKind.PLAN,
                actor=trigger.actor,
                data={**where, "plan": receipt.plan, "policies": digest_of(receipt.policies)},
            ),
            Record(
                key=f"verdict:{receipt.plan}:{receipt.head}",
                kind=EntryKind.VERDICT,
                actor="coworker",
                data={**where, "plan": receipt.plan, "verdict": plan.verdict.kind},
            ),
        ],
        parts,
    )


def put_records(records: Sequence[Record], parts: PublishParts) -> None:
    """Append to the ledger."""
    record(records, reader=parts.reader, writer=parts.writer, clock=parts.clock)
