"""A mermaid diagram of planned resources and their references.

It must not let a resource's name be read as mermaid's own language.
"""

import re
from collections.abc import Sequence

from coworker.model.change import Action, Change
from coworker.model.plan import Node

MAX_NODES = 40
# GitHub draws at most 500 edges ("maxEdges" in mermaid's configuration).
_MAX_EDGES = 200
_LABEL = re.compile(r"[^\w .:/-]")
_LABEL_LENGTH = 60
_STYLES = {
    Action.CREATE: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    Action.UPDATE: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
    Action.REPLACE: "fill:#ffebe9,stroke:#cf222e,color:#1f2328",
    Action.DELETE: "fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4",
}


def diagram(nodes: Sequence[Node], changes: Sequence[Change]) -> str:
    """A left-to-right flowchart, coloured by what happens to each resource.

    At most 40 nodes are drawn; a last one says how many more there are.
    """
    actions = {change.address: change.action for change in changes}
    shown = sorted(nodes, key=lambda node: actions.get(node.address) is None)[:MAX_NODES]
    ids = {node.address: f"n{index}" for index, node in enumerate(shown)}
    lines = ["flowchart LR"]
    used: set[Action] = set()
    for node in shown:
        action = actions.get(node.address)
        style = ""
        if action is not None and action in _STYLES:
            used.add(action)
            style = f":::{action.value}"
        lines.append(f'  {ids[node.address]}["{_label(node.address)}<br/>{_kind(node)}"]{style}')
    edges = [
        f"  {ids[node.address]} --> {ids[other]}"
        for node in shown
        for other in node.refers_to
        if other in ids and other != node.address
    ]
    lines += edges[:_MAX_EDGES]
    if len(nodes) > len(shown):
        lines.append(f'  more["… and {len(nodes) - len(shown):,} more"]')
    lines += [
        f"  classDef {action.value} {_STYLES[action]}" for action in _STYLES if action in used
    ]
    return "\n".join(lines)


def _label(text: str) -> str:
    return _LABEL.sub("_", text)[:_LABEL_LENGTH]


def _kind(node: Node) -> str:
    return _label(node.type.removeprefix("AWS::"))
