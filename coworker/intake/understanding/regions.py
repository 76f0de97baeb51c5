"""Which AWS regions a text speaks of: by code, by city, and codes that do not exist.

It must not take a near miss for a region.
"""

import difflib
import re
from dataclasses import dataclass

from coworker.intake.understanding.words import Span, blank
from coworker.model.regions import REGION_NAMED, REGIONS

# A code, or what was meant as one; a letter behind it names one of its availability zones.
_CODE = re.compile(
    r"(?<![\w.-])(?P<code>[a-z]{2,5}(?:-[a-z]{2,4})?-"
    r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)(?:-?[0-9]{1,2})?)"
    r"(?:[a-f])?(?![\w-])",
    re.IGNORECASE,
)


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s.-]+", name.casefold()))


_PLACES = {_plain(name): region.code for region in REGIONS for name in (region.city, *region.also)}
_PLACE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(
        re.escape(name).replace(r"\ ", r"[\s.-]+")
        for name in sorted(_PLACES, key=len, reverse=True)
    )
    + r")(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionsSaid:
    """The regions, in the order of first mention; and what looks like one and is none.

    `spans` holds the places of both.
    """

    codes: tuple[str, ...]
    unknown: tuple[str, ...]
    spans: tuple[Span, ...] = ()


def regions_in(text: str) -> RegionsSaid:
    """Find regions by code (`eu-west-1`) and by city (`Frankfurt`)."""
    found: list[tuple[Span, str]] = []
    unknown: list[tuple[Span, str]] = []
    places = list(_PLACE.finditer(text))
    for match in _CODE.finditer(blank(text, (place.span() for place in places))):
        code = match["code"].lower()
        (found if code in REGION_NAMED else unknown).append((match.span(), code))
    found.extend((place.span(), _PLACES[_plain(place.group())]) for place in places)
    return RegionsSaid(
        codes=tuple(dict.fromkeys(code for _, code in sorted(found))),
        unknown=tuple(dict.fromkeys(code for _, code in unknown)),
        spans=tuple(sorted(span for span, _ in (*found, *unknown))),
    )


def near_regions(code: str) -> tuple[str, ...]:
    """Up to three real codes that are near: those of the same area first, then by spelling."""
    area = code.rstrip("0123456789")
    same = [name for name in REGION_NAMED if name.rstrip("0123456789") == area]
    near = difflib.get_close_matches(code, list(REGION_NAMED), n=3, cutoff=0.6)
    return tuple(dict.fromkeys([*same, *near]))[:3]
