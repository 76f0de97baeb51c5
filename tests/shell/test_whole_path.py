"""A stack's life through every stage on real parts: git, both scanners, an AWS emulator.

It must not put anything in the place of a part; the demo plays the request, this the rest.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from coworker import wiring
from coworker.adapters.forge.local import Event
from coworker.demo.stage import REQUESTER, REVIEWER, Stage, open_stage
from coworker.errors import ExitCode
from coworker.flows.ledger import LEDGER_BRANCH
from coworker.model.forge import CheckConclusion, ReviewState

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = "infrastructure/development/example-queue"
NAME = "development-example-queue"
DEPLOY = "deploy development"


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The demo's stage, with the project's own checkov."""
    monkeypatch.setenv("COWORKER_CHECKOV", str(PROJECT / ".tools/checkov/bin/python"))
    assert wiring.here().checkov.is_file()
    with open_stage(tmp_path) as made:
        yield made


def example() -> dict[str, str]:
    """The example stack of this repository."""
    return {
        f"{FOLDER}/{name}": (PROJECT / FOLDER / name).read_text(encoding="utf-8")
        for name in ("stack.yaml", "template.yaml")
    }


def planned(stage: Stage, name: str, files: Mapping[str, str | None]) -> int:
    """A branch and its pull request, planned."""
    start = stage.origin.resolve("main")
    stage.people.push(author=REQUESTER, branch=name, files=files, message=f"{name}\n", start=start)
    opened = stage.people.open_pull_request(author=REQUESTER, branch=name, title=name)
    assert opened.number is not None
    codes = stage.run(f"{name}-plan", opened.events[-1])
    assert set(codes.values()) == {ExitCode.DONE}, stage.forge.comments(opened.number)[-1].body
    return opened.number


def merged(stage: Stage, number: int) -> Event:
    """Approved and merged; gives the push."""
    stage.people.review(number, author=REVIEWER, state=ReviewState.APPROVED)
    return stage.people.merge(number, by=REVIEWER, method="squash").events[-1]


def stacks(stage: Stage) -> dict[str, str]:
    found: Mapping[str, Any] = stage.client("cloudformation").describe_stacks()
    return {item["StackName"]: item["StackStatus"] for item in found["Stacks"]}


def _update_by_hand(stage: Stage, template: str) -> None:
    """Somebody updates the stack. AWS then drops its change sets, which the emulator keeps."""
    aws = stage.client("cloudformation")
    aws.update_stack(StackName=NAME, TemplateBody=template)
    for item in aws.list_change_sets(StackName=NAME)["Summaries"]:
        aws.delete_change_set(ChangeSetName=item["ChangeSetName"], StackName=NAME)


def test_a_stack_is_made_changed_guarded_and_removed(stage: Stage) -> None:
    number = planned(stage, "make", example())
    (check,) = stage.forge.check_runs(stage.forge.pull_request(number).head, "coworker / plan")
    assert check.conclusion is CheckConclusion.SUCCESS
    assert stacks(stage) == {NAME: "REVIEW_IN_PROGRESS"}
    event = merged(stage, number)
    assert stage.run("make", event)[DEPLOY] is ExitCode.DONE
    assert stacks(stage) == {NAME: "CREATE_COMPLETE"}

    before = (stage.forge.tags("baseline/"), stage.origin.resolve(LEDGER_BRANCH))
    events = stage.client("cloudformation").describe_stack_events(StackName=NAME)["StackEvents"]
    assert set(stage.run("make-again", event).values()) == {ExitCode.DONE}
    assert (stage.forge.tags("baseline/"), stage.origin.resolve(LEDGER_BRANCH)) == before
    again = stage.client("cloudformation").describe_stack_events(StackName=NAME)["StackEvents"]
    assert len(again) == len(events)

    path = f"{FOLDER}/template.yaml"
    longer = example()[path].replace("MessageRetentionPeriod: 345600", "MessageRetentionPeriod: 60")
    number = planned(stage, "change", {path: longer})
    event = merged(stage, number)
    by_hand = example()[path].replace("Threshold: 0", "Threshold: 7")
    _update_by_hand(stage, by_hand)
    codes = stage.run("change", event)
    assert (codes[DEPLOY], codes["publish"]) == (ExitCode.REFUSED, ExitCode.REFUSED)
    (issue,) = [
        item
        for item in map(stage.forge.issue, range(1, number + 2))
        if "coworker:follow-up" in item.labels
    ]
    assert "AWS would now change something else in development/example-queue" in issue.body
    deployed = stage.client("cloudformation").get_template(StackName=NAME)["TemplateBody"]
    assert isinstance(deployed, str), deployed
    assert "Threshold: 7" in deployed

    gone = planned(stage, "remove", dict.fromkeys(example()))
    assert stage.run("remove", merged(stage, gone))[DEPLOY] is ExitCode.DONE
    assert stacks(stage) == {}
