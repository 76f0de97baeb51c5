"""The world that every test of the flows plays in.

It must not hold a test.
"""

from pathlib import Path

import pytest

from tests.support.flow_world import FlowWorld


@pytest.fixture
def world(tmp_path: Path) -> FlowWorld:
    return FlowWorld(tmp_path)
