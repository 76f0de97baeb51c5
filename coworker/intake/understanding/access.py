"""Access rules in words: `allow SSH from 10.0.0.0/8` becomes `tcp/22 from 10.0.0.0/8`.

It must not judge a rule: an open port is understood here and refused by the gate.
"""

import ipaddress
import re

# IANA Service Name and Transport Protocol Port Number Registry, for the names people use.
_SERVICES = {
    "ssh": 22,
    "sftp": 22,
    "smtp": 25,
    "http": 80,
    "https": 443,
    "tls": 443,
    "rdp": 3389,
    "mysql": 3306,
    "mariadb": 3306,
    "postgres": 5432,
    "postgresql": 5432,
    "redis": 6379,
    "mongodb": 27017,
    "mssql": 1433,
    "sql server": 1433,
    "dns": 53,
    "nfs": 2049,
}
_HIGHEST_PORT = 65535

_SERVICE = re.compile(
    rf"(?<![\w-])(?P<name>{'|'.join(sorted(_SERVICES, key=len, reverse=True))})(?![\w-])",
    re.IGNORECASE,
)
_ONE = r"[0-9]{1,5}(?:\s?-\s?[0-9]{1,5})?(?![\w.])"
_MANY = rf"{_ONE}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+or\s+|\s*&\s*){_ONE})*"
_PORTS = re.compile(
    rf"\b(?:(?P<protocol>tcp|udp)[\s/:]*(?:ports?\s*)?|ports?\s*|(?:on|open|allow|expose|permit)\s+)"
    rf"(?P<numbers>{_MANY})(?!\s*(?:days?|hours?|seconds?|%))(?:[/\s]+(?P<behind>tcp|udp)\b)?",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\b(?P<number>[0-9]{1,5})/(?P<protocol>tcp|udp)\b", re.IGNORECASE)
_ANYWHERE = re.compile(
    r"\b(?:(?:the )?(?:whole |entire )?(?:world|internet)|anywhere|everywhere|everyone|anyone"
    r"|everybody|anybody|public(?:ly)?|any (?:ip|address|source|host))\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![\w./:])(?P<range>[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?|[0-9a-f]{0,4}:[0-9a-f:]+/[0-9]{1,3})"
    r"(?![\w/])",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\bsg-[0-9a-f]{8,17}\b")


def ranges_in(text: str) -> tuple[str, ...]:
    """Address ranges, a bare address as its /32; what is no address is left out."""
    found: list[str] = []
    for match in _RANGE.finditer(text):
        try:
            found.append(str(ipaddress.ip_network(match["range"], strict=False)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def broken_ranges_in(text: str) -> tuple[str, ...]:
    """What looks like an address range and is none: `300.1.2.3/8`."""
    broken: list[str] = []
    for match in _RANGE.finditer(text):
        try:
            ipaddress.ip_network(match["range"], strict=False)
        except ValueError:
            broken.append(match["range"])
    return tuple(dict.fromkeys(broken))


def peers_in(text: str) -> tuple[str, ...]:
    """Who is spoken of: ranges, security groups, or the world."""
    peers = (*ranges_in(text), *dict.fromkeys(_GROUP.findall(text)))
    return peers if peers or not _ANYWHERE.search(text) else ("0.0.0.0/0",)


def ports_in(text: str) -> tuple[str, ...]:
    """Ports and ranges of ports with their protocol: `tcp/22`, `udp/8000-8100`."""
    found: list[str] = []
    free = _RANGE.sub(lambda match: " " * len(match.group()), text)
    for match in _BEHIND.finditer(free):
        found.append(f"{match['protocol'].lower()}/{match['number']}")
    for match in _PORTS.finditer(free):
        protocol = (match["protocol"] or match["behind"] or "tcp").lower()
        for number in re.findall(r"[0-9]+(?:\s*-\s*[0-9]+)?", match["numbers"]):
            found.append(f"{protocol}/{re.sub(r'[^0-9-]', '', number)}")
    numbers = {entry.partition("/")[2] for entry in found}
    found.extend(
        f"{'udp' if match['name'].lower() == 'dns' else 'tcp'}/{port}"
        for match in _SERVICE.finditer(free)
        if str(port := _SERVICES[match["name"].lower()]) not in numbers
        and not re.match(
            rf"{match['name']}\s*\(?\s*(?:on )?(?:tcp )?port", free[match.start() :], re.I
        )
    )
    return tuple(dict.fromkeys(port for port in found if _is_port(port)))


def rules_in(text: str, joint: str) -> tuple[str, ...]:
    """Rules of the shape `tcp/22 from 10.0.0.0/8`; `joint` is from or to.

    Each clause speaks for itself, so that two rules in one sentence do not mix; where no clause
    has both a port and a peer, the whole text is one rule.
    """
    clauses = [
        clause for clause in re.split(r"[;\n]|\.\s|,?\s+and\s+(?=allow|open|permit|\w+ from)", text)
    ]
    rules = [
        f"{port} {joint} {peer}"
        for clause in clauses
        for port in ports_in(clause)
        for peer in peers_in(clause)
    ]
    if not rules:
        rules = [f"{port} {joint} {peer}" for port in ports_in(text) for peer in peers_in(text)]
    return tuple(dict.fromkeys(rules))


def _is_port(entry: str) -> bool:
    first, _, last = entry.partition("/")[2].partition("-")
    return int(first) <= int(last or first) <= _HIGHEST_PORT
