"""Checks this machine and repository, and says what is missing and what to do about it.

It must not change anything.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from coworker import wiring
from coworker.errors import Fault
from coworker.wiring import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at, and what to do where it is not as it should be."""

    name: str
    good: bool
    seen: str
    next_step: str = ""


def checks(settings: Settings) -> tuple[Check, ...]:
    """Look at everything; a fault in one look is that look's result."""
    looks: tuple[tuple[str, Callable[[Settings], Check]], ...] = (
        ("git", _git),
        ("checkov", _checkov),
        ("repository", _repository),
        ("policy, blueprints, targets and owners", _library),
        ("forge", _forge),
        ("AWS", _aws),
    )
    return tuple(_looked(name, look, settings) for name, look in looks)


def _looked(name: str, look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except Fault as fault:
        return Check(name=name, good=False, seen=fault.what, next_step=fault.next_step)


def _git(_: Settings) -> Check:
    found = shutil.which("git")
    return Check(
        name="git", good=found is not None, seen=found or "not on PATH", next_step="Install git."
    )


def _checkov(settings: Settings) -> Check:
    there = settings.checkov.is_file()
    return Check(
        name="checkov",
        good=there,
        seen="its own environment is there" if there else f"no {settings.checkov}",
        next_step="Run `make setup`, or name its Python in COWORKER_CHECKOV.",
    )


def _repository(settings: Settings) -> Check:
    head = wiring.repository(settings).resolve("HEAD")
    return Check(name="repository", good=True, seen=f"at {head[:12]}")


def _library(settings: Settings) -> Check:
    from coworker.adapters.shipped import shipped_content
    from coworker.flows.library import load_library

    source = wiring.repository(settings)
    library = load_library(source, source.resolve("HEAD"), shipped_content())
    library.policy("production")
    name = "policy, blueprints, targets and owners"
    if library.codeowners is None:
        return Check(
            name=name,
            good=False,
            seen="no CODEOWNERS, so nothing could ever be approved",
            next_step="Add a CODEOWNERS file with an owner for /infrastructure/.",
        )
    return Check(name=name, good=True, seen=f"{len(library.catalogue)} blueprints")


def _forge(settings: Settings) -> Check:
    wiring.forge(settings).branch_head("main")
    return Check(name="forge", good=True, seen=settings.forge)


def _aws(settings: Settings) -> Check:
    from coworker.model.environment import Environment

    named = wiring.targets(settings, "HEAD")
    accounts = wiring.sessions(settings, "plan", "HEAD")
    region = settings.environ.get("AWS_REGION") or settings.environ.get(
        "AWS_DEFAULT_REGION", "us-east-1"
    )
    seen = []
    for environment in sorted(named) or [Environment.SANDBOX]:
        identity = accounts.identity(environment, region)
        seen.append(f"{environment.value}: {identity.arn}")
    return Check(name="AWS", good=True, seen="; ".join(seen))


def report(found: tuple[Check, ...]) -> str:
    """The checks as lines for a terminal, each miss with its remedy."""
    lines: list[str] = []
    for check in found:
        lines.append(f"{'ok     ' if check.good else 'MISSING'} {check.name}: {check.seen}")
        if not check.good:
            lines.append(f"        {check.next_step}")
    return "\n".join(lines)
