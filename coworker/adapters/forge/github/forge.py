"""GitHub whole: reader, writer and deployments over one connection.

It must not make a call when it is built.
"""

from coworker.adapters.forge.github.connection import Connection
from coworker.adapters.forge.github.deployments import GitHubDeployments
from coworker.adapters.forge.github.reader import GitHubReader
from coworker.adapters.forge.github.writer import GitHubWriter


class GitHubForge(GitHubReader, GitHubWriter, GitHubDeployments):
    """ForgeReader, ForgeWriter and DeploymentWriter, as one identity."""

    def __init__(
        self,
        *,
        repository: str,
        token: str,
        base_url: str = "https://api.github.com",
        login: str = "github-actions[bot]",
        app_slug: str = "github-actions",
        patience: float = 60.0,
        timeout: int = 30,
    ) -> None:
        """`repository` is owner/name.

        `login` is the author of what `token` writes and `app_slug` the app of its check runs; the
        defaults are those of a workflow's GITHUB_TOKEN. `patience` is how many seconds one wait
        may last when GitHub asks for a pause or has trouble, `timeout` how many GitHub may take to
        answer. Raises ConfigurationFault for an
        address that would send the token unencrypted.
        """
        super().__init__(
            Connection.to(
                repository=repository,
                token=token,
                base_url=base_url,
                login=login,
                app_slug=app_slug,
                patience=patience,
                timeout=timeout,
            )
        )
