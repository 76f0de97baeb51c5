"""Every core rule, by name: what is not listed here does not run.

It must not hold a rule's words or its check; each rule is one file.
"""

from coworker.guardrails.rule import PreviewRule, Rule, StackRule, TemplateRule
from coworker.guardrails.rules import (
    buckets,
    data_loss,
    encryption,
    placement,
    ports,
    public_policies,
    resource_types,
    running_code,
    secrets,
    size,
    tags,
    unreadable,
    wildcards,
)

STACK_RULES: tuple[StackRule, ...] = (
    secrets.RULE_FOR_FILES,
    placement.REGION,
    placement.ENGINE,
    placement.READ_ONLY,
    unreadable.RULE,
)
TEMPLATE_RULES: tuple[TemplateRule, ...] = (
    tags.RULE,
    buckets.RULE,
    ports.RULE,
    wildcards.RULE,
    encryption.RULE,
    secrets.RULE,
    resource_types.RULE,
    running_code.RULE,
    public_policies.RULE,
)
PREVIEW_RULES: tuple[PreviewRule, ...] = (data_loss.RULE, size.RULE)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        {rule.id: rule for rule in (*STACK_RULES, *TEMPLATE_RULES, *PREVIEW_RULES)}.values(),
        key=lambda rule: rule.id,
    )
)
