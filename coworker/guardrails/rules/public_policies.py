"""CW015: no policy on a queue, topic, key, secret, repository or function lets everyone in.

It must not look at buckets; CW002 does.
"""

from collections.abc import Iterator

from coworker.guardrails.elsewhere import elsewhere
from coworker.guardrails.policies import everyone, narrowed, statements_of, unseen_in
from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.rules.outside import decided_outside
from coworker.guardrails.template import Resource
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity

_POLICIES = {
    "AWS::Backup::BackupVault": "AccessPolicy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::EFS::FileSystem": "FileSystemPolicy",
    "AWS::Elasticsearch::Domain": "AccessPolicies",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::OpenSearchService::Domain": "AccessPolicies",
    "AWS::SNS::TopicInlinePolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::SQS::QueueInlinePolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
    "AWS::SecretsManager::ResourcePolicy": "ResourcePolicy",
}
_HOLDS_A_PERMISSION = ("PrincipalOrgID", "SourceAccount", "SourceArn")


def _check(subject: Subject) -> Iterator[Sighting]:
    for resource in subject.template.of_type(*_POLICIES):
        for document in subject.values.property(resource, _POLICIES[resource.type]):
            for statement in statements_of(subject.values, document):
                if statement.allows and everyone(statement) and not narrowed(statement):
                    yield Sighting(
                        message=f"The policy of {resource.logical_id} lets everyone in "
                        "(Principal * without a condition that narrows it)",
                        path=statement.path,
                        resource=resource.logical_id,
                    )
            for unseen in unseen_in(subject.values, document, "Principal"):
                yield decided_outside(resource, unseen.part, unseen.source, unseen.path)
    yield from _functions(subject)


def _functions(subject: Subject) -> Iterator[Sighting]:
    for resource in subject.template.of_type("AWS::Lambda::Permission"):
        principals = subject.values.property(resource, "Principal")
        held = any(subject.values.property(resource, name) for name in _HOLDS_A_PERMISSION)
        for principal in principals:
            if text_of(principal.value) == "*" and not held:
                yield _function(resource, "Everyone may call the function of {}", principal.path)
            source = elsewhere(subject.template, principal.value)
            if source is not None:
                yield decided_outside(resource, "Principal", source, principal.path)
    for resource in subject.template.of_type("AWS::Lambda::Url"):
        for kind in subject.values.property(resource, "AuthType"):
            if text_of(kind.value) == "NONE":
                yield _function(resource, "{} answers the whole Internet unasked", kind.path)


def _function(resource: Resource, message: str, path: tuple[str | int, ...]) -> Sighting:
    return Sighting(
        message=message.format(resource.logical_id),
        path=path,
        resource=resource.logical_id,
        severity=Severity.HIGH,
        remedy="Name the caller with Principal and SourceArn, or set AuthType to AWS_IAM.",
    )


RULE = TemplateRule(
    id="CW015",
    title="Resource policy open to everyone",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=(
        "A policy on a queue, topic, KMS key, secret, image repository, file system, backup "
        "vault or search domain that allows Principal * without a condition that narrows it; a "
        "Lambda permission for everyone, and a function URL without authentication (high); a "
        "principal, or the condition on Principal *, that stands outside the template (high; "
        "medium where a version is pinned)."
    ),
    why=(
        "A resource's own policy lets other accounts in whatever the identities here may do "
        "(IAM Access Analyzer user guide, “Resource types for external access”)."
    ),
    remedy="Name the principals, or narrow the statement with aws:SourceArn, aws:SourceAccount or "
    "aws:PrincipalOrgID.",
    bad="""\
Resources:
  Open:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: "*"}
  Orders:
    Type: AWS::SQS::Queue
""",
    good="""\
Resources:
  FromTopic:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Orders.Arn
            Condition: {ArnEquals: {aws:SourceArn: !Ref Topic}}
  Orders:
    Type: AWS::SQS::Queue
  Topic:
    Type: AWS::SNS::Topic
    Properties: {KmsMasterKeyId: alias/orders}
""",
    check=_check,
)
