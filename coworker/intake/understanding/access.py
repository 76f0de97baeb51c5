"""Access rules in words: `allow SSH from 10.0.0.0/8` becomes `tcp/22 from 10.0.0.0/8`.

It must not judge a rule: an open port is understood here and refused by the gate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coworker.intake.understanding.addresses import peers_in, without_ranges

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

# A service with a port of its own behind it, `ssh on port 2222`, names no port itself.
_SERVICE = re.compile(
    rf"(?<![\w-])(?P<name>{'|'.join(sorted(_SERVICES, key=len, reverse=True))})(?![\w-])"
    r"(?!\s*\(?\s*(?:on\s+)?(?:(?:tcp|udp)\s+)?ports?\s+[0-9])",
    re.IGNORECASE,
)
_ONE = r"[0-9]{1,5}(?:\s?-\s?[0-9]{1,5})?(?![\w.]|/(?:tcp|udp))"
_MANY = rf"{_ONE}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+|\s*&\s*){_ONE})*"
_PORTS = re.compile(
    r"\b(?:(?P<protocol>tcp|udp)[\s/:]*(?:ports?\s*)?|ports?\s*"
    r"|(?:on|open|allow|expose|permit|inbound|outbound|ingress|egress)\s+)"
    rf"(?P<numbers>{_MANY})(?!\s*(?:days?|hours?|seconds?|%))(?:\s+(?P<behind>tcp|udp)\b)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:(?P<all>all (?:traffic|ports|protocols))|(?P<icmp>icmp|ping))\b", re.IGNORECASE
)
_PORT_FIRST = re.compile(r"\b(?P<number>[0-9]{1,5})/(?P<protocol>tcp|udp)\b", re.IGNORECASE)

_CLAUSE_ENDS = re.compile(
    r"[;\n]|\.\s|,?\s+and\s+(?=(?:allow|open|permit)\b|[a-z]+ from\b)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessSaid:
    """Rules of the shape `tcp/22 from 10.0.0.0/8`, and ports of which no peer was named."""

    rules: tuple[str, ...]
    dangling: tuple[str, ...]


def access_in(text: str, joint: str) -> AccessSaid:
    """Read access rules; `joint` is from or to.

    Ports belong to the peers that are named in their clause, or else in the next one that names
    any, so that two rules in one sentence do not mix. Ports at the end of which no peer is named
    take those of the text only if there is no other rule.
    """
    rules: list[str] = []
    waiting: list[str] = []
    for clause in _CLAUSE_ENDS.split(text):
        waiting.extend(ports_in(clause))
        peers = peers_in(clause)
        if peers and waiting:
            rules.extend(f"{port} {joint} {peer}" for port in waiting for peer in peers)
            waiting = []
    if not rules:
        rules = [f"{port} {joint} {peer}" for port in waiting for peer in peers_in(text)]
        waiting = [] if rules else waiting
    said = {rule.partition(" ")[0] for rule in rules}
    return AccessSaid(
        rules=tuple(dict.fromkeys(rules)),
        dangling=tuple(port for port in dict.fromkeys(waiting) if port not in said),
    )


def ports_in(text: str) -> tuple[str, ...]:
    """Ports and ranges of ports with their protocol, in the order of mention: `tcp/22`."""
    free = without_ranges(text)
    found = sorted([*_numbered(free), *_by_service(free), *_whole(free)])
    return tuple(dict.fromkeys(port for _, port in found if _is_port(port)))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    for match in _PORT_FIRST.finditer(text):
        yield match.start(), f"{match['protocol'].lower()}/{match['number']}"
    for match in _PORTS.finditer(text):
        protocol = (match["protocol"] or match["behind"] or "tcp").lower()
        for number in re.finditer(r"([0-9]+)(?:\s?-\s?([0-9]+))?", match["numbers"]):
            numbers = number[1] if number[2] is None else f"{number[1]}-{number[2]}"
            yield match.start("numbers") + number.start(), f"{protocol}/{numbers}"


def _by_service(text: str) -> Iterator[tuple[int, str]]:
    for match in _SERVICE.finditer(text):
        yield match.start(), _SERVICES[match["name"].lower()]


def _whole(text: str) -> Iterator[tuple[int, str]]:
    for match in _WHOLE.finditer(text):
        yield match.start(), "all" if match["all"] else "icmp"


def _is_port(entry: str) -> bool:
    if "/" not in entry:
        return True
    first, _, last = entry.partition("/")[2].partition("-")
    return int(first) <= int(last or first) <= _HIGHEST_PORT
