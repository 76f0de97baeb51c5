"""CW006: no secret stands in a stack's files.

It must not repeat what it found: a message names the kind and the line, never the value.
"""

import re
from collections.abc import Iterator, Mapping

from coworker.guardrails.redaction import looks_random, names_a_secret
from coworker.guardrails.rule import Sighting, StackRule, Subject, TemplateRule
from coworker.guardrails.template import Intrinsic, Located
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity
from coworker.model.policy import Policy
from coworker.model.stack import StackSource

# Shapes that their issuers document, so that a scanner can tell them for certain.
_SHAPES = (
    ("an AWS access key id", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
    ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", r"https://hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]+"),
    ("a Stripe key", r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("an Anthropic key", r"\bsk-ant-[A-Za-z0-9_-]{20,}"),
    ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    ("a password in a URL", r"\b[a-z][a-z0-9+.-]*://[^\s/:@${}]+:[^\s/@${}]{3,}@"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _SHAPES)
_DYNAMIC = "{{resolve:"
_LONGEST_PLAIN_WORD = 20
_MEANT_AS_NAMES = ("arn:", "/", "${", "alias/", "http://", "https://")
# Property names with a secret's word in them whose values are settings (Cognito's units of a
# token's life, an instance's user data).
_SETTINGS = frozenset({"userdata", "seconds", "minutes", "hours", "days"})
_ENVIRONMENTS = frozenset({"Environment", "EnvironmentVariables", "Variables"})
_UNSURE_WORDS = frozenset({"secret", "token", "key"})


def secrets_in(text: str) -> tuple[str, ...]:
    """Where secrets of a known shape stand in a text: `<line> (<kind>)`, never the value."""
    return tuple(
        f"{number} ({kind})"
        for number, line in enumerate(text.splitlines(), start=1)
        for kind in _kinds(line)
    )


def _kinds(line: str) -> Iterator[str]:
    return (kind for kind, pattern in _PATTERNS if pattern.search(line))


def _check_files(source: StackSource, _policy: Policy) -> Iterator[Sighting]:
    for path, text in sorted(source.files.items()):
        for number, line in enumerate(text.splitlines(), start=1):
            for kind in _kinds(line):
                yield Sighting(message=f"{path} holds {kind}", file=path, line=number)


def _check_template(subject: Subject) -> Iterator[Sighting]:
    for name, parameter in subject.template.section("Parameters").items():
        yield from _parameter(name, parameter)
    for resource in subject.template.resources:
        path = (*resource.path, "Properties")
        start = Located(value=resource.properties, path=path)
        for sighting in _below(subject, start, in_environment=False):
            yield Sighting(
                message=f"{resource.logical_id} {sighting.message}",
                path=sighting.path,
                resource=resource.logical_id,
                severity=sighting.severity,
                confidence=sighting.confidence,
            )


def _parameter(name: str, parameter: object) -> Iterator[Sighting]:
    if isinstance(parameter, Mapping) and _is_secret(name, text_of(parameter.get("Default", ""))):
        yield Sighting(
            message=f"The parameter {name} has its secret as the default",
            path=("Parameters", name, "Default"),
            confidence=Confidence.MEDIUM,
        )


def _below(subject: Subject, found: Located, *, in_environment: bool) -> Iterator[Sighting]:
    """Everything secret below a value, whichever branch of a condition it stands in."""
    match found.value:
        case Intrinsic(argument=argument):
            inner = Located(value=argument, path=(*found.path, found.value.name))
            yield from _composed(subject, found)
            yield from _below(subject, inner, in_environment=in_environment)
        case tuple() as items:
            for index, item in enumerate(items):
                inner = Located(value=item, path=(*found.path, index))
                yield from _below(subject, inner, in_environment=in_environment)
        case Mapping() as body:
            yield from _pair(subject, found, in_environment=in_environment)
            for key, item in body.items():
                inner = Located(value=item, path=(*found.path, key))
                yield from _named(subject, key, inner, in_environment=in_environment)
                yield from _below(
                    subject, inner, in_environment=in_environment or key in _ENVIRONMENTS
                )
        case _:
            return


def _composed(subject: Subject, found: Located) -> Iterator[Sighting]:
    """A secret of a known shape that only shows once its pieces are joined."""
    for option in subject.values.options(found):
        text = option.value if isinstance(option.value, str) else ""
        for kind in _kinds(text):
            yield Sighting(message=f"holds {kind}", path=found.path)


def _pair(subject: Subject, found: Located, *, in_environment: bool) -> Iterator[Sighting]:
    """A pair such as {Name: DB_PASSWORD, Value: ...}, as containers and builds write them."""
    for name in subject.values.reach(found, "Name"):
        key = text_of(name.value)
        if key is not None and isinstance(found.value, Mapping) and "Value" in found.value:
            value = Located(value=found.value["Value"], path=(*found.path, "Value"))
            yield from _named(subject, key, value, in_environment=in_environment)


def _named(
    subject: Subject, key: str, found: Located, *, in_environment: bool
) -> Iterator[Sighting]:
    """A value under a name; a parameter's default is told of where the parameter stands."""
    if _is_a_reference(found):
        return
    for option in subject.values.options(found):
        text = text_of(option.value)
        if _is_secret(key, text):
            yield Sighting(
                message=f"has a literal value for {key}",
                path=option.path,
                confidence=Confidence.MEDIUM,
            )
        elif in_environment and text is not None and _is_random(text):
            yield Sighting(
                message=f"has a value for {key} that looks like a key",
                path=option.path,
                severity=Severity.MEDIUM,
                confidence=Confidence.LOW,
            )


def _is_a_reference(found: Located) -> bool:
    return isinstance(found.value, Intrinsic) and found.value.name == "Ref"


def _is_secret(key: str, text: str | None) -> bool:
    """Whether a text under this name is a secret's own value.

    Under a name that ends in secret, token or key a short plain word is taken for the name of a
    secret that is kept elsewhere.
    """
    if text is None or not names_a_secret(key) or key.lower() in _SETTINGS:
        return False
    value = text.strip()
    if value.lower() in {"", "true", "false", *_SETTINGS} or _DYNAMIC in value:
        return False
    if value.startswith(_MEANT_AS_NAMES):
        return False
    if key.lower().endswith(tuple(_UNSURE_WORDS)):
        return any(character.isdigit() for character in value) or len(value) > _LONGEST_PLAIN_WORD
    return True


def _is_random(text: str) -> bool:
    return (
        _DYNAMIC not in text
        and not text.startswith(_MEANT_AS_NAMES)
        and "://" not in text
        and len(text) >= _LONGEST_PLAIN_WORD
        and re.fullmatch(r"[A-Za-z0-9+/_=-]+", text) is not None
        and looks_random(text)
    )


_SEES = (
    "Access keys, private keys and tokens of a shape that its issuer documents (AWS, GitHub, "
    "Slack, Stripe, Anthropic, Google), passwords in URLs, in any file of the stack, comments "
    "included and also when pieced together by Fn::Join or Fn::Sub; a literal value under a name "
    "such as MasterUserPassword or DB_TOKEN, or as a parameter's default; a value in an "
    "environment variable that looks drawn by lot (medium)."
)
_WHY = (
    "What is in git stays in git, and everyone who reads the repository has it (AWS Secrets "
    "Manager user guide, “AWS Secrets Manager best practices”; CloudFormation user guide, "
    "“Security best practices”: do not embed credentials in your templates)."
)
_REMEDY = (
    "Take the secret out, revoke it where it was issued, and refer to it: "
    "{{resolve:secretsmanager:<name>:SecretString:<key>}}."
)
_BAD = """\
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: admin
      MasterUserPassword: correct-horse-battery
"""
_GOOD = """\
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: admin
      ManageMasterUserPassword: true
"""

RULE = TemplateRule(
    id="CW006",
    title="Secret in the code",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=_SEES,
    why=_WHY,
    remedy=_REMEDY,
    bad=_BAD,
    good=_GOOD,
    check=_check_template,
)
RULE_FOR_FILES = StackRule(
    id=RULE.id,
    title=RULE.title,
    severity=RULE.severity,
    confidence=RULE.confidence,
    sees=_SEES,
    why=_WHY,
    remedy=_REMEDY,
    bad=_BAD,
    good=_GOOD,
    check=_check_files,
)
