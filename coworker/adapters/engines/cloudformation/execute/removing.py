"""Deleting a stack whose removal was reviewed, and verifying that it is gone.

It must not force anything: what CloudFormation cannot delete is told, and stays.
"""

from botocore.exceptions import ClientError

from coworker.adapters.aws.faults import SILENCES, fault_of
from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.events import failures_of
from coworker.adapters.engines.cloudformation.execute.outcomes import Outcomes
from coworker.adapters.engines.cloudformation.execute.watching import Watch
from coworker.adapters.engines.cloudformation.names import request_token
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.adapters.engines.cloudformation.reading import StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.errors import AwsFault
from coworker.model.change import Preview, StackOutcome
from coworker.ports import Progress


def delete(
    desk: Desk,
    tell: Outcomes,
    seen: StackSeen,
    reviewed: Preview,
    *,
    progress: Progress,
    patience: Patience,
) -> StackOutcome:
    """Delete the stack by its ARN and wait. After the request nothing is raised any more."""
    since = desk.reader.last_event(seen.id)
    progress(f"Deleting the stack {seen.name}")
    try:
        desk.client.delete_stack(
            StackName=seen.id, ClientRequestToken=request_token("delete", seen.id, since)
        )
    except ClientError as error:
        fault = fault_of(error, action="cloudformation:DeleteStack", where=desk.where)
        return tell.not_started(fault.what, fault.next_step, status=seen.status)
    except SILENCES as error:
        fault = fault_of(error, action="cloudformation:DeleteStack", where=desk.where)
        return tell.unknown(fault.what)
    try:
        watch = Watch(desk.reader, seen.id, since=since, progress=progress, begun=False)
        look = watch.until_settled(patience)
        after = look.stack
        if after is not None and after.meaning.standing is not Standing.DELETED:
            return tell.ended(after, failures_of(look.events))
        return _gone(desk, tell, seen, reviewed)
    except AwsFault as fault:
        return tell.unknown(f"AWS could not be asked how it ended: {fault.what}")


def _gone(desk: Desk, tell: Outcomes, seen: StackSeen, reviewed: Preview) -> StackOutcome:
    if desk.reader.stack(seen.name) is not None:
        return tell.unknown(f"Another stack named {seen.name} is there now")
    kept = [f"{change.address} ({change.type})" for change in reviewed.changes if change.keeps_data]
    return tell.done(
        "DELETE_COMPLETE",
        f"The stack {seen.name} is gone",
        verified=("AWS reports the stack DELETE_COMPLETE", "no stack has its name any more"),
        notes=(f"Kept by their DeletionPolicy: {', '.join(kept)}",) if kept else (),
    )
