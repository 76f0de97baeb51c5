"""Every core rule that needs nothing but a stack's files, run over one stack.

It must not decide whether what it finds blocks; the gate does.
"""

from collections.abc import Iterable, Iterator

from coworker.guardrails.rule import CORE, Rule, Sighting, Subject
from coworker.guardrails.rules import STACK_RULES, TEMPLATE_RULES, unreadable
from coworker.guardrails.template import Template, TemplateProblem, read_template
from coworker.guardrails.values import TooManyValues, Values
from coworker.model.environment import EngineName
from coworker.model.finding import Finding, Place
from coworker.model.policy import Policy
from coworker.model.stack import StackSource


def check_source(source: StackSource, policy: Policy) -> tuple[Finding, ...]:
    """What the core rules see in a stack's files, by place and rule, each thing once.

    A template that cannot be read is itself a finding that blocks everywhere.
    """
    found = [
        _finding(rule, source, sighting)
        for rule in STACK_RULES
        for sighting in rule.check(source, policy)
    ]
    if source.spec.engine is EngineName.CLOUDFORMATION:
        found.extend(_template_findings(source, policy))
    return _each_once(found)


def _template_findings(source: StackSource, policy: Policy) -> Iterator[Finding]:
    template = read_template(source.template_path, source.files.get(source.template_path, ""))
    if isinstance(template, TemplateProblem):
        return
    for rule in TEMPLATE_RULES:
        subject = Subject(source=source, template=template, values=Values(template), policy=policy)
        try:
            sightings = list(rule.check(subject))
        except TooManyValues as fault:
            message = "A value has too many possible forms to be looked at"
            sightings = [Sighting(message=message, path=fault.path)]
            yield from (_finding(unreadable.RULE, source, item, template) for item in sightings)
            continue
        yield from (_finding(rule, source, item, template) for item in sightings)


def _finding(
    rule: Rule, source: StackSource, sighting: Sighting, template: Template | None = None
) -> Finding:
    line = sighting.line
    end_line = line
    if template is not None:
        line = template.line_of(sighting.path)
        whole = sighting.path[2:] == () and sighting.resource is not None
        ends = [item.end_line for item in template.resources if item.path == sighting.path]
        end_line = ends[0] if whole and ends else line
    return Finding(
        rule=rule.id,
        severity=sighting.severity or rule.severity,
        confidence=sighting.confidence or rule.confidence,
        place=Place(
            path=sighting.file or source.template_path,
            line=line,
            end_line=end_line,
            resource=sighting.resource,
        ),
        message=f"{sighting.message}.",
        remedy=sighting.remedy or rule.remedy,
        docs=rule.docs,
        scanner=CORE,
    )


def _each_once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted, without a second finding of one rule at one line that says the same."""
    unique = {(item.rule, item.place.path, item.place.line, item.message): item for item in found}
    return tuple(
        sorted(
            unique.values(),
            key=lambda item: (item.place.path, item.place.line or 0, item.rule, item.message),
        )
    )
