"""Run scanners and previews side by side; what breaks in one never loses the others.

It must not judge what they say.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from coworker.errors import Fault
from coworker.flows.stacks import StackWork
from coworker.model.change import PreviewFailed, PreviewResult, PreviewSkipped
from coworker.model.environment import EngineName
from coworker.model.finding import ScanFailed, ScanResult
from coworker.ports import Previewer, Scanner

_LOG = logging.getLogger(__name__)
_AT_ONCE = 8
_REPORT = "This is a fault in the co-worker; the job's log has the details. Please report it."


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanningParts:
    """What planning needs from the world."""

    scanners: Sequence[Scanner]
    previewers: Mapping[EngineName, Previewer]


def look(
    works: Sequence[StackWork], skipped: Mapping[str, str], parts: PlanningParts
) -> tuple[tuple[ScanResult, ...], tuple[PreviewResult, ...]]:
    """Every scanner over all stacks and every preview, at the same time.

    `skipped` maps a stack to the reason why AWS is not asked about it. The previews come in the
    order of `works`.
    """
    sources = [work.now for work in works if work.now is not None]
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="plan") as pool:
        scans = [
            (scanner.name, pool.submit(scanner.scan, sources))
            for scanner in parts.scanners
            if sources
        ]
        previews = [(work, pool.submit(_preview_task(work, skipped, parts))) for work in works]
        return (
            tuple(_scan_result(name, future) for name, future in scans),
            tuple(_preview_result(work, future) for work, future in previews),
        )


def _preview_task(
    work: StackWork, skipped: Mapping[str, str], parts: PlanningParts
) -> Callable[[], PreviewResult]:
    def run() -> PreviewResult:
        if str(work.id) in skipped:
            return PreviewSkipped(stack=work.id, reason=skipped[str(work.id)])
        previewer = parts.previewers.get(work.source.spec.engine)
        if previewer is None:
            return PreviewFailed(
                stack=work.id,
                reason=f"The engine {work.source.spec.engine} is not available yet.",
                next_step="Use `engine: cloudformation` in the stack's stack.yaml.",
            )
        if work.now is None:
            return previewer.preview_removal(work.source)
        return previewer.preview(work.now)

    return run


def _scan_result(name: str, future: Future[ScanResult]) -> ScanResult:
    broke = future.exception()
    if broke is None:
        return future.result()
    reason, next_step = _explained(name, broke)
    return ScanFailed(scanner=name, reason=reason, next_step=next_step)


def _preview_result(work: StackWork, future: Future[PreviewResult]) -> PreviewResult:
    broke = future.exception()
    if broke is None:
        return future.result()
    reason, next_step = _explained(f"the preview of {work.id}", broke)
    return PreviewFailed(stack=work.id, reason=reason, next_step=next_step)


def _explained(what: str, broke: BaseException) -> tuple[str, str]:
    """A fault speaks for itself; anything else is a bug, whose details are for the log."""
    _LOG.error("%s broke", what, exc_info=broke)
    match broke:
        case Fault():
            return broke.what, broke.next_step
        case _:
            return f"{what} broke ({type(broke).__name__}).", _REPORT
