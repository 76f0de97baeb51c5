"""CW004: no identity is given more than it can need.

It must not work out what an identity does need.
"""

import re
from collections.abc import Iterator

from coworker.guardrails.arns import reaches_every, reaches_everything
from coworker.guardrails.elsewhere import elsewhere
from coworker.guardrails.policies import (
    Statement,
    action_matches,
    everyone,
    held_to,
    narrowed,
    statements_of,
    unseen_in,
)
from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.rules.outside import decided_outside
from coworker.guardrails.template import Located, Resource
from coworker.guardrails.values import OWN_ACCOUNT, SOMEWHERE, Values, text_of
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
_ANY_ACTION_OF = re.compile(r"[^:*?]+:\*+")
_WILD = frozenset("*?")
_ANOTHER_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?([0-9]{12})(?::root)?")
# Actions by which an identity gets more rights than it was given, where they reach every resource
# of a kind (IAM user guide, "Permissions boundaries", and its pages on iam:PassRole).
_ROLE_ACTIONS = (
    "iam:AttachRolePolicy",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "sts:AssumeRole",
)
_ESCALATIONS = {
    **dict.fromkeys(_ROLE_ACTIONS, "role"),
    "iam:AddUserToGroup": "group",
    "iam:AttachGroupPolicy": "group",
    "iam:AttachUserPolicy": "user",
    "iam:CreateAccessKey": "user",
    "iam:CreateLoginProfile": "user",
    "iam:CreatePolicyVersion": "policy",
    "iam:PutGroupPolicy": "group",
    "iam:PutUserPolicy": "user",
    "iam:SetDefaultPolicyVersion": "policy",
    "iam:UpdateLoginProfile": "user",
}
# Conditions that hold such an action back.
_HOLDING = frozenset(
    {
        "iam:associatedresourcearn",
        "iam:passedtoservice",
        "iam:permissionsboundary",
        "iam:policyarn",
    }
)
# What holds a third party to one of its customers (IAM user guide, "The confused deputy problem").
_FOR_US = frozenset({"sts:externalid"})
_MAX_NAMED = 3


def _check(subject: Subject) -> Iterator[Sighting]:
    values = Values(subject.template, pseudo=SOMEWHERE)
    for resource in subject.template.resources:
        for document in _documents(values, resource):
            for statement in statements_of(values, document):
                if statement.allows:
                    yield from _grant(resource, statement)
            yield from _granted_outside(values, resource, document)
        for document in values.property(resource, "AssumeRolePolicyDocument"):
            for statement in statements_of(values, document):
                yield from _trust(resource, statement)
            for unseen in unseen_in(values, document, "Principal"):
                yield decided_outside(
                    resource, f"{unseen.part} of the trust", unseen.source, unseen.path
                )
        yield from _managed(values, resource)


def _documents(values: Values, resource: Resource) -> Iterator[Located]:
    if resource.type in _DOCUMENTS:
        yield from values.property(resource, _DOCUMENTS[resource.type])
    if resource.type in _IDENTITIES:
        for policy in values.items(values.property(resource, "Policies")):
            yield from values.reach(policy, "PolicyDocument")


def _grant(resource: Resource, statement: Statement) -> Iterator[Sighting]:
    anywhere = statement.has_not_resource or any(map(reaches_everything, statement.resources))
    every = [text for text in statement.actions if _is_every_action(text)]
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
    taken = _escalations(statement)
    if taken and not (every and anywhere):
        shown = f"{', '.join(taken[:_MAX_NAMED])}{' and more' * (len(taken) > _MAX_NAMED)}"
        message = f"{name} can give itself more rights: {shown} on all of their kind"
        yield _sighting(resource, statement, message, Severity.HIGH)


def _is_every_action(text: str) -> bool:
    service, colon, _ = text.partition(":")
    return bool(_WILD & set(service)) if colon else bool(text) and not set(text) - _WILD


def _escalations(statement: Statement, *, anywhere: bool = False) -> list[str]:
    """What leads to more rights and reaches all of its kind; with `anywhere`, wherever it does."""
    if held_to(statement, _HOLDING):
        return []
    everywhere = anywhere or statement.has_not_resource
    return [
        action
        for action, kind in _ESCALATIONS.items()
        if any(action_matches(pattern, action) for pattern in statement.actions)
        and (everywhere or any(reaches_every(kind, text) for text in statement.resources))
    ]


def _granted_outside(values: Values, resource: Resource, document: Located) -> Iterator[Sighting]:
    """What somebody else decides. A resource weighs as much as `*` would in its place."""
    for unseen in unseen_in(values, document, "Action"):
        yield decided_outside(resource, unseen.part, unseen.source, unseen.path)
    for unseen in unseen_in(values, document, "Resource"):
        if unseen.part != "Resource":
            continue
        grave = any(
            _escalations(statement, anywhere=True) or any(map(_is_wide, statement.actions))
            for statement in statements_of(values, document)
            if statement.allows and unseen.path[: len(statement.path)] == statement.path
        )
        severity = Severity.HIGH if grave else Severity.MEDIUM
        yield decided_outside(resource, unseen.part, unseen.source, unseen.path, severity)


def _is_wide(action: str) -> bool:
    return _is_every_action(action) or _ANY_ACTION_OF.fullmatch(action) is not None


def _trust(resource: Resource, statement: Statement) -> Iterator[Sighting]:
    if not statement.allows:
        return
    held = narrowed(statement)
    if everyone(statement):
        yield _sighting(
            resource,
            statement,
            f"Everyone may assume the role {resource.logical_id}"
            + (", as far as its condition goes" if held else ""),
            Severity.MEDIUM if held else Severity.CRITICAL,
            "Name the accounts, roles or services that may assume the role as its Principal.",
        )
    for principal in statement.principals:
        account = _ANOTHER_ACCOUNT.fullmatch(principal)
        if account is not None and account[1] != OWN_ACCOUNT:
            yield _sighting(
                resource,
                statement,
                f"Whoever the account {account[1]} lets may assume the role {resource.logical_id}",
                Severity.MEDIUM if held or held_to(statement, _FOR_US) else Severity.HIGH,
                "Name the role that needs it as its Principal; write ${AWS::AccountId} where it is "
                "the stack's own account.",
            )


def _managed(values: Values, resource: Resource) -> Iterator[Sighting]:
    where = _MANAGED.get(resource.type, "ManagedPolicyArns")
    for found in values.items(values.property(resource, where)):
        match = _MIGHTY.fullmatch(text_of(found.value) or "")
        if match is not None:
            yield Sighting(
                message=f"{resource.logical_id} gets the AWS managed policy {match[1]}",
                path=found.path,
                resource=resource.logical_id,
            )
        source = elsewhere(values.template, found.value)
        if source is not None:
            yield decided_outside(resource, where, source, found.path)


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
        "service on every resource, Allow with NotAction, and what gives an identity more rights "
        "(iam:PassRole, iam:PutRolePolicy, sts:AssumeRole and the like) on all roles, users, "
        "groups or policies without a condition that holds it back (high), every action on named "
        "resources (medium). A pattern that matches two unrelated services counts as every "
        "resource. In trust policies: Principal * (critical; medium with a condition that narrows "
        "it), another account as a whole (high; medium with such a condition or sts:ExternalId). "
        "The AWS managed policies AdministratorAccess, PowerUserAccess and IAMFullAccess. An "
        "action, a principal, a managed policy or a document that stands outside the template "
        "(an SSM parameter, an export of another stack) is high, a resource as high as `*` in "
        "its place would be, else medium; a pinned version is medium."
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
