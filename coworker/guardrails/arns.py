"""How far a pattern of ARNs in a policy reaches: one service, all of a kind, or everything.

It must not know an action.
"""

import re

_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
_ACCOUNT = 4
_REGION = 3
_ALL_OF_A_SERVICE = re.compile(r"(?:\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+)")
# Resources of services that have nothing to do with one another, under names that nobody gives:
# service, whether its ARNs name a region, whether they name an account, resource.
_STRANGERS = (
    ("dynamodb", True, True, "table/qjzx"),
    ("ec2", True, True, "instance/i-0qjzx"),
    ("iam", False, True, "role/qjzx"),
    ("lambda", True, True, "function:qjzx"),
    ("s3", False, False, "qjzx"),
    ("sqs", True, True, "qjzx"),
)
_TWO_NAMES = ("qjzx", "wvkp")


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of a policy (`*` and `?`) covers a text.

    Not by a regular expression: one with many stars could be kept busy for ever.
    """
    at = position = resume = 0
    star = -1
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, resume = at, position
            at += 1
        elif at < len(pattern) and pattern[at] in {"?", text[position]}:
            at += 1
            position += 1
        elif star >= 0:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return not pattern[at:].strip("*")


def reaches_everything(pattern: str) -> bool:
    """Whether it covers all of a service, or ARNs of two services that are no relations."""
    if _ALL_OF_A_SERVICE.fullmatch(pattern):
        return True
    region, account = _place(pattern)
    covered = {
        service
        for partition in _PARTITIONS
        for service, has_region, has_account, rest in _STRANGERS
        if matches(
            pattern,
            f"arn:{partition}:{service}:{region * has_region}:{account * has_account}:{rest}",
        )
    }
    return len(covered) > 1


def reaches_every(kind: str, pattern: str) -> bool:
    """Whether it covers every IAM resource of a kind (role, user, group, policy) in an account.

    Two names that have nothing in common stand for all.
    """
    _, account = _place(pattern)
    return any(
        all(
            matches(pattern, f"arn:{partition}:iam::{account}:{kind}/{name}") for name in _TWO_NAMES
        )
        for partition in _PARTITIONS
    )


def _place(pattern: str) -> tuple[str, str]:
    """A region and an account that the pattern fits, where it names them without a wildcard."""
    parts = pattern.split(":", 5)
    region = parts[_REGION] if len(parts) > _REGION else ""
    account = parts[_ACCOUNT] if len(parts) > _ACCOUNT else ""
    return (
        region if region and not set(region) & {"*", "?"} else "eu-west-1",
        account if account and not set(account) & {"*", "?"} else "000000000000",
    )
