"""The gate: what it answers, in which order, and that nothing bad ever makes it milder.

It must not test what the rules see.
"""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.guardrails.gate import judge
from coworker.model.change import Action, Change, PreviewFailed, PreviewResult, PreviewSkipped
from coworker.model.environment import Environment, OperationType
from coworker.model.finding import Confidence, Finding, Place, ScanFailed, Severity
from coworker.model.plan import StackPlan
from coworker.model.policy import Policy
from coworker.model.stack import BrokenStack, StackId
from coworker.model.verdict import Allowed, NeedsApproval, PathOwners, Refused, Undetermined
from tests.guardrails.cases import policy
from tests.support.samples import preview, radius

SHOP = StackId(environment="production", name="shop")
LAB = StackId(environment="sandbox", name="lab")
TEMPLATE = "infrastructure/production/shop/template.yaml"
OWNERS = (PathOwners(path=TEMPLATE, owners=("@octo/platform",)),)
POLICIES = {
    "production": policy(),
    "sandbox": policy(environment=Environment.SANDBOX, blocks_from=Severity.CRITICAL),
}
FAILED_SCAN = ScanFailed(scanner="checkov", reason="it timed out.", next_step="Look at the log.")
BROKEN = BrokenStack(
    id=SHOP, path=f"{SHOP.folder}/stack.yaml", line=3, reason="No engine.", next_step="Add one."
)
SENSITIVE = "touches access or encryption (IAM, security groups, keys)"
MILDEST_FIRST = ("allowed", "needs_approval", "undetermined", "refused")


def finding(severity: Severity = Severity.HIGH, **fields: Any) -> Finding:
    given: dict[str, Any] = {
        "rule": "CW003",
        "severity": severity,
        "confidence": Confidence.HIGH,
        "place": Place(path=TEMPLATE, line=14, resource="Group"),
        "message": "TCP port 22 is open to 0.0.0.0/0.",
        "remedy": "Let in the networks that need it.",
        "docs": "docs/rules.md#cw003",
        "scanner": "core",
    }
    return Finding(**given | fields)


def plan(stack: StackId = SHOP, result: PreviewResult | None = None) -> StackPlan:
    return StackPlan(stack=stack, source=None, preview=result or preview(stack=stack))


def verdict(**fields: Any) -> Any:
    given: dict[str, Any] = {
        "policies": POLICIES,
        "plans": (plan(),),
        "broken": (),
        "findings": (),
        "failed_scans": (),
        "blast_radius": radius(stateful_destroyed=0, keywords=(), resources=3),
        "owners": OWNERS,
    }
    return judge(**given | fields)


NOTHING = preview(changes=(), stack=SHOP, reference=None)
NO_OP = preview(
    changes=(Change(address="A", type="T", action=Action.NO_OP, stateful=False),),
    stack=SHOP,
    reference=None,
)


def test_a_blocking_finding_refuses_and_says_where_and_what_to_do() -> None:
    assert verdict(findings=(finding(),)) == Refused(
        reasons=("TCP port 22 is open to 0.0.0.0/0 (CW003) at " + TEMPLATE + ":14.",),
        next_step="Let in the networks that need it.",
    )


def test_the_worst_finding_comes_first() -> None:
    worse = finding(Severity.CRITICAL, rule="CW004", place=Place(path=TEMPLATE), message="Worse.")
    found = verdict(findings=(finding(), worse))
    assert found.reasons[0] == f"Worse (CW004) at {TEMPLATE}."


def test_each_environment_has_its_own_limit() -> None:
    place = Place(path="infrastructure/sandbox/lab/template.yaml", line=1)
    assert isinstance(verdict(findings=(finding(place=place),)), NeedsApproval)
    assert isinstance(verdict(findings=(finding(Severity.MEDIUM),)), NeedsApproval)


def test_a_finding_nobody_can_place_meets_the_strictest_limit() -> None:
    assert isinstance(verdict(findings=(finding(place=Place(path="elsewhere")),)), Refused)
    info = finding(Severity.INFO, place=Place(path="elsewhere"))
    assert isinstance(verdict(policies={}, plans=(), findings=(info,)), Refused)


def test_a_waiver_counts_for_a_scanner_and_never_for_a_core_rule() -> None:
    waived = finding(waived="not needed", scanner="checkov", rule="CKV_AWS_18")
    assert isinstance(verdict(findings=(waived,)), NeedsApproval)
    assert isinstance(verdict(findings=(replace(waived, scanner="core"),)), Refused)


def test_a_broken_stack_refuses() -> None:
    found = verdict(broken=(BROKEN, replace(BROKEN, line=None, reason="Gone.")))
    assert found.reasons == (
        "No engine at infrastructure/production/shop/stack.yaml:3.",
        "Gone at infrastructure/production/shop/stack.yaml.",
    )
    assert found.next_step == "Add one."


def test_a_read_only_environment_refuses_even_a_removal() -> None:
    read_only = {"production": policy(mutable=False)}
    assert verdict(policies=read_only).reasons == (
        "The environment production is read-only (CW010).",
    )
    said = finding(Severity.CRITICAL, rule="CW010", message="Read-only.")
    assert len(verdict(policies=read_only, findings=(said,)).reasons) == 1


def test_an_environment_without_policy_refuses() -> None:
    assert verdict(policies={}).reasons == ("No policy is known for the environment production.",)


def test_a_plan_over_the_limits_refuses_though_no_stack_is() -> None:
    found = verdict(blast_radius=radius(resources=11, stateful_destroyed=2))
    assert found.reasons == (
        "11 resources change at once; production allows 10 (CW014).",
        "2 stateful resources are destroyed at once; production allows 1 (CW014).",
    )
    one = finding(Severity.CRITICAL, rule="CW014", message="Too much.")
    assert len(verdict(blast_radius=radius(resources=11), findings=(one,)).reasons) == 1


def test_a_path_that_nobody_owns_refuses() -> None:
    found = verdict(owners=(*OWNERS, PathOwners(path="infrastructure/x", owners=())))
    assert found.reasons == ("Nobody owns infrastructure/x, so nobody can approve it.",)
    assert "CODEOWNERS" in found.next_step


def test_a_change_without_any_owner_named_is_undetermined() -> None:
    assert isinstance(verdict(owners=()), Undetermined)


def test_what_could_not_be_looked_at_is_undetermined() -> None:
    failed = PreviewFailed(stack=SHOP, reason="Throttled.", next_step="Try again later.")
    assert verdict(failed_scans=(FAILED_SCAN,), plans=(plan(result=failed),)) == Undetermined(
        reasons=(
            "The scanner checkov gave no answer: it timed out.",
            "production/shop could not be previewed: Throttled.",
        ),
        next_step="Look at the log.",
    )


def test_a_next_step_that_names_a_command_is_left_as_it_is() -> None:
    failed = replace(FAILED_SCAN, next_step="Comment `/coworker plan`.")
    assert verdict(failed_scans=(failed,)).next_step == "Comment `/coworker plan`."


def test_a_skipped_preview_alone_is_undetermined_and_beside_a_refusal_adds_nothing() -> None:
    skipped = (plan(result=PreviewSkipped(stack=SHOP, reason="CW003 refuses it.")),)
    assert isinstance(verdict(plans=skipped), Undetermined)
    assert len(verdict(plans=skipped, findings=(finding(),)).reasons) == 1


def test_a_refusal_says_what_could_not_be_looked_at_too() -> None:
    found = verdict(findings=(finding(),), failed_scans=(FAILED_SCAN,))
    assert isinstance(found, Refused)
    assert found.reasons[1] == "The scanner checkov gave no answer: it timed out."


@pytest.mark.parametrize("result", [NOTHING, NO_OP])
def test_what_changes_nothing_is_allowed(result: PreviewResult) -> None:
    assert isinstance(verdict(plans=(plan(result=result),), owners=()), Allowed)


def test_a_change_set_without_visible_changes_still_needs_approval() -> None:
    """Outputs and tags change without a resource change; so the reference decides."""
    result = preview(changes=(), stack=SHOP, reference="coworker-1")
    assert isinstance(verdict(plans=(plan(result=result),)), NeedsApproval)


def test_approvals_are_the_most_that_any_environment_asks_for() -> None:
    found = verdict(
        plans=(plan(), plan(LAB)),
        blast_radius=radius(
            operation=OperationType.SENSITIVE, stateful_destroyed=1, keywords=("iam",), resources=1
        ),
    )
    assert found == NeedsApproval(
        count=2,
        owners=OWNERS,
        reasons=(
            f"The plan {SENSITIVE} in production, sandbox.",
            "1 stateful resource is destroyed.",
            "Names ask for care: iam.",
        ),
    )


def test_a_change_needs_one_approval_whatever_policy_says() -> None:
    none = {"production": policy(approvals={})}
    zero = {"production": policy(approvals=dict.fromkeys(OperationType, 0))}
    assert verdict(policies=none).count == verdict(policies=zero).count == 1


FINDINGS = st.builds(
    finding,
    st.sampled_from(Severity),
    rule=st.sampled_from(["CW003", "CW010", "CW014", "CKV_AWS_1"]),
    scanner=st.sampled_from(["core", "checkov"]),
    waived=st.sampled_from([None, "why"]),
    place=st.sampled_from([Place(path=TEMPLATE, line=1), Place(path="elsewhere")]),
)


def planned(results: list[PreviewResult]) -> list[StackPlan]:
    return [plan(result=result) for result in results]


PREVIEWS: st.SearchStrategy[PreviewResult] = st.sampled_from(
    [
        preview(stack=SHOP),
        NOTHING,
        PreviewFailed(stack=SHOP, reason="no", next_step="again"),
        PreviewSkipped(stack=SHOP, reason="refused"),
    ]
)
RESULTS = st.fixed_dictionaries(
    {
        "plans": st.lists(PREVIEWS, max_size=2).map(planned),
        "broken": st.lists(st.just(BROKEN), max_size=1),
        "findings": st.lists(FINDINGS, max_size=3),
        "failed_scans": st.lists(st.just(FAILED_SCAN), max_size=1),
        "blast_radius": st.builds(
            radius, resources=st.integers(0, 12), stateful_destroyed=st.integers(0, 2)
        ),
        "owners": st.sampled_from([OWNERS, (), (PathOwners(path="x", owners=()),)]),
        "policies": st.sampled_from([POLICIES, {}, {"production": policy(mutable=False)}]),
    }
)


def severity_of(answer: Any) -> int:
    return MILDEST_FIRST.index(answer.kind)


@given(RESULTS, FINDINGS)
def test_another_finding_never_makes_it_milder(parts: dict[str, Any], more: Finding) -> None:
    worse = parts | {"findings": [*parts["findings"], more]}
    assert severity_of(judge(**worse)) >= severity_of(judge(**parts))


@given(RESULTS)
def test_another_failure_never_makes_it_milder(parts: dict[str, Any]) -> None:
    before = severity_of(judge(**parts))
    for name, more in (("failed_scans", FAILED_SCAN), ("broken", BROKEN)):
        assert severity_of(judge(**parts | {name: [*parts[name], more]})) >= before


@given(RESULTS, st.sampled_from(["failed", "skipped"]))
def test_a_preview_that_is_missing_never_lets_through(parts: dict[str, Any], kind: str) -> None:
    missing: PreviewResult = (
        PreviewFailed(stack=SHOP, reason="no", next_step="again")
        if kind == "failed"
        else PreviewSkipped(stack=SHOP, reason="no")
    )
    answer = judge(**parts | {"plans": [*parts["plans"], plan(result=missing)]})
    assert answer.kind in {"undetermined", "refused"}


@given(RESULTS)
def test_only_a_plan_that_changes_nothing_is_allowed(parts: dict[str, Any]) -> None:
    if judge(**parts).kind == "allowed":
        assert all(item.preview == NOTHING for item in parts["plans"])
        assert not parts["failed_scans"]
        assert not parts["broken"]


@given(RESULTS, st.sampled_from(Severity))
def test_a_stricter_policy_never_makes_it_milder(parts: dict[str, Any], limit: Severity) -> None:
    def with_limit(severity: Severity) -> dict[str, Policy]:
        return {
            name: replace(known, blocks_from=severity) for name, known in parts["policies"].items()
        }

    strict = severity_of(judge(**parts | {"policies": with_limit(limit)}))
    loose = severity_of(judge(**parts | {"policies": with_limit(Severity.CRITICAL)}))
    assert strict >= loose
