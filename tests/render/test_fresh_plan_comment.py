"""The plan of a refused deployment.

It must not look like one that can be approved.
"""

from coworker.render.fresh_plan_comment import fresh_plan_comment
from tests.support.golden import Golden
from tests.support.samples import huge_plan, plan


def test_a_refused_deployment_shows_where_things_stand(golden: Golden) -> None:
    text = fresh_plan_comment(plan(), artifact="plan.md", docs="").markdown
    assert "approve this pull request" not in text
    golden("comments/fresh-plan.md", text)


def test_it_is_never_longer_than_the_forge_takes() -> None:
    rendered = fresh_plan_comment(huge_plan(2_000), artifact="plan.md", docs="")
    assert len(rendered.markdown) <= 65_536
    assert rendered.cut
