"""Changes through AWS's API that are no infrastructure code, and how people ask for them.

It must not take a new resource's tags for an operation on resources that are there.
"""

import re
from collections.abc import Mapping

_INSTANCE = r"\b.{0,30}\b(?:instances?\b|i-[0-9a-f]{8,17})"

_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "tag": (
        (
            r"\b(?:add|apply|put|set|change|update|fix|attach)\b(?:\W+\S+){0,4}?\W+tags?\b.{0,40}"
            r"\b(?:to|on|for|across)\b(?!\s+(?:a|the) new)"
        ),
        (
            r"(?:^|[.;\n]\s*|\b(?:please|and|to|can you)\s+)(?:re-?)?tag\s+"
            r"(?:all|every|the|these|those|our|any|i-|vol-|instances?|buckets?|untagged)"
        ),
    ),
    "start-instance": (rf"\b(?:start|power on|boot){_INSTANCE}",),
    "stop-instance": (rf"\b(?:stop|power off|shut ?down|halt){_INSTANCE}",),
    "resize-instance": (
        rf"\b(?:resize|upsize|downsize|scale (?:up|down)|change the (?:type|size) of){_INSTANCE}",
        r"\bchange\b.{0,30}\binstances?\b.{0,30}\bto [a-z][0-9][a-z]*\.\w+",
    ),
    "delete-volumes": (
        r"\b(?:delete|remove|clean ?up|purge)\b.{0,40}\b(?:ebs |unattached |unused )*volumes?\b",
    ),
    "release-addresses": (
        r"\b(?:release|delete|remove|free)\b.{0,40}\b(?:elastic ips?|eips?|(?:ip )?addresses)\b",
    ),
    "delete-snapshots": (r"\b(?:delete|remove|clean ?up|purge)\b.{0,40}\bsnapshots?\b",),
    "copy-image": (r"\bcopy\b.{0,40}\b(?:amis?|images?|ami-[0-9a-f]{8,17})\b",),
    "rotate-key": (r"\brotat(?:e|ing)\b.{0,40}\b(?:access )?keys?\b",),
}
_COMPILED = {
    name: tuple(re.compile(pattern, re.IGNORECASE | re.DOTALL) for pattern in patterns)
    for name, patterns in _PATTERNS.items()
}
OPERATION_NAMES = tuple(sorted(_PATTERNS))

RESOURCE = re.compile(r"\b(?:i|vol|snap|ami|eipalloc)-[0-9a-f]{8,17}\b|\bAKIA[A-Z0-9]{16}\b")
_INSTANCE_TYPE = re.compile(
    r"\b[a-z][0-9][a-z]{0,4}\.(?:nano|micro|small|medium|(?:[0-9]+)?x?large|metal)\b"
)


def operations_in(text: str) -> tuple[str, ...]:
    """The operations that are asked for."""
    return tuple(
        name
        for name, patterns in _COMPILED.items()
        if any(pattern.search(text) for pattern in patterns)
    )


def resources_in(text: str) -> tuple[str, ...]:
    """The ids of the resources that are named."""
    return tuple(dict.fromkeys(RESOURCE.findall(text)))


def instance_type_in(text: str) -> re.Match[str] | None:
    """An instance type, as `t3.large`."""
    return _INSTANCE_TYPE.search(text)
