"""A stack at rest: where something is going on, its end is waited for and judged first.

It must not begin anything.
"""

from coworker.adapters.engines.cloudformation.desk import Desk
from coworker.adapters.engines.cloudformation.events import failures_of, latest_operation
from coworker.adapters.engines.cloudformation.execute.outcomes import Outcomes
from coworker.adapters.engines.cloudformation.execute.watching import Watch
from coworker.adapters.engines.cloudformation.polling import Patience
from coworker.adapters.engines.cloudformation.reading import StackSeen
from coworker.adapters.engines.cloudformation.status import Standing
from coworker.model.change import StackOutcome
from coworker.ports import Progress


def at_rest(
    desk: Desk, name: str, tell: Outcomes, *, progress: Progress, patience: Patience
) -> StackSeen | StackOutcome | None:
    """The stack once nothing is going on, None where there is none.

    What is going on may be a run of ours that was killed. Where it went wrong, or is not over in
    time, that is the outcome: the same change would only fail again.
    """
    seen = desk.reader.stack(name)
    if seen is None or seen.meaning.standing is Standing.DELETED:
        return None
    if seen.meaning.standing is not Standing.IN_PROGRESS:
        return seen
    progress(f"{seen.name} is {seen.status}: waiting until that is over")
    since = desk.reader.last_event(seen.id)
    watch = Watch(desk.reader, seen.id, since=since, progress=progress, begun=True)
    after = watch.until_settled(patience).stack
    if after is None or after.meaning.standing is Standing.DELETED:
        return None
    if after.meaning.standing is Standing.GOOD:
        return after
    events = desk.reader.events_since(after.id, "")
    return tell.ended(after, failures_of(latest_operation(events)))
