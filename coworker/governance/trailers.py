"""The commit message of a generated change, and its trailers read back.

It must not let the text of a request pass for a trailer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coworker.model.digest import digest_of
from coworker.model.plan import Receipt

REQUEST = "Coworker-Request"
PLAN = "Coworker-Plan"
POLICY = "Coworker-Policy"

# Git's convention (SubmittingPatches, "Describe your changes well"): short enough for one line.
_TITLE_LENGTH = 72
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_OURS_OF_ISSUE = re.compile(r"coworker/([1-9][0-9]{0,9})-[a-z0-9-]+", re.ASCII)
_OURS = re.compile(r"^(?=\s*coworker-)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommitTrailers:
    """The digests that a generated commit carries."""

    request: str
    plan: str
    policy: str


def commit_message(title: str, body: str, receipt: Receipt, issue: int | None) -> str:
    """A title of at most 72 characters, the body, the issue, and the trailers as last paragraph.

    The issue is named without a closing keyword: it is closed once the change is deployed.
    """
    subject = " ".join(title.split())
    if len(subject) > _TITLE_LENGTH:
        subject = subject[: _TITLE_LENGTH - 1].rstrip() + "…"
    text = _OURS.sub("> ", body.strip())
    paragraphs = [subject or "Change infrastructure"]
    if text:
        paragraphs.append(text)
    if issue is not None:
        paragraphs.append(f"Requested in #{issue}.")
    policy = digest_of(receipt.policies)
    paragraphs.append(f"{REQUEST}: {receipt.request}\n{PLAN}: {receipt.plan}\n{POLICY}: {policy}")
    return "\n\n".join(paragraphs) + "\n"


def read_trailers(trailers: Mapping[str, str]) -> CommitTrailers | None:
    """The co-worker's trailers among a commit's; None unless all three are there and digests."""
    said = [trailers.get(name, "") for name in (REQUEST, PLAN, POLICY)]
    if not all(_DIGEST.fullmatch(value) for value in said):
        return None
    return CommitTrailers(request=said[0], plan=said[1], policy=said[2])


def issue_of_branch(branch: str) -> int | None:
    """The issue that a generated pull request was asked for in; None for any other branch.

    The branch's name is chosen by us and cannot be edited, unlike a pull request's text.
    """
    found = _OURS_OF_ISSUE.fullmatch(branch)
    return int(found[1]) if found else None
