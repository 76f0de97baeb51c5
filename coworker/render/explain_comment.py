"""Rules explained to a person: what a rule sees, why, and the remedy.

It must not know which rules there are.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Protocol

from coworker.model.finding import Severity
from coworker.render.comment import comment
from coworker.render.markdown import code, details, fenced, header, prose, row


class ExplainedRule(Protocol):
    """What a rule says of itself."""

    @property
    def id(self) -> str:
        """The rule's name in findings."""
        ...

    @property
    def title(self) -> str:
        """The rule in a few words."""
        ...

    @property
    def severity(self) -> Severity:
        """How bad it is as a rule."""
        ...

    @property
    def sees(self) -> str:
        """What it looks at."""
        ...

    @property
    def why(self) -> str:
        """Why that matters, and the document that says so."""
        ...

    @property
    def remedy(self) -> str:
        """What to do."""
        ...

    @property
    def bad(self) -> str:
        """An example that it finds."""
        ...

    @property
    def good(self) -> str:
        """The same, mended."""
        ...


def explain_comment(rules: Iterable[ExplainedRule], arguments: Sequence[str]) -> str:
    """The rule that the first argument names, or the list of all."""
    known = {rule.id: rule for rule in rules}
    if not arguments:
        return _all(tuple(known.values()))
    asked = arguments[0]
    found = next((rule for name, rule in known.items() if name.lower() == asked.lower()), None)
    return _unknown(asked, tuple(known)) if found is None else _one(found)


def _one(rule: ExplainedRule) -> str:
    examples = f"Found:\n\n{fenced(rule.bad.rstrip())}\n\nMended:\n\n{fenced(rule.good.rstrip())}"
    return comment(
        (
            f"### {code(rule.id)} {prose(rule.title)}",
            f"**Severity:** {rule.severity}",
            f"**What it sees:** {_paragraph(rule.sees)}",
            f"**Why:** {_paragraph(rule.why)}",
            f"**Remedy:** {_paragraph(rule.remedy)}",
            details("Examples", examples),
        ),
        "push the remedy; the pull request is planned again by itself.",
    )


def _paragraph(text: str) -> str:
    return prose(text, 4_000)


def _all(rules: Sequence[ExplainedRule]) -> str:
    rows = [row((code(rule.id), str(rule.severity), prose(rule.title, 200))) for rule in rules]
    table = "\n".join([header(("Rule", "Severity", "")), *rows])
    example = rules[0].id if rules else "<rule>"
    return comment(
        (
            "**The co-worker's own rules.** cfn-lint's and checkov's findings link to their pages.",
            table,
        ),
        code(f"/coworker explain {example}"),
    )


def _unknown(asked: str, known: Sequence[str]) -> str:
    folded = {name.lower(): name for name in known}
    near = get_close_matches(asked.lower(), folded, n=1, cutoff=0.5)
    step = f"/coworker explain {folded[near[0]]}" if near else "/coworker explain"
    return comment(
        (f"There is no rule {code(asked, 60)} among the co-worker's own.",),
        f"did you mean {code(step)}?" if near else f"{code(step)} lists them.",
    )
