"""Which characters a person cannot see, and which hidden channel each belongs to.

It must not change any text.
"""

import re
from types import MappingProxyType

from coworker.model.request import RemovalKind

# The ranges are Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), which is what
# renderers leave out, with the interlinear annotations (U+FFF9-FFFB), the controls but for line
# feed and tab, the line and paragraph separators, and what is no character at all (surrogates,
# which two by two would be joined to a tag once written out as UTF-16, and noncharacters).
_RANGES: dict[RemovalKind, tuple[tuple[int, int], ...]] = {
    RemovalKind.UNICODE_TAG: ((0xE0000, 0xE007F),),
    RemovalKind.VARIATION_SELECTOR: (
        (0x180B, 0x180D),
        (0x180F, 0x180F),
        (0xFE00, 0xFE0F),
        (0xE0100, 0xE01EF),
    ),
    RemovalKind.ZERO_WIDTH: (
        (0x00AD, 0x00AD),
        (0x034F, 0x034F),
        (0x17B4, 0x17B5),
        (0x180E, 0x180E),
        (0x200B, 0x200D),
        (0x2060, 0x2065),
        (0x206A, 0x206F),
        (0xFEFF, 0xFEFF),
        (0xFFF0, 0xFFFB),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0080, 0xE00FF),
        (0xE01F0, 0xE0FFF),
    ),
    RemovalKind.BIDI_CONTROL: (
        (0x061C, 0x061C),
        (0x200E, 0x200F),
        (0x202A, 0x202E),
        (0x2066, 0x2069),
    ),
    RemovalKind.HANGUL_FILLER: (
        (0x115F, 0x1160),
        (0x3164, 0x3164),
        (0xFFA0, 0xFFA0),
    ),
    RemovalKind.CONTROL_CHARACTER: (
        (0x0000, 0x0008),
        (0x000B, 0x001F),
        (0x007F, 0x009F),
        (0x2028, 0x2029),
        (0xD800, 0xDFFF),
        (0xFDD0, 0xFDEF),
        *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
    ),
}


def _run_of(ranges: tuple[tuple[int, int], ...]) -> re.Pattern[str]:
    inside = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return re.compile(f"[{inside}]+")


RUNS = MappingProxyType({kind: _run_of(ranges) for kind, ranges in _RANGES.items()})
"""For each channel of single characters, a pattern that matches an unbroken run of them."""


def kind_of(text: str) -> RemovalKind | None:
    """The channel that all of a text's characters belong to; None where there is no such one."""
    return next((kind for kind, run in RUNS.items() if run.fullmatch(text)), None)
