"""CW013: data is not deleted or replaced by the way.

It must not count; the blast radius does.
"""

from collections.abc import Iterator

from coworker.guardrails.rule import PreviewRule, Sighting
from coworker.model.change import Action, Change, Preview
from coworker.model.environment import Environment
from coworker.model.finding import Confidence, Severity
from coworker.model.policy import Policy

_VERBS = {Action.DELETE: "is deleted", Action.REPLACE: "is replaced"}


def _check(preview: Preview, policy: Policy) -> Iterator[Sighting]:
    for change in preview.changes:
        if change.stateful and change.destroys:
            yield Sighting(
                message=f"{change.address} ({change.type}) "
                f"{_VERBS.get(change.action, 'may be replaced')}, {_fate(change)}",
                resource=change.address,
                severity=_severity(change, policy),
                confidence=Confidence.MEDIUM if change.action not in _VERBS else None,
            )


def _fate(change: Change) -> str:
    return "and its data is kept" if change.keeps_data else "and its data goes with it"


def _severity(change: Change, policy: Policy) -> Severity:
    if change.keeps_data:
        return Severity.MEDIUM
    if policy.environment is Environment.PRODUCTION:
        return Severity.CRITICAL
    return Severity.HIGH


RULE = PreviewRule(
    id="CW013",
    title="Stateful resource destroyed",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    sees=(
        "In the preview: a resource that keeps data (a database, bucket, queue, key, user pool "
        "…) is deleted or replaced, or may be. Critical in production; medium wherever "
        "DeletionPolicy or UpdateReplacePolicy keeps the data (Retain or Snapshot)."
    ),
    why=(
        "Data that is gone cannot be rolled back by git (CloudFormation user guide, "
        "“DeletionPolicy attribute” and “UpdateReplacePolicy attribute”)."
    ),
    remedy="Set DeletionPolicy and UpdateReplacePolicy to Retain (or Snapshot) in a change of its "
    "own first, or keep the property that forces the replacement.",
    bad="""\
# the preview says: replace Orders (AWS::DynamoDB::Table)
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders-renamed
""",
    good="""\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      TableName: orders
""",
    check=_check,
)
