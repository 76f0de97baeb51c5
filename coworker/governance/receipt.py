"""The receipt that binds a plan to what was reviewed: derive, compare, write, read back.

It must not read commits or reach the forge.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from coworker.model.change import Preview
from coworker.model.plan import Receipt

_BLOCK = re.compile(r"^```coworker-receipt\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_OPENING = re.compile(r"^[ \t>]*[`~]{3,}[ \t]*coworker-receipt", re.MULTILINE)

_Digest = Annotated[StrictStr, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
_DigestOrNone = Annotated[StrictStr, Field(pattern=r"^(sha256:[0-9a-f]{64})?$")]
# A commit id is 40 hex digits, or 64 in a repository that uses SHA-256.
_CommitOrNone = Annotated[StrictStr, Field(pattern=r"^([0-9a-f]{40}([0-9a-f]{24})?)?$")]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1]
    request: _DigestOrNone
    policies: dict[StrictStr, _Digest]
    files: dict[StrictStr, _DigestOrNone]
    changes: dict[StrictStr, _Digest]
    base: _CommitOrNone
    head: _CommitOrNone
    requester: StrictStr
    plan: _Digest


def receipt_of(
    *,
    request_digest: str,
    policies: Mapping[str, str],
    files: Mapping[str, str],
    previews: Sequence[Preview],
    base: str,
    head: str,
    requester: str = "",
) -> Receipt:
    """The receipt of a plan.

    `policies` maps each environment to its policy's digest, `files` each stack (as text) to its
    source's digest, empty where it is removed. `base` and `head` are full commit ids,
    `requester` is the login of who asked.
    """
    return Receipt(
        request=request_digest,
        policies=dict(policies),
        files=dict(files),
        changes={str(preview.stack): preview.digest for preview in previews},
        base=base,
        head=head,
        requester=requester,
    )


def compare(reviewed: Receipt, derived: Receipt) -> tuple[str, ...]:
    """What moved since the review, in sentences; nothing where both say the same.

    Compared are the environments that `derived` knows; a deployment sees one of several. The
    request is not derived again: it is bound by its digest. Base and head are the caller's to
    prove, since a merge always has commits of its own.
    """
    moved = [
        f"The policy of {environment} is not the one that the review was made by."
        for environment in sorted(derived.policies)
        if reviewed.policies.get(environment) != derived.policies[environment]
    ]
    for stack in sorted(_stacks(derived, derived) | _stacks(reviewed, derived)):
        if stack not in reviewed.files:
            moved.append(f"{stack} was not part of the review.")
        elif stack not in derived.files:
            moved.append(f"{stack} was reviewed and is not among what would be deployed.")
        elif reviewed.files[stack] != derived.files[stack]:
            moved.append(f"The files of {stack} are not the ones that were reviewed.")
        elif reviewed.changes.get(stack) != derived.changes.get(stack):
            moved.append(f"AWS would now change something else in {stack} than was reviewed.")
    return tuple(moved)


def _stacks(receipt: Receipt, seen: Receipt) -> set[str]:
    """The receipt's stacks in the environments that were seen."""
    return {
        stack
        for stack in (*receipt.files, *receipt.changes)
        if receipt is seen or stack.partition("/")[0] in seen.policies
    }


def write_receipt(receipt: Receipt) -> str:
    """The receipt as a fenced block, for a check run's summary and for comments."""
    said = {
        "version": 1,
        "request": receipt.request,
        "policies": dict(receipt.policies),
        "files": dict(receipt.files),
        "changes": dict(receipt.changes),
        "base": receipt.base,
        "head": receipt.head,
        "requester": receipt.requester,
        "plan": receipt.plan,
    }
    return f"```coworker-receipt\n{json.dumps(said, indent=1, sort_keys=True)}\n```"


def read_receipt(text: str) -> Receipt | None:
    """The receipt in a text; None unless there is exactly one, whole, whose plan digest is right.

    Nothing is made of a receipt that has been touched: writing it again must give the same text.
    The plan's digest does not bind base and head; the caller compares the head with the one it has.
    """
    text = text.replace("\r\n", "\n")
    block = _BLOCK.search(text)
    if block is None or len(_OPENING.findall(text)) != 1:
        return None
    try:
        said = _Written.model_validate(json.loads(block[1]))
    except (ValidationError, ValueError, RecursionError):
        return None
    receipt = Receipt(**said.model_dump(exclude={"version", "plan"}))
    return receipt if write_receipt(receipt) == block[0] else None
