"""What the pages tell people to type exists, and the cheap commands run as shown.

It must not run a block that is not marked `run`, nor one that reaches out of this machine.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

import pytest

from coworker.cli import main
from coworker.intake.grammar import ALIASES, FORMS
from tests.docs.pages import ROOT, Fence, Page, pages, tracked

_PROGRAM = re.compile(
    r"(?:^|[\s`;&|(/])(?:\.venv/bin/)?(?<!/)coworker ((?:[a-z][a-z-]*)(?: [a-z]+)?)"
)
_TYPED = re.compile(r"(?<![\w/])/coworker ([a-z][a-z-]*)")
_ALIAS = re.compile(r"(?<![\w/])/(aws-coworker-[a-z-]+)")
_MAKE = re.compile(r"(?:^|[;&|] *)make ([a-z][a-z-]*)")


def the_parser() -> argparse.ArgumentParser:
    """The parser that `coworker` asks, caught where it is asked, whatever module makes it."""
    caught: list[argparse.ArgumentParser] = []

    def catch(parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        caught.append(parser)
        raise SystemExit(0)

    with patch.object(argparse.ArgumentParser, "parse_args", catch), suppress(SystemExit):
        main(["--help"])
    return caught[0]


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Every command that can be typed, `ledger verify` among them, with its parser."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                below = commands(sub)
                found |= {f"{name} {word}": deeper for word, deeper in below.items()} or {name: sub}
    return found


KNOWN = commands(the_parser())
TARGETS = frozenset(
    re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)


def unknown_commands(code: str) -> list[str]:
    """Commands in a piece of code that do not exist."""
    found = [f"coworker {words}" for words in _PROGRAM.findall(code) if not _known(words)]
    found += [f"/coworker {verb}" for verb in _TYPED.findall(code) if verb not in FORMS]
    found += [f"/{alias}" for alias in _ALIAS.findall(code) if alias not in ALIASES]
    found += [f"make {target}" for target in _MAKE.findall(code) if target not in TARGETS]
    return found


def _known(words: str) -> bool:
    return words in KNOWN or words.split(maxsplit=1)[0] in KNOWN


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_no_page_mentions_a_command_that_does_not_exist(page: Page) -> None:
    assert [wrong for code in page.code for wrong in unknown_commands(code)] == []


@pytest.mark.parametrize("path", tracked(".yaml", ".yml", ".j2"), ids=lambda path: path.name)
def test_no_configuration_does_either(path: Path) -> None:
    quoted = re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))
    assert [wrong for code in quoted for wrong in unknown_commands(code)] == []


@pytest.mark.parametrize(
    "code",
    [
        "coworker apply",
        "/coworker deploy",
        "/aws-coworker-nothing",
        "make coffee",
        "coworker ledger",
    ],
)
def test_an_unknown_command_is_seen(code: str) -> None:
    assert unknown_commands(code) == [code]


@pytest.mark.parametrize(
    "code", ["coworker plan --base main", "/coworker explain CW003", "make demo", "coworker / plan"]
)
def test_a_known_command_passes(code: str) -> None:
    assert unknown_commands(code) == []


def _to_run() -> Iterator[Fence]:
    for page in pages():
        yield from (fence for fence in page.fences if fence.info[1:] == ("run",))


RUN = tuple(_to_run())


def steps(fence: Fence) -> Iterator[tuple[str, str]]:
    """(command, the output that is shown; empty where none is)."""
    if fence.info[0] == "sh":
        yield from ((line, "") for line in fence.text.splitlines() if line and line[0] != "#")
        return
    for part in re.split(r"^\$ ", fence.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


@pytest.mark.parametrize(
    "fence", RUN, ids=[f"{fence.page.relative_to(ROOT)}:{fence.line}" for fence in RUN]
)
def test_a_block_marked_to_run_does_what_it_shows(fence: Fence) -> None:
    assert fence.info[0] in {"sh", "console"}
    for command, shown in steps(fence):
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=ROOT,
            env={
                "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                "HOME": "/nonexistent",
                "LANG": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), command
        if shown:
            assert ran.stdout == shown, command
        else:
            assert ran.stdout.strip(), command


def test_the_first_pages_have_something_to_run() -> None:
    run = {fence.page.relative_to(ROOT).as_posix() for fence in RUN}
    wanted = {"README.md", "docs/cli.md", "docs/getting-started/installation.md"}
    assert wanted <= run
