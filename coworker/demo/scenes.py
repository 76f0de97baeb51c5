"""The scenes of the story: what people do, what the co-worker does, and what must then be true.

It must not take the co-worker's word for anything: claims are checked against AWS, forge and git.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coworker.demo.keeping import all_issues
from coworker.demo.stage import ACCOUNT, BOLD, REGION, REQUESTER, REVIEWER, Stage
from coworker.demo.story import Scene, Step, check, includes
from coworker.errors import ExitCode
from coworker.flows.ledger import LEDGER_BRANCH, LEDGER_FILE
from coworker.governance.ledger import Intact, verify
from coworker.model.forge import CheckConclusion, DeploymentState, Issue, ReviewState

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
_CHANGE_LABEL = "coworker"


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
              seen=len(_stacks(stage)), against="AWS"),
        check("main has its owners", expected=("CODEOWNERS",), seen=tuple(files), against="git"),
    ]  # fmt: skip


def ask_for_a_bucket(stage: Stage, plot: Plot, say: Say) -> list[Step]:
    """An issue through the form becomes a branch, a commit, a pull request and a plan."""
    say(f"{REQUESTER} files an issue: “private bucket for build artefacts”, development, {REGION}")
    opened = stage.people.open_issue(
        author=REQUESTER,
        title="Private bucket for build artefacts",
        body=_FORM.format(
            need="private bucket for build artefacts",
            environment="development",
            region=REGION,
            owner="platform-team",
        ),
        labels=[_CHANGE_LABEL],
    )
    plot.issue = opened.number or 0
    codes: dict[str, ExitCode] = {}
    for index, event in enumerate(opened.events):
        codes |= stage.run(f"ask-{index}", event)
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
    waiting = [name for name, status in _stacks(stage).items() if status == "REVIEW_IN_PROGRESS"]
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
              seen=(len(waiting), len(_buckets(stage))), against="AWS"),
    ]  # fmt: skip


def ask_for_an_open_door(stage: Stage, _: Plot, say: Say) -> list[Step]:
    """SSH open to the world in production is refused, with the reason and the way on."""
    say(f"{BOLD} asks for SSH open to 0.0.0.0/0 in production")
    before = _stacks(stage)
    opened = stage.people.open_issue(
        author=BOLD,
        title="SSH to the bastion",
        body=_FORM.format(
            need="a security group called bastion that allows ingress on port 22 from 0.0.0.0/0",
            environment="production",
            region=REGION,
            owner="platform-team",
        ),
        labels=[_CHANGE_LABEL],
    )
    number = opened.number or 0
    codes: dict[str, ExitCode] = {}
    for index, event in enumerate(opened.events):
        codes |= stage.run(f"door-{index}", event)
    comments = [item.body for item in stage.forge.comments(number) if item.by_us]
    say("Refused: port 22 would be open to everyone")
    return [
        check("the publish job ends as refused", expected=ExitCode.REFUSED,
              seen=codes.get("publish"), against="exit codes"),
        includes("the answer says why, and what to type next",
                 wanted=["22", "0.0.0.0/0", "Next"], text="".join(comments), against="forge"),
        check("no second pull request", expected=1,
              seen=len(stage.forge.open_pull_requests()), against="forge"),
        check("AWS was not touched", expected=before, seen=_stacks(stage), against="AWS"),
    ]  # fmt: skip


def approve_and_merge(stage: Stage, plot: Plot, say: Say) -> list[Step]:
    """The owner approves, the merge deploys what was reviewed, and it is verified and tagged."""
    say(f"{REVIEWER}, who owns the path, approves; the pull request is merged")
    reviewed_sets = _change_sets(stage, plot.stack_name)
    stage.people.review(plot.pull_request, author=REVIEWER, state=ReviewState.APPROVED)
    merged = stage.people.merge(plot.pull_request, by=REVIEWER, method="squash")
    commit = merged.commit or ""
    codes: dict[str, ExitCode] = {}
    for index, event in enumerate(merged.events):
        codes |= stage.run(f"merge-{index}", event)
    buckets = _buckets(stage)
    plot.bucket = buckets[0] if buckets else ""
    say(f"Deployed and verified: bucket {plot.bucket}")
    deployments = stage.forge.deployments(commit, "development")
    tags = stage.forge.tags("baseline/")
    plot.template = _template(stage, plot.stack_name)
    said = "".join(item.body for item in stage.forge.comments(plot.issue) if item.by_us)
    return [
        check("every job ended well", expected={ExitCode.DONE}, seen=set(codes.values()),
              against="exit codes"),
        check("the reviewed change set was executed", expected=(1, 0),
              seen=(len(reviewed_sets), len(_change_sets(stage, plot.stack_name))), against="AWS"),
        check("the stack is complete", expected="CREATE_COMPLETE",
              seen=_stacks(stage).get(plot.stack_name), against="AWS"),
        check("there is one bucket", expected=1, seen=len(buckets), against="AWS"),
        *_bucket_is_private(stage, plot.bucket, plot.template),
        check("the deployment succeeded", expected=[DeploymentState.SUCCESS],
              seen=[item.state for item in deployments], against="forge"),
        check("the commit is tagged", expected=[commit], seen=list(tags.values()), against="git"),
        check("the issue is closed", expected=False,
              seen=stage.forge.issue(plot.issue).open, against="forge"),
        includes("the issue hears of it", wanted=[next(iter(tags), "baseline/"), "Deployed"],
                 text=said, against="forge"),
        check("the ledger is intact", expected=True,
              seen=isinstance(verify(_ledger(stage)), Intact), against="git"),
        check("the ledger names the approver", expected=True,
              seen=any(json.loads(line)["record"]["actor"] == REVIEWER
                       for line in _ledger(stage).splitlines()), against="git"),
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
    codes: dict[str, ExitCode] = {}
    for index, event in enumerate(pushed.events):
        codes |= stage.run(f"push-{index}", event)
    changed = stage.origin.files(stage.origin.resolve("main"), (path,))[path] != text
    follow_up = [item for item in _open_issues(stage) if "coworker:follow-up" in item.labels]
    tags = stage.forge.tags("baseline/")
    say("Refused: nobody reviewed it. An issue says what to do")
    return [
        check("main did change", expected=True, seen=changed, against="git"),
        check("the deploy job ends as refused", expected=ExitCode.REFUSED,
              seen=codes.get("deploy development"), against="exit codes"),
        check("the deployed template is still the reviewed one", expected=True,
              seen=_template(stage, plot.stack_name) == plot.template, against="AWS"),
        check("an issue was opened", expected=1, seen=len(follow_up), against="forge"),
        includes("it says why", wanted=["without a pull request", "Next"],
                 text=follow_up[0].body if follow_up else "", against="forge"),
        check("no new baseline", expected=1, seen=len(tags), against="git"),
        check("the ledger holds the refusal", expected=True,
              seen='"refusal"' in _ledger(stage), against="git"),
    ]  # fmt: skip


SCENES: tuple[tuple[str, Player], ...] = (
    ("A repository, a forge and an AWS account", set_the_stage),
    ("A request becomes a plan", ask_for_a_bucket),
    ("A dangerous request is refused", ask_for_an_open_door),
    ("Review, merge, deploy, verify, tag", approve_and_merge),
    ("What nobody reviewed is not deployed", push_past_review),
)


def _stacks(stage: Stage) -> dict[str, str]:
    found: Mapping[str, Any] = stage.client("cloudformation").describe_stacks()
    return {item["StackName"]: item["StackStatus"] for item in found["Stacks"]}


def _change_sets(stage: Stage, stack: str) -> list[str]:
    if stack not in _stacks(stage):
        return []
    found: Mapping[str, Any] = stage.client("cloudformation").list_change_sets(StackName=stack)
    return [
        item["ChangeSetName"] for item in found["Summaries"]
        if item["ExecutionStatus"] == "AVAILABLE"
    ]  # fmt: skip


def _template(stage: Stage, stack: str) -> str:
    found: Mapping[str, Any] = stage.client("cloudformation").get_template(StackName=stack)
    return json.dumps(found["TemplateBody"], sort_keys=True, default=str)


def _buckets(stage: Stage) -> list[str]:
    found: Mapping[str, Any] = stage.client("s3").list_buckets()
    return [item["Name"] for item in found["Buckets"]]


def _bucket_is_private(stage: Stage, bucket: str, template: str) -> list[Step]:
    """What the emulator makes is asked of the bucket; what it leaves out, of the template."""
    if not bucket:
        return []
    s3 = stage.client("s3")
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    tags = {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket=bucket)["TagSet"]}
    return [
        check("the bucket is encrypted", expected=1, seen=len(rules), against="AWS"),
        check("it is tagged", expected=("development", "platform-team"),
              seen=(tags.get("Environment"), tags.get("Owner")), against="AWS"),
        includes("the deployed template blocks public access, plain HTTP, and keeps versions",
                 wanted=["RestrictPublicBuckets", "aws:SecureTransport", "VersioningConfiguration"],
                 text=template, against="AWS"),
    ]  # fmt: skip


def _ledger(stage: Stage) -> str:
    head = stage.origin.resolve(LEDGER_BRANCH)
    return stage.origin.files(head, (LEDGER_FILE,))[LEDGER_FILE]


def _open_issues(stage: Stage) -> list[Issue]:
    return [item for item in all_issues(stage) if item.open]
