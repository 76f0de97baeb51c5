"""Which CloudFormation resource types keep data that is gone when they are.

It must not judge what happens to them; a rule and the blast radius do.
"""

# Types that hold data or an identity that cannot be made again from the template: databases,
# stores, streams, queues, keys, user directories, log archives and registered names.
# From "DeletionPolicy attribute" in the CloudFormation user guide (the types that support
# Snapshot) and the services' own descriptions.
STATEFUL_TYPES: tuple[str, ...] = (
    "AWS::ACMPCA::CertificateAuthority",
    "AWS::AmazonMQ::Broker",
    "AWS::Backup::BackupVault",
    "AWS::Backup::LogicallyAirGappedBackupVault",
    "AWS::Cassandra::Keyspace",
    "AWS::Cassandra::Table",
    "AWS::CloudTrail::EventDataStore",
    "AWS::CodeArtifact::Repository",
    "AWS::CodeCommit::Repository",
    "AWS::Cognito::IdentityPool",
    "AWS::Cognito::UserPool",
    "AWS::DAX::Cluster",
    "AWS::DocDB::DBCluster",
    "AWS::DocDB::DBInstance",
    "AWS::DocDBElastic::Cluster",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::EIP",
    "AWS::EC2::Instance",
    "AWS::EC2::Volume",
    "AWS::ECR::Repository",
    "AWS::EFS::FileSystem",
    "AWS::EMR::Cluster",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::Elasticsearch::Domain",
    "AWS::FSx::FileSystem",
    "AWS::FSx::Volume",
    "AWS::Glue::Database",
    "AWS::Glue::Table",
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::Kinesis::Stream",
    "AWS::KinesisVideo::Stream",
    "AWS::LakeFormation::Resource",
    "AWS::Logs::LogGroup",
    "AWS::MSK::Cluster",
    "AWS::MSK::ServerlessCluster",
    "AWS::MemoryDB::Cluster",
    "AWS::Neptune::DBCluster",
    "AWS::Neptune::DBInstance",
    "AWS::NeptuneGraph::Graph",
    "AWS::OpenSearchServerless::Collection",
    "AWS::OpenSearchService::Domain",
    "AWS::QLDB::Ledger",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::RDS::GlobalCluster",
    "AWS::Redshift::Cluster",
    "AWS::RedshiftServerless::Namespace",
    "AWS::Route53::HostedZone",
    "AWS::S3::Bucket",
    "AWS::S3Express::DirectoryBucket",
    "AWS::S3Outposts::Bucket",
    "AWS::S3Tables::Table",
    "AWS::S3Tables::TableBucket",
    "AWS::S3Vectors::VectorBucket",
    "AWS::SDB::Domain",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
    "AWS::SecretsManager::Secret",
    "AWS::Timestream::Database",
    "AWS::Timestream::InfluxDBInstance",
    "AWS::Timestream::Table",
    "AWS::WorkSpaces::Workspace",
)
_STATEFUL = frozenset(STATEFUL_TYPES)


def is_stateful(resource_type: str) -> bool:
    """Whether a CloudFormation resource type keeps data that is gone when the resource is."""
    return resource_type in _STATEFUL
