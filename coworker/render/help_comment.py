"""What can be typed here, and what can be asked for.

It must not list a command that this version answers with "not available".
"""

from collections.abc import Sequence

from coworker.model.blueprint import Blueprint
from coworker.model.trigger import Verb
from coworker.render.comment import comment
from coworker.render.markdown import code, header, prose, row

COMMANDS: tuple[tuple[Verb, str, str], ...] = (
    (Verb.PLAN, "/coworker plan", "plan this issue or pull request again"),
    (Verb.STATUS, "/coworker status", "say where it stands and what is missing"),
    (Verb.EXPLAIN, "/coworker explain [rule]", "explain a rule, or list them all"),
    (Verb.HELP, "/coworker help", "show this"),
)


def help_comment(catalogue: Sequence[Blueprint]) -> str:
    """The commands of this version, and the catalogue's blueprints with one example each."""
    commands = [row((code(usage), what)) for _, usage, what in COMMANDS]
    offered = [row((code(item.name), prose(item.title, 200))) for item in catalogue]
    parts = [
        "**The co-worker plans changes to AWS, and deploys what you merged.**",
        "\n".join([header(("Comment", "What it does")), *commands]),
    ]
    if offered:
        parts += [
            "Ask for these in an issue, in your own words or through the form:",
            "\n".join([header(("Blueprint", "")), *offered]),
        ]
    parts.append(
        "Or open a pull request that touches `infrastructure/<environment>/<stack>/`: it is "
        "planned by itself. One command to a comment, at the start of a line; edited comments do "
        "not count. Nothing is deployed before a code owner has approved and it is merged."
    )
    return comment(parts, "`/coworker plan`")
