"""The read-only questions that can be asked, and the words by which people ask them.

It must not run one.
"""

import re

AUDITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "s3-public-access",
        (
            r"\bpublic(?:ly)?(?:[\s-]\w+){0,2}\s+(?:s3\s+)?buckets?\b",
            r"\bbuckets?\b.{0,40}\b(?:public\b|publicly|world[\s-]readable|exposed|open to)",
            r"\bs3[\s-]public[\s-]access\b",
        ),
    ),
    (
        "security-groups",
        (
            r"\b(?:risky|open|permissive|unused)?\s*security[\s-]groups?(?:\s+rules?)?\b",
            r"\bopen ports?\b|\bports? (?:\S+ )?(?:is |are )?open\b",
        ),
    ),
    (
        "tag-compliance",
        (
            r"\btag(?:ging)?[\s-](?:compliance|polic\w+|coverage|report|hygiene)\b",
            r"\b(?:untagged|missing (?:the )?(?:\w+ )?tags?|without (?:\w+ )?tags?)\b",
            r"\btagged correctly\b|\bcorrectly tagged\b|\brequired tags?\b",
        ),
    ),
    (
        "cost-overview",
        (
            r"\bcosts?\b(?:[\s-](?:breakdown|overview|report|by|per|drivers?|for|of|last|this))?",
            r"\bspend(?:ing)?\b|\bbill(?:ing)?\b|\bexpensive\b|\bpaying\b",
        ),
    ),
    (
        "unused-resources",
        (
            r"\b(?:unused|idle|orphan(?:ed)?|unattached|stale|abandoned)\b(?!\s+security)",
            r"\bclean(?:ed)?[\s-]?up\b|\bnot (?:being )?used\b|\bnobody uses\b|\bzombie\b",
        ),
    ),
    (
        "recent-changes",
        (
            r"\brecent(?:ly)?[\s-](?:changes?|changed|activity|deployments?)\b",
            r"\b(?:what|who|which)\b.{0,40}\bchanged\b",
            r"\bchanges?\b.{0,30}\b(?:last|past|since|yesterday|today|this week)\b",
            r"\bwho (?:did|made|deleted|created|stopped|modified|opened)\b|\bcloudtrail\b",
        ),
    ),
    (
        "encryption",
        (
            r"\bencryption\b(?:[\s-](?:status|settings?|report|audit|at rest|check))?",
            r"\b(?:un)?encrypted\b",
        ),
    ),
    (
        "iam",
        (
            r"\biam\b(?!\s+role\s+(?:for|called|named))",
            r"\b(?:access keys?|mfa|privileges?|root (?:user|account)|admin(?:istrator)? access)\b",
            r"\bwho has access\b|\bpermissions? of\b",
        ),
    ),
    (
        "security-posture",
        (
            r"\bsecurity[\s-](?:posture|overview|state|status|check|review|audit|assessment|issues?)",
            r"\bhow secure\b|\bsecurity of\b",
        ),
    ),
    (
        "compliance",
        (
            r"\b(?<!tag )(?<!tagging )(?<!tag-)compliance\b|\bcompliant\b(?!.{0,30}\btag)",
            r"\bcis benchmark\b|\bpci\b|\bsoc ?2\b|\bhipaa\b|\bwell[\s-]architected\b",
        ),
    ),
    (
        "connectivity",
        (
            r"\bconnectivity\b|\bcan(?:not|'t| not)? (?:reach|connect)\b|\breachab\w+\b",
            r"\bconnection (?:issues?|problems?|refused|times? ?out)\b|\btim(?:es|ing) out\b",
        ),
    ),
    (
        "health",
        (
            r"\bhealthy?\b(?! checks?)|\boutages?\b|\bunhealthy\b",
            r"(?<!with )(?<!an )(?<!and )(?<!send )\balarms?\b",
            r"\bis (?:everything|all) (?:ok|okay|fine|running)\b",
        ),
    ),
    (
        "inventory",
        (
            r"\binventory\b|\bresource list\b",
            (
                r"\b(?:list|show|what|which|how many|count)\b.{0,40}\b(?:resources|instances"
                r"|functions|vpcs|databases|queues|topics|volumes|stacks|tables|roles|buckets"
                r"|subnets)\b"
            ),
            r"\bwhat (?:do we have|is running|runs|exists)\b",
        ),
    ),
)

AUDIT_NAMES = tuple(sorted(name for name, _ in AUDITS))

_COMPILED = tuple(
    (name, tuple(re.compile(pattern, re.IGNORECASE | re.DOTALL) for pattern in patterns))
    for name, patterns in AUDITS
)

# What a broad question asks for gives way to what a narrow one does.
_BROAD = ("inventory", "security-posture", "compliance")


def audits_in(text: str) -> tuple[str, ...]:
    """The audits that a question asks for, in the order of first mention.

    A name as it is written (`tag-compliance`) stands for itself alone.
    """
    literal = [name for name in AUDIT_NAMES if "-" in name and re.search(rf"\b{name}\b", text)]
    if literal:
        return tuple(literal)
    found: dict[str, int] = {}
    for name, patterns in _COMPILED:
        starts = [match.start() for pattern in patterns if (match := pattern.search(text))]
        if starts:
            found[name] = min(starts)
    narrow = [name for name in found if name not in _BROAD]
    chosen = narrow or list(found)
    return tuple(sorted(chosen, key=lambda name: found[name]))
