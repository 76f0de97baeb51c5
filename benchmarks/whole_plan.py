"""What a whole plan takes, beside the slowest of its parts: they run side by side.

It must not be a test: it measures a ratio of one run on one machine and judges nothing.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.guardrails import ROOT, seconds
from coworker import wiring
from coworker.adapters.shipped import shipped_content
from coworker.blueprints.parameters import Unsettled, settle
from coworker.blueprints.render import render_stack
from coworker.demo.stage import REGION, Stage, open_stage, stage_in
from coworker.flows.library import Library, load_library
from coworker.flows.planning import Wanted, make_plan
from coworker.flows.side_by_side import PlanningParts
from coworker.flows.stacks import StackWork
from coworker.intake.stackfile import read_stack
from coworker.model.environment import EngineName, Environment
from coworker.model.request import Request
from coworker.model.stack import BrokenStack, StackId, StackSource
from coworker.model.verdict import NeedsApproval

# The bound: at most 1.15 times the slowest part.
BOUND = 1.15
TIMES = 5
_PARTS = ("cfn-lint", "checkov", "preview", "whole")


def measure() -> dict[str, float]:
    """Seconds of the best of five runs of each part, each in a fresh process on one emulator."""
    best: dict[str, list[float]] = {part: [] for part in _PARTS}
    with tempfile.TemporaryDirectory() as folder, open_stage(Path(folder)) as stage:
        for _ in range(TIMES):
            for part in _PARTS:
                best[part].append(_in_a_process(part, stage))
    found = {part: round(min(times), 2) for part, times in best.items()}
    slowest = max(found[part] for part in _PARTS if part != "whole")
    return {
        **{f"{part.replace('-', '_')}_seconds": value for part, value in found.items()},
        "ratio": round(found["whole"] / slowest, 2),
        "bound": BOUND,
    }


def _in_a_process(part: str, stage: Stage) -> float:
    """The part's own seconds, imports counted, the interpreter's start not."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.whole_plan", part, str(stage.folder), stage.endpoint],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


def _take_part(part: str, stage: Stage) -> None:
    library = load_library(stage.origin, stage.origin.resolve("main"), shipped_content())
    source = _stack(library)
    parts = wiring.planning_parts(stage.settings, wiring.sessions(stage.settings, "plan", "main"))
    previewer = parts.previewers[EngineName.CLOUDFORMATION]
    took = seconds(lambda: _do(part, source, library, parts))
    previewer.discard(source)
    print(json.dumps(took))


def _do(part: str, source: StackSource, library: Library, parts: PlanningParts) -> None:
    if part == "whole":
        plan = make_plan(_wanted(source), library, parts)
        if not isinstance(plan.verdict, NeedsApproval):
            raise SystemExit(f"the plan came to nothing: {plan.verdict}")
    elif part == "preview":
        parts.previewers[EngineName.CLOUDFORMATION].preview(source)
    else:
        next(item for item in parts.scanners if item.name == part).scan([source])


def _stack(library: Library) -> StackSource:
    blueprint = library.blueprint("vpc")
    stack = StackId(environment="development", name="bench")
    if blueprint is None:
        raise SystemExit("there is no blueprint vpc")
    settled = settle(blueprint, {})
    if isinstance(settled, Unsettled):
        raise SystemExit("the blueprint vpc has a parameter without a default")
    files = render_stack(
        blueprint,
        stack=stack,
        environment=Environment.DEVELOPMENT,
        engine=EngineName.CLOUDFORMATION,
        region=REGION,
        parameters=settled.values,
        tags={"Owner": "bench", "Environment": "development", "ManagedBy": "aws-coworker"},
        description="A network to measure with",
    )
    source = read_stack(stack, files)
    if isinstance(source, BrokenStack):
        raise SystemExit(source.reason)
    return source


def _wanted(source: StackSource) -> Wanted:
    return Wanted(
        request=Request(
            repository="acme/infrastructure", number=1, author="bench", title="", text="", at=""
        ),
        planner="embedded",
        works=(StackWork(id=source.id, now=source, before=None),),
        paths=tuple(sorted(source.files)),
        base="0" * 40,
        requester="bench",
    )


if __name__ == "__main__":
    _take_part(sys.argv[1], stage_in(Path(sys.argv[2]), sys.argv[3]))
