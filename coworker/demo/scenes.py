"""The scenes of the story: what people do, what the co-worker does, and what must then be true.

It must not take the co-worker's word for anything: claims are checked against AWS, forge and git.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coworker.adapters.forge.local import Happened
from coworker.demo import witness
from coworker.demo.keeping import all_issues
from coworker.demo.stage import ACCOUNT, BOLD, REGION, REQUESTER, REVIEWER, Stage
from coworker.demo.story import Scene, Step, check, includes
from coworker.errors import ExitCode
from coworker.governance.ledger import Intact, verify
from coworker.intake.early import CHANGE_LABEL
from coworker.model.forge import CheckConclusion, DeploymentState, ReviewState

Say = Callable[[str], None]

_FORM = """### What do you need?

{need}

### Environment

{environment}

### Region

{region}

### Engine

Let policy choose

### Name

_No response_

### Owner

{owner}

### Parameters

_No response_
"""


@dataclass(kw_only=True)
class Plot:
    """What one scene leaves for the next: numbers, commits and the bucket's name."""

    issue: int = 0
    pull_request: int = 0
    head: str = ""
    stack_name: str = ""
    folder: str = ""
    bucket: str = ""
    template: str = ""


Player = Callable[[Stage, Plot, Say], list[Step]]


def play(title: str, player: Player, stage: Stage, plot: Plot, say: Say) -> Scene:
    """Play one scene and keep what was said and checked."""
    began = time.monotonic()
    said: list[str] = []

    def hear(line: str) -> None:
        said.append(line)
        say(line)

    steps = player(stage, plot, hear)
    return Scene(
        title=title,
        said=tuple(said),
        steps=tuple(steps),
        seconds=round(time.monotonic() - began, 1),
    )


def _file(
    stage: Stage, author: str, *, title: str, need: str, environment: str
) -> tuple[int, Mapping[str, ExitCode]]:
    """File an issue through the change form and run what it starts: (number, exit codes)."""
    body = _FORM.format(need=need, environment=environment, region=REGION, owner="platform-team")
    opened = stage.people.open_issue(author=author, title=title, body=body, labels=[CHANGE_LABEL])
    return opened.number or 0, _run(stage, f"issue-{opened.number}", opened)


def _run(stage: Stage, name: str, happened: Happened) -> Mapping[str, ExitCode]:
    """Run the jobs of every event, in order; the exit code of each stage."""
    codes: dict[str, ExitCode] = {}
    for index, event in enumerate(happened.events):
        codes |= stage.run(f"{name}-{index}", event)
    return codes


def set_the_stage(stage: Stage, _: Plot, say: Say) -> list[Step]:
    """A repository, a forge and an AWS account, all empty."""
    say(f"A bare repository, a local forge, and AWS emulated at {stage.endpoint}")
    sts: Any = stage.client("sts")
    identity: Mapping[str, Any] = sts.get_caller_identity()
    files = stage.origin.files(stage.origin.resolve("main"), ("CODEOWNERS",))
    return [
        check("the emulator answers as an account", expected=ACCOUNT,
              seen=identity["Account"], against="AWS"),
        check("the account holds no stack", expected=0,
              seen=len(witness.stacks(stage)), against="AWS"),
        check("main has its owners", expected=("CODEOWNERS",), seen=tuple(files), against="git"),
    ]  # fmt: skip


def ask_for_a_bucket(stage: Stage, plot: Plot, say: Say) -> list[Step]:
    """An issue through the form becomes a branch, a commit, a pull request and a plan."""
    say(f"{REQUESTER} files an issue: “private bucket for build artefacts”, development, {REGION}")
    plot.issue, codes = _file(
        stage,
        REQUESTER,
        title="Private bucket for build artefacts",
        need="private bucket for build artefacts",
        environment="development",
    )
    pulls = stage.forge.open_pull_requests()
    if len(pulls) != 1:
        return [check("one pull request is open", expected=1, seen=len(pulls), against="forge")]
    pull = pulls[0]
    plot.pull_request, plot.head = pull.number, pull.head
    say(f"Planned in pull request #{pull.number}: {pull.title}")
    paths = stage.origin.changed_paths(stage.origin.resolve("main"), pull.head)
    plot.folder = paths[0].rsplit("/", 1)[0] if paths else ""
    comments = [item.body for item in stage.forge.comments(pull.number) if item.by_us]
    checks = stage.forge.check_runs(pull.head, "coworker / plan")
    waiting = [
        name for name, status in witness.stacks(stage).items() if status == "REVIEW_IN_PROGRESS"
    ]
    plot.stack_name = waiting[0] if waiting else ""
    return [
        check("every job ended well", expected={ExitCode.DONE}, seen=set(codes.values()),
              against="exit codes"),
        check("the branch is the co-worker's", expected=True,
              seen=pull.head_branch.startswith(f"coworker/{plot.issue}-"), against="git"),
        check("the commit carries its trailers",
              expected=["Coworker-Plan", "Coworker-Policy", "Coworker-Request"],
              seen=sorted(name for name in stage.origin.trailers(pull.head)
                          if name.startswith("Coworker-")), against="git"),
        check("only the stack's folder changed", expected=True,
              seen=bool(paths) and all(path.startswith("infrastructure/development/")
                                       for path in paths), against="git"),
        check("one plan comment", expected=1, seen=len(comments), against="forge"),
        includes("the comment says who must approve and what comes next",
                 wanted=[f"@{REVIEWER}", "AWS::S3::Bucket", "Next"],
                 text="".join(comments), against="forge"),
        check("the check run passed", expected=[CheckConclusion.SUCCESS],
              seen=[item.conclusion for item in checks], against="forge"),
        check("a change set waits, and nothing was made", expected=(1, 0),
              seen=(len(waiting), len(witness.buckets(stage))), against="AWS"),
    ]  # fmt: skip


def ask_for_an_open_door(stage: Stage, _: Plot, say: Say) -> list[Step]:
    """SSH open to the world in production is refused, with the reason and the way on."""
    say(f"{BOLD} asks for SSH open to 0.0.0.0/0 in production")
    before = witness.stacks(stage)
    number, codes = _file(
        stage,
        BOLD,
        title="SSH to the bastion",
        need="a security group called bastion that allows ingress on port 22 from 0.0.0.0/0",
        environment="production",
    )
    comments = [item.body for item in stage.forge.comments(number) if item.by_us]
    say("Refused: port 22 would be open to everyone")
    return [
        check("the publish job ends as refused", expected=ExitCode.REFUSED,
              seen=codes.get("publish"), against="exit codes"),
        includes("the answer says why, and what to type next",
                 wanted=["22", "0.0.0.0/0", "Next"], text="".join(comments), against="forge"),
        check("no second pull request", expected=1,
              seen=len(stage.forge.open_pull_requests()), against="forge"),
        check("AWS was not touched", expected=before, seen=witness.stacks(stage), against="AWS"),
    ]  # fmt: skip


def approve_and_merge(stage: Stage, plot: Plot, say: Say) -> list[Step]:
    """The owner approves, the merge deploys what was reviewed, and it is verified and tagged."""
    say(f"{REVIEWER}, who owns the path, approves; the pull request is merged")
    reviewed = witness.change_sets(stage, plot.stack_name)
    stage.people.review(plot.pull_request, author=REVIEWER, state=ReviewState.APPROVED)
    merged = stage.people.merge(plot.pull_request, by=REVIEWER, method="squash")
    commit = merged.commit or ""
    codes = _run(stage, "merge", merged)
    buckets = witness.buckets(stage)
    plot.bucket = buckets[0] if buckets else ""
    say(f"Deployed and verified: bucket {plot.bucket}")
    deployments = stage.forge.deployments(commit, "development")
    tags = stage.forge.tags("baseline/")
    plot.template = witness.template(stage, plot.stack_name)
    path = f"{plot.folder}/template.yaml"
    said = "".join(item.body for item in stage.forge.comments(plot.issue) if item.by_us)
    return [
        check("every job ended well", expected={ExitCode.DONE}, seen=set(codes.values()),
              against="exit codes"),
        check("the reviewed change set was executed", expected=(1, 0),
              seen=(len(reviewed), len(witness.change_sets(stage, plot.stack_name))),
              against="AWS"),
        check("the deployed template is the reviewed one, to the letter",
              expected=stage.origin.files(plot.head, (path,))[path], seen=plot.template,
              against="AWS"),
        check("the stack is complete", expected="CREATE_COMPLETE",
              seen=witness.stacks(stage).get(plot.stack_name), against="AWS"),
        check("there is one bucket", expected=1, seen=len(buckets), against="AWS"),
        *witness.bucket_is_private(stage, plot.bucket, plot.template),
        check("the deployment succeeded", expected=[DeploymentState.SUCCESS],
              seen=[item.state for item in deployments], against="forge"),
        check("the commit is tagged", expected=[commit], seen=list(tags.values()), against="git"),
        check("the issue is closed", expected=False,
              seen=stage.forge.issue(plot.issue).open, against="forge"),
        includes("the issue hears of it", wanted=[next(iter(tags), "baseline/"), "Deployed"],
                 text=said, against="forge"),
        check("the ledger is intact", expected=True,
              seen=isinstance(verify(witness.ledger(stage)), Intact), against="git"),
        check("the ledger names the approver", expected=True,
              seen=any(json.loads(line)["record"]["actor"] == REVIEWER
                       for line in witness.ledger(stage).splitlines()), against="git"),
    ]  # fmt: skip


def push_past_review(stage: Stage, plot: Plot, say: Say) -> list[Step]:
    """A change pushed straight to main is not deployed."""
    say(f"{BOLD} pushes a change straight to main")
    path = f"{plot.folder}/template.yaml"
    text = stage.origin.files(stage.origin.resolve("main"), (path,))[path]
    pushed = stage.people.push(
        author=BOLD,
        files={path: text.replace("Status: Enabled", "Status: Suspended", 1)},
        message="Quick fix\n",
    )
    codes = _run(stage, "push", pushed)
    changed = stage.origin.files(stage.origin.resolve("main"), (path,))[path] != text
    follow_up = [
        item for item in all_issues(stage) if item.open and "coworker:follow-up" in item.labels
    ]
    tags = stage.forge.tags("baseline/")
    say("Refused: nobody reviewed it. An issue says what to do")
    return [
        check("main did change", expected=True, seen=changed, against="git"),
        check("the deploy job ends as refused", expected=ExitCode.REFUSED,
              seen=codes.get("deploy development"), against="exit codes"),
        check("the deployed template is still the reviewed one", expected=True,
              seen=witness.template(stage, plot.stack_name) == plot.template, against="AWS"),
        check("an issue was opened", expected=1, seen=len(follow_up), against="forge"),
        includes("it says why", wanted=["without a pull request", "Next"],
                 text=follow_up[0].body if follow_up else "", against="forge"),
        check("no new baseline", expected=1, seen=len(tags), against="git"),
        check("the ledger holds the refusal", expected=True,
              seen='"refusal"' in witness.ledger(stage), against="git"),
    ]  # fmt: skip


SCENES: tuple[tuple[str, Player], ...] = (
    ("A repository, a forge and an AWS account", set_the_stage),
    ("A request becomes a plan", ask_for_a_bucket),
    ("A dangerous request is refused", ask_for_an_open_door),
    ("Review, merge, deploy, verify, tag", approve_and_merge),
    ("What nobody reviewed is not deployed", push_past_review),
)
