"""Who is spoken of in an access rule: address ranges, security groups, the world.

It must not judge how wide a range is.
"""

import ipaddress
import re
from collections.abc import Iterable

from coworker.intake.understanding.words import Said, Span

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


def ranges_in(text: str) -> tuple[Said, ...]:
    """Address ranges, a bare address as a range of one; what is no address is left out."""
    found = _read(text, 0, len(text))
    return merged((network, span) for span, network in found if network is not None)


def broken_ranges_in(text: str) -> tuple[Said, ...]:
    """What looks like an address range and is none: `300.1.2.3/8`."""
    found = _read(text, 0, len(text))
    return merged((text[slice(*span)], span) for span, network in found if network is None)


def peers_in(text: str, start: int = 0, end: int | None = None) -> tuple[Said, ...]:
    """Ranges and security groups; the whole world where it alone is spoken of."""
    until = len(text) if end is None else end
    peers = [
        *((network, span) for span, network in _read(text, start, until) if network is not None),
        *((match.group(), match.span()) for match in _GROUP.finditer(text, start, until)),
    ]
    if not peers:
        world = _ANYWHERE.finditer(text, start, until)
        peers = [("0.0.0.0/0", match.span()) for match in world]
    return merged(peers)


def merged(places: Iterable[tuple[str, Span]]) -> tuple[Said, ...]:
    """Each value once, in the order of first mention, with all its places."""
    spans: dict[str, list[Span]] = {}
    for value, span in places:
        spans.setdefault(value, []).append(span)
    return tuple(Said(value=value, spans=tuple(places)) for value, places in spans.items())


def without_ranges(text: str) -> str:
    """The text with its ranges blanked, so that their numbers are not taken for ports."""
    return _RANGE.sub(lambda match: " " * len(match.group()), text)


def _read(text: str, start: int, end: int) -> list[tuple[Span, str | None]]:
    matches = _RANGE.finditer(text, start, end)
    return [(match.span("range"), _network(match["range"])) for match in matches]


def _network(written: str) -> str | None:
    try:
        return str(ipaddress.ip_network(written, strict=False))
    except ValueError:
        return None
