import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.errors import Fault
from coworker.governance.ledger import Appended, Broken, Intact, append, read_ledger, verify
from coworker.model.digest import canonical_json
from coworker.model.ledger import GENESIS, EntryKind, LedgerEntry, Record, entry_digest

AT = "2026-11-20T09:30:00Z"

written = st.text(st.characters(codec="utf-8"), max_size=8)
records = st.lists(
    st.builds(
        Record,
        key=written,
        kind=st.sampled_from(list(EntryKind)),
        actor=written,
        data=st.dictionaries(written, written, max_size=2),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda record: record.key,
)


def record(key: str, **data: str) -> Record:
    return Record(key=key, kind=EntryKind.PLAN, actor="ada", data=data)


def ledger(*keys: str) -> str:
    return append("", [record(key) for key in keys], AT).text


def test_an_empty_ledger_is_intact() -> None:
    assert verify("") == Intact(count=0, last_digest=GENESIS)


def test_an_entry_follows_the_one_before() -> None:
    first = append("", [record("a")], AT)
    second = append(first.text, [record("b", x="1")], AT)
    assert second.text.startswith(first.text)
    assert second.entries[0].previous == first.entries[0].digest
    assert second.entries[0].sequence == 2
    assert read_ledger(second.text) == (*first.entries, *second.entries)
    assert verify(second.text) == Intact(count=2, last_digest=second.entries[0].digest)


def test_the_same_key_is_recorded_once() -> None:
    once = append("", [record("a"), record("a", other="data")], AT)
    assert len(once.entries) == 1
    assert append(once.text, [record("a")], "later") == Appended(text=once.text, entries=())


@given(records)
def test_what_is_appended_is_intact_and_read_back(wanted: list[Record]) -> None:
    appended = append("", wanted, AT)
    assert [entry.record for entry in read_ledger(appended.text)] == wanted
    assert verify(appended.text) == Intact(
        count=len(wanted), last_digest=appended.entries[-1].digest
    )


@given(records, st.data())
def test_any_edit_of_a_character_is_found(wanted: list[Record], data: st.DataObject) -> None:
    text = append("", wanted, AT).text
    at = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    mark = data.draw(st.characters(exclude_characters=text[at]))
    result = verify(text[:at] + mark + text[at + 1 :])
    assert isinstance(result, Broken)
    line = text[:at].count("\n") + 1
    assert result.line in {line, line + 1}


@given(records, st.data())
def test_a_removed_line_but_the_last_is_found(wanted: list[Record], data: st.DataObject) -> None:
    at = data.draw(st.integers(min_value=0, max_value=len(wanted) - 1))
    lines = append("", [*wanted, record("the-last-one-of-all")], AT).text.split("\n")
    text = "\n".join(lines[:at] + lines[at + 1 :])
    result = verify(text)
    assert isinstance(result, Broken)
    assert result.line == at + 1


@given(st.integers(2, 6), st.data())
def test_two_swapped_lines_are_found(count: int, data: st.DataObject) -> None:
    lines = ledger(*(f"k{number}" for number in range(count))).splitlines(keepends=True)
    one = data.draw(st.integers(0, count - 2))
    other = data.draw(st.integers(one + 1, count - 1))
    lines[one], lines[other] = lines[other], lines[one]
    assert verify("".join(lines)) == Broken(
        line=one + 1, reason=f"entry {other + 1} stands where entry {one + 1} belongs"
    )


@given(st.data())
def test_a_line_that_is_cut_off_is_found(data: st.DataObject) -> None:
    text = ledger("a", "b", "c")
    ends = {index + 1 for index, mark in enumerate(text) if mark == "\n"} | {0}
    at = data.draw(st.integers(0, len(text) - 1).filter(lambda place: place not in ends))
    assert verify(text[:at]) == Broken(line=text[:at].count("\n") + 1, reason="the line is cut off")


def test_a_chain_made_anew_from_the_middle_is_found() -> None:
    old, other = ledger("a", "b").splitlines(), ledger("x", "b").splitlines()
    assert verify(f"{old[0]}\n{other[1]}\n") == Broken(
        line=2, reason="it does not follow the entry before it"
    )


def test_a_digest_of_other_contents_is_found() -> None:
    text = ledger("a").replace('"actor":"ada"', '"actor":"eve"')
    assert verify(text) == Broken(
        line=1, reason="its contents are not those that its digest was made of"
    )


def test_a_key_that_was_recorded_twice_is_found() -> None:
    first = append("", [record("a")], AT).entries[0]
    forged = append("", [record("b")], AT).text
    twice = _chained(first.digest)
    assert verify(ledger("a") + twice) == Broken(line=2, reason="the key a was recorded before")
    assert isinstance(verify(forged + twice), Broken)


def _chained(previous: str) -> str:
    """A second entry with the key of the first, as only somebody who knows the format writes it."""
    again = record("a")
    digest = entry_digest(sequence=2, at=AT, record=again, previous=previous)
    entry = LedgerEntry(sequence=2, at=AT, record=again, previous=previous, digest=digest)
    return canonical_json(entry) + "\n"


@pytest.mark.parametrize("line", ["", "{}", "null", "no json", "[" * 100_000, '{"sequence": 1}'])
def test_a_line_of_another_kind_is_found(line: str) -> None:
    assert verify(f"{line}\n") == Broken(line=1, reason="it is not a line that the co-worker wrote")


def test_nothing_is_appended_to_or_read_from_a_broken_chain() -> None:
    broken = ledger("a", "b").replace("ada", "eve", 1)
    with pytest.raises(Fault, match="ledger is broken") as caught:
        append(broken, [record("c")], AT)
    assert caught.value.where == "ledger.ndjson:1"
    with pytest.raises(Fault, match="ledger is broken"):
        read_ledger(broken)
