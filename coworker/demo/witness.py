"""What the emulator, the forge and git say for themselves, apart from the co-worker's own sessions.

It must not change anything.
"""

from collections.abc import Mapping
from typing import Any

from coworker.demo.stage import Stage
from coworker.demo.story import Step, check, includes
from coworker.flows.ledger import LEDGER_BRANCH, LEDGER_FILE


def stacks(stage: Stage) -> dict[str, str]:
    """Name and status of every stack."""
    found: Mapping[str, Any] = stage.client("cloudformation").describe_stacks()
    return {item["StackName"]: item["StackStatus"] for item in found["Stacks"]}


def change_sets(stage: Stage, stack: str) -> list[str]:
    """The ids of a stack's change sets that wait to be executed."""
    if stack not in stacks(stage):
        return []
    found: Mapping[str, Any] = stage.client("cloudformation").list_change_sets(StackName=stack)
    return [item["ChangeSetId"] for item in found["Summaries"]]


def template(stage: Stage, stack: str) -> str:
    """The deployed template's text."""
    found: Mapping[str, Any] = stage.client("cloudformation").get_template(StackName=stack)
    return str(found["TemplateBody"])


def buckets(stage: Stage) -> list[str]:
    """Every bucket's name."""
    found: Mapping[str, Any] = stage.client("s3").list_buckets()
    return [item["Name"] for item in found["Buckets"]]


def bucket_is_private(stage: Stage, bucket: str, deployed: str) -> list[Step]:
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
                 text=deployed, against="AWS"),
    ]  # fmt: skip


def ledger(stage: Stage) -> str:
    """The ledger's text, from git."""
    head = stage.origin.resolve(LEDGER_BRANCH)
    return stage.origin.files(head, (LEDGER_FILE,))[LEDGER_FILE]
