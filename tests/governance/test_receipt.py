from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.governance.receipt import compare, read_receipt, receipt_of, write_receipt
from coworker.model.digest import digest_of
from coworker.model.plan import Receipt
from tests.support.samples import BASE, CREATES, HEAD, STACK, preview

ONE, TWO = digest_of(1), digest_of(2)
RECEIPT = receipt_of(
    request_digest=ONE,
    policies={"development": ONE, "production": TWO},
    files={"development/build-artefacts": ONE, "production/web": TWO, "production/old": ""},
    previews=[preview()],
    base=BASE,
    head=HEAD,
    requester="ada",
)

digests = st.integers().map(digest_of)
commits = st.text("0123456789abcdef", min_size=40, max_size=40)
receipts = st.builds(
    Receipt,
    request=digests | st.just(""),
    policies=st.dictionaries(st.text(), digests, max_size=3),
    files=st.dictionaries(st.text(), digests | st.just(""), max_size=3),
    changes=st.dictionaries(st.text(), digests, max_size=3),
    base=commits | st.just(""),
    head=commits | st.just(""),
    requester=st.text(max_size=8),
)


def test_a_receipt_names_each_stacks_preview() -> None:
    assert RECEIPT.changes == {str(STACK): preview().digest}


def test_nothing_moved() -> None:
    assert compare(RECEIPT, RECEIPT) == ()


def test_neither_the_request_nor_the_commits_are_compared() -> None:
    derived = replace(RECEIPT, request=TWO, base="c" * 40, head="")
    assert compare(RECEIPT, derived) == ()


def test_an_environment_that_was_not_derived_is_not_compared() -> None:
    derived = replace(
        RECEIPT,
        policies={"development": ONE},
        files={"development/build-artefacts": ONE},
    )
    assert compare(RECEIPT, derived) == ()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (
            "policies",
            {"development": TWO, "production": TWO},
            "The policy of development is not the one that the review was made by.",
        ),
        (
            "files",
            {**RECEIPT.files, "production/web": ONE},
            "The files of production/web are not the ones that were reviewed.",
        ),
        (
            "files",
            {**RECEIPT.files, "production/old": ONE},
            "The files of production/old are not the ones that were reviewed.",
        ),
        (
            "files",
            {**RECEIPT.files, "production/new": ONE},
            "production/new was not part of the review.",
        ),
        (
            "files",
            {key: item for key, item in RECEIPT.files.items() if key != "production/web"},
            "production/web was reviewed and is not among what would be deployed.",
        ),
        (
            "changes",
            {str(STACK): preview(CREATES[:1]).digest},
            "AWS would now change something else in development/build-artefacts than was reviewed.",
        ),
        (
            "changes",
            {},
            "AWS would now change something else in development/build-artefacts than was reviewed.",
        ),
        (
            "changes",
            {**RECEIPT.changes, "production/web": ONE},
            "AWS would now change something else in production/web than was reviewed.",
        ),
    ],
)
def test_what_moved_is_said(field: str, value: dict[str, str], sentence: str) -> None:
    changed: dict[str, Any] = {field: value}
    moved = compare(RECEIPT, replace(RECEIPT, **changed))
    assert sentence in moved
    assert len(moved) == 1


def test_a_stack_of_an_environment_without_a_policy_was_not_reviewed() -> None:
    derived = Receipt(
        request="", policies={}, files={"test/a": ONE}, changes={}, base=BASE, head=HEAD
    )
    assert compare(RECEIPT, derived) == ("test/a was not part of the review.",)


@given(receipts)
def test_what_is_written_is_read_back(receipt: Receipt) -> None:
    assert read_receipt(f"Text before.\n\n{write_receipt(receipt)}\n\nand after\n") == receipt


@given(receipts, st.data())
def test_a_receipt_with_anything_touched_but_its_commits_is_none(
    receipt: Receipt, data: st.DataObject
) -> None:
    text = write_receipt(receipt)
    at = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    mark = data.draw(st.characters(exclude_characters=text[at] + "\r"))
    read = read_receipt(text[:at] + mark + text[at + 1 :])
    assert read is None or replace(read, base=receipt.base, head=receipt.head) == receipt


def test_two_receipts_are_none() -> None:
    text = write_receipt(RECEIPT)
    assert read_receipt(f"{text}\n\n{text}") is None
    assert read_receipt(f"{text}\n\n> ~~~ coworker-receipt\n") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "```coworker-receipt\n{}\n```",
        "```coworker-receipt\nnot json\n```",
        "```coworker-receipt\n" + "[" * 100_000 + "\n```",
        write_receipt(RECEIPT).replace('"version": 1', '"version": 2'),
        write_receipt(RECEIPT).replace("\n ", "\n  "),
        write_receipt(RECEIPT).replace(RECEIPT.plan, ONE),
        "> " + write_receipt(RECEIPT).replace("\n", "\n> "),
    ],
    ids=range(8),
)
def test_what_is_no_receipt_is_none(text: str) -> None:
    assert read_receipt(text) is None


def test_line_ends_of_the_web_are_taken() -> None:
    assert read_receipt(write_receipt(RECEIPT).replace("\n", "\r\n")) == RECEIPT
