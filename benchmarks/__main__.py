"""`python -m benchmarks`: run every measurement and write docs/performance.md.

It must not fail on a figure: whether it is good enough is for people to judge.
"""

import os
import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from benchmarks import guardrails, ignored_event, set_up, whole_plan
from benchmarks.guardrails import ROOT

PAGE = ROOT / "docs" / "performance.md"
_GIGABYTE = 2**30


def main() -> None:
    """Measure, print as it goes, write the page."""
    found: dict[str, Mapping[str, float]] = {}
    measurements: tuple[tuple[str, Callable[[], dict[str, float]]], ...] = (
        ("ignored", ignored_event.measure),
        ("guardrails", guardrails.measure),
        ("plan", whole_plan.measure),
        ("set-up", set_up.measure),
    )
    for name, measure in measurements:
        found[name] = measure()
        print(f"{name}: {dict(found[name])}", flush=True)
    PAGE.write_text(page(found), encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")


def page(found: Mapping[str, Mapping[str, float]]) -> str:
    """The page as Markdown; every figure on it comes from this run."""
    ignored, scans, plan, made = (
        found[name] for name in ("ignored", "guardrails", "plan", "set-up")
    )
    today = datetime.now(UTC).date().isoformat()
    return f"""# Performance

Measured by `make bench` on {today}, in one run on one machine: {machine()}.

Seconds on the wall, the best of several runs in turns, each in a fresh process. Ratios carry over
to other machines better than seconds do.

| what | measured | beside | ratio | bound |
| --- | --- | --- | --- | --- |
| an event that is ignored | {ignored["ignored_event_seconds"]} s | `python -c pass`: \
{ignored["python_pass_seconds"]} s | {ignored["ratio"]} | {ignored["bound"]} |
| guardrails over {scans["stacks"]:.0f} stacks | {scans["ours_seconds"]} s | the command lines of \
cfn-lint ({scans["cfn_lint_command_seconds"]} s) and checkov \
({scans["checkov_command_seconds"]} s), one after the other | {scans["ratio"]} | {scans["bound"]} |
| a whole plan of one stack | {plan["whole_seconds"]} s | its slowest part (cfn-lint \
{plan["cfn_lint_seconds"]} s, checkov {plan["checkov_seconds"]} s, preview \
{plan["preview_seconds"]} s) | {plan["ratio"]} | {plan["bound"]} |

The preview runs against an emulator on the same two cores, and competes with the scanners for
them; AWS's own service does not.

What the action adds before its first line of work, with uv's cache warm:

| stage | seconds | megabytes on disk |
| --- | --- | --- |
| intake, acknowledge, publish | {made["intake_seconds"]} | {made["intake_megabytes"]:.0f} |
| propose, deploy (with checkov's own environment) | {made["propose_seconds"]} | \
{made["propose_megabytes"]:.0f} |
"""


def machine() -> str:
    """Cores, memory, system and Python."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} cores, {round(pages / _GIGABYTE)} GiB, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main()
