"""How long the guardrails take over ten stacks, beside the command lines of the same scanners.

It must not be a test: it measures ratios of one run on one machine and judges nothing.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from coworker.governance.policy_file import read_policy
from coworker.guardrails.static import check_source
from coworker.model.environment import EngineName, folder_environment
from coworker.model.finding import ScanFailed
from coworker.model.policy import Policy
from coworker.model.stack import StackId, StackSource, StackSpec

ROOT = Path(__file__).resolve().parent.parent
CHECKOV = ROOT / ".tools" / "checkov" / "bin"
STACKS = 10
# The bound: half of the command lines one after the other.
BOUND = 0.5
TIMES = 3
_OURS = "--ours"


def main() -> None:
    """Print the figures as JSON, and a line for people."""
    if sys.argv[1:] == [_OURS]:
        scan(ten_stacks())
        return
    figures = measure()
    print(json.dumps(figures))
    print(
        f"guardrails over {STACKS} stacks: {figures['ours_seconds']} s, command lines one after "
        f"the other: {figures['command_lines_seconds']} s, ratio {figures['ratio']} "
        f"(bound {BOUND})"
    )


def measure() -> dict[str, float]:
    """Seconds of the best of three runs each, in turns, every one in a fresh process."""
    ours: list[float] = []
    lint: list[float] = []
    checkov: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder), ten_stacks())
        for _ in range(TIMES):
            ours.append(
                seconds(lambda: run([sys.executable, "-m", "benchmarks.guardrails", _OURS]))
            )
            lint.append(seconds(lambda: run([_beside(sys.executable, "cfn-lint"), *files])))
            checkov.append(seconds(lambda: run(_checkov_command(folder))))
    theirs = min(lint) + min(checkov)
    return {
        "stacks": STACKS,
        "ours_seconds": round(min(ours), 2),
        "cfn_lint_command_seconds": round(min(lint), 2),
        "checkov_command_seconds": round(min(checkov), 2),
        "command_lines_seconds": round(theirs, 2),
        "ratio": round(min(ours) / theirs, 2),
        "bound": BOUND,
    }


def ten_stacks() -> list[StackSource]:
    """The repository's own example stacks, in turns, under ten names."""
    templates = sorted((ROOT / "infrastructure").glob("*/*/template.yaml"))
    return [_stack(templates[index % len(templates)], f"bench-{index}") for index in range(STACKS)]


def _stack(template: Path, name: str) -> StackSource:
    stack = StackId(environment=template.parent.parent.name, name=name)
    spec = StackSpec(
        id=stack,
        environment=folder_environment(stack.environment),
        engine=EngineName.CLOUDFORMATION,
        region="eu-west-1",
        deployed_name=name,
        template=template.name,
    )
    text = template.read_text(encoding="utf-8")
    return StackSource(spec=spec, files={f"{stack.folder}/{template.name}": text})


def scan(stacks: Sequence[StackSource]) -> None:
    """The core rules, then both scanners side by side, as the plan flow runs them."""
    from coworker.adapters.scanners.cfn_lint import CfnLint  # noqa: PLC0415
    from coworker.adapters.scanners.checkov import Checkov  # noqa: PLC0415

    policies = {stack.id.environment: _policy(stack) for stack in stacks}
    for stack in stacks:
        check_source(stack, policies[stack.id.environment])
    scanners = (Checkov(CHECKOV / "python"), CfnLint())
    with ThreadPoolExecutor(len(scanners)) as pool:
        for result in pool.map(lambda scanner: scanner.scan(stacks), scanners):
            if isinstance(result, ScanFailed):
                raise SystemExit(f"{result.scanner}: {result.reason}")


def _policy(stack: StackSource) -> Policy:
    core = "config/core/policy.yaml"
    return read_policy({core: (ROOT / core).read_text(encoding="utf-8")}, stack.spec.environment)


def written(folder: Path, stacks: Sequence[StackSource]) -> list[str]:
    """The stacks' files under a folder; their paths."""
    for stack in stacks:
        file = folder / stack.template_path
        file.parent.mkdir(parents=True)
        file.write_text(stack.template, encoding="utf-8")
    return [str(folder / stack.template_path) for stack in stacks]


def _checkov_command(folder: str) -> list[str]:
    options = ["--framework", "cloudformation", "--skip-download", "--quiet", "--compact"]
    return [str(CHECKOV / "checkov"), "--directory", folder, "--output", "json", *options]


def _beside(interpreter: str, command: str) -> str:
    return str(Path(interpreter).with_name(command))


def run(command: Sequence[str]) -> None:
    """Run a command to its end; findings make these command lines end with another code than 0."""
    subprocess.run(
        command,
        cwd=ROOT,
        check=command[-1] == _OURS,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ},
    )


def seconds(action: Callable[[], None]) -> float:
    """How long an action takes, by the clock on the wall."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
