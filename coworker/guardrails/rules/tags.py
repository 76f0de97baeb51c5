"""CW001: every resource that can carry tags carries the required ones.

It must not say which tags those are; policy does.
"""

import re
from collections.abc import Iterator, Mapping

from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.taggable import tag_property
from coworker.guardrails.template import Intrinsic, Located, Resource
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity
from coworker.model.policy import TagRule


def _check(subject: Subject) -> Iterator[Sighting]:
    for resource in subject.template.resources:
        where = tag_property(resource.type)
        if where is None:
            continue
        tags, certain = _tags_of(subject, resource, where)
        missing = [rule.key for rule in subject.policy.required_tags if rule.key not in tags]
        if missing:
            yield Sighting(
                message=f"{resource.logical_id} ({resource.type}) lacks the required "
                f"{'tag' if len(missing) == 1 else 'tags'} {', '.join(missing)}",
                path=_place(subject, resource, where),
                resource=resource.logical_id,
                confidence=None if certain else Confidence.LOW,
                severity=None if certain else Severity.MEDIUM,
            )
        yield from _wrong_values(subject, resource, tags)


def _wrong_values(
    subject: Subject, resource: Resource, tags: Mapping[str, list[Located]]
) -> Iterator[Sighting]:
    for rule in subject.policy.required_tags:
        for found in tags.get(rule.key, []):
            text = text_of(found.value)
            if text is not None and not _fits(rule, text):
                yield Sighting(
                    message=f"The tag {rule.key} of {resource.logical_id} is {text!r}, "
                    f"not {_wanted(rule)}",
                    path=found.path,
                    resource=resource.logical_id,
                )


def _fits(rule: TagRule, text: str) -> bool:
    if rule.values and text not in rule.values:
        return False
    if rule.pattern is not None and re.fullmatch(rule.pattern, text) is None:
        return False
    return bool(text.strip())


def _wanted(rule: TagRule) -> str:
    if rule.values:
        return f"one of {', '.join(rule.values)}"
    return f"of the form {rule.pattern}" if rule.pattern else "a value"


def _place(subject: Subject, resource: Resource, where: str) -> tuple[str | int, ...]:
    path = (*resource.path, "Properties", where)
    return path if path in subject.template.lines else resource.path


def _tags_of(
    subject: Subject, resource: Resource, where: str
) -> tuple[dict[str, list[Located]], bool]:
    """Tags by key with the values they may have, and whether they could all be told.

    The tags of stack.yaml do not count: they are what a blueprint was rendered with, and change
    sets are made without tags of their own, so that one changed tag never shows as a change of
    every resource.
    """
    values = subject.values
    tags: dict[str, list[Located]] = {}
    certain = True
    for item in values.items(values.property(resource, where)):
        if isinstance(item.value, Intrinsic):
            certain = False
        elif isinstance(item.value, Mapping) and "Key" in item.value:
            for key in values.reach(item, "Key"):
                name = text_of(key.value)
                certain = certain and name is not None
                tags.setdefault(name or "", []).extend(values.reach(item, "Value"))
        elif isinstance(item.value, Mapping):
            for name in item.value:
                tags.setdefault(name, []).extend(values.reach(item, name))
    return tags, certain


RULE = TemplateRule(
    id="CW001",
    title="Required tag missing",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    sees=(
        "A resource of a type that takes tags without a tag that the environment's policy "
        "requires (`required_tags`), or with a value that the policy does not allow."
    ),
    why=(
        "Tags say who owns a resource and what it belongs to; cost reports, clean-up and audits "
        "rest on them (AWS whitepaper “Best Practices for Tagging AWS Resources”)."
    ),
    remedy="Add the missing tags to the resource's own properties in the template.",
    bad="""\
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
""",
    good="""\
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
    Properties:
      Tags:
        - {Key: Environment, Value: production}
        - {Key: Owner, Value: platform}
        - {Key: ManagedBy, Value: aws-coworker}
""",
    check=_check,
)
