"""Which CloudFormation resource types make a change a sensitive operation.

It must not say how many people must approve one; that is policy.
"""

# Operation types, requirement 1, section 7.3: "IAM, security groups, encryption". Resource
# policies that grant access count as IAM; certificates and secrets as encryption.
_SENSITIVE_SERVICES = (
    "AWS::ACMPCA::",
    "AWS::AccessAnalyzer::",
    "AWS::CertificateManager::",
    "AWS::Cognito::",
    "AWS::IAM::",
    "AWS::IdentityStore::",
    "AWS::KMS::",
    "AWS::Organizations::",
    "AWS::RAM::",
    "AWS::RolesAnywhere::",
    "AWS::SSO::",
    "AWS::SecretsManager::",
    "AWS::VerifiedPermissions::",
    "AWS::WAF",
)
_SENSITIVE_TYPES = frozenset(
    {
        "AWS::Backup::BackupVault",
        "AWS::CloudTrail::Trail",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::NetworkAclEntry",
        "AWS::EC2::PrefixList",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupEgress",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::ECR::RegistryPolicy",
        "AWS::Events::EventBusPolicy",
        "AWS::GuardDuty::Detector",
        "AWS::Lambda::LayerVersionPermission",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Url",
        "AWS::RDS::DBSecurityGroup",
        "AWS::S3::AccessPoint",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::TopicInlinePolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueueInlinePolicy",
        "AWS::SQS::QueuePolicy",
    }
)


def is_sensitive(resource_type: str) -> bool:
    """Whether a change to a resource of this type is a sensitive operation."""
    return resource_type in _SENSITIVE_TYPES or resource_type.startswith(_SENSITIVE_SERVICES)
