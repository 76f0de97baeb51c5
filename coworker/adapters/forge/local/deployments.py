"""The DeploymentWriter port on the local forge's state.

It must not write anything but deployments.
"""

from collections.abc import Mapping

from coworker.adapters.forge.local.parts import OnLocal
from coworker.adapters.forge.local.reader import deployment_of
from coworker.adapters.forge.local.state import DeploymentRecord, StatusRecord
from coworker.errors import NotFound
from coworker.model.forge import Deployment, DeploymentState


class LocalDeployments(OnLocal):
    """Recording deployments."""

    def deployment(
        self, *, commit: str, environment: str, task: str, payload: Mapping[str, str]
    ) -> Deployment:
        """Record that a deployment begins, unless the same one was begun and has no status yet."""
        with self._parts.store.change() as state:
            record = DeploymentRecord(
                id=state.last_id + 1,
                commit=commit,
                environment=environment,
                task=task,
                author=self._parts.login,
                payload=dict(payload),
            )
            for begun in state.deployments:
                if begun.model_copy(update={"id": record.id}) == record:
                    return deployment_of(begun)
            state.last_id = record.id
            state.deployments.append(record)
            return deployment_of(record)

    def deployment_status(self, deployment: int, state: DeploymentState, text: str) -> None:
        """Record where it stands. The same status twice in a row is one. Raises NotFound."""
        status = StatusRecord(state=state, text=text)
        with self._parts.store.change() as forge:
            for record in forge.deployments:
                if record.id == deployment:
                    if record.statuses[-1:] != [status]:
                        record.statuses.append(status)
                    return
        raise NotFound(
            f"There is no deployment {deployment}",
            where="the local forge",
            next_step="Begin the deployment first",
            status=404,
        )
