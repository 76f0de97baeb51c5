"""Every request of requests.yaml is understood as it must be, and none is answered wrongly."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from coworker.intake.understanding import understand
from coworker.model.digest import plain
from coworker.model.request import RequestKind
from tests.blueprints.shipped import catalogue

REQUESTS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("requests.yaml").read_text(encoding="utf-8")
)
AT_LEAST = 150


def test_the_set_is_large_enough_and_says_nothing_twice() -> None:
    texts = [request["text"] for request in REQUESTS]
    assert len(texts) >= AT_LEAST
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("expected", REQUESTS, ids=[request["text"] for request in REQUESTS])
def test_a_request_is_understood(expected: dict[str, Any]) -> None:
    understanding = understand(
        expected["text"], catalogue=tuple(catalogue().values()), title=expected.get("title", "")
    )
    seen = plain(understanding)
    assert isinstance(seen, dict)
    parameters = seen["parameters"]
    assert isinstance(parameters, dict)
    for key, value in expected.items():
        if key == "parameters":
            assert {name: parameters.get(name) for name in value} == value, seen
        elif key not in {"title", "text", "asks"}:
            assert seen[key] == value, seen
    assert seen["missing"] == expected.get("missing", []), seen
    assert (understanding.kind is RequestKind.UNCLEAR) == (understanding.confidence < 0.5), seen
    for quote in expected.get("asks", []):
        assert any(quote in question for question in understanding.questions), seen
    if understanding.complete:
        assert parameters == expected.get("parameters", {}), "a value that nobody gave"
    elif understanding.kind is not RequestKind.UNCLEAR:
        assert expected.get("asks") or expected.get("missing"), seen
