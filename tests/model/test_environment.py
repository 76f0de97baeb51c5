"""Which environment a folder is, and which one a person means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.model.environment import Environment, folder_environment

NAMES = ("sandbox", "development", "test", "staging", "production")


@pytest.mark.parametrize("name", NAMES)
def test_the_five_names_are_folders_of_their_environment(name: str) -> None:
    assert folder_environment(name).value == name


@pytest.mark.parametrize(
    "name",
    [
        "DEVELOPMENT",
        "Production",
        " production",
        "production ",
        "production\u00a0",
        "production\n",
        "productio\u0144",
        "\uff50roduction",
        "prod",
        "unknown",
        "",
    ],
)
def test_any_other_folder_is_of_an_unknown_environment(name: str) -> None:
    assert folder_environment(name) is Environment.UNKNOWN


@given(st.text() | st.sampled_from(NAMES).flatmap(lambda name: st.permutations(name).map("".join)))
def test_a_folder_is_known_by_its_very_name_alone(name: str) -> None:
    assert (folder_environment(name) is not Environment.UNKNOWN) == (name in NAMES)
