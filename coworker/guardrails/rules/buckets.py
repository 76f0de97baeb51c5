"""CW002: no bucket is open to people outside.

It must not look at who inside the account may read a bucket; that is IAM's matter.
"""

from collections.abc import Iterator, Mapping

from coworker.guardrails.policies import (
    Statement,
    everyone,
    narrowed,
    statements_of,
    unseen_in,
)
from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.rules.outside import decided_outside
from coworker.guardrails.template import Resource
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity

_OPEN_LISTS = frozenset({"publicread", "publicreadwrite", "authenticatedread"})
_SWITCHES = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def _check(subject: Subject) -> Iterator[Sighting]:
    for resource in subject.template.of_type("AWS::S3::Bucket", "AWS::S3::AccessPoint"):
        yield from _access_list(subject, resource)
        yield from _block(subject, resource)
    for resource in subject.template.of_type("AWS::S3::BucketPolicy", "AWS::S3::AccessPointPolicy"):
        name = "PolicyDocument" if resource.type.endswith("BucketPolicy") else "Policy"
        for document in subject.values.property(resource, name):
            for statement in statements_of(subject.values, document):
                yield from _statement(resource, statement)
            for unseen in unseen_in(subject.values, document, "Principal"):
                yield decided_outside(resource, unseen.part, unseen.source, unseen.path)


def _access_list(subject: Subject, resource: Resource) -> Iterator[Sighting]:
    for found in subject.values.property(resource, "AccessControl"):
        text = text_of(found.value) or ""
        if text.replace("-", "").lower() in _OPEN_LISTS:
            yield Sighting(
                message=f"The bucket {resource.logical_id} has the public access list {text}",
                path=found.path,
                resource=resource.logical_id,
                severity=Severity.CRITICAL,
                remedy="Remove AccessControl; share through a bucket policy or CloudFront instead.",
            )


def _block(subject: Subject, resource: Resource) -> Iterator[Sighting]:
    blocks = subject.values.property(resource, "PublicAccessBlockConfiguration")
    if not blocks:
        yield Sighting(
            message=f"{resource.logical_id} does not say that public access is blocked",
            path=resource.path,
            resource=resource.logical_id,
            severity=Severity.MEDIUM,
            confidence=Confidence.MEDIUM,
        )
    for block in blocks:
        off = [
            name
            for name in _SWITCHES
            if not (found := subject.values.reach(block, name))
            or any(text_of(option.value) not in {"true", "True", None} for option in found)
        ]
        if off and isinstance(block.value, Mapping):
            yield Sighting(
                message=f"{resource.logical_id} leaves public access open: "
                f"{', '.join(off)} not true",
                path=block.path,
                resource=resource.logical_id,
            )


def _statement(resource: Resource, statement: Statement) -> Iterator[Sighting]:
    if statement.allows and everyone(statement) and not narrowed(statement):
        yield Sighting(
            message=f"The policy {resource.logical_id} lets everyone on the Internet in "
            "(Principal * without a condition that narrows it)",
            path=statement.path,
            resource=resource.logical_id,
            severity=Severity.CRITICAL,
            remedy="Name the principals, or narrow the statement with aws:PrincipalOrgID, "
            "aws:SourceVpce or aws:SourceArn.",
        )


RULE = TemplateRule(
    id="CW002",
    title="Bucket open to the public",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    sees=(
        "A public access list on a bucket, a PublicAccessBlockConfiguration that is missing "
        "(medium) or has one of its four settings off or left out, and a bucket policy that "
        "allows Principal * without a condition that narrows it to fixed accounts, networks "
        "or resources. A principal, or the condition on Principal *, that stands outside the "
        "template is high (medium where a version is pinned)."
    ),
    why=(
        "A public bucket is the commonest way to lose data (Amazon S3 user guide, “Blocking "
        "public access to your Amazon S3 storage” and its section “The meaning of public”)."
    ),
    remedy="Set all four settings of PublicAccessBlockConfiguration to true.",
    bad="""\
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
""",
    good="""\
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
""",
    check=_check,
)
