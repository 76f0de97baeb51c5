"""The local forge whole: reader, writer and deployments over one state and one bare repository.

It must not know the people who use it; they are in people.py.
"""

from pathlib import Path

from coworker.adapters.forge.local.commits import Commits
from coworker.adapters.forge.local.deployments import LocalDeployments
from coworker.adapters.forge.local.parts import Parts
from coworker.adapters.forge.local.reader import LocalReader
from coworker.adapters.forge.local.store import Store
from coworker.adapters.forge.local.writer import LocalWriter
from coworker.adapters.git import Git
from coworker.ports import Clock


class LocalForge(LocalReader, LocalWriter, LocalDeployments):
    """ForgeReader, ForgeWriter and DeploymentWriter, as one identity."""

    def __init__(
        self,
        folder: Path,
        *,
        repository_folder: Path,
        login: str,
        clock: Clock,
        repository: str = "local/infrastructure",
    ) -> None:
        """`folder` holds the state, `repository_folder` is the bare repository.

        `login` is who we are, and the app that our check runs are made by; `repository` is the
        name that links and events carry.
        """
        super().__init__(
            Parts(
                store=Store(folder),
                commits=Commits(Git(repository_folder, bare=True)),
                clock=clock,
                login=login,
                repository=repository,
            )
        )

    @property
    def parts(self) -> Parts:
        """What people who use the same forge share with it."""
        return self._parts
