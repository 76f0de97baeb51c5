"""Who is spoken of in an access rule: address ranges, security groups, the world.

It must not judge how wide a range is.
"""

import ipaddress
import re

_RANGE = re.compile(
    r"(?<![\w./:])(?P<range>[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?"
    r"|[0-9a-f]{0,4}:[0-9a-f:]+/[0-9]{1,3})(?![\w/])",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\bsg-[0-9a-f]{8,17}\b")
_ANYWHERE = re.compile(
    r"\b(?:(?:the )?(?:whole |entire )?(?:world|internet)|anywhere|everywhere|everyone|anyone"
    r"|everybody|anybody|public(?:ly)?|any (?:ip|address|source|host))\b",
    re.IGNORECASE,
)


def ranges_in(text: str) -> tuple[str, ...]:
    """Address ranges, a bare address as a range of one; what is no address is left out."""
    return tuple(dict.fromkeys(network for _, network in _read(text) if network is not None))


def broken_ranges_in(text: str) -> tuple[str, ...]:
    """What looks like an address range and is none: `300.1.2.3/8`."""
    return tuple(dict.fromkeys(written for written, network in _read(text) if network is None))


def peers_in(text: str) -> tuple[str, ...]:
    """Ranges and security groups; the whole world where it alone is spoken of."""
    peers = (*ranges_in(text), *dict.fromkeys(_GROUP.findall(text)))
    return peers if peers or not _ANYWHERE.search(text) else ("0.0.0.0/0",)


def without_ranges(text: str) -> str:
    """The text with its ranges blanked, so that their numbers are not taken for ports."""
    return _RANGE.sub(lambda match: " " * len(match.group()), text)


def _read(text: str) -> list[tuple[str, str | None]]:
    return [(match["range"], _network(match["range"])) for match in _RANGE.finditer(text)]


def _network(written: str) -> str | None:
    try:
        return str(ipaddress.ip_network(written, strict=False))
    except ValueError:
        return None
