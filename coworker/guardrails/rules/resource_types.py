"""CW007: a stack holds only the resource types that policy allows.

It must not say which those are; policy does.
"""

import re
from collections.abc import Iterator

from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.model.finding import Confidence, Severity


def _check(subject: Subject) -> Iterator[Sighting]:
    for resource in subject.template.resources:
        if not any(_fits(pattern, resource.type) for pattern in subject.policy.resource_types):
            yield Sighting(
                message=f"{resource.logical_id} is of type {resource.type}, which "
                f"{subject.policy.environment} does not allow",
                path=(*resource.path, "Type"),
                resource=resource.logical_id,
            )


def _fits(pattern: str, resource_type: str) -> bool:
    """Patterns know `*` alone, as policy says; everything else stands for itself."""
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(expression, resource_type) is not None


RULE = TemplateRule(
    id="CW007",
    title="Resource type not allowed",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees="A resource whose type no pattern of the policy's `resource_types` matches.",
    why=(
        "A short list of services that the organisation knows how to run is the first boundary "
        "(AWS Well-Architected Framework, SEC01: reduce security management scope)."
    ),
    remedy="Use an allowed type, or ask the owners of the policy to allow this one.",
    bad="""\
Resources:
  Person:
    Type: AWS::IAM::User
""",
    good="""\
Resources:
  Service:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
""",
    check=_check,
)
