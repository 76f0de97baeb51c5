"""Bring words to one form, and tell what is said from what is denied.

It must not change the case: names and tags keep theirs.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from coworker.model.request import ParameterValue

# Where something stands in a text: its first character, and the one behind its last.
Span: TypeAlias = tuple[int, int]

# Typographic quotes and hyphens, by code point: U+2018 to U+201D, U+2010 to U+2014; and an arrow.
_LOOKS = {
    **dict.fromkeys((0x2018, 0x2019), "'"),
    **dict.fromkeys((0x201C, 0x201D), '"'),
    **dict.fromkeys(range(0x2010, 0x2015), "-"),
    0x2192: " to ",
}

_NEGATOR = (
    r"(?:do|does|should|must|shall|will|can|could|may|need)(?:\s+not|n't)\b|\bcannot|\bwon't"
    r"|\bnever|\bnot(?!\s+only)|\bwithout|\bno(?=\s+[a-z])|\binstead\s+of|\brather\s+than"
    r"|\bexcept(?:\s+for)?|\b(?:isn|aren|wasn)'t|\bavoid"
)
# How far a denial reaches: up to a stop, or to the next part of the sentence.
_END = (
    r"[,;!?()\n]|[.:](?=\s|$)|\bbut\b|\band\b|\bin\b|\bwith\b|\bfor\b|\bcalled\b|\bnamed\b"
    r"|\binstead\b"
)
_DENIAL = re.compile(
    rf"\b(?:{_NEGATOR})\s+(?:(?:in|for|with)\s+)?(?:(?!{_END})[^\n]){{0,60}}", re.IGNORECASE
)
# What stands in for the rest where only the denied is kept: no letter and no space, so that two
# denied pieces never make one phrase.
_ELSEWHERE = "|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A text folded, with what it denies blanked out; and the denied pieces by themselves.

    All three are of one length, so that a place in one is the same place in the others.
    """

    text: str
    said: str
    denied: str

    def denies(self, span: Span) -> bool:
        """Whether what stands there is denied."""
        return self.denied[span[0]] != _ELSEWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A value as a text gives it, and the places that it was read from."""

    value: ParameterValue
    spans: tuple[Span, ...]


def fold(text: str) -> str:
    """NFKC, straight quotes and hyphens, single spaces; line breaks stay."""
    flat = unicodedata.normalize("NFKC", text).translate(_LOOKS)
    return "\n".join(" ".join(line.split()) for line in flat.splitlines()).strip()


def split_denials(text: str) -> Words:
    """Tell what is said from what is denied: `do not make it public` says nothing of public."""
    spans = [match.span() for match in _DENIAL.finditer(text)]
    denied: list[str] = []
    end = 0
    for start, stop in spans:
        denied += [_ELSEWHERE * (start - end), text[start:stop]]
        end = stop
    denied.append(_ELSEWHERE * (len(text) - end))
    return Words(text=text, said=blank(text, spans), denied="".join(denied))


def phrase(words: str) -> str:
    """A regular expression for a phrase as people write it: any case, a plural, hyphens loose."""
    parts = [re.escape(part) for part in re.split(r"[\s_-]+", words.strip())]
    return r"(?<![\w-])" + r"[\s_-]+".join(parts) + r"(?:e?s)?(?![\w-])"


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of several phrases, the longest first."""
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(phrase(words) for words in ordered), re.IGNORECASE)


def blank(text: str, spans: Iterable[Span]) -> str:
    """The text with spans overwritten by spaces, so that what one reader took no other takes."""
    pieces: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if stop > end:
            pieces += [text[end:start], " " * (stop - max(start, end))]
            end = stop
    return "".join((*pieces, text[end:]))


def marked(length: int, spans: Iterable[Span]) -> bytes:
    """One byte for each character of a text of that length: 1 where a span covers it."""
    mask = bytearray(length)
    for start, end in spans:
        mask[start:end] = b"\x01" * (end - start)
    return bytes(mask)
