"""The repository's Markdown pages, read with a Markdown parser: headings, links, code.

It must not judge them; the tests beside it do.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_ANCHOR = re.compile(r"<a\s[^>]*\b(?:id|name)=\"([^\"]+)\"")
# What GitHub leaves out of a heading's anchor: all but letters, digits, marks, `_`, `-`, spaces.
_NOT_IN_AN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fence:
    """A fenced block: its info string split into words, its text, and its first line."""

    page: Path
    info: tuple[str, ...]
    text: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One Markdown file."""

    path: Path
    tokens: tuple[Token, ...]

    @property
    def name(self) -> str:
        """The path from the top of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def links(self) -> tuple[str, ...]:
        """Every link's and image's target, as written."""
        return tuple(
            str(token.attrs["href" if token.type == "link_open" else "src"])
            for token in _inner(self.tokens)
            if token.type in {"link_open", "image"}
        )

    @property
    def anchors(self) -> frozenset[str]:
        """What `#…` may name: headings as GitHub makes them, and explicit anchors."""
        found = [_slug(title) for title in self.headings()]
        seen: Counter[str] = Counter()
        names: set[str] = set()
        for slug in found:
            names.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
        for token in _inner(self.tokens):
            if token.type in {"html_inline", "html_block"}:
                names.update(_ANCHOR.findall(token.content))
        return frozenset(names)

    def headings(self) -> Iterator[str]:
        """The text of every heading, without its marks."""
        for opening, inline in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type == "heading_open":
                yield _text(inline)

    @property
    def fences(self) -> tuple[Fence, ...]:
        """Every fenced block."""
        return tuple(
            Fence(
                page=self.path,
                info=tuple(token.info.split()),
                text=token.content,
                line=(token.map or [0])[0] + 1,
            )
            for token in self.tokens
            if token.type == "fence"
        )

    @property
    def code(self) -> tuple[str, ...]:
        """Every piece of inline code, and every line of the fenced blocks."""
        inline = [token.content for token in _inner(self.tokens) if token.type == "code_inline"]
        return (*inline, *(line for fence in self.fences for line in fence.text.splitlines()))

    def tables(self) -> Iterator[tuple[str, list[list[str]]]]:
        """Each table as (the heading above it, its rows of cells without the title row)."""
        heading, rows, cells = "", list[list[str]](), list[str]()
        for token, following in zip(self.tokens, (*self.tokens[1:], None), strict=True):
            match token.type:
                case "heading_open" if following is not None:
                    heading = _text(following)
                case "table_open":
                    rows = []
                case "tr_open":
                    cells = []
                case "td_open" if following is not None:
                    cells.append(following.content)
                case "tr_close" if cells:
                    rows.append(cells)
                case "table_close":
                    yield heading, rows
                case _:
                    continue


def read_page(path: Path) -> Page:
    """Parse one file; a frontmatter is left out."""
    text = path.read_text(encoding="utf-8")
    if text.startswith("---\n"):
        text = text.split("\n---\n", 1)[1]
    return Page(path=path, tokens=tuple(_MARKDOWN.parse(text)))


@cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """The repository's files that git tracks or would, with one of the endings (all, if none)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = sorted({ROOT / name for name in listed.split("\0") if name})
    return tuple(
        path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)
    )


@cache
def pages() -> tuple[Page, ...]:
    """Every page that people read; golden files are outputs, not pages."""
    golden = ROOT / "tests"
    return tuple(read_page(path) for path in tracked(".md") if golden not in path.parents)


def _inner(tokens: tuple[Token, ...]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _text(inline: Token) -> str:
    return "".join(
        token.content for token in inline.children or () if token.type in {"text", "code_inline"}
    )


def _slug(title: str) -> str:
    return _NOT_IN_AN_ANCHOR.sub("", title.lower()).replace(" ", "-")
