import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.governance.ownership import codeowners_path, owners_of

OWNERS = """\
# Everybody's fallback
*                                   @octo/everyone # and me: @mallory

/infrastructure/                    @octo/platform
/infrastructure/production/         @octo/sre grace@example.com
/infrastructure/production/scratch/
*.md                                @docs
!/infrastructure/test/              @mallory
/infrastructure/[a-z]*/             @mallory
\\#odd                               @mallory
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("Makefile", ("@octo/everyone",)),
        ("infrastructure/test/a/stack.yaml", ("@octo/platform",)),
        ("infrastructure/production/a/template.yaml", ("@octo/sre", "grace@example.com")),
        ("infrastructure/production/scratch/template.yaml", ()),
        ("infrastructure/production/a/README.md", ("@docs",)),
        ("Infrastructure/production/a.yaml", ("@octo/everyone",)),
        ("nested/infrastructure/a.yaml", ("@octo/everyone",)),
    ],
)
def test_the_last_matching_line_decides(path: str, owners: tuple[str, ...]) -> None:
    (found,) = owners_of(OWNERS, [path])
    assert found.path == path
    assert found.owners == owners


def test_without_a_file_nobody_owns_anything() -> None:
    assert [item.owners for item in owners_of(None, ["a", "b"])] == [(), ()]
    assert [item.owners for item in owners_of("", ["a"])] == [()]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (("docs/CODEOWNERS", "CODEOWNERS", ".github/CODEOWNERS"), ".github/CODEOWNERS"),
        (("docs/CODEOWNERS", "CODEOWNERS"), "CODEOWNERS"),
        (("docs/CODEOWNERS", "src/CODEOWNERS"), "docs/CODEOWNERS"),
        (("src/CODEOWNERS",), None),
    ],
)
def test_the_file_is_the_first_of_githubs_places(files: tuple[str, ...], place: str | None) -> None:
    assert codeowners_path(files) == place


def test_an_unclosed_range_is_a_line_that_github_skips_too() -> None:
    assert owners_of("* @a\n/infra[ @mallory\n", ["infra"])[0].owners == ("@a",)


patterns = st.text("/*?[]!\\#@ab. \t\n", max_size=40)


@given(patterns, st.sampled_from(["a", "a/b", "infrastructure/test/a/stack.yaml", "a b"]))
def test_whatever_stands_in_the_file_every_path_gets_an_answer(text: str, path: str) -> None:
    (found,) = owners_of(text, [path])
    assert all("@" in owner for owner in found.owners)


@given(patterns)
def test_a_last_line_for_everything_decides_everything(text: str) -> None:
    assert owners_of(f"{text}\n* @last", ["a/b"])[0].owners == ("@last",)
