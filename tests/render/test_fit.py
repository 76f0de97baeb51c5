from hypothesis import given
from hypothesis import strategies as st

from coworker.render.fit import Block, fit

LIMIT = 6_000


def notice(cut: str) -> str:
    return f"CUT: {cut}."


def rows(count: int, size: int = 50) -> tuple[str, ...]:
    return tuple(f"row{number:05} {'x' * size}" for number in range(count))


def test_what_fits_is_whole() -> None:
    rendered = fit([Block(name="a", head="A"), Block(name="z", head="Z")], LIMIT, notice)
    assert rendered.markdown == rendered.whole == "A\n\nZ\n"
    assert rendered.cut == ()


def test_what_may_go_goes_before_a_row_is_cut() -> None:
    blocks = [
        Block(name="rows", head="R\n", rows=rows(20)),
        Block(name="late", head="l" * 2_000, dropped=1),
        Block(name="early", head="e" * 4_000, dropped=2),
        Block(name="", head="END"),
    ]
    rendered = fit(blocks, LIMIT, notice)
    assert rendered.cut == ("early",)
    assert "l" * 2_000 in rendered.markdown
    assert rendered.markdown.endswith("CUT: early.\n\nEND\n")
    assert "e" * 4_000 in rendered.whole


def test_rows_are_cut_from_the_end_and_counted() -> None:
    blocks = [Block(name="things", head="T\n", rows=rows(500)), Block(name="", head="END")]
    rendered = fit(blocks, LIMIT, notice)
    shown = rendered.markdown.count("row0")
    assert 0 < shown < 500
    assert rendered.cut == (f"{500 - shown:,} of 500 rows of things",)
    assert f"*… and {500 - shown:,} more.*" in rendered.markdown
    assert rendered.whole.count("row0") == 500


def test_a_block_with_a_share_keeps_to_it_and_the_rest_divide_what_is_left() -> None:
    blocks = [
        Block(name="one", head="1\n", rows=rows(500)),
        Block(name="two", head="2\n", rows=rows(500)),
        Block(name="shared", head="S\n", rows=rows(500), share=0.1),
        Block(name="", head="END"),
    ]
    markdown = fit(blocks, LIMIT, notice).markdown
    one, rest = markdown.split("2\n", 1)
    two, shared = rest.split("S\n", 1)
    assert len(shared.split("CUT")[0]) <= LIMIT * 0.1 + 60
    assert abs(len(one) - len(two)) < 150


def test_a_block_without_room_for_a_row_goes_and_is_named() -> None:
    blocks = [
        *(Block(name=f"b{number}", head=f"B{number}\n", rows=rows(3, 300)) for number in range(99)),
        Block(name="", head="END"),
    ]
    rendered = fit(blocks, LIMIT, notice)
    assert "B0\n" in rendered.markdown
    assert "B98\n" not in rendered.markdown
    assert any("3 of 3 rows of" in item for item in rendered.cut)
    assert f"and {len(rendered.cut) - 8:,} more parts" in rendered.markdown


blocks_of = st.lists(
    st.builds(
        Block,
        name=st.text(max_size=20),
        head=st.text(max_size=50),
        rows=st.lists(st.text("xé漢\U0001f680", max_size=400), max_size=60).map(tuple),
        tail=st.text(max_size=10),
        dropped=st.integers(0, 3),
        share=st.sampled_from([0.0, 0.1, 0.3]),
    ),
    max_size=12,
)


@given(blocks_of)
def test_never_over_the_limit_and_never_cut_without_a_word(blocks: list[Block]) -> None:
    rendered = fit([*blocks, Block(name="", head="END")], LIMIT, notice)
    assert len(rendered.markdown) <= LIMIT
    assert rendered.markdown.endswith("END\n")
    assert (
        bool(rendered.cut)
        == (rendered.markdown != rendered.whole)
        == ("CUT: " in rendered.markdown)
    )
