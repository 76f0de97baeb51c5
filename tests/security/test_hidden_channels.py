"""Every hidden channel of the corpus is closed, and nothing that can be seen is lost.

It must not write invisible characters into this file: the corpus has them escaped.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from coworker.intake.sanitise import sanitise

CORPUS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "corpus" / "hidden_channels.json").read_text("ascii")
)


@pytest.mark.parametrize("case", CORPUS, ids=[case["name"] for case in CORPUS])
def test_a_hidden_channel_is_closed(case: dict[str, Any]) -> None:
    seen = sanitise(case["text"])

    assert seen.clean == case["clean"]
    assert [removal.kind.value for removal in seen.removed] == case["removed"]
    assert sanitise(seen.clean).clean == seen.clean
    characters = sum(removal.characters for removal in seen.removed)
    endings = case["text"].count("\r\n")
    assert len(case["text"]) - characters - endings == len(seen.clean)
