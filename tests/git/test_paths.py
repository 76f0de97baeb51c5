"""The paths under a folder at a commit, for which no file has to be readable.

It must not read a work tree.
"""

from coworker.adapters.git import GitRepository
from tests.git.conftest import Clone


def test_every_path_under_a_folder_is_named_whatever_the_file_holds(origin: Clone) -> None:
    origin.write("infrastructure/dev/b/ünï.bin", b"\xff\x00")
    origin.write("infrastructure/dev/a/stack.yaml", "a: 1\n")
    origin.write("infrastructure/development/c.yaml", "c")
    (origin.folder / "infrastructure/dev/a/link").symlink_to("/etc/passwd")
    commit = origin.commit()
    origin.write("infrastructure/dev/later.yaml", "not committed")

    repository = GitRepository(origin.folder)

    assert repository.paths(commit, "infrastructure/dev") == (
        "infrastructure/dev/a/link",
        "infrastructure/dev/a/stack.yaml",
        "infrastructure/dev/b/ünï.bin",
    )
    assert repository.paths(commit, "absent") == ()
