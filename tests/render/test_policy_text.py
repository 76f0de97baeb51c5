"""A policy on the terminal: every key with its place.

It must not test what the policy says.
"""

from dataclasses import replace

import pytest

from coworker.adapters.shipped import shipped_content
from coworker.flows.library import shipped_policy
from coworker.render.policy_text import policy_rows, policy_text


def test_every_key_is_shown_with_the_line_that_set_it() -> None:
    policy = shipped_policy(shipped_content(), "production")
    text = policy_text(policy)
    for key, place in policy.provenance.items():
        assert f"{key}  ({place})" in text
    assert "  us-east-1" in text.splitlines()


def test_rows_carry_values_and_places() -> None:
    policy = shipped_policy(shipped_content(), "sandbox")
    rows = {key: (value, place) for key, value, place in policy_rows(policy)}
    assert rows["monthly_cost_limit"][0] == policy.monthly_cost_limit
    assert rows["blast_radius.max_resources"][0] == policy.blast_radius.max_resources
    assert rows["required_tags"][1].startswith("config/core/policy.yaml:")


def test_a_place_for_a_key_that_there_is_not_is_a_bug() -> None:
    policy = shipped_policy(shipped_content(), "sandbox")
    with pytest.raises(KeyError, match=r"regions\.none"):
        policy_rows(replace(policy, provenance={"regions.none": "policy.yaml:1"}))
