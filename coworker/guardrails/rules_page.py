"""docs/rules.md, made from the rules themselves, so that the page cannot say something else.

It must not hold words about a single rule; they stand with the rule.
"""

from collections.abc import Iterator

from coworker.guardrails.rule import PreviewRule, Rule
from coworker.guardrails.rules import RULES, STACK_RULES

_HEAD = """\
# Rules

What the co-worker's own rules see, why it matters, and what to do about it. This page is made
from the rules (`coworker/guardrails/rules/`); edit them, not it.

A finding has a severity (how bad it is, if it is so) and a confidence (how sure the rule is).
Policy says from which severity on a finding blocks (`blocks_from`). No blueprint can waive one of
these rules. The findings of cfn-lint and checkov stand beside them and link to their own pages:
an error of cfn-lint's is high, a warning low or medium; checkov's checks are weighed in
`coworker/guardrails/checkov_severity.py`. Comments and metadata in a template that tell a scanner
to look away are not heeded.

A value is followed through parameter defaults, mappings, both branches of `Fn::If`, and
`Fn::Sub`, `Fn::Join`, `Fn::Select` and `Fn::Split`. What only the deployment can tell is reported
with low confidence or not at all.

| Rule | Title | Severity | Confidence | Looks at |
| --- | --- | --- | --- | --- |
"""


def rules_page() -> str:
    """The page as Markdown, with one section for each rule and `#cw001` as its anchor."""
    rows = "".join(
        f"| [{rule.id}](#{rule.id.lower()}) | {rule.title} | {rule.severity} | {rule.confidence} "
        f"| {_looks_at(rule)} |\n"
        for rule in RULES
    )
    return _HEAD + rows + "".join(part for rule in RULES for part in _section(rule))


def _section(rule: Rule) -> Iterator[str]:
    yield f"\n## {rule.id}\n\n**{rule.title}** ({rule.severity})\n"
    yield f"\n{rule.sees}\n"
    yield f"\nWhy: {rule.why}\n"
    yield f"\nWhat to do: {rule.remedy}\n"
    yield f"\nRefused:\n\n```yaml\n{rule.bad}```\n"
    yield f"\nFine:\n\n```yaml\n{rule.good}```\n"


def _looks_at(rule: Rule) -> str:
    if isinstance(rule, PreviewRule):
        return "preview"
    return "stack" if rule in STACK_RULES else "template"
