"""docs/cli.md says what argparse and the exit codes say, no more and no less.

It must not compare prose.
"""

import argparse
import re

from coworker.errors import ExitCode
from tests.docs.pages import DOCS, ROOT, read_page
from tests.docs.test_commands import KNOWN

PAGE = read_page(DOCS / "cli.md")


def told() -> dict[str, set[str]]:
    """Options and arguments by command, from the tables under `coworker …` headings."""
    found: dict[str, set[str]] = {
        title.removeprefix("coworker "): set()
        for title in PAGE.headings()
        if title.startswith("coworker ")
    }
    for heading, rows in PAGE.tables():
        if heading.startswith("coworker "):
            found[heading.removeprefix("coworker ")] |= {row[0].strip("`") for row in rows}
    return found


def real(parser: argparse.ArgumentParser) -> set[str]:
    """`--option METAVAR`, `--flag` and `ARGUMENT` of one command, but for --help."""
    return {_shown(action) for action in parser._actions if "--help" not in action.option_strings}


def _shown(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return metavar.upper()
    return action.option_strings[-1] + ("" if action.nargs == 0 else f" {metavar}")


def test_every_command_and_option_is_told_and_exists() -> None:
    assert told() == {name: real(parser) for name, parser in KNOWN.items()}


def test_the_exit_codes_are_those_of_the_code() -> None:
    rows = next(rows for heading, rows in PAGE.tables() if heading == "Exit codes")
    assert [(int(row[0]), row[1]) for row in rows] == [(code.value, code.name) for code in ExitCode]


def test_the_readme_has_the_same_exit_codes() -> None:
    tables = dict(read_page(ROOT / "README.md").tables())
    assert [int(row[0]) for row in tables["Exit codes"]] == [code.value for code in ExitCode]


def test_the_environment_variables_are_those_that_are_read() -> None:
    source = (ROOT / "coworker" / "wiring.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"((?:COWORKER|GITHUB)_[A-Z_]+)"', source))
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in page} == set()
