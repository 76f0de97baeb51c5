"""Which paths and sizes a proposal may have.

It must not write a file.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.intake import paths
from coworker.intake.paths import path_refusal, proposal_refusals

FOLDER = "infrastructure/development/artefacts"


@pytest.mark.parametrize(
    "path",
    [
        f"{FOLDER}/stack.yaml",
        f"{FOLDER}/template.yml",
        f"{FOLDER}/modules/net_work/main.tf",
        f"{FOLDER}/app.py",
        f"{FOLDER}/a.b-c/README.md",
        "infrastructure/production/Pay-1/x.json",
    ],
)
def test_a_stack_s_file_is_allowed(path: str) -> None:
    assert path_refusal(path) is None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "stack.yaml",
        "infrastructure",
        "infrastructure/development/stack.yaml",
        "Infrastructure/development/a/stack.yaml",
        f"/{FOLDER}/stack.yaml",
        f"./{FOLDER}/stack.yaml",
        f"../{FOLDER}/stack.yaml",
        f"{FOLDER}/../../../.github/workflows/x.yml",
        f"{FOLDER}/..",
        f"{FOLDER}/./stack.yaml",
        f"{FOLDER}//stack.yaml",
        f"{FOLDER}/",
        "infrastructure//a/stack.yaml",
        "infrastructure/DEVELOPMENT/a/stack.yaml",
        "infrastructure/Production/a/stack.yaml",
        "infrastructure/ production/a/stack.yaml",
        "infrastructure/production\u00a0/a/stack.yaml",
        f"{FOLDER}\\stack.yaml",
        f"{FOLDER}/a\\..\\b.yaml",
        f"{FOLDER}/.github/x.yaml",
        f"{FOLDER}/.GitHub/x.yaml",
        f"{FOLDER}/.git/config.txt",
        f"{FOLDER}/.hidden.yaml",
        f"{FOLDER}/git~1/x.yaml",
        f"{FOLDER}/CODEOWNERS",
        f"{FOLDER}/codeowners/x.md",
        f"{FOLDER}/x.yaml ",
        f"{FOLDER}/x.yaml.",
        f"{FOLDER}/dir./x.yaml",
        f"{FOLDER}/x\n.yaml",
        f"{FOLDER}/x\0.yaml",
        f"{FOLDER}/x:y.yaml",
        f"{FOLDER}/\u200bx.yaml",
        f"{FOLDER}/cafe\u0301.yaml",
        f"{FOLDER}/ﬁ.yaml",
        f"{FOLDER}/$(id).yaml",
        f"{FOLDER}/-rf.yaml",
        f"{FOLDER}/run.sh",
        f"{FOLDER}/run",
        f"{FOLDER}/x.YAML",
        f"{FOLDER}/{'x' * 97}.yaml",
        f"{FOLDER}/{'x/' * 120}x.yaml",
        "config/core/policy.yaml",
        ".github/workflows/x.yml",
        "CODEOWNERS",
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    refusal = path_refusal(path)

    assert refusal
    assert proposal_refusals({path: None}) == (f"{path[: paths.MAX_PATH]!a}: {refusal}",)


PARTS = st.sampled_from(
    ["infrastructure", "..", ".", "", "a", ".github", "A\u0130", "x.yaml", "\\"]
)


@given(st.lists(PARTS | st.text(max_size=5), max_size=7).map("/".join))
def test_what_is_allowed_stays_within_a_stack_s_folder(path: str) -> None:
    if path_refusal(path) is None:
        parts = path.split("/")
        assert parts[0] == "infrastructure"
        assert len(parts) >= 4
        assert path.isascii()
        assert not any(part in {"", ".", ".."} or part.startswith(".") for part in parts)


def test_files_of_a_usual_size_are_allowed() -> None:
    files = {f"{FOLDER}/stack.yaml": "a: 1\n", f"{FOLDER}/old.yaml": None}

    assert proposal_refusals(files) == ()


def test_too_many_files_are_refused() -> None:
    files = {f"{FOLDER}/{number}.yaml": "" for number in range(paths.MAX_FILES + 1)}

    assert proposal_refusals(files) == ("The proposal holds 201 files; 200 are allowed",)


def test_sizes_are_of_bytes() -> None:
    half = "é" * (paths.MAX_FILE_BYTES // 2)

    assert proposal_refusals({f"{FOLDER}/a.yaml": half}) == ()
    assert proposal_refusals({f"{FOLDER}/a.yaml": half + "x"}) == (
        f"'{FOLDER}/a.yaml': The file holds 524289 bytes; 524288 are allowed",
    )


def test_the_sum_of_sizes_is_bounded() -> None:
    files = {f"{FOLDER}/{number}.yaml": "x" * paths.MAX_FILE_BYTES for number in range(5)}

    assert proposal_refusals(files) == ("The proposal holds 2621440 bytes; 2097152 are allowed",)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_is_no_text_is_refused(text: str) -> None:
    assert "is not text" in proposal_refusals({f"{FOLDER}/a.yaml": text})[0]


def test_paths_that_are_one_on_some_machines_are_refused() -> None:
    files = {f"{FOLDER}/A.yaml": "", f"{FOLDER}/a.yaml": "", f"{FOLDER}/a.yaml/b.yaml": ""}

    assert proposal_refusals(files) == (
        f"'{FOLDER}/a.yaml': The path differs from '{FOLDER}/A.yaml' in its letters' case only",
        f"'{FOLDER}/a.yaml/b.yaml': '{FOLDER}/A.yaml' is a file, not a folder",
    )
