"""The DeploymentWriter port on GitHub's REST API.

It must not let GitHub merge anything, or call an earlier stack's deployment inactive.
"""

from collections.abc import Mapping

from coworker.adapters.forge.github.connection import OnGitHub
from coworker.adapters.forge.github.values import author_of, deployment_of, last_state
from coworker.model.forge import Deployment, DeploymentState

_LONGEST_DESCRIPTION = 140


class GitHubDeployments(OnGitHub):
    """Recording deployments of a repository on GitHub."""

    def deployment(
        self, *, commit: str, environment: str, task: str, payload: Mapping[str, str]
    ) -> Deployment:
        """Record that a deployment begins, unless the same one was begun and has no status yet.

        Nothing is merged for it and no commit status is asked for: what is deployed was decided
        by the gate, from the receipt.
        """
        with self._connection.calling(f"recording a deployment to {environment}"):
            for begun in self._repo.get_deployments(sha=commit, environment=environment, task=task):
                ours = author_of(begun) == self._connection.login
                if ours and begun.payload == dict(payload) and last_state(begun) is None:
                    return deployment_of(begun, None)
            made = self._repo.create_deployment(
                ref=commit,
                task=task,
                auto_merge=False,
                required_contexts=[],
                payload=dict(payload),
                environment=environment,
            )
            return deployment_of(made, None)

    def deployment_status(self, deployment: int, state: DeploymentState, text: str) -> None:
        """Record where it stands; of `text`, 140 characters are shown. Raises NotFound.

        One environment holds many stacks, each with deployments of its own, so a success does not
        make the others inactive.
        """
        shown = text if len(text) <= _LONGEST_DESCRIPTION else f"{text[:139]}…"
        with self._connection.calling(f"recording the state of deployment {deployment}"):
            self._repo.get_deployment(deployment).create_status(
                state.value, description=shown, auto_inactive=False
            )
