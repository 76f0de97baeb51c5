"""The unit of deployment: a folder with a stack.yaml and its engine's files.

It must not read the folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from coworker.model.digest import digest_of
from coworker.model.environment import EngineName, Environment
from coworker.model.request import ParameterValue

INFRASTRUCTURE = "infrastructure"
STACK_FILE = "stack.yaml"
_PARTS_OF_A_STACK_FILE = 4


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class StackId:
    """`infrastructure/<environment>/<name>/`; both parts as the folders are called."""

    environment: str
    name: str

    @property
    def folder(self) -> str:
        """The stack's folder, relative to the repository, without a slash at the end."""
        return f"{INFRASTRUCTURE}/{self.environment}/{self.name}"

    def __str__(self) -> str:
        """`<environment>/<name>`, as people say it."""
        return f"{self.environment}/{self.name}"


def stack_of_path(path: str) -> StackId | None:
    """The stack that a repository path belongs to, or None where it is no stack's file."""
    parts = PurePosixPath(path).parts
    if len(parts) < _PARTS_OF_A_STACK_FILE or parts[0] != INFRASTRUCTURE or ".." in parts:
        return None
    return StackId(environment=parts[1], name=parts[2])


@dataclass(frozen=True, kw_only=True, slots=True)
class StackSpec:
    """What a stack.yaml says.

    `deployed_name` is the name in AWS. `template` is the template's file name inside the folder.
    `depends_on` names stacks of the same environment that must be deployed before.
    `waived` comes from the blueprint and holds for findings in this stack's files only.
    """

    id: StackId
    environment: Environment
    engine: EngineName
    region: str
    deployed_name: str
    template: str
    description: str = ""
    blueprint: str | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StackSource:
    """A stack as it stands at one commit: its spec and its files (repository path to text)."""

    spec: StackSpec
    files: Mapping[str, str]

    @property
    def id(self) -> StackId:
        """The stack's name."""
        return self.spec.id

    @property
    def template_path(self) -> str:
        """Repository path of the template."""
        return f"{self.spec.id.folder}/{self.spec.template}"

    @property
    def template(self) -> str:
        """The template's text."""
        return self.files[self.template_path]

    @property
    def digest(self) -> str:
        """Digest of every file by path."""
        return digest_of(self.files)


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokenStack:
    """A stack whose folder cannot be understood: where, why and how to mend it."""

    id: StackId
    path: str
    line: int | None
    reason: str
    next_step: str
