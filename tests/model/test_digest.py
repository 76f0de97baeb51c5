"""One canonical form for values, whatever order they were made in.

It must not test what a digest is used for.
"""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from coworker.model.digest import canonical_json, digest_of, plain, short


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    name: str
    colours: frozenset[Colour]


def test_a_value_is_turned_into_jsons_own_types() -> None:
    assert plain(Thing(name="x", colours=frozenset({Colour.RED}))) == {
        "name": "x",
        "colours": ["red"],
    }


def test_neither_the_order_of_keys_nor_that_of_a_set_counts() -> None:
    assert canonical_json({"b": 1, "a": (1, None)}) == '{"a":[1,null],"b":1}'
    assert plain(frozenset("cab")) == ["a", "b", "c"]


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form for object"):
        plain(object())
    with pytest.raises(TypeError, match="no canonical form for type"):
        plain(Thing)


def test_a_digest_names_its_algorithm_and_has_a_short_form() -> None:
    digest = digest_of({"a": 1})
    assert digest == "sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    assert short(digest) == "015abd7f5cc5"
