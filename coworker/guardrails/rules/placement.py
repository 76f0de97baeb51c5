"""CW008, CW009, CW010: where a stack may stand, with which engine, and whether at all.

It must not look inside the stack's template.
"""

from collections.abc import Iterator

from coworker.guardrails.rule import Sighting, StackRule
from coworker.model.finding import Confidence, Severity
from coworker.model.policy import Policy
from coworker.model.stack import STACK_FILE, StackSource


def _check_region(source: StackSource, policy: Policy) -> Iterator[Sighting]:
    if source.spec.region not in policy.regions:
        yield _sighting(
            source,
            "region:",
            f"The region {source.spec.region} is not allowed in {policy.environment}",
        )


def _check_engine(source: StackSource, policy: Policy) -> Iterator[Sighting]:
    if source.spec.engine not in policy.engines:
        yield _sighting(
            source,
            "engine:",
            f"The engine {source.spec.engine} is not allowed in {policy.environment}",
        )


def _check_mutable(source: StackSource, policy: Policy) -> Iterator[Sighting]:
    if not policy.mutable:
        yield _sighting(source, "", f"The environment {source.id.environment} is read-only")


def _sighting(source: StackSource, key: str, message: str) -> Sighting:
    path = f"{source.id.folder}/{STACK_FILE}"
    lines = source.files.get(path, "").splitlines()
    places = [number for number, line in enumerate(lines, 1) if key and line.startswith(key)]
    return Sighting(message=message, file=path, line=places[0] if places else 1)


REGION = StackRule(
    id="CW008",
    title="Region not allowed",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees="A stack whose `region` is none of the policy's `regions`.",
    why=(
        "Where data lies is often a matter of law, and a region that nobody watches hides what "
        "goes on there (AWS Control Tower user guide, “Region deny control”)."
    ),
    remedy="Choose one of the regions that `coworker policy explain` lists.",
    bad="engine: cloudformation\nregion: af-south-1\n",
    good="engine: cloudformation\nregion: eu-west-1\n",
    check=_check_region,
)
ENGINE = StackRule(
    id="CW009",
    title="Engine not allowed",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees="A stack whose `engine` is none of the policy's `engines`.",
    why=(
        "Each engine needs its own state, credentials and people who know it (requirement 1, "
        "section 7.4: IaC preference)."
    ),
    remedy="Write the stack for one of the engines that `coworker policy explain` lists.",
    bad="engine: terraform\nregion: eu-west-1\n",
    good="engine: cloudformation\nregion: eu-west-1\n",
    check=_check_engine,
)
READ_ONLY = StackRule(
    id="CW010",
    title="Environment is read-only",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=(
        "A stack in an environment that policy holds read-only (`mutable: false`), such as a "
        "folder that is none of sandbox, development, test, staging and production."
    ),
    why="What is unknown or unclear is read-only (requirement 1, section 7.1: safety first).",
    remedy="Move the stack to the folder of an environment that may be changed.",
    bad="# infrastructure/prodution/shop/stack.yaml\nengine: cloudformation\nregion: eu-west-1\n",
    good="# infrastructure/production/shop/stack.yaml\nengine: cloudformation\nregion: eu-west-1\n",
    check=_check_mutable,
)
