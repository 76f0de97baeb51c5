import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.governance.baseline import baseline_name

DAY = "2026-11-20"


@pytest.mark.parametrize(
    ("existing", "name"),
    [
        ([], "baseline/2026-11-20"),
        (["baseline/2026-11-19", "v1.2.3", "baseline/2026-11-20-x"], "baseline/2026-11-20"),
        (["baseline/2026-11-20"], "baseline/2026-11-20.2"),
        (["baseline/2026-11-20.9", "baseline/2026-11-20.10"], "baseline/2026-11-20.11"),
    ],
)
def test_the_next_free_name_of_the_day(existing: list[str], name: str) -> None:
    assert baseline_name(existing, DAY) == name


def test_a_time_after_the_date_is_left_away() -> None:
    assert baseline_name([], f"{DAY}T23:59:59Z") == f"baseline/{DAY}"


@given(st.lists(st.integers(1, 30).map(lambda number: f"baseline/{DAY}.{number}")))
def test_a_name_is_never_used_twice(existing: list[str]) -> None:
    assert baseline_name(existing, DAY) not in existing
