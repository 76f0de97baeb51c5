"""The preview holds no call that carries anything out.

It must not look at imports: the import contracts do.
"""

from pathlib import Path

import pytest

from coworker.adapters.engines import cloudformation

ROOM = Path(str(cloudformation.__file__)).parent
CARRYING_OUT = (
    "cancel_update_stack",
    "continue_update_rollback",
    "create_stack(",
    "execute_change_set",
    "rollback_stack",
    "update_stack(",
)


def modules(*, of_execution: bool) -> list[Path]:
    return [path for path in ROOM.rglob("*.py") if (path.parent.name == "execute") is of_execution]


@pytest.mark.parametrize("call", CARRYING_OUT)
def test_nothing_outside_the_execution_carries_out(call: str) -> None:
    assert [path.name for path in modules(of_execution=False) if call in path.read_text()] == []


def test_the_execution_uses_the_one_call_that_executes_a_change_set() -> None:
    text = "".join(path.read_text() for path in modules(of_execution=True))
    assert [call for call in CARRYING_OUT if call in text] == ["execute_change_set"]
