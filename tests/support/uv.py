"""uv as the set-up left it on this machine: its program, and its cache so that nothing is fetched.

It must not reach a package index: what is not in the cache is a failure that says so.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def uv_program() -> Path:
    """The machine's uv, or the one that `make setup` brings. Raises FileNotFoundError."""
    found = shutil.which("uv")
    program = Path(found) if found else ROOT / ".tools" / "uv" / "uv"
    if not program.is_file():
        raise FileNotFoundError(f"{program} is missing; run `make setup`")
    return program


@cache
def _cache_folder() -> str:
    command = [str(uv_program()), "cache", "dir"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def path_with_uv() -> str:
    """PATH with uv on it, and with the Python that the set-up chose as `python3`."""
    folders = (ROOT / ".venv" / "bin", uv_program().parent, os.environ["PATH"])
    return os.pathsep.join(map(str, folders))


def offline() -> Mapping[str, str]:
    """What uv is told by its environment: the cache that `make setup` filled, and no network."""
    return {"UV_CACHE_DIR": _cache_folder(), "UV_OFFLINE": "1"}
