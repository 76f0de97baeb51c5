from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.model.change import Action, PreviewFailed
from coworker.model.plan import Plan, StackPlan
from coworker.model.verdict import Refused
from coworker.render.plan_comment import MARKER, plan_comment
from coworker.render.refused_comment import refused_comment
from tests.render.reading import read_inline
from tests.support import samples
from tests.support.golden import Golden

DOCS = "https://github.com/octo/aws-coworker/blob/main/docs/rules.md"
LIMIT = 65_536
PLANS: dict[str, Callable[[], Plan]] = {
    "needs-approval": samples.plan_needing_approval,
    "allowed": samples.plan_allowed,
    "refused": samples.plan_refused,
    "undetermined": samples.plan_undetermined,
    "many-stacks": samples.plan_of_many_stacks,
}


@pytest.mark.parametrize("name", PLANS)
def test_the_plan_comment(name: str, golden: Golden) -> None:
    rendered = plan_comment(PLANS[name](), artifact="plan.md", docs=DOCS)
    assert rendered.markdown == rendered.whole
    golden(f"comments/plan-{name}.md", rendered.markdown)


@pytest.mark.parametrize("name", ["refused", "undetermined"])
def test_a_blocked_request_in_its_issue(name: str, golden: Golden) -> None:
    rendered = refused_comment(PLANS[name](), artifact="plan.md", docs=DOCS)
    assert MARKER not in rendered.markdown
    golden(f"comments/issue-{name}.md", rendered.markdown)


def test_a_plan_that_is_not_blocked_is_no_refusal() -> None:
    with pytest.raises(ValueError, match="not blocked"):
        refused_comment(samples.plan(), artifact="plan.md", docs=DOCS)


@pytest.mark.parametrize("name", PLANS)
def test_the_marker_stands_first_and_the_next_step_last(name: str) -> None:
    markdown = plan_comment(PLANS[name](), artifact="plan.md", docs=DOCS).markdown
    assert markdown.split("\n")[0] == MARKER
    assert markdown.rstrip("\n").split("\n")[-1].startswith("**Next:** ")


def test_a_huge_plan_is_cut_from_the_details_and_says_so(golden: Golden) -> None:
    rendered = plan_comment(
        samples.huge_plan(400, "漢`|@bob"), artifact="plan.md", docs=DOCS, limit=12_000
    )
    assert len(rendered.markdown) <= 12_000
    assert rendered.cut[:2] == ("property differences", "diagram")
    assert "The whole plan is attached as `plan.md`." in rendered.markdown
    assert "R399" in rendered.whole
    assert "R399" not in rendered.markdown
    golden("comments/plan-cut.md", rendered.markdown)


@pytest.mark.parametrize(
    ("changes", "text", "stacks"),
    [
        (5_000, "é`|@x", 1),
        (2, "漢" * 300, 1_000),
        (40, "x" * 5_000, 30),
        (60, "\U0001f680\n|" * 9, 9),
    ],
)
def test_never_over_the_limit(changes: int, text: str, stacks: int) -> None:
    rendered = plan_comment(samples.huge_plan(changes, text, stacks), artifact="plan.md", docs=DOCS)
    assert len(rendered.markdown) <= LIMIT
    assert len(rendered.markdown) > LIMIT * 0.7
    assert "✂️ **Cut to fit:**" in rendered.markdown
    assert "### Who approves" in rendered.markdown
    assert rendered.markdown.rstrip("\n").split("\n")[-1].startswith("**Next:** ")


@given(
    st.integers(0, 30),
    st.text(max_size=60) | st.sampled_from(["`|`", "@bob", "<!--", "漢" * 200, "```\n#1"]),
    st.integers(1, 12),
    st.integers(12_000, 20_000),
)
def test_never_over_any_limit_and_never_more_than_text(
    changes: int, text: str, stacks: int, limit: int
) -> None:
    rendered = plan_comment(
        samples.huge_plan(changes, text, stacks), artifact="plan.md", docs=DOCS, limit=limit
    )
    assert len(rendered.markdown) <= limit
    assert bool(rendered.cut) == (len(rendered.whole) > limit)
    assert "@bob" not in read_inline(rendered.markdown).plain


def test_the_first_reason_opens_and_the_others_follow() -> None:
    refused = Refused(reasons=("One.", "Two.", "Three."), next_step="Mend it.")
    markdown = plan_comment(samples.plan(verdict=refused), artifact="p", docs="").markdown
    assert "⛔ **Refused:** One.\n\nAnd:\n\n- Two.\n- Three.\n" in markdown


def test_rules_are_not_linked_without_an_address() -> None:
    markdown = plan_comment(samples.plan_refused(), artifact="p", docs="docs/rules.md").markdown
    assert "**critical** `CW003` `" in markdown


def test_at_most_five_stacks_are_drawn() -> None:
    markdown = plan_comment(samples.huge_plan(1, "x", 7), artifact="p", docs=DOCS).markdown
    assert markdown.count("flowchart LR") == 5
    assert "2 more stacks not drawn." in markdown


def test_many_owners_paths_words_and_environments_are_counted() -> None:
    stacks = tuple(
        StackPlan(
            stack=replace(samples.STACK, environment=f"e{number}"),
            source=None,
            preview=PreviewFailed(stack=samples.STACK, reason="No.", next_step="Mend it."),
        )
        for number in range(5)
    )
    one = samples.plan().stacks[0]
    plan = samples.plan(stacks=(*stacks, one))
    markdown = plan_comment(plan, artifact="p", docs=DOCS).markdown
    assert "in development, e0, e1 and 3 more (eu-west-1)" in markdown
    assert "5 stacks could not be previewed" in markdown


@pytest.mark.parametrize(
    ("actions", "may_replace", "said"),
    [
        ([Action.CREATE], False, "Creates 1 resource in"),
        ([Action.CREATE, Action.IMPORT], False, "Creates 1 and imports 1 in"),
        ([Action.UPDATE], True, "may destroy 1."),
        ([Action.DELETE], False, "destroys 1."),
        ([Action.DELETE, Action.UPDATE], True, "destroys 1 and may destroy 1 more."),
    ],
)
def test_what_is_destroyed_is_said_in_the_first_sentence(
    actions: list[Action], may_replace: bool, said: str
) -> None:
    changes = [
        replace(
            samples.CREATES[1],
            address=f"R{number}",
            action=action,
            may_replace=may_replace and action is Action.UPDATE,
        )
        for number, action in enumerate(actions)
    ]
    plan = samples.plan(
        stacks=(replace(samples.plan().stacks[0], preview=samples.preview(changes)),)
    )
    markdown = plan_comment(plan, artifact="p", docs=DOCS).markdown
    assert said in markdown.split("\n")[2]
