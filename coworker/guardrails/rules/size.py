"""CW014: a change is small enough to be reviewed, and takes little with it.

It must not weigh what is changed; the other rules do.
"""

from collections.abc import Iterator

from coworker.guardrails.blast_radius import measure
from coworker.guardrails.rule import PreviewRule, Sighting
from coworker.model.change import Preview
from coworker.model.finding import Confidence, Severity
from coworker.model.plan import BlastRadius
from coworker.model.policy import Policy


def over_the_limits(radius: BlastRadius, policy: Policy) -> Iterator[str]:
    """The limits of a policy that a blast radius exceeds, as sentences without a full stop."""
    limits = policy.blast_radius
    if radius.resources > limits.max_resources:
        yield (
            f"{radius.resources} resources change at once; "
            f"{policy.environment} allows {limits.max_resources}"
        )
    if radius.stateful_destroyed > limits.max_stateful_destroyed:
        yield (
            f"{stateful_destroyed(radius)} at once; "
            f"{policy.environment} allows {limits.max_stateful_destroyed}"
        )


def stateful_destroyed(radius: BlastRadius) -> str:
    """How many stateful resources are destroyed, as a sentence without a full stop."""
    count = radius.stateful_destroyed
    return f"{count} stateful {'resource is' if count == 1 else 'resources are'} destroyed"


def _check(preview: Preview, policy: Policy) -> Iterator[Sighting]:
    radius = measure((preview,), policy.blast_radius.keywords)
    return (Sighting(message=message) for message in over_the_limits(radius, policy))


RULE = PreviewRule(
    id="CW014",
    title="Blast radius too large",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=(
        "More changes in one plan than the policy's `blast_radius.max_resources`, or more "
        "stateful resources destroyed than `blast_radius.max_stateful_destroyed`. The keywords "
        "are shown in the plan and ask for care; they refuse nothing."
    ),
    why=(
        "Nobody reviews two hundred changes (AWS Well-Architected Framework, OPS05: make "
        "frequent, small, reversible changes; requirement 1, section 1: blast radius awareness)."
    ),
    remedy="Cut the change into several pull requests.",
    bad="# the preview says: 140 resources are created, 3 tables are deleted\n",
    good="# the preview says: 12 resources are created\n",
    check=_check,
)
