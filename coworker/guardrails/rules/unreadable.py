"""CW012: every template can be read, so that every other rule can see it.

It must not try to mend what it cannot read.
"""

from collections.abc import Iterator

from coworker.guardrails.rule import Sighting, StackRule
from coworker.guardrails.template import TemplateProblem, read_template
from coworker.model.environment import EngineName
from coworker.model.finding import Confidence, Severity
from coworker.model.policy import Policy
from coworker.model.stack import StackSource


def _check(source: StackSource, _policy: Policy) -> Iterator[Sighting]:
    if source.spec.engine is not EngineName.CLOUDFORMATION:
        return
    path = source.template_path
    text = source.files.get(path)
    if text is None:
        yield Sighting(message=f"The template {path} is not there", file=path)
        return
    problem = read_template(path, text)
    if isinstance(problem, TemplateProblem):
        yield Sighting(message=problem.reason.rstrip("."), file=path, line=problem.line)


RULE = StackRule(
    id="CW012",
    title="Template cannot be read",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=(
        "A template that is missing, is not valid YAML or JSON, has a key twice, uses aliases, "
        "merge keys, null values or tags that CloudFormation does not know, is nested deeper "
        "than 60 levels, makes resources with Fn::ForEach, or holds a value with more possible "
        "forms than can be looked at."
    ),
    why=(
        "A rule that cannot see a resource cannot judge it, and two readers that differ on a "
        "duplicate key can be played against each other (CloudFormation user guide, “Template "
        "formats”: aliases, hash merges and duplicate keys are not supported)."
    ),
    remedy="Mend the template at the line that is named.",
    bad="""\
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
  Artefacts:
    Type: AWS::SQS::Queue
""",
    good="""\
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
  Orders:
    Type: AWS::SQS::Queue
""",
    check=_check,
)
