import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.errors import ConfigurationFault
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


@pytest.mark.parametrize(
    "owner",
    [
        "not-an-owner",
        "@",
        "@/team",
        "@octo/",
        "@a,",
        "@a/b/c",
        "@-a",
        "a@",
        "@@a",
        "@a@b",
        "\u00e9",
    ],
)
def test_a_line_with_an_owner_that_is_none_is_skipped_whole(owner: str) -> None:
    text = f"/infrastructure/ @sre\n/infrastructure/production/ @mallory {owner}\n"

    (found,) = owners_of(text, ["infrastructure/production/a.yaml"])

    assert found.owners == ("@sre",)


@pytest.mark.parametrize(
    "owner", ["@a", "@octo/platform", "@octo/site-reliability.eu", "@ann_octo", "ann@example.com"]
)
def test_every_kind_of_owner_is_taken(owner: str) -> None:
    assert owners_of(f"* @x\n/a {owner} @b\r\n", ["a"])[0].owners == (owner, "@b")


# Where a line ends, and where an owner does, GitHub and the library may not agree on these.
TWOFOLD = ["\v", "\f", "\r", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\0", "\x1b"]
NOT_IN_A_RULE = ["\u00a0", "\u2003", "\u3000", "\ufeff", "\u200b", "\u202e", "\ue000", "\ud800"]


@pytest.mark.parametrize("character", TWOFOLD + NOT_IN_A_RULE)
def test_a_character_that_may_be_read_in_two_ways_is_refused(character: str) -> None:
    text = f"* @a\n/infrastructure/ @sre{character}/infrastructure/production/ @mallory\n"

    with pytest.raises(ConfigurationFault, match=f"U\\+{ord(character):04X}") as fault:
        owners_of(text, ["infrastructure/production/a.yaml"])

    assert fault.value.where == "CODEOWNERS:2"


@pytest.mark.parametrize("character", TWOFOLD)
def test_a_comment_holds_no_other_line_end(character: str) -> None:
    with pytest.raises(ConfigurationFault):
        owners_of(f"* @a # see{character}* @mallory", ["a"])


@pytest.mark.parametrize("character", NOT_IN_A_RULE[:-1])
def test_a_comment_may_hold_what_does_not_end_it(character: str) -> None:
    assert owners_of(f"* @a # see{character}* @mallory", ["a"])[0].owners == ("@a",)


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("infrastructure/production db/a.yaml", ("@a",)),
        ("infrastructure/my db/a.yaml", ("@db",)),
        ("infrastructure/my/db/a.yaml", ("@a",)),
        ("infrastructure/production/a b.yaml", ("@sre",)),
        ("odd#name", ("@a",)),
        ("odd #name", ("@odd",)),
    ],
)
def test_a_space_in_a_path_is_a_space(path: str, owners: tuple[str, ...]) -> None:
    text = "* @a\n/infrastructure/production/ @sre\n/infrastructure/my\\ db/ @db\nodd\\ #name @odd"

    assert owners_of(text, [path])[0].owners == owners


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
