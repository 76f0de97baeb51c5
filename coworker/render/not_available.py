"""The answer to a request that was understood and for which there is no flow yet.

It must not promise a date.
"""

from coworker.model.request import Understanding
from coworker.model.trigger import Verb


def not_available(meaning: Understanding) -> str:
    """Say what was understood, that it cannot be done yet, and what can."""
    targets = ", ".join(f"`{name}`" for name in meaning.targets) or "nothing in particular"
    action = f" ({meaning.action.value})" if meaning.action else ""
    return (
        f"Understood as **{meaning.kind.value}**{action} of {targets}. "
        "That is not available yet, so nothing was done.\n\n"
        "**Next:** ask for something new from the catalogue (`/coworker help` lists it), or open "
        "a pull request that edits the stack's files under `infrastructure/`; it is planned, "
        "reviewed and deployed the same way."
    )


def verb_not_available(verb: Verb) -> str:
    """The same for a command that was typed."""
    return (
        f"`/coworker {verb.value}` was understood. It is not available yet, so nothing was done."
        "\n\n**Next:** `/coworker help` lists what works today."
    )
