"""Whatever in a text says something definite: numbers, ARNs, quoted words, qualifiers, parts.

It must not decide what any of it means: readers do, and what none of them took is asked about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coworker.intake.understanding.amounts import SMALL, UNIT
from coworker.intake.understanding.managed_policies import POLICY_NAME
from coworker.intake.understanding.words import Span


class ClaimKind(StrEnum):
    """A QUANTITY must be taken up to its last digit; a THING or a PART only be spoken of."""

    QUANTITY = "quantity"
    QUALIFIER = "qualifier"
    THING = "thing"
    PART = "part"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Words that say something definite, and the places in them that a reader has to take."""

    kind: ClaimKind
    span: Span
    cores: tuple[Span, ...]


# --- quantities ---

_TOKEN = re.compile(r"[^\s;()\"`<>|]+")
_DIGITS = re.compile(r"[0-9]+")
_UNIT_BEHIND = re.compile(rf"[ -]{UNIT}", re.IGNORECASE)
# `python 3.9` is one thing, and a bare 3.9 would not tell what was meant.
_KIND_BEFORE = re.compile(
    r"\b(?:python|node(?:\.?js)?|java|ruby|go(?:lang)?|dotnet|\.net|php|rust|ports?|version|tls)"
    r" v?$",
    re.IGNORECASE,
)
_FARTHEST_KIND = 10
_NOT_COUNTED = re.compile(
    r"https?://.*|\W*@[\w-].*|#[0-9]+|s3|ec2|route53|e2e|b2b|[0-9]+(?:st|nd|rd|th)"
    r"(?=$)",
    re.IGNORECASE | re.DOTALL,
)
# A ticket's number, or a list's, at the beginning of a line.
_MARK = re.compile(r"(?m)^\W{0,3}(?:[A-Z]{2,10}-[0-9]{1,7}\b|[0-9]{1,2}(?=[.)] ))")
_EDGES = "*_~.,:!?'[]{}"

_WORDS_FOR_NUMBERS = "|".join(
    (
        *(word for word in SMALL if word != "one"),
        *(r"(?:an?|one)(?= (?:second|minute|hour|day|week|month|year)s?\b)", "eleven"),
        *("twelve", "twenty", "thirty", "sixty", "ninety", "hundred", "thousand"),
        *("dozen", "couple", "half", "twice", "thrice", "multiple", "several", "double"),
    )
)
_AFTER = "in|of|for|with|and|or|to|on|from|as|at|by"
_SPELT = re.compile(
    rf"(?<![\w-])(?P<core>{_WORDS_FOR_NUMBERS})(?![\w-])(?: (?!(?:{_AFTER})\b)[a-z][\w-]*){{0,2}}",
    re.IGNORECASE,
)
_WHOLE = (
    re.compile(r"\barn:[^\s,;\"'`()]*[^\s,;\"'`().]"),
    re.compile(r"\"[^\"\n]{1,80}\"|`[^`\n]{1,80}`|(?<![\w'])'[^'\n]{1,80}'(?![\w'])"),
    re.compile(r"(?<![\w./:-])[A-Za-z][\w-]{0,60} ?= ?[^\s,;()]+"),
    re.compile(r"\b(?:called|named) [\"'`]?[\w.-]*\w", re.IGNORECASE),
    POLICY_NAME,
)

# --- qualifiers ---

_QUALIFIER = re.compile(
    r"(?<![\w-])(?:"
    r"public(?:ly)?|world[\s-]readable|anonymous(?:ly)?|un?encrypt\w*|encrypt\w*|customer[\s-]managed"
    r"|replicat\w+|(?:cross|multi)[\s-](?:region|account|az)|geo[\s-]redundant|mirror(?:ed|ing)?"
    r"|fifo|back(?:ed)?[\s-]?ups?|static website|website hosting|object[\s-]lock|immutable|worm"
    r"|glacier|intelligent[\s-]tiering|transfer acceleration|cors|ipv6|dual[\s-]stack"
    r"|high(?:ly)?[\s-]availab\w+|auto[\s-]?scal\w+|subnets?|peer(?:ed|ing)|vpn|private[\s-]?links?"
    r"|vpc endpoints?|environment variables?|env vars?|layers?|provisioned concurrency|graviton"
    r"|trigger\w*|event source|function url|dead[\s-]letter(?:[\s-]queues?)?|dlq|alarms?|alerts?"
    r"|alerting|notif\w+|node(?:\.?js)?|javascript|typescript|java|golang|ruby|dotnet|\.net|php|rust"
    r"|docker|container image|external[\s-]id|federat\w+|oidc|saml|mfa|admin(?:istrator)?"
    r"|(?:read|write)[\s-]only|(?:read|write|full) access|behind|in front of"
    r"|(?:connect|attach|link|subscrib)ed to|(?:written|coded|implemented) in [A-Za-z]\w*"
    r"|anywhere|everywhere|every(?:one|body)|any(?:one|body)|(?:the|whole|entire) world"
    r"|nightly|hourly|daily|weekly|monthly|yearly|annually|(?:every|each) (?:[a-z]+)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|weekends?"
    r"|CET|CEST|EST|EDT|PST|PDT|BST|IST|JST|local time|time ?zone"
    r")(?![\w-])",
    re.IGNORECASE,
)

# --- things ---

# What people ask for beside what a catalogue offers; asked about unless it only tells a purpose.
_THING = re.compile(
    r"(?<![\w-])(?:rds|aurora|databases?|dynamo ?db(?: tables?)?|redshift|elasticache|redis cluster"
    r"|sns(?: topics?)?|topics?|event bus|kinesis(?: streams?)?|kafka|msk|opensearch|eks|kubernetes"
    r"|ecs (?:clusters?|services?)|clusters?|ec2 instances?|instances?|virtual machines?|servers?"
    r"|load[\s-]balancers?|alb|nlb|api gateways?|cloudfront(?: distributions?)?|distributions?|cdn"
    r"|route ?53|hosted zones?|dns records?|certificates?|acm|secrets?(?: manager)?|ecr|efs|waf"
    r"|glue jobs?|athena|cognito|user pools?|step functions?|state machines?|transit gateways?"
    r"|bastions?|dashboards?|kms keys?|log groups?|volumes?|buckets?|queues?)(?![\w-])",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"(?:^|[,;.:!?\n]|(?<!\w)(?:an?|and|plus|with|need|want|create|make|add|build|deploy|new|another"
    r"|also))(?: (?:an?|new|another|rds|aws|amazon|small|own|postgres(?:ql)?|mysql))* ?$",
    re.IGNORECASE,
)
_NEAR = 60

# --- parts ---

_DO = (
    r"create|make|add|delete|remove|drop|destroy|allow|open|block|attach|connect|subscribe|trigger"
    r"|notify|alert|send|forward|replicate|copy|back up|grant|give|enable|disable|encrypt|tag|run"
    r"|start|stop|deploy|move|rename|mount|peer|link|register|invoke|share|expose|publish"
)
_OPENS = re.compile(
    r"(?<![\w-])(?:(?:with|including|plus|along with|as well as|(?:that|which) has)(?![\w-])"
    rf"|(?:and|then|also)(?: then| also)? (?=(?:an?|another|the|{_DO})\b))",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"[,;()\n]|[.!?](?=\s|$)|(?<![\w-])(?:and|with|for|in|plus|called|named|then|but)(?![\w-])",
    re.IGNORECASE,
)
_LONGEST_PART = 120


def claims_in(text: str, said: str) -> Iterator[Claim]:
    """Every claim of a text; `said` is the text with what it denies blanked."""
    yield from quantities_in(text)
    for match in _QUALIFIER.finditer(text):
        yield Claim(kind=ClaimKind.QUALIFIER, span=match.span(), cores=(match.span(),))
    for match in _THING.finditer(said):
        if _WANTED.search(said[max(0, match.start() - _NEAR) : match.start()]):
            yield Claim(kind=ClaimKind.THING, span=match.span(), cores=(match.span(),))
    for match in _OPENS.finditer(said):
        farthest = min(len(said), match.end() + _LONGEST_PART)
        close = _CLOSES.search(said, match.end(), farthest)
        end = close.start() if close else farthest
        if said[match.end() : end].strip():
            span = (match.start(), end)
            yield Claim(kind=ClaimKind.PART, span=span, cores=((match.end(), end),))


def quantities_in(text: str) -> Iterator[Claim]:
    """Numbers with their units, words for numbers, and whatever is quoted, assigned or an ARN."""
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            yield Claim(kind=ClaimKind.QUANTITY, span=match.span(), cores=(match.span(),))
    for match in _SPELT.finditer(text):
        yield Claim(kind=ClaimKind.QUANTITY, span=match.span(), cores=(match.span("core"),))
    marks = {match.end() for match in _MARK.finditer(text)}
    for match in _TOKEN.finditer(text):
        token = match.group().strip(_EDGES)
        if not _DIGITS.search(token) or _NOT_COUNTED.fullmatch(token):
            continue
        start = match.start() + match.group().index(token)
        if start + len(token) not in marks:
            yield _number(text, (start, start + len(token)))


def _number(text: str, span: Span) -> Claim:
    start, end = span
    cores = tuple(match.span() for match in _DIGITS.finditer(text, start, end))
    unit = _UNIT_BEHIND.match(text, end)
    kind = _KIND_BEFORE.search(text, max(0, start - _FARTHEST_KIND), start)
    return Claim(
        kind=ClaimKind.QUANTITY,
        span=(kind.start() if kind else start, unit.end() if unit else end),
        cores=cores,
    )
