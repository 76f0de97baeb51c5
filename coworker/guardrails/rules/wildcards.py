"""CW004: no identity is given more than it can need.

It must not work out what an identity does need.
"""

import re
from collections.abc import Iterator

from coworker.guardrails.policies import (
    Statement,
    action_matches,
    everyone,
    narrowed,
    statements_of,
)
from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.template import Located, Resource
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity

_DOCUMENTS = {
    "AWS::IAM::GroupPolicy": "PolicyDocument",
    "AWS::IAM::ManagedPolicy": "PolicyDocument",
    "AWS::IAM::Policy": "PolicyDocument",
    "AWS::IAM::RolePolicy": "PolicyDocument",
    "AWS::IAM::UserPolicy": "PolicyDocument",
    "AWS::SSO::PermissionSet": "InlinePolicy",
}
_IDENTITIES = ("AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::User")
_MANAGED = {"AWS::SSO::PermissionSet": "ManagedPolicies"}
# AWS managed policies that give everything, or everything that leads to it.
_MIGHTY = re.compile(
    r"arn:[^:]*:iam::aws:policy/(AdministratorAccess|IAMFullAccess|PowerUserAccess)"
)
_ALL_OF_A_SERVICE = re.compile(r"(?:\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+)")
_ANY_ACTION_OF = re.compile(r"[^:*?]+:\*+")
_EVERY_ACTION = re.compile(r"[*?]+(?::.*)?|[^:]*[*?][^:]*:.*")


def _check(subject: Subject) -> Iterator[Sighting]:
    for resource in subject.template.resources:
        for document in _documents(subject, resource):
            for statement in statements_of(subject.values, document):
                if statement.allows:
                    yield from _grant(resource, statement)
        for document in subject.values.property(resource, "AssumeRolePolicyDocument"):
            for statement in statements_of(subject.values, document):
                yield from _trust(resource, statement)
        yield from _managed(subject, resource)


def _documents(subject: Subject, resource: Resource) -> Iterator[Located]:
    values = subject.values
    if resource.type in _DOCUMENTS:
        yield from values.property(resource, _DOCUMENTS[resource.type])
    if resource.type in _IDENTITIES:
        for policy in values.items(values.property(resource, "Policies")):
            yield from values.reach(policy, "PolicyDocument")


def _grant(resource: Resource, statement: Statement) -> Iterator[Sighting]:
    anywhere = any(_ALL_OF_A_SERVICE.fullmatch(text) for text in statement.resources)
    anywhere = anywhere or statement.has_not_resource
    every = [text for text in statement.actions if _EVERY_ACTION.fullmatch(text)]
    whole = [text for text in statement.actions if _ANY_ACTION_OF.fullmatch(text)]
    name = resource.logical_id
    if every and anywhere:
        yield _sighting(resource, statement, f"{name} allows every action on every resource")
    elif every:
        message = f"{name} allows the action {every[0]} on the resources it names"
        yield _sighting(resource, statement, message, Severity.MEDIUM)
    elif whole and anywhere:
        message = f"{name} allows {', '.join(whole)} on every resource"
        yield _sighting(resource, statement, message, Severity.HIGH)
    if statement.has_not_action:
        message = f"{name} allows everything but a list (Allow with NotAction)"
        yield _sighting(resource, statement, message, Severity.HIGH)
    if anywhere and not every and _may_pass_any_role(statement):
        message = f"{name} may pass any role to any service (iam:PassRole on *)"
        yield _sighting(resource, statement, message, Severity.HIGH)


def _may_pass_any_role(statement: Statement) -> bool:
    passes = any(action_matches(pattern, "iam:PassRole") for pattern in statement.actions)
    keys = {key for _, key, _ in statement.conditions}
    return passes and not keys & {"iam:passedtoservice", "iam:associatedresourcearn"}


def _trust(resource: Resource, statement: Statement) -> Iterator[Sighting]:
    if statement.allows and everyone(statement):
        held = narrowed(statement)
        yield _sighting(
            resource,
            statement,
            f"Everyone may assume the role {resource.logical_id}"
            + (", as far as its condition goes" if held else ""),
            Severity.MEDIUM if held else Severity.CRITICAL,
            "Name the accounts, roles or services that may assume the role as its Principal.",
        )


def _managed(subject: Subject, resource: Resource) -> Iterator[Sighting]:
    where = _MANAGED.get(resource.type, "ManagedPolicyArns")
    boundary = subject.values.property(resource, where)
    for found in subject.values.items(boundary):
        match = _MIGHTY.fullmatch(text_of(found.value) or "")
        if match is not None:
            yield Sighting(
                message=f"{resource.logical_id} gets the AWS managed policy {match[1]}",
                path=found.path,
                resource=resource.logical_id,
            )


def _sighting(
    resource: Resource,
    statement: Statement,
    message: str,
    severity: Severity | None = None,
    remedy: str | None = None,
) -> Sighting:
    return Sighting(
        message=message,
        path=statement.path,
        resource=resource.logical_id,
        severity=severity,
        remedy=remedy,
    )


RULE = TemplateRule(
    id="CW004",
    title="IAM wildcard",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=(
        "In inline and managed policies: every action on every resource (critical), all of a "
        "service on every resource, Allow with NotAction, and iam:PassRole on every role without "
        "a condition (high), every action on named resources (medium). In trust policies: "
        "Principal * (critical; medium with a condition that narrows it). The AWS managed "
        "policies AdministratorAccess, PowerUserAccess and IAMFullAccess."
    ),
    why=(
        "What an identity may do is what a thief of it may do (IAM user guide, “Security best "
        "practices in IAM”: apply least-privilege permissions; AWS Foundational Security Best "
        "Practices, IAM.1 and IAM.21)."
    ),
    remedy="Name the actions and the ARNs that are needed.",
    bad="""\
Resources:
  Deployer:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "*", Resource: "*"}
""",
    good="""\
Resources:
  Reader:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: !Sub arn:${AWS::Partition}:s3:::artefacts/*
""",
    check=_check,
)
