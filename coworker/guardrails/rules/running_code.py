"""CW011: nothing in a template runs code or brings in what a reviewer cannot see.

It must not judge the code of a function that a template merely deploys.
"""

from collections.abc import Iterator, Mapping

from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.template import Intrinsic, Path, Value
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity

# Transforms that AWS itself runs and documents; what they make is not what a reviewer reads.
_OF_AWS = ("AWS::LanguageExtensions", "AWS::Serverless-2016-10-31")
_RUNS_AT_DEPLOYMENT = "AWS::CloudFormation::CustomResource"
_BRINGS_MORE = {
    "AWS::CloudFormation::HookVersion": "registers code that CloudFormation runs",
    "AWS::CloudFormation::Macro": "registers code that rewrites templates",
    "AWS::CloudFormation::ModuleVersion": "registers templates that cannot be seen here",
    "AWS::CloudFormation::ResourceVersion": "registers code that CloudFormation runs",
    "AWS::CloudFormation::Stack": "deploys another template that cannot be seen here",
    "AWS::CloudFormation::StackSet": "deploys another template to other accounts",
    "AWS::Serverless::Application": "deploys another template that cannot be seen here",
}


def _check(subject: Subject) -> Iterator[Sighting]:
    if "Transform" in subject.template.sections:
        yield from _transforms(subject)
    for path, name in _calls(subject.template.sections, ()):
        yield Sighting(
            message=f"{name} rewrites the template while its change set is made",
            path=path,
            resource=_resource_of(path),
        )
    for resource in subject.template.resources:
        if resource.type == _RUNS_AT_DEPLOYMENT or resource.type.startswith("Custom::"):
            yield Sighting(
                message=f"{resource.logical_id} is a custom resource: deployment runs its code",
                path=resource.path,
                resource=resource.logical_id,
                severity=Severity.MEDIUM,
            )
        elif resource.type in _BRINGS_MORE or resource.type.endswith("::MODULE"):
            what = _BRINGS_MORE.get(resource.type, "brings in a module that cannot be seen here")
            yield Sighting(
                message=f"{resource.logical_id} ({resource.type}) {what}",
                path=resource.path,
                resource=resource.logical_id,
                severity=Severity.HIGH,
            )


def _transforms(subject: Subject) -> Iterator[Sighting]:
    declared = subject.template.sections["Transform"]
    for name in declared if isinstance(declared, tuple) else (declared,):
        text = text_of(name)
        known = text in _OF_AWS
        yield Sighting(
            message=f"The transform {text or 'of this template'} rewrites the template while "
            "its change set is made",
            path=("Transform",),
            severity=Severity.HIGH if known else None,
        )


def _calls(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Every call of a macro or loop, written alone or beside other keys."""
    match value:
        case Intrinsic(name=name, argument=argument):
            if _rewrites(name):
                yield path, name
            yield from _calls(argument, (*path, name))
        case Mapping():
            for key, item in value.items():
                if _rewrites(key):
                    yield (*path, key), key
                yield from _calls(item, (*path, key))
        case tuple():
            for index, item in enumerate(value):
                yield from _calls(item, (*path, index))
        case _:
            return


def _rewrites(name: str) -> bool:
    return name == "Fn::Transform" or name.startswith("Fn::ForEach::")


def _resource_of(path: Path) -> str | None:
    return str(path[1]) if path[:1] == ("Resources",) and len(path) > 1 else None


RULE = TemplateRule(
    id="CW011",
    title="Template runs code",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    sees=(
        "Macros (Transform, Fn::Transform, AWS::Include) and loops (Fn::ForEach); AWS's own "
        "transforms, nested stacks, stack sets, modules and registered extensions are high, "
        "custom resources are medium."
    ),
    why=(
        "A macro runs as soon as a change set is made, before anyone has reviewed it, and what "
        "it makes is not what the reviewer reads (CloudFormation user guide, “Perform custom "
        "processing on CloudFormation templates with template macros”: macros run with the "
        "rights of their function and can change the whole template)."
    ),
    remedy="Write the resources out, or make a stack of their own of them.",
    bad="""\
Transform: [TeamMacro]
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
""",
    good="""\
Resources:
  Artefacts:
    Type: AWS::S3::Bucket
""",
    check=_check,
)
