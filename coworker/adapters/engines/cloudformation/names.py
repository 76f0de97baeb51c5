"""What is asked of CloudFormation, and under which name: derived from the source alone.

It must not read a clock or draw lots: the same source gives the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from coworker.guardrails.template import Template, TemplateProblem, Value, read_template
from coworker.model.digest import digest_of
from coworker.model.stack import StackSource

PREFIX = "coworker-"
# CloudFormation User Guide, "Understand CloudFormation quotas": a template passed as a string.
MAX_TEMPLATE_BYTES = 51_200
_NAME_DIGITS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What CreateChangeSet is given for a stack.

    No parameter values: the template's defaults are the values, so that what was reviewed in the
    repository is all there is. For the same reason an update does not ask for previous values
    (UsePreviousValue): they would keep a value that no longer stands in the repository.

    No stack tags: CloudFormation hands a stack's tags down to every resource, so a tag that
    changes from run to run would show as a change of every resource. Tags stand in the template.

    Never CAPABILITY_AUTO_EXPAND: a macro would make resources that no rule has seen.
    """

    template: str
    capabilities: tuple[Literal["CAPABILITY_NAMED_IAM"], ...]


def inputs_of(stack: StackSource, template: Template) -> Inputs:
    """What to ask for. CAPABILITY_NAMED_IAM only where the template holds IAM resources."""
    iam = any(resource.type.startswith("AWS::IAM::") for resource in template.resources)
    return Inputs(
        template=stack.template,
        capabilities=("CAPABILITY_NAMED_IAM",) if iam else (),
    )


def description_of(stack: StackSource) -> str:
    """What a change set says of itself."""
    return f"Preview of {stack.spec.id.folder}"


def change_set_name(stack: StackSource, inputs: Inputs) -> str:
    """`coworker-` and 20 hex digits over all that decides what the change set would do."""
    digest = digest_of(
        {
            "region": stack.spec.region,
            "stack": stack.spec.deployed_name,
            "template": inputs.template,
            "parameters": {},
            "tags": {},
            "capabilities": inputs.capabilities,
        }
    )
    return PREFIX + digest.removeprefix("sha256:")[:_NAME_DIGITS]


def request_token(operation: str, *parts: str) -> str:
    """A ClientRequestToken: the same call repeated is the same request to CloudFormation."""
    digest = digest_of([operation, *parts]).removeprefix("sha256:")
    return f"{PREFIX}{operation}-{digest[:40]}"


def secret_parameters(template: Template) -> frozenset[str]:
    """Names of the parameters that the template marks NoEcho."""
    return frozenset(
        name
        for name, body in template.section("Parameters").items()
        if isinstance(body, Mapping) and str(body.get("NoEcho", "")).lower() == "true"
    )


def default_values(template: Template) -> Mapping[str, str]:
    """The parameters' defaults as CloudFormation writes values, for those that have one."""
    found: dict[str, str] = {}
    for name, body in template.section("Parameters").items():
        default = body.get("Default") if isinstance(body, Mapping) else None
        if default is not None:
            found[name] = _written(default)
    return MappingProxyType(found)


def kept_on_deletion(template: Template) -> frozenset[str]:
    """Logical ids whose data stays when the stack is deleted.

    The defaults are those of the CloudFormation User Guide, "DeletionPolicy attribute": Snapshot
    for a DB cluster, and for a DB instance that belongs to no cluster.
    """
    kept = set()
    for resource in template.resources:
        by_default = "Delete"
        if resource.type == "AWS::RDS::DBCluster" or (
            resource.type == "AWS::RDS::DBInstance"
            and "DBClusterIdentifier" not in resource.properties
        ):
            by_default = "Snapshot"
        policy = resource.attributes.get("DeletionPolicy", by_default)
        if policy in {"Retain", "RetainExceptOnCreate", "Snapshot"}:
            kept.add(resource.logical_id)
    return frozenset(kept)


def same_template(first: str, second: str) -> bool:
    """Whether two templates say the same; comments and layout say nothing."""
    if first == second:
        return True
    one, other = read_template("", first), read_template("", second)
    if isinstance(one, TemplateProblem) or isinstance(other, TemplateProblem):
        return False
    return one.sections == other.sections


def _written(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
