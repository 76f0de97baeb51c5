import re

from hypothesis import given
from hypothesis import strategies as st

from coworker.model.change import Action, Change
from coworker.model.plan import Node
from coworker.render.mermaid import MAX_NODES, diagram
from tests.support.samples import CREATES, NODES

LINE = re.compile(
    r'flowchart LR|  n\d+\["[\w .:/-]*<br/>[\w .:/-]*"\](:::[a-z]+)?|  n\d+ --> n\d+'
    r'|  more\["… and [\d,]+ more"\]|  classDef [a-z]+ [a-z0-9#:,-]+'
)


def test_nodes_edges_and_colours() -> None:
    assert diagram(NODES, CREATES).split("\n")[:5] == [
        "flowchart LR",
        '  n0["Bucket<br/>S3::Bucket"]:::create',
        '  n1["BucketPolicy<br/>S3::BucketPolicy"]:::create',
        '  n2["Logs<br/>S3::Bucket"]:::create',
        "  n0 --> n2",
    ]


def test_what_changes_is_drawn_first_and_the_rest_is_counted() -> None:
    nodes = [Node(address=f"N{number}", type="T") for number in range(100)]
    change = Change(address="N99", type="T", action=Action.DELETE, stateful=True)
    drawn = diagram(nodes, [change])
    assert '  n0["N99<br/>T"]:::delete' in drawn
    assert '  more["… and 60 more"]' in drawn
    assert drawn.count("<br/>") == MAX_NODES


def test_a_no_op_has_no_colour() -> None:
    change = Change(address="Bucket", type="T", action=Action.NO_OP, stateful=True)
    assert ":::" not in diagram(NODES, [change])


names = (
    st.sampled_from(['a"]', "end", "n0", "x\n  click n0 evil", "```", "<b>", "é", "a b"])
    | st.text()
)


@given(st.lists(st.builds(Node, address=names, type=names, refers_to=st.lists(names).map(tuple))))
def test_no_name_is_read_as_mermaid(nodes: list[Node]) -> None:
    changes = [
        Change(address=node.address, type=node.type, action=Action.UPDATE, stateful=False)
        for node in nodes
    ]
    assert all(LINE.fullmatch(line) for line in diagram(nodes, changes).split("\n"))
