"""What the pages say of jobs, policy, demo and settings is what the code and the workflows say.

It must not repeat what another test of this folder compares.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from coworker.adapters.shipped import shipped_content
from coworker.flows.library import shipped_catalogue
from coworker.governance.policy_file import read_policy
from coworker.intake.hidden import kind_of
from coworker.intake.sanitise import sanitise
from coworker.intake.understanding import understand
from coworker.model.environment import OperationType, folder_environment
from coworker.model.request import RemovalKind
from coworker.model.trigger import EVENT_ONLY_VERBS, Verb
from tests.docs.pages import DOCS, ROOT, read_page

README = read_page(ROOT / "README.md")


def table(page: str, heading: str) -> list[list[str]]:
    return next(rows for title, rows in read_page(DOCS / page).tables() if title == heading)


def permissions() -> dict[str, dict[str, str]]:
    """Job to permissions, as the plan workflow and the deploy job have them."""
    found: dict[str, dict[str, str]] = {}
    for name in ("deploy.yml", "coworker.yml"):
        text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
        jobs: Mapping[str, Any] = yaml.safe_load(text)["jobs"]
        found |= {job: dict(body["permissions"]) for job, body in jobs.items()}
    return found


def told_permissions(cell: str) -> dict[str, str]:
    """`contents, issues: read; checks: write (why)` as permission to right."""
    told: dict[str, str] = {}
    for part in re.sub(r"\([^)]*\)", "", cell).split(";"):
        names, _, right = part.partition(":")
        told |= {name.strip().replace(" ", "-"): right.strip() for name in names.split(",")}
    return told


def test_the_jobs_have_the_rights_that_are_told() -> None:
    rows = table("security.md", "What each job may do")
    assert {row[0]: told_permissions(row[1]) for row in rows} == permissions()


def test_no_job_reaches_aws_and_writes_contents() -> None:
    for job, rights in permissions().items():
        assert not (rights.get("id-token") == "write" and rights.get("contents") == "write"), job


def test_the_limits_of_the_environments_are_those_of_the_policy() -> None:
    core = {
        path: text for path, text in shipped_content().items() if path.startswith("config/core")
    }
    for row in table("DESIGN.md", "Governance"):
        policy = read_policy(core, folder_environment(row[0]))
        radius, approvals = policy.blast_radius, policy.approvals
        told = (row[1] == "yes", row[2], int(row[3]), int(row[4]))
        real = (policy.mutable, policy.blocks_from.value)
        assert told == (*real, radius.max_resources, radius.max_stateful_destroyed), row[0]
        if policy.mutable:
            owners = {approvals[OperationType.DESTRUCTIVE], approvals[OperationType.SENSITIVE]}
            assert owners == {int(row[5])}, row[0]


def test_every_hidden_channel_is_told() -> None:
    told = [row[0].strip("`") for row in table("security.md", "Hidden channels")]
    assert sorted(told) == sorted(kind.value for kind in RemovalKind)


def test_the_characters_that_are_told_are_taken_out() -> None:
    for row in table("security.md", "Hidden channels"):
        for point in re.findall(r"U\+([0-9A-F]{4,5})", row[1]):
            character = chr(int(point, 16))
            assert kind_of(character) is RemovalKind(row[0].strip("`"))
            assert sanitise(f"a{character}b").clean == "ab"


def test_every_verb_is_told_in_the_readme() -> None:
    told = set(re.findall(r"(?<![\w/])/coworker ([a-z][a-z-]*)", "\n".join(README.code)))
    assert told == {verb.value for verb in Verb if verb not in EVENT_ONLY_VERBS}


def test_every_blueprint_is_in_the_catalogue() -> None:
    told = {row[0].strip("`") for row in CATALOGUE}
    assert told == {path.parent.name for path in ROOT.glob("config/blueprints/*/blueprint.yaml")}


CATALOGUE = table("getting-started/common-workflows.md", "Create a resource")


@pytest.mark.parametrize("row", CATALOGUE, ids=[row[0].strip("`") for row in CATALOGUE])
def test_the_examples_of_the_catalogue_are_understood(row: list[str]) -> None:
    text = f"{row[1].strip('“”')} in development, eu-west-1"
    meaning = understand(text, catalogue=shipped_catalogue(shipped_content()))
    assert meaning.targets == (row[0].strip("`"),)
    assert meaning.complete, meaning.questions


def test_the_readme_is_the_project_s() -> None:
    assert 'readme = "README.md"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
