"""docs/github.md says of the action and of the jobs' rights what the files say.

It must not check prose.
"""

import re

from tests.workflows.workflow_files import ACTION, OURS, ROOT, read

GUIDE = (ROOT / "docs" / "github.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The rows of the table whose first heading is this, cell by cell, without code marks."""
    found = re.search(rf"^\| {heading} \|.*\n\|[ |-]+\|\n((?:\|.*\|\n)+)", GUIDE, re.MULTILINE)
    assert found, f"the guide has no table of {heading}"
    lines = found[1].splitlines()
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_the_inputs_are_those_of_the_action() -> None:
    inputs = read(ACTION)["inputs"]
    assert rows("input") == [
        [name, "required" if body.get("required") else body["default"], body["description"]]
        for name, body in inputs.items()
    ]


def test_the_outputs_are_those_of_the_action() -> None:
    outputs = read(ACTION)["outputs"]
    assert rows("output") == [[name, body["description"]] for name, body in outputs.items()]


def test_the_rights_are_those_of_the_jobs() -> None:
    roles = {"propose": "plan role", "deploy": "deploy role"}
    stated = []
    for name in ("coworker.yml", "deploy.yml"):
        for job, body in read(OURS / name)["jobs"].items():
            rights = dict(body["permissions"])
            assert rights.pop("contents") in {"read", "write"}
            reads = [right for right, level in rights.items() if level == "read"]
            writes = [
                right
                for right, level in body["permissions"].items()
                if level == "write" and right != "id-token"
            ]
            aws = roles[job] if "id-token" in rights else "–"
            stated.append([name, job, ", ".join(reads) or "–", ", ".join(writes) or "–", aws])
    assert rows("workflow") == stated
