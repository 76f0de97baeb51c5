"""Read Markdown as a renderer does: what of a text is plain, what is code, what has become more.

It must not use a word of the code under test.
"""

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_HARMLESS = {
    "text",
    "text_special",
    "code_inline",
    "html_inline",
    "softbreak",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A line as it is read: plain text, code, and the kinds of anything else."""

    plain: str
    code: str
    whole: str
    other: frozenset[str]


def reader() -> MarkdownIt:
    """CommonMark with GitHub's tables and strikethrough."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> list[Token]:
    """The blocks of a document."""
    return reader().parse(markdown)


def read_inline(markdown: str) -> Read:
    """Read every inline part of a document as one line."""
    plain, code, whole = "", "", ""
    other: set[str] = set()
    inside = False
    for block in tokens(markdown):
        for token in block.children or ():
            if token.type == "html_inline":
                if token.content not in {"<code>", "</code>"}:
                    other.add(token.content)
                inside = token.content == "<code>"
            elif token.type == "code_inline" or inside:
                code += token.content
                plain += "\x00"
                whole += token.content
            elif token.type in _HARMLESS:
                plain += token.content
                whole += token.content
            else:
                other.add(token.type)
    return Read(plain=plain, code=code, whole=whole, other=frozenset(other))
