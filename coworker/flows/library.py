"""Gather what governs a plan from the base branch: policy, targets, blueprints, owners.

It must not read any of it from a pull request's head.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coworker.blueprints.catalogue import read_catalogue
from coworker.governance.ownership import codeowners_path, owners_of
from coworker.governance.policy_file import read_policy
from coworker.governance.targets import read_targets
from coworker.model.blueprint import Blueprint
from coworker.model.environment import Environment, folder_environment
from coworker.model.policy import Policy, Target
from coworker.model.verdict import PathOwners
from coworker.ports import Repository

BLUEPRINTS = "config/blueprints"
CORE_POLICY = "config/core"
TARGETS = "config/environments.yaml"
_CODEOWNERS_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


@dataclass(frozen=True, kw_only=True, slots=True)
class Library:
    """Everything that governs, as it stood at one commit of the base branch.

    `shipped` is the content of this version of the co-worker: its core policy cannot be replaced
    by a repository, while a repository's blueprint of the same name takes the place of ours.
    """

    commit: str
    shipped: Mapping[str, str]
    catalogue: tuple[Blueprint, ...]
    targets: Mapping[Environment, Target]
    codeowners: str | None

    def policy(self, environment: str) -> Policy:
        """The policy of an environment's folder; an unknown folder gets the read-only one."""
        return shipped_policy(self.shipped, environment)

    def policies(self, environments: Sequence[str]) -> Mapping[str, Policy]:
        """The policies of several environments, by the folder's name."""
        return {name: self.policy(name) for name in sorted(set(environments))}

    def owners(self, paths: Sequence[str]) -> tuple[PathOwners, ...]:
        """Who owns each path."""
        return owners_of(self.codeowners, paths)

    def blueprint(self, name: str | None) -> Blueprint | None:
        """The blueprint of that name, if there is one."""
        return next((item for item in self.catalogue if item.name == name), None)


def load_library(repository: Repository, commit: str, shipped: Mapping[str, str]) -> Library:
    """Read the library at a commit of the base branch.

    Raises ConfigurationFault for a file that is not valid, GitFault for an unreadable one.
    """
    files = repository.files(commit, (BLUEPRINTS, TARGETS, *_CODEOWNERS_PLACES))
    place = codeowners_path(files)
    return Library(
        commit=commit,
        shipped=shipped,
        catalogue=_catalogue(shipped, files),
        targets=read_targets(files.get(TARGETS), TARGETS),
        codeowners=files[place] if place is not None else None,
    )


def shipped_policy(shipped: Mapping[str, str], environment: str) -> Policy:
    """The core policy of an environment's folder. Raises ConfigurationFault."""
    core = {path: text for path, text in shipped.items() if path.startswith(CORE_POLICY)}
    return read_policy(core, folder_environment(environment))


def shipped_catalogue(shipped: Mapping[str, str]) -> tuple[Blueprint, ...]:
    """The blueprints that come with this version, by name."""
    return _catalogue(shipped, {})


def _catalogue(shipped: Mapping[str, str], own: Mapping[str, str]) -> tuple[Blueprint, ...]:
    by_name = {
        blueprint.name: blueprint
        for layer in (shipped, own)
        for blueprint in read_catalogue(
            {path: text for path, text in layer.items() if path.startswith(BLUEPRINTS + "/")}
        )
    }
    return tuple(by_name[name] for name in sorted(by_name))
