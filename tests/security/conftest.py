"""The world that attacks are played in.

It must not hold a test.
"""

from pathlib import Path

import pytest

from tests.security.attack_world import AttackWorld


@pytest.fixture
def world(tmp_path: Path) -> AttackWorld:
    return AttackWorld(tmp_path)
