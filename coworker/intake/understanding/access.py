"""Access rules in words: `allow SSH from 10.0.0.0/8` becomes `tcp/22 from 10.0.0.0/8`.

It must not judge a rule: an open port is understood here and refused by the gate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coworker.intake.understanding.addresses import merged, peers_in, without_ranges
from coworker.intake.understanding.words import Said, Span

# IANA Service Name and Transport Protocol Port Number Registry, for the names people use.
_SERVICES = {
    "ssh": "tcp/22",
    "sftp": "tcp/22",
    "smtp": "tcp/25",
    "dns": "udp/53",
    "http": "tcp/80",
    "https": "tcp/443",
    "tls": "tcp/443",
    "mssql": "tcp/1433",
    "sql server": "tcp/1433",
    "nfs": "tcp/2049",
    "mysql": "tcp/3306",
    "mariadb": "tcp/3306",
    "rdp": "tcp/3389",
    "postgres": "tcp/5432",
    "postgresql": "tcp/5432",
    "redis": "tcp/6379",
    "mongodb": "tcp/27017",
}
_HIGHEST_PORT = 65535

_NAME = "|".join(sorted(_SERVICES, key=len, reverse=True))
# Spaces are counted, since long gaps stand where other readers took words out.
# A service with a port of its own behind it, `ssh on port 2222`, names no port itself.
_SERVICE = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME})(?![\w-])"
    r"(?!\s{0,2}[(/:]?\s{0,2}(?:on\s{1,2})?(?:(?:tcp|udp)[\s/]+)?(?:ports?\s{1,2})?[0-9])",
    re.IGNORECASE,
)
_ONE = r"[0-9]{1,5}(?:\s?-\s?[0-9]{1,5})?(?![\w.]|/(?:tcp|udp))"
_JOINT = r"(?:\s{0,2},\s{0,2}(?:and\s{1,2})?|\s{1,2}(?:and|or)\s{1,2}|\s{0,2}&\s{0,2})"
_MANY = rf"{_ONE}(?:{_JOINT}{_ONE})*"
_PORTS = re.compile(
    r"(?<![\w-])(?:(?P<protocol>tcp|udp)[\s/:]{0,3}(?:ports?\s{0,2})?|ports?\s{0,2}:?\s{0,2}"
    rf"|(?P<service>{_NAME})\s{{0,2}}[(/:]?\s{{0,2}}"
    r"|(?:on|open|allow|expose|permit|inbound|outbound|ingress|egress)\s{1,2})"
    rf"(?P<numbers>{_MANY})(?!\s{{0,2}}(?:days?|hours?|seconds?|%|[mg]b))"
    r"(?:\s{1,2}(?P<behind>tcp|udp)\b)?",
    re.IGNORECASE,
)
# `22 from 10.0.0.0/8`: a number of which it is said who comes from where.
_FROM = re.compile(rf"(?<![\w./:-])(?P<numbers>{_MANY})(?=\s+from\b)", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:(?P<all>all (?:traffic|ports|protocols))|(?P<icmp>icmp|ping))\b", re.IGNORECASE
)
_PORT_FIRST = re.compile(r"\b(?P<number>[0-9]{1,5})/(?P<protocol>tcp|udp)\b", re.IGNORECASE)

_NUMBERS = re.compile(r"([0-9]+)(?:\s?-\s?([0-9]+))?")
_CLAUSE_ENDS = re.compile(
    r"[;\n|]+|\.\s|(?:,\s*(?:and\s+)?|(?<!\s)\s+and\s+)"
    r"(?=(?:allow|open|permit)\b|(?:ports? )?[a-z0-9/-]+ from\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessSaid:
    """Rules of the shape `tcp/22 from 10.0.0.0/8`, and where they were read from.

    `dangling` holds ports of which no peer was named, with the places that name them.
    """

    rules: tuple[str, ...]
    spans: tuple[Span, ...]
    dangling: tuple[Said, ...]


def access_in(text: str, joint: str) -> AccessSaid:
    """Read access rules; `joint` is from or to.

    Ports belong to the peers that are named in their clause, or else in the next one that names
    any, so that two rules in one sentence do not mix. Ports at the end of which no peer is named
    take those of the text only if there is no other rule.
    """
    rules: list[str] = []
    spans: list[Span] = []
    waiting: list[Said] = []

    def pair(ports: list[Said], peers: tuple[Said, ...]) -> None:
        rules.extend(f"{port.value} {joint} {peer.value}" for port in ports for peer in peers)
        spans.extend(span for said in (*ports, *peers) for span in said.spans)

    free = without_ranges(text)
    for start, end in _clauses(text):
        waiting.extend(_ports_in(free, start, end))
        peers = peers_in(text, start, end)
        if peers and waiting:
            pair(waiting, peers)
            waiting = []
    everyone = peers_in(text)
    if not rules and everyone and waiting:
        pair(waiting, everyone)
        waiting = []
    said = {rule.partition(" ")[0] for rule in rules}
    return AccessSaid(
        rules=tuple(dict.fromkeys(rules)),
        spans=tuple(spans),
        dangling=tuple(port for port in waiting if port.value not in said),
    )


def _clauses(text: str) -> Iterator[Span]:
    start = 0
    for match in _CLAUSE_ENDS.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _ports_in(text: str, start: int, end: int) -> tuple[Said, ...]:
    """Ports and ranges of ports with their protocol, in the order of mention: `tcp/22`."""
    found = [
        *_numbered(text, start, end),
        *((_SERVICES[m["name"].lower()], m.span()) for m in _SERVICE.finditer(text, start, end)),
        *(("all" if m["all"] else "icmp", m.span()) for m in _WHOLE.finditer(text, start, end)),
    ]
    ports = [(port, span) for port, span in found if _is_port(port)]
    return merged(sorted(ports, key=lambda place: place[1]))


def _numbered(text: str, start: int, end: int) -> Iterator[tuple[str, Span]]:
    taken: set[int] = set()
    for match in _PORT_FIRST.finditer(text, start, end):
        yield f"{match['protocol'].lower()}/{match['number']}", match.span()
    for match in _PORTS.finditer(text, start, end):
        service = _SERVICES.get((match["service"] or "").lower(), "tcp/").partition("/")[0]
        protocol = (match["protocol"] or match["behind"] or service).lower()
        for numbers, span in _ports_of(match):
            taken.add(span[0])
            yield f"{protocol}/{numbers}", span
    for match in _FROM.finditer(text, start, end):
        for numbers, span in _ports_of(match):
            if span[0] not in taken:
                yield f"tcp/{numbers}", span


def _ports_of(match: re.Match[str]) -> Iterator[tuple[str, Span]]:
    for number in _NUMBERS.finditer(match.string, *match.span("numbers")):
        first, last = number.groups()
        yield first if last is None else f"{first}-{last}", number.span()


def _is_port(entry: str) -> bool:
    if "/" not in entry:
        return True
    first, _, last = entry.partition("/")[2].partition("-")
    return int(first) <= int(last or first) <= _HIGHEST_PORT
