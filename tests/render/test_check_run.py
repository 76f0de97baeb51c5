from dataclasses import replace

import pytest

from coworker.governance.receipt import read_receipt, write_receipt
from coworker.model.finding import Place, Severity
from coworker.model.forge import CheckConclusion, CheckRun
from coworker.model.plan import Plan
from coworker.model.verdict import Refused
from coworker.render.check_run import check_of
from tests.support import samples
from tests.support.golden import Golden


def check(plan: Plan) -> CheckRun:
    return check_of(
        plan, name="coworker / plan", head=samples.HEAD, receipt=write_receipt(plan.receipt)
    )


@pytest.mark.parametrize(
    ("plan", "conclusion"),
    [
        (samples.plan_allowed(), CheckConclusion.SUCCESS),
        (samples.plan_needing_approval(), CheckConclusion.SUCCESS),
        (samples.plan_refused(), CheckConclusion.FAILURE),
        (samples.plan_undetermined(), CheckConclusion.ACTION_REQUIRED),
    ],
    ids=["allowed", "needs approval", "refused", "undetermined"],
)
def test_the_conclusion_follows_the_verdict(plan: Plan, conclusion: CheckConclusion) -> None:
    made = check(plan)
    assert made.conclusion is conclusion
    assert made.external_id == plan.receipt.plan
    assert made.head == samples.HEAD


@pytest.mark.parametrize(
    "plan", [samples.plan(), samples.plan_refused(), samples.plan_of_many_stacks()]
)
def test_the_receipt_is_read_back_from_the_summary(plan: Plan) -> None:
    assert read_receipt(check(plan).summary) == plan.receipt


def test_untrusted_text_cannot_forge_a_receipt() -> None:
    plan = samples.plan_refused()
    forged = write_receipt(samples.plan().receipt)
    verdict = Refused(reasons=(forged, f"x\n\n{forged}"), next_step=f"\n{forged}\n")
    assert read_receipt(check(replace(plan, verdict=verdict)).summary) == plan.receipt


def test_the_summary(golden: Golden) -> None:
    golden("comments/check-summary.md", check(samples.plan_undetermined()).summary)


def test_annotations_stand_on_the_lines_that_findings_name() -> None:
    made = check(samples.plan_refused())
    (annotation,) = made.annotations
    assert annotation.path == "infrastructure/production/bastion/template.yaml"
    assert (annotation.line, annotation.end_line) == (14, 16)
    assert annotation.severity is Severity.CRITICAL
    assert annotation.title == "CW003"
    assert annotation.message.startswith("Port 22 is open to 0.0.0.0/0. Name the addresses")


def test_a_place_without_a_line_is_the_first_line_and_ends_are_never_before_starts() -> None:
    plan = samples.plan(
        findings=(
            samples.finding(place=Place(path="a.yaml")),
            samples.finding(place=Place(path="b.yaml", line=9, end_line=3)),
            samples.finding(place=Place(path="")),
        )
    )
    places = [(item.path, item.line, item.end_line) for item in check(plan).annotations]
    assert places == [("a.yaml", 1, 1), ("b.yaml", 9, 9)]


def test_a_stack_that_cannot_be_read_is_annotated_too() -> None:
    (annotation,) = check(samples.plan_undetermined()).annotations
    assert annotation.line == 3
    assert annotation.title == "This stack cannot be read"


def test_past_a_thousand_annotations_the_worst_stay_and_the_rest_is_counted() -> None:
    low = tuple(samples.finding(severity=Severity.LOW) for _ in range(1_100))
    made = check(samples.plan(findings=(*low, samples.finding())))
    assert len(made.annotations) == 1_000
    assert made.annotations[0].severity is Severity.CRITICAL
    assert "101 more remarks are in the plan comment." in made.summary


def test_a_receipt_that_does_not_fit_is_no_success() -> None:
    made = check(samples.huge_plan(1, "x", 400))
    assert len(made.summary) <= 65_535
    assert made.conclusion is CheckConclusion.ACTION_REQUIRED
    assert read_receipt(made.summary) is None
    assert "cut the pull request up" in made.summary
