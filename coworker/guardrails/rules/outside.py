"""What rules say of a value that stands outside the template: one sentence, one pair of weights.

It must not find such values; elsewhere.py does.
"""

from coworker.guardrails.elsewhere import Elsewhere
from coworker.guardrails.rule import Sighting
from coworker.guardrails.template import Path, Resource
from coworker.model.finding import Confidence, Severity

REMEDY = (
    "Write the value out in the template, or pin it to a version: {{resolve:ssm:name:version}}."
)


def decided_outside(
    resource: Resource, part: str, source: Elsewhere, path: Path, severity: Severity = Severity.HIGH
) -> Sighting:
    """A sighting; of a pinned value medium at most, since nobody can change it unseen."""
    says = "nobody can see it in a review"
    if not source.pinned:
        says = "whoever can write that value decides after the review"
    return Sighting(
        message=f"The {part} of {resource.logical_id} comes from {source.what}: {says}",
        path=path,
        resource=resource.logical_id,
        severity=min(severity, Severity.MEDIUM, key=_rank) if source.pinned else severity,
        confidence=Confidence.MEDIUM if source.pinned else Confidence.HIGH,
        remedy=REMEDY,
    )


def _rank(severity: Severity) -> int:
    return severity.rank
