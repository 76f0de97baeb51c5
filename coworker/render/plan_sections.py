"""The sections of a plan, each as a block: what the plan comment is put together from.

It must not decide which sections are shown, nor cut them.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from coworker.model.change import Action, Change, Preview, PreviewFailed, PreviewSkipped
from coworker.model.digest import digest_of, short
from coworker.model.finding import Finding
from coworker.model.plan import Plan, StackPlan
from coworker.model.verdict import NeedsApproval
from coworker.render.fit import Block
from coworker.render.markdown import (
    code,
    counted,
    details,
    header,
    link,
    prose,
    row,
)
from coworker.render.mermaid import diagram
from coworker.render.sentences import ENGINES, OPERATIONS, SIGNS, capital, effective

_VALUE = 200
_PATHS_NAMED = 3
_DIAGRAMS = 5


def place(plan: Plan) -> Block:
    """Which accounts and regions, as whom, and what kind of operation."""
    identities = sorted(
        {
            (stack.stack.environment, item.account, item.region, item.arn)
            for stack in plan.stacks
            if isinstance(stack.preview, Preview)
            for item in (stack.preview.identity,)
        }
    )
    operation = f"**Operation:** {OPERATIONS[plan.blast_radius.operation]}"
    rows = tuple(
        f"- {code(environment)}: account {code(account)}, {code(region)}, as {code(arn)}"
        for environment, account, region, arn in identities
    )
    if not rows:
        return Block(name="accounts", head=f"**Where:** AWS was not asked. {operation}")
    return Block(name="accounts", head=f"{operation}\n\n", rows=rows, share=0.05)


def stacks(plan: Plan) -> Iterator[Block]:
    """A block for each stack: its changes, or why they are not known."""
    for stack in plan.stacks:
        yield _stack(stack)


def _stack(stack: StackPlan) -> Block:
    title = f"#### {code(str(stack.stack))}"
    name = code(str(stack.stack))
    preview = stack.preview
    match preview:
        case Preview():
            head = f"{title} · {_about(stack, preview)}\n\n"
            changes = sorted(effective(preview), key=_weight)
            if not changes:
                return Block(name=name, head=head, rows=("Nothing changes in AWS.",))
            rows = tuple(_change(change) for change in changes)
            return Block(
                name=name,
                head=f"{head}{header(('Action', 'Resource', 'Type', 'Notes'))}\n",
                rows=rows,
            )
        case PreviewFailed():
            text = f"❔ The preview failed: {prose(preview.reason)} {prose(preview.next_step)}"
            return Block(name=name, head=f"{title}\n\n", rows=(text,))
        case PreviewSkipped():
            return Block(
                name=name, head=f"{title}\n\n", rows=(f"Not previewed: {prose(preview.reason)}",)
            )
        case _:
            assert_never(preview)


def _about(stack: StackPlan, preview: Preview) -> str:
    if stack.source is None:
        what = "the stack is removed"
    else:
        what = "an existing stack" if preview.existing else "a new stack"
    return f"{ENGINES[preview.engine]}, {what}"


def _weight(change: Change) -> tuple[bool, bool, str]:
    """What destroys comes first, then what holds data."""
    return (not change.destroys, not change.stateful, change.address)


def _change(change: Change) -> str:
    notes: list[str] = []
    if change.may_replace and change.action is not Action.REPLACE:
        notes.append("may be replaced")
    if change.stateful:
        notes.append("holds data" if not change.destroys else "**holds data**")
    if change.keeps_data:
        notes.append("its data is kept")
    action = f"**{change.action}**" if change.destroys else str(change.action)
    return row((action, code(change.address), code(change.type), ", ".join(notes)))


def troubles(plan: Plan) -> Iterator[Block]:
    """What could not be read or looked at, each with what to do."""
    rows = [
        f"- {code(_at(item.path, item.line))}: {prose(item.reason)} {prose(item.next_step)}"
        for item in plan.broken
    ]
    rows += [
        f"- {code(scan.scanner)} did not finish: {prose(scan.reason)} {prose(scan.next_step)}"
        for scan in plan.failed_scans
    ]
    if rows:
        yield Block(
            name="what could not be checked",
            head="### Could not be checked\n\n",
            rows=tuple(rows),
            share=0.1,
        )


def figures(plan: Plan) -> Block:
    """Cost and blast radius."""
    radius = plan.blast_radius
    parts = [
        counted(radius.resources, "resource"),
        f"{radius.stateful:,} that {'holds' if radius.stateful == 1 else 'hold'} data",
        f"{radius.destroyed:,} destroyed",
    ]
    if radius.stateful_destroyed:
        parts.append(f"**{radius.stateful_destroyed:,} with data destroyed**")
    words = f" Names that ask for care: {_some(radius.keywords)}." if radius.keywords else ""
    return Block(
        name="figures",
        head=f"**Cost:** {prose(plan.cost).rstrip('.')}.\n"
        f"**Blast radius:** {', '.join(parts)}.{words}",
    )


def _some(values: Sequence[str]) -> str:
    shown = ", ".join(code(value, 60) for value in values[:8])
    return f"{shown} and {len(values) - 8:,} more" if len(values) > 8 else shown


def findings(plan: Plan, docs: str) -> Iterator[Block]:
    """Findings, the worst first, each with its remedy; the waived ones folded."""
    ordered = sorted(plan.findings, key=lambda finding: -finding.severity.rank)
    standing = [item for item in ordered if item.waived is None]
    waived = [item for item in ordered if item.waived is not None]
    if not standing and not plan.failed_scans:
        yield Block(name="findings", head="**Findings:** none.")
    if standing:
        yield Block(
            name="findings",
            head=f"### {counted(len(standing), 'finding')}\n\n",
            rows=tuple(_finding(item, docs) for item in standing),
            share=0.3,
        )
    if waived:
        body = "\n".join(
            f"- {_rule(item, docs)} {code(_where(item))}: {prose(item.waived or '')}"
            for item in waived
        )
        yield Block(
            name="waived findings",
            head=details(f"{counted(len(waived), 'waived finding')}", body),
            dropped=3,
        )


def _finding(finding: Finding, docs: str) -> str:
    return (
        f"- {SIGNS[finding.severity]} **{finding.severity}** {_rule(finding, docs)} "
        f"{code(_where(finding))}\n"
        f"  {prose(finding.message, 500)}\n"
        f"  **Remedy:** {prose(finding.remedy, 500)}"
    )


def _rule(finding: Finding, docs: str) -> str:
    """The rule's name, linked to its page: the scanner's own, or an anchor of ours under `docs`."""
    if finding.docs.startswith("https://"):
        return link(code(finding.rule), finding.docs)
    return link(code(finding.rule), f"{docs}#{finding.docs.rpartition('#')[2]}")


def _where(finding: Finding) -> str:
    where = _at(finding.place.path, finding.place.line)
    return f"{where} {finding.place.resource}" if finding.place.resource else where


def _at(path: str, line: int | None) -> str:
    return path if line is None else f"{path}:{line}"


def approvers(plan: Plan) -> Iterator[Block]:
    """Who must approve, and why."""
    if not isinstance(plan.verdict, NeedsApproval):
        return
    groups: dict[tuple[str, ...], list[str]] = {}
    for item in plan.verdict.owners:
        groups.setdefault(item.owners, []).append(item.path)
    why = " ".join(prose(reason, 300) for reason in plan.verdict.reasons[:5])
    count = plan.verdict.count
    yield Block(
        name="owners",
        head=f"### Who approves\n\n{capital(counted(count, 'code owner'))}, and an owner of every "
        f"path. The author's own approval does not count. {why}\n\n",
        rows=tuple(_owners(owners, paths) for owners, paths in groups.items()),
        share=0.1,
    )


def _owners(owners: Sequence[str], paths: Sequence[str]) -> str:
    named = ", ".join(code(path, 120) for path in paths[:_PATHS_NAMED])
    more = len(paths) - _PATHS_NAMED
    where = f"{named} and {more:,} more" if more > 0 else named
    who = _some(owners) if owners else "⚠️ **nobody** (name an owner in CODEOWNERS)"
    return f"- {who} for {where}"


def rollback(plan: Plan) -> Iterator[Block]:
    """The steps that undo the change."""
    if plan.rollback:
        yield Block(
            name="rollback",
            head="### Rollback\n\n",
            rows=tuple(f"- {prose(step)}" for step in plan.rollback),
            share=0.05,
        )


def assumptions(plan: Plan) -> Iterator[Block]:
    """Defaults that were filled in for the person."""
    if plan.assumptions:
        yield Block(
            name="assumptions",
            head="### Assumed, since you did not say\n\n",
            rows=tuple(f"- {prose(item, 300)}" for item in plan.assumptions),
            share=0.05,
        )


def differences(plan: Plan) -> Iterator[Block]:
    """Each property before and after, folded."""
    rows = [
        row(
            (
                code(str(stack.stack)),
                code(change.address),
                code(item.path),
                *_sides(item.before, item.after),
            )
        )
        for stack in plan.stacks
        if isinstance(stack.preview, Preview)
        for change in effective(stack.preview)
        for item in change.differences
    ]
    if rows:
        table = header(("Stack", "Resource", "Property", "Before", "After"))
        yield Block(
            name="property differences",
            head=details(f"{counted(len(rows), 'property difference')}", "\n".join([table, *rows])),
            dropped=9,
        )


def _sides(before: str | None, after: str | None) -> tuple[str, str]:
    return (
        "" if before is None else code(before, _VALUE),
        "" if after is None else code(after, _VALUE),
    )


def drawing(plan: Plan) -> Iterator[Block]:
    """The resources and their references, folded; at most five stacks are drawn."""
    drawn = [stack for stack in plan.stacks if stack.nodes]
    parts = [
        f"{code(str(stack.stack))}\n\n```mermaid\n{diagram(stack.nodes, _known(stack))}\n```"
        for stack in drawn[:_DIAGRAMS]
    ]
    if len(drawn) > _DIAGRAMS:
        parts.append(f"{counted(len(drawn) - _DIAGRAMS, 'more stack')} not drawn.")
    if parts:
        yield Block(name="diagram", head=details("Diagram", "\n\n".join(parts)), dropped=6)


def _known(stack: StackPlan) -> tuple[Change, ...]:
    return effective(stack.preview) if isinstance(stack.preview, Preview) else ()


def receipt(plan: Plan) -> Block:
    """What binds this plan to what is deployed, folded, and who planned it."""
    item = plan.receipt
    rows = [
        ("Request", short(item.request)),
        ("Policy", short(digest_of(item.policies))),
        ("Files", short(digest_of(item.files))),
        ("Changes", short(digest_of(item.changes))),
        ("Base", item.base[:12]),
        ("Head", item.head[:12] or "not committed yet"),
    ]
    table = "\n".join([header(("", "")), *(row((name, code(value))) for name, value in rows)])
    planner = "Planned by the embedded planner; no model was asked."
    if plan.planner != "embedded":
        planner = f"Planned by: {prose(plan.planner, 100)}."
    return Block(
        name="receipt",
        head=details(
            f"Receipt <code>{short(item.plan)}</code>",
            f"{table}\n\nDeployment derives these again and stops if one differs.\n\n{planner}",
        ),
    )
