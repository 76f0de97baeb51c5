"""CW005: what is stored is encrypted.

It must not ask for what AWS does by default (S3, DynamoDB, SQS and log groups).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coworker.guardrails.rule import Sighting, Subject, TemplateRule
from coworker.guardrails.template import Resource
from coworker.guardrails.values import text_of
from coworker.model.finding import Confidence, Severity

_OFF = frozenset({"false", "False", "0", "no", "", "NONE", "none", "disabled"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Switch:
    """A property that turns encryption on.

    `unless` are properties whose presence means that something else decides. `off_only` is for
    services that encrypt unless told not to.
    """

    type: str
    steps: tuple[str, ...]
    unless: tuple[str, ...] = ()
    severity: Severity = Severity.HIGH
    off_only: bool = False


_FROM_ELSEWHERE = ("DBClusterIdentifier", "SourceDBInstanceIdentifier", "DBSnapshotIdentifier")
_CLUSTER_FROM_ELSEWHERE = ("SnapshotIdentifier", "SourceDBClusterIdentifier")
_SWITCHES = (
    _Switch(type="AWS::DAX::Cluster", steps=("SSESpecification", "SSEEnabled")),
    _Switch(
        type="AWS::DocDB::DBCluster", steps=("StorageEncrypted",), unless=_CLUSTER_FROM_ELSEWHERE
    ),
    _Switch(type="AWS::EC2::Volume", steps=("Encrypted",), unless=("SnapshotId",)),
    _Switch(type="AWS::EFS::FileSystem", steps=("Encrypted",)),
    _Switch(
        type="AWS::ElastiCache::ReplicationGroup",
        steps=("AtRestEncryptionEnabled",),
        unless=("GlobalReplicationGroupId",),
    ),
    _Switch(type="AWS::Elasticsearch::Domain", steps=("EncryptionAtRestOptions", "Enabled")),
    _Switch(type="AWS::Kinesis::Stream", steps=("StreamEncryption", "EncryptionType")),
    _Switch(
        type="AWS::Neptune::DBCluster", steps=("StorageEncrypted",), unless=_CLUSTER_FROM_ELSEWHERE
    ),
    _Switch(type="AWS::OpenSearchService::Domain", steps=("EncryptionAtRestOptions", "Enabled")),
    _Switch(
        type="AWS::RDS::DBCluster", steps=("StorageEncrypted",), unless=_CLUSTER_FROM_ELSEWHERE
    ),
    _Switch(type="AWS::RDS::DBInstance", steps=("StorageEncrypted",), unless=_FROM_ELSEWHERE),
    _Switch(type="AWS::Redshift::Cluster", steps=("Encrypted",), unless=("SnapshotIdentifier",)),
    _Switch(type="AWS::SNS::Topic", steps=("KmsMasterKeyId",), severity=Severity.MEDIUM),
    _Switch(
        type="AWS::SQS::Queue",
        steps=("SqsManagedSseEnabled",),
        unless=("KmsMasterKeyId",),
        off_only=True,
    ),
    _Switch(
        type="AWS::WorkSpaces::Workspace",
        steps=("RootVolumeEncryptionEnabled",),
        severity=Severity.MEDIUM,
    ),
    _Switch(type="AWS::WorkSpaces::Workspace", steps=("UserVolumeEncryptionEnabled",)),
)
_DISKS = {
    "AWS::AutoScaling::LaunchConfiguration": ("BlockDeviceMappings",),
    "AWS::EC2::Instance": ("BlockDeviceMappings",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData", "BlockDeviceMappings"),
}


def _check(subject: Subject) -> Iterator[Sighting]:
    for switch in _SWITCHES:
        for resource in subject.template.of_type(switch.type):
            yield from _switched(subject, resource, switch)
    for resource in subject.template.of_type(*_DISKS):
        yield from _disks(subject, resource)


def _switched(subject: Subject, resource: Resource, switch: _Switch) -> Iterator[Sighting]:
    if any(subject.values.property(resource, name) for name in switch.unless):
        return
    found = subject.values.property(resource, *switch.steps)
    off = [option for option in found if text_of(option.value) in _OFF]
    if off or not (found or switch.off_only):
        yield Sighting(
            message=f"{resource.logical_id} ({resource.type}) is not encrypted at rest: "
            f"{'.'.join(switch.steps)} is {'off' if off else 'not set'}",
            path=off[0].path if off else resource.path,
            resource=resource.logical_id,
            severity=switch.severity,
        )


def _disks(subject: Subject, resource: Resource) -> Iterator[Sighting]:
    values = subject.values
    for mapping in values.items(values.property(resource, *_DISKS[resource.type])):
        for disk in values.reach(mapping, "Ebs"):
            found = values.reach(disk, "Encrypted")
            off = any(text_of(option.value) in _OFF for option in found)
            if off or not found:
                yield Sighting(
                    message=f"A disk of {resource.logical_id} is not encrypted at rest: "
                    f"Ebs.Encrypted is {'off' if off else 'not set'}",
                    path=disk.path,
                    resource=resource.logical_id,
                    severity=Severity.HIGH if off else Severity.MEDIUM,
                    confidence=Confidence.HIGH if off else Confidence.MEDIUM,
                )


RULE = TemplateRule(
    id="CW005",
    title="Storage without encryption",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    sees=(
        "EBS volumes, databases (RDS, DocumentDB, Neptune, Redshift), EFS, ElastiCache, DAX, "
        "OpenSearch, Kinesis, WorkSpaces and SNS topics whose encryption at rest is off or not "
        "set, and SQS queues where it is switched off. S3, DynamoDB, SQS and CloudWatch Logs "
        "encrypt by default and need nothing; what is restored from a snapshot takes the "
        "snapshot's encryption."
    ),
    why=(
        "Most of these settings cannot be changed later without replacing the resource (AWS "
        "Foundational Security Best Practices, EC2.3, EFS.1, Kinesis.1, RDS.3; Amazon S3 user "
        "guide, “Amazon S3 now automatically encrypts all new objects”)."
    ),
    remedy="Turn encryption at rest on, with a KMS key of your own where the data asks for it.",
    bad="""\
Resources:
  Data:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: eu-west-1a
      Size: 20
""",
    good="""\
Resources:
  Data:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: eu-west-1a
      Size: 20
      Encrypted: true
""",
    check=_check,
)
