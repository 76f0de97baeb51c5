"""What every piece of work on one stack needs: a client, a reader, and who we are.

It must not call anything but STS.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coworker.adapters.aws.sessions import Sessions
from coworker.adapters.engines.cloudformation.reading import Reader
from coworker.model.change import Identity
from coworker.model.stack import StackSource

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """`where` is how a fault says which stack it was about.

    `emulated` says that an emulator answers, which does less than AWS does.
    """

    client: "CloudFormationClient"
    reader: Reader
    identity: Identity
    where: str
    emulated: bool


def desk_for(sessions: Sessions, stack: StackSource) -> Desk:
    """Sit down in the stack's account and region. Raises AwsFault where it is not the right one."""
    environment, region = stack.spec.environment, stack.spec.region
    identity = sessions.identity(environment, region)
    client = sessions.cloudformation(environment, region)
    where = f"{region}, stack {stack.spec.deployed_name}"
    return Desk(
        client=client,
        reader=Reader(client, where=where),
        identity=identity,
        where=where,
        emulated=sessions.emulated,
    )
