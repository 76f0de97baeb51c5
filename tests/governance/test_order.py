from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coworker.governance.order import Cycle, deployment_order
from coworker.model.stack import StackId, StackSpec
from tests.support.samples import source


def spec(name: str, *before: str, environment: str = "test") -> StackSpec:
    stack = StackId(environment=environment, name=name)
    return replace(source(stack).spec, depends_on=before)


def names(result: tuple[StackId, ...] | Cycle) -> list[str]:
    assert not isinstance(result, Cycle)
    return [stack.name for stack in result]


def test_what_is_depended_on_comes_first() -> None:
    specs = [spec("a", "c"), spec("b"), spec("c", "b")]
    assert names(deployment_order(specs)) == ["b", "c", "a"]


def test_names_decide_where_nothing_else_does() -> None:
    assert names(deployment_order([spec("b"), spec("a"), spec("c")])) == ["a", "b", "c"]


def test_what_is_not_deployed_now_is_taken_to_be_there() -> None:
    assert names(deployment_order([spec("a", "network")])) == ["a"]


def test_a_name_means_the_stack_of_the_same_environment() -> None:
    order = deployment_order([spec("a", "b"), spec("b", environment="production")])
    assert names(order) == ["b", "a"]


def test_a_ring_is_named_in_order() -> None:
    result = deployment_order([spec("a", "b"), spec("b", "c"), spec("c", "a"), spec("d")])
    assert isinstance(result, Cycle)
    assert {stack.name for stack in result.members} == {"a", "b", "c"}
    assert result.members[0] == result.members[-1]
    needs = {"a": "b", "b": "c", "c": "a"}
    pairs = zip(result.members, result.members[1:], strict=False)
    assert all(needs[one.name] == other.name for one, other in pairs)


def test_a_stack_that_needs_itself_is_a_ring() -> None:
    assert isinstance(deployment_order([spec("a", "a")]), Cycle)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefz"), max_size=3)),
        unique_by=lambda pair: pair[0],
    )
)
def test_every_stack_comes_once_and_after_what_it_needs(
    wanted: list[tuple[str, list[str]]],
) -> None:
    specs = [spec(name, *before) for name, before in wanted]
    order = deployment_order(specs)
    if isinstance(order, Cycle):
        assert set(order.members) <= {item.id for item in specs}
        return
    place = {stack.name: index for index, stack in enumerate(order)}
    assert sorted(place) == sorted(name for name, _ in wanted)
    assert all(
        place[needed] < place[name]
        for name, before in wanted
        for needed in before
        if needed in place
    )
