"""Every core rule that looks at what an engine says would happen, run over one preview.

It must not decide whether what it finds blocks; the gate does.
"""

from coworker.guardrails.rule import CORE
from coworker.guardrails.rules import PREVIEW_RULES
from coworker.model.change import Preview
from coworker.model.finding import Finding, Place
from coworker.model.policy import Policy
from coworker.model.stack import STACK_FILE


def check_preview(preview: Preview, policy: Policy) -> tuple[Finding, ...]:
    """What the core rules see in a preview, by rule and resource.

    The place is the stack's stack.yaml and the resource: a deleted resource has no line any more.
    """
    found = [
        Finding(
            rule=rule.id,
            severity=sighting.severity or rule.severity,
            confidence=sighting.confidence or rule.confidence,
            place=Place(path=f"{preview.stack.folder}/{STACK_FILE}", resource=sighting.resource),
            message=f"{sighting.message}.",
            remedy=sighting.remedy or rule.remedy,
            docs=rule.docs,
            scanner=CORE,
        )
        for rule in PREVIEW_RULES
        for sighting in rule.check(preview, policy)
    ]
    return tuple(sorted(found, key=lambda item: (item.rule, item.place.resource or "")))
