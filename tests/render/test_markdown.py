import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.render.markdown import (
    code,
    counted,
    details,
    fenced,
    header,
    link,
    listed,
    prose,
    quote,
    row,
    shorten,
    visible,
)
from tests.render.reading import read_inline, tokens

NASTY = (
    "@bob", "@octo/team", "a@b.example", "#12", "octo/estate#3", "GH-7", "https://evil.example/x",
    "www.evil.example", "mailto:a", "<!--", "-->", "<b>", "</details>", "<script>", "```", "~~~",
    "`", "``", "|", "\\", "\\|", "\\`", "*", "**x**", "_x_", "~~x~~", "[x](y)", "![i](j)", "[x]: y",
    "[ ]", "&lt;", "&#64;", "---", "===", "# x", "- x", "+ x", "* x", "1. x", "1) x", "> x", ":--",
    ":tada:", "$x$", "deadbeef1", "\n", "\r\n", "\t", "\x00", "\x1b[31m", "\u2028", "\u202e",
    "\u200b", "\u3164", "\ufe0f", "\U000e0041", "\ud800", "漢字", "é", "plain", "word", " ", "",
)  # fmt: skip
nasty = st.lists(st.sampled_from(NASTY) | st.text(max_size=4), max_size=8).map("".join)

PLACES = {
    "paragraph": "{}",
    "after a word": "Word {}",
    "item": "- {}",
    "heading": "### {}",
    "quotation": "> {}",
    "cell": f"{header(('A', 'B'))}\n| {{}} | `end` |",
}
BECOMES_MORE = re.compile(
    r"@[A-Za-z0-9]|#[0-9]|://|www\.|GH-[0-9]|\b[0-9a-f]{7,40}\b|:[a-z]+:|\$", re.IGNORECASE
)


def squeezed(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@given(text=nasty)
def test_prose_stays_one_line_of_text_and_code(place: str, text: str) -> None:
    shown = prose(text)
    assert "\n" not in shown
    read = read_inline(place.format(shown))
    assert not read.other
    assert BECOMES_MORE.search(read.plain) is None
    assert squeezed(visible(text)) in squeezed(read.whole)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@given(text=nasty)
def test_code_stays_code(place: str, text: str) -> None:
    read = read_inline(place.format(code(text)))
    assert not read.other
    assert BECOMES_MORE.search(read.plain) is None
    if visible(text):
        assert squeezed(visible(text)) in squeezed(read.code)


@given(nasty, nasty)
def test_a_row_keeps_its_number_of_cells(one: str, other: str) -> None:
    table = "\n".join([header(("A", "B", "C")), row((code(one), prose(other), code(one + other)))])
    cells = [token.type for token in tokens(table)].count("td_open")
    assert cells == 3
    assert table.split("\n")[-1].count("|") == 4


@given(nasty)
def test_a_fence_is_not_closed_from_inside(text: str) -> None:
    kinds = [token.type for token in tokens(f"{fenced(text, 'text')}\n\nend")]
    assert kinds == ["fence", "paragraph_open", "inline", "paragraph_close"]


@given(nasty)
def test_a_quotation_is_nothing_but_a_quotation(text: str) -> None:
    blocks = [token.type for token in tokens(f"{quote(text)}\n\nend")]
    assert set(blocks) <= {
        "blockquote_open",
        "blockquote_close",
        "paragraph_open",
        "inline",
        "paragraph_close",
    }
    assert all(line.startswith(">") for line in quote(text).split("\n"))


@given(nasty)
def test_nothing_hidden_is_shown(text: str) -> None:
    for shown in (visible(text), code(text), prose(text)):
        assert all(mark.isprintable() for mark in shown)
        assert not set(shown) & {"\u3164", "\u200b", "\u202e", "\U000e0041"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Port 22 is open to 0.0.0.0/0.", "Port 22 is open to 0.0.0.0/0."),
        ("Ask @bob about #12", "Ask `@bob` about `#12`"),
        ("Use `Retain`, not *nothing*", "Use `Retain`, not \\*nothing\\*"),
        ("a|b", "a&#124;b"),
        ("@a`b`", "`@a` `b`"),
        ("# title", "\\# title"),
        ("12. item", "12\\. item"),
        ("  two\n lines ", "two lines"),
        ("", ""),
        ("`|`", "<code>&#124;</code>"),
    ],
)
def test_prose_as_people_read_it(text: str, shown: str) -> None:
    assert prose(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AWS::S3::Bucket", "`AWS::S3::Bucket`"),
        ("a`b", "<code>a&#96;b</code>"),
        ("", "(empty)"),
        ("x" * 201, f"`{'x' * 200}… (201 characters)`"),
    ],
)
def test_code_as_people_read_it(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.com/a/b.md#c-1", True),
        ("https://example.com", True),
        ("http://example.com", False),
        ("https://example.com/a)b", False),
        ("https://example.com/a b", False),
        ("https://user@example.com/", False),
        ("javascript:alert(1)", False),
        ("docs/rules.md#x", False),
    ],
)
def test_only_a_plain_address_is_linked(url: str, linked: bool) -> None:
    assert link("`x`", url) == (f"[`x`]({url})" if linked else "`x`")


def test_small_words() -> None:
    assert [listed(list("abc")[:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert counted(1, "stack") == "1 stack"
    assert counted(2_000, "stack") == "2,000 stacks"
    assert counted(0, "entry", "entries") == "0 entries"
    assert shorten("abc", 3) == "abc"
    assert details("Fold", "body") == "<details><summary>Fold</summary>\n\nbody\n\n</details>"


def test_a_long_quotation_says_how_long_it_was() -> None:
    assert quote("x " * 3_000, 100).endswith("(5,999 characters)")
