"""The body of a generated pull request.

It must not close the issue by a keyword: the issue is closed once the change is deployed.
"""

from coworker.model.plan import Plan
from coworker.render.comment import comment
from coworker.render.markdown import code, quote
from coworker.render.sentences import capital, effect

_LINES = 60
# How GitHub writes an issue form's answers into the issue ("Syntax for issue forms").
_SECTION = "### "
_NO_RESPONSE = "_No response_"
_HOW_TO_REVIEW = (
    "**How to review:** read the plan comment below (verdict, changes, findings), then the files. "
    "What is merged is deployed exactly as planned, or not at all: if the files, the policy or "
    "what AWS would do have moved by then, the deployment stops and says so."
)


def pull_request_body(plan: Plan, *, issue: int | None) -> str:
    """What was asked, by whom, what this does, and how to review it.

    The line `Requested in #n.` is what the deployment finds the issue by; the request's own text
    is quoted, so that no line of it can be that line.
    """
    request = plan.request
    lines = _without_form(request.text.strip()).split("\n")
    text = quote("\n".join(lines[:_LINES]))
    if len(lines) > _LINES:
        text += f"\n>\n> … and {len(lines) - _LINES:,} more lines"
    return comment(
        (
            f"{capital(effect(plan))}.",
            f"Requested in #{issue}." if issue is not None else "",
            f"{code(request.author)} asked:" if request.text.strip() else "",
            text if request.text.strip() else "",
            _HOW_TO_REVIEW,
        ),
        "approve and merge, push to this branch, or comment `/coworker help`.",
    )


def _without_form(text: str) -> str:
    """An issue form's sections as `label: value` lines, those left out dropped; else the text."""
    if not text.startswith(_SECTION):
        return text
    lines = []
    for section in f"\n{text}".split(f"\n{_SECTION}")[1:]:
        label, _, value = section.partition("\n")
        if value.strip() not in {"", _NO_RESPONSE}:
            lines.append(f"{label.strip().rstrip('?')}: {value.strip()}")
    return "\n".join(lines)
