"""Agents, skills and commands: their frontmatter parses, fits its schema and names what exists.

It must not judge what they say.
"""

import re
from pathlib import Path
from typing import Annotated

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from coworker.guardrails.rules import RULES
from coworker.intake.grammar import ALIASES
from tests.docs.pages import DOCS, ROOT, read_page, tracked

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RULE = re.compile(r"\bCW\d{3}\b")
_TOOLS = frozenset({"Bash", "Edit", "Glob", "Grep", "Read", "Write"})

_Text = Annotated[str, Field(min_length=20, max_length=1024)]


class _Frontmatter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    description: _Text


class _Agent(_Frontmatter):
    tools: str
    skills: str = ""


class _Skill(_Frontmatter):
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    category: str
    agents: list[str]
    tools: list[str]


class _Argument(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    description: str
    required: bool
    default: str | bool | None = None


class _Command(_Frontmatter):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    argument_hint: Annotated[str, Field(alias="argument-hint")]
    allowed_tools: Annotated[str, Field(alias="allowed-tools")]
    agent: str
    skills: list[str]
    tools: list[str]
    arguments: list[_Argument]


AGENTS = tuple(path for path in tracked(".md") if path.parent == ROOT / "agents")
COMMANDS = tuple(path for path in tracked(".md") if path.parent == ROOT / "commands")
SKILLS = tuple(path for path in tracked(".md") if path.name == "SKILL.md")
LIBRARY = (
    tuple(
        path for path in tracked(".md") if path.relative_to(ROOT).parts[0] in {"agents", "skills"}
    )
    + COMMANDS
)


def frontmatter(path: Path) -> dict[str, object]:
    """The YAML between the first two `---` lines. Raises ValueError where there is none."""
    opening, block, body = path.read_text(encoding="utf-8").split("---\n", 2)
    if opening or not body.strip():
        raise ValueError(f"{path} has no frontmatter or no body")
    content: dict[str, object] = yaml.safe_load(block)
    return content


def names(paths: tuple[Path, ...]) -> set[str]:
    return {path.parent.name if path.name == "SKILL.md" else path.stem for path in paths}


def test_the_library_is_there() -> None:
    assert {"aws-coworker-planner", "aws-coworker-guardrail"} <= names(AGENTS)
    assert "aws-governance-guardrails" in names(SKILLS)
    assert "aws-coworker-plan-interaction" in names(COMMANDS)


@pytest.mark.parametrize("path", AGENTS, ids=lambda path: path.stem)
def test_an_agent_names_itself_its_tools_and_its_skills(path: Path) -> None:
    agent = _Agent.model_validate(frontmatter(path))
    assert agent.name == path.stem
    assert agent.name.startswith("aws-coworker-")
    assert set(agent.tools.split(", ")) <= _TOOLS
    assert {skill for skill in agent.skills.split(", ") if skill} <= names(SKILLS)


@pytest.mark.parametrize("path", SKILLS, ids=lambda path: path.parent.name)
def test_a_skill_names_itself_its_category_and_its_agents(path: Path) -> None:
    skill = _Skill.model_validate(frontmatter(path))
    assert skill.name == path.parent.name
    assert _NAME.fullmatch(skill.name)
    assert skill.category == path.parent.parent.name
    assert set(skill.agents) <= names(AGENTS)
    assert set(skill.tools) <= _TOOLS


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_names_itself_its_agent_and_its_skills(path: Path) -> None:
    command = _Command.model_validate(frontmatter(path))
    assert command.name == path.stem
    assert command.name in ALIASES
    assert command.agent in names(AGENTS)
    assert set(command.skills) <= names(SKILLS)
    assert set(command.tools) <= _TOOLS
    assert {tool.partition("(")[0] for tool in command.allowed_tools.split(", ")} <= _TOOLS


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_rules_are_named_that_exist(path: Path) -> None:
    named = set(_RULE.findall(path.read_text(encoding="utf-8")))
    assert named <= {rule.id for rule in RULES}


def test_the_governance_skill_covers_every_rule() -> None:
    skill = next(path for path in SKILLS if path.parent.name == "aws-governance-guardrails")
    named = set(_RULE.findall(skill.read_text(encoding="utf-8")))
    assert named == {rule.id for rule in RULES}


def test_every_rule_stands_in_the_documentation() -> None:
    headings = set(read_page(DOCS / "rules.md").headings())
    assert {rule.id for rule in RULES} <= headings


def test_rules_that_the_documentation_names_exist() -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for path in tracked(".md") if DOCS in path.parents
    )
    assert set(_RULE.findall(text)) <= {rule.id for rule in RULES}


def test_a_page_without_frontmatter_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "agent.md"
    path.write_text("# Agent\n\n---\n\nwith\n\n---\n\nrules\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no frontmatter"):
        frontmatter(path)
