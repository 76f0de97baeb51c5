"""Reading git at commits: what is there, what is refused, what is never run or touched.

It must not read a work tree: what is not committed does not count.
"""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coworker.adapters.git import Git, GitRepository, create_bare, process
from coworker.adapters.git.objects import contents
from coworker.errors import ExitCode, GitFault
from tests.git.conftest import Clone

UNKNOWN = "0123456789" * 4


@pytest.fixture
def repository(origin: Clone) -> GitRepository:
    return GitRepository(origin.folder)


def test_files_are_those_under_the_prefixes_alone(origin: Clone, repository: GitRepository) -> None:
    origin.write("infrastructure/dev/a/stack.yaml", "a: 1\n")
    origin.write("infrastructure/prod/b/stack.yaml", "b: ünï\r\n")
    origin.write("infrastructure-old/c.yaml", "c")
    origin.write("CODEOWNERS", "* @ann\n")
    commit = origin.commit()
    origin.write("infrastructure/dev/a/stack.yaml", "not committed")

    found = repository.files(commit, ["infrastructure", "CODEOWNERS", "absent"])

    assert found == {
        "CODEOWNERS": "* @ann\n",
        "infrastructure/dev/a/stack.yaml": "a: 1\n",
        "infrastructure/prod/b/stack.yaml": "b: ünï\r\n",
    }
    assert repository.files(commit, ["infrastructure/prod/"]).keys() == {
        "infrastructure/prod/b/stack.yaml"
    }
    assert "README.md" in repository.files(commit, [""])
    assert repository.files(commit, []) == {}


ODD = [
    "a b/c d.yaml",
    "line\nfeed",
    'tab\tquote"',
    "ünï/çødé",
    "-rf",
    ":(glob)*",
    "*",
    "x\\y",
    "ctrl\x01",
]


@pytest.mark.parametrize("path", ODD)
def test_odd_paths_are_whole(origin: Clone, repository: GitRepository, path: str) -> None:
    old = origin.git("rev-parse", "HEAD")
    origin.write(path, path)
    new = origin.commit()

    assert repository.files(new, [path]) == {path: path}
    assert repository.changed_paths(old, new) == (path,)
    assert repository.tree_id(new, path) == origin.git("hash-object", f"./{path}")
    assert repository.tree_id(old, path) is None


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.dictionaries(
        st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)
        .filter(lambda name: name not in {".", "..", ".git"} and len(name.encode()) < 200)
        .filter(lambda name: not name.lower().startswith((".git", "git~"))),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_text_is_committed_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
) -> None:
    git = create_bare(tmp_path_factory.mktemp("any") / "x.git")
    lines = b""
    for name, text in files.items():
        blob = git.line("hash-object", "-w", "--stdin", stdin=text.encode())
        lines += f"100644 blob {blob}\t{name}\0".encode()
    tree = git.line("mktree", "-z", stdin=lines)
    who = {
        f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    commit = git.line("commit-tree", tree, stdin=b"M", environment=who)

    assert GitRepository(git.folder).files(commit, [""]) == files


def test_a_large_file_is_read_by_its_name_alone(origin: Clone, repository: GitRepository) -> None:
    text = "{}\n" * 1024 * 1024
    origin.write("a folder/ledger.ndjson", text)
    commit = origin.commit()

    assert repository.large_file(commit, "a folder/ledger.ndjson") == text
    assert repository.large_file(commit, "README.md") == "# Hello\n"
    for path in ("a folder", "a folder/", "a folder/none", "none"):
        assert repository.large_file(commit, path) is None


def test_a_large_file_is_no_larger_than_64_mebibytes(
    origin: Clone, repository: GitRepository
) -> None:
    origin.write("exactly.txt", "x" * (64 * 1024 * 1024))
    origin.write("larger.txt", "x" * (64 * 1024 * 1024 + 1))
    origin.write("bytes.bin", b"\xff\xfe")
    (origin.folder / "link").symlink_to("exactly.txt")
    commit = origin.commit()

    assert len(repository.large_file(commit, "exactly.txt") or "") == 64 * 1024 * 1024
    for path, says in {
        "larger.txt": "has 67,108,865 bytes; at most 67,108,864 are read",
        "bytes.bin": "not UTF-8 text",
        "link": "symbolic link",
    }.items():
        with pytest.raises(GitFault, match=says) as fault:
            repository.large_file(commit, path)
        assert fault.value.where == path


def test_what_is_no_plain_text_file_is_refused_by_name(
    origin: Clone, repository: GitRepository
) -> None:
    base = origin.git("rev-parse", "HEAD")
    (origin.folder / "link").symlink_to("/etc/passwd")
    origin.write("bytes.bin", b"\xff\xfe\x00")
    origin.write("nul.txt", "a\0b")
    origin.write("big.txt", "x" * (1024 * 1024 + 1))
    origin.write("exactly.txt", "x" * 1024 * 1024)
    origin.commit()
    origin.git("update-index", "--add", "--cacheinfo", f"160000,{base},module")
    origin.git("commit", "--quiet", "--message=Module")
    commit = origin.git("rev-parse", "HEAD")

    for path, says in {
        "link": "symbolic link",
        "bytes.bin": "not UTF-8 text",
        "nul.txt": "not UTF-8 text",
        "big.txt": "has 1,048,577 bytes; at most 1,048,576 are read",
        "module": "submodule",
    }.items():
        with pytest.raises(GitFault, match=says) as fault:
            repository.files(commit, [path])
        assert (fault.value.where, fault.value.exit_code) == (path, ExitCode.FAULT)
        assert fault.value.next_step
    assert len(repository.files(commit, ["exactly.txt"])["exactly.txt"]) == 1024 * 1024
    assert repository.files(commit, ["link/passwd", "module/x"]) == {}


def test_a_name_that_is_not_utf_8_is_refused(origin: Clone, repository: GitRepository) -> None:
    old = origin.git("rev-parse", "HEAD")
    origin.write(b"d/caf\xe9", "x")
    new = origin.commit()

    for read in (
        lambda: repository.files(new, ["d"]),
        lambda: repository.changed_paths(old, new),
    ):
        with pytest.raises(GitFault, match="not UTF-8") as fault:
            read()
        assert fault.value.where == "d/caf\\xe9"


def test_names_are_resolved_and_nothing_else(origin: Clone, repository: GitRepository) -> None:
    head = origin.git("rev-parse", "HEAD")
    origin.git("branch", "coworker/1-ünï")
    origin.git("tag", "--annotate", "baseline/2026-03-01", "--message=B")

    for name in ("main", "HEAD", "coworker/1-ünï", "baseline/2026-03-01", head, head[:10]):
        assert repository.resolve(name) == head
    for name in (
        "",
        "absent",
        "HEAD~1",
        "main^{tree}",
        "HEAD:README.md",
        ":/Begin",
        "main@{0}",
        "a..b",
        "--all",
        "-h",
        "main ",
        "refs/heads/*",
        "a\nb",
    ):
        with pytest.raises(GitFault, match="There is no branch, tag or commit") as fault:
            repository.resolve(name)
        assert "\n" not in str(fault.value)


def test_what_is_no_full_id_is_not_taken_for_a_commit(repository: GitRepository) -> None:
    for commit in ("main", "--output=/tmp/x", "HEAD", "", "A" * 40):
        with pytest.raises(GitFault, match="not a full commit id"):
            repository.files(commit, [""])


def test_renames_and_removals_are_both_paths(origin: Clone, repository: GitRepository) -> None:
    old = origin.git("rev-parse", "HEAD")
    origin.git("mv", "README.md", "b.md")
    origin.write("a/new", "1")
    new = origin.commit()

    assert repository.changed_paths(old, new) == ("README.md", "a/new", "b.md")
    assert repository.changed_paths(new, new) == ()


def test_a_change_of_mode_is_a_change(origin: Clone, repository: GitRepository) -> None:
    old = origin.git("rev-parse", "HEAD")
    origin.git("update-index", "--chmod=+x", "README.md")
    origin.git("commit", "--quiet", "--message=M")

    assert repository.changed_paths(old, origin.git("rev-parse", "HEAD")) == ("README.md",)


def test_tree_ids_are_gits_own(origin: Clone, repository: GitRepository) -> None:
    origin.write("infrastructure/dev/a/stack.yaml", "a: 1\n")
    commit = origin.commit()

    for path in ("infrastructure", "infrastructure/dev/a/stack.yaml", ""):
        assert repository.tree_id(commit, path) == origin.git("rev-parse", f"HEAD:{path}")
    assert repository.tree_id(commit, "infrastructure/") == repository.tree_id(
        commit, "infrastructure"
    )
    assert repository.tree_id(commit, "absent") is None


def test_merge_bases(origin: Clone, repository: GitRepository) -> None:
    fork = origin.git("rev-parse", "HEAD")
    ours = origin.commit("Ours")
    origin.git("checkout", "--quiet", "-b", "theirs", fork)
    theirs = origin.commit("Theirs")
    origin.git("checkout", "--quiet", "--orphan", "alone")
    alone = origin.commit("Alone")

    assert repository.merge_base(ours, theirs) == fork
    assert repository.merge_base(fork, ours) == fork
    assert repository.merge_base(ours, alone) is None


def test_the_parent_is_the_first_one(
    origin: Clone, repository: GitRepository, tmp_path: Path
) -> None:
    first = origin.git("rev-parse", "HEAD")
    origin.git("checkout", "--quiet", "-b", "topic")
    origin.commit("Topic")
    origin.git("checkout", "--quiet", "main")
    second = origin.commit("Second")
    origin.git("merge", "--quiet", "--no-edit", "topic")
    merged = origin.git("rev-parse", "HEAD")
    shallow = tmp_path / "shallow"
    origin.git("clone", "--quiet", "--depth=1", f"file://{origin.folder}", str(shallow))

    assert repository.parent(merged) == second
    assert repository.parent(second) == first
    assert repository.parent(first) is None
    with pytest.raises(GitFault, match="parent of a commit is not in this shallow clone"):
        GitRepository(shallow).parent(merged)


def test_trailers_are_the_last_of_each_name(origin: Clone, repository: GitRepository) -> None:
    commit = origin.commit(
        "Add a bucket\n\nNot-A-Trailer: in the body\n\nMore text.\n\n"
        "Coworker-Request: 7\nCoworker-Plan: sha256:1\nCoworker-Plan: sha256:2\n"
        "Coworker-Policy: folded\n  line"
    )

    assert repository.trailers(commit) == {
        "Coworker-Request": "7",
        "Coworker-Plan": "sha256:2",
        "Coworker-Policy": "folded line",
    }
    assert repository.trailers(origin.commit("None")) == {}


@pytest.fixture
def shallow(origin: Clone, tmp_path: Path) -> Clone:
    """A clone of the newest commit alone."""
    folder = tmp_path / "shallow"
    origin.git("clone", "--quiet", "--depth=1", f"file://{origin.folder}", str(folder))
    return Clone(folder=folder)


def test_a_missing_commit_is_fetched_by_its_id(origin: Clone, shallow: Clone) -> None:
    old = origin.git("rev-parse", "HEAD")
    origin.write("new", "1")
    new = origin.commit()
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    repository = GitRepository(shallow.folder)

    assert repository.changed_paths(old, new) == ("new",)
    assert repository.resolve(new) == new
    assert not (shallow.folder / ".git" / "FETCH_HEAD").exists()


def test_a_commit_that_is_nowhere_is_a_fault(origin: Clone, shallow: Clone) -> None:
    for repository in (GitRepository(shallow.folder), GitRepository(origin.folder)):
        with pytest.raises(GitFault, match="neither here nor on the remote origin"):
            repository.files(UNKNOWN, [""])


def test_a_branch_may_be_known_from_the_remote_alone(origin: Clone, tmp_path: Path) -> None:
    origin.git("branch", "other")
    folder = tmp_path / "clone"
    origin.git("clone", "--quiet", str(origin.folder), str(folder))

    assert GitRepository(folder).resolve("other") == origin.git("rev-parse", "other")


def test_a_shallow_clone_does_not_pretend_to_know_histories(origin: Clone, tmp_path: Path) -> None:
    fork = origin.git("rev-parse", "HEAD")
    ours = origin.commit("Ours")
    origin.git("checkout", "--quiet", "-b", "theirs", fork)
    theirs = origin.commit("Theirs")
    folder = tmp_path / "shallow"
    clone = ["clone", "--quiet", "--depth=1", "--no-single-branch"]
    origin.git(*clone, f"file://{origin.folder}", str(folder))

    with pytest.raises(GitFault, match="shallow clone") as fault:
        GitRepository(folder).merge_base(ours, theirs)

    assert "fetch-depth: 0" in fault.value.next_step


def test_the_work_tree_and_its_index_are_not_touched(
    origin: Clone, repository: GitRepository
) -> None:
    commit = origin.commit("Second")
    origin.write("README.md", "changed, not committed")
    origin.write("untracked", "x")
    before = origin.git("status", "--porcelain")
    index = (origin.folder / ".git" / "index").stat()

    repository.files(commit, [""])
    repository.changed_paths(commit, commit)
    repository.trailers(commit)

    assert (origin.folder / ".git" / "index").stat().st_mtime_ns == index.st_mtime_ns
    assert origin.git("status", "--porcelain") == before


def test_what_the_environment_says_of_git_does_not_count(
    origin: Clone, repository: GitRepository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    head = origin.git("rev-parse", "HEAD")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/bin/false")
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))

    assert repository.resolve("main") == head
    assert repository.files(head, [""]) == {"README.md": "# Hello\n"}
    assert not (tmp_path / "trace").exists()


def test_git_sees_no_credentials(
    origin: Clone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    spy = tmp_path / "bin" / "git"
    spy.parent.mkdir()
    spy.write_text(f"#!/bin/sh\nenv > '{seen}'\n")
    spy.chmod(spy.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{spy.parent}{os.pathsep}{os.environ['PATH']}")
    for name in ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "secret")

    Git(origin.folder).run("status")

    assert "secret" not in seen.read_text()
    assert "GIT_TERMINAL_PROMPT=0" in seen.read_text().splitlines()


def test_no_hook_runs(origin: Clone, tmp_path: Path) -> None:
    hook = origin.folder / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path / 'ran'}'\n")
    hook.chmod(0o755)
    head = origin.git("rev-parse", "HEAD")

    Git(origin.folder).run("update-ref", "refs/heads/other", head)

    assert not (tmp_path / "ran").exists()


def test_a_replaced_commit_is_read_as_it_was_reviewed(
    origin: Clone, repository: GitRepository
) -> None:
    reviewed = origin.git("rev-parse", "HEAD")
    origin.write("README.md", "something else\n")
    other = origin.commit()
    origin.git("replace", reviewed, other)

    assert repository.files(reviewed, ["README.md"]) == {"README.md": "# Hello\n"}


def test_a_folder_without_a_repository_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(GitFault):
        GitRepository(tmp_path / "absent").resolve("main")
    with pytest.raises(GitFault):
        GitRepository(Path("/")).files(UNKNOWN, [""])


def test_a_machine_without_git_is_told_so(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(GitFault, match="git command is not on PATH") as fault:
        repository.resolve("main")

    assert fault.value.next_step == "Install git and run again"


def test_a_command_that_does_not_end_is_ended(
    origin: Clone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(process, "_SECONDS", 0.1)

    with pytest.raises(GitFault, match="git fetch did not end within"):
        Git(origin.folder).run("fetch", "origin")


def test_a_failure_names_no_user_of_a_url(origin: Clone) -> None:
    place = "https://x-access-token:ghs_secret@127.0.0.1:9/o/r.git"

    with pytest.raises(GitFault) as fault:
        Git(origin.folder).run("fetch", place)

    assert "ghs_secret" not in str(fault.value)
    assert "x-access-token" not in str(fault.value)


def test_an_object_store_that_is_not_whole_is_a_fault() -> None:
    batch = b"aaaa blob 2\nhi\n" + b"bbbb missing\n"

    read = contents(batch)

    assert next(read) == b"hi"
    with pytest.raises(GitFault, match="no object bbbb"):
        next(read)
