"""The AWS managed policies that people know by name, and where each one stands.

It must not make up an ARN: a name that is not listed here is asked about.
"""

import re

# AWS Managed Policy Reference Guide: a policy's ARN holds its path, which its name does not tell.
_AT_THE_ROOT = (
    "AdministratorAccess",
    "AmazonDynamoDBFullAccess",
    "AmazonDynamoDBReadOnlyAccess",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ReadOnlyAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSQSFullAccess",
    "AmazonSQSReadOnlyAccess",
    "AmazonSNSFullAccess",
    "AmazonSSMManagedInstanceCore",
    "AmazonSSMReadOnlyAccess",
    "AWSXRayDaemonWriteAccess",
    "CloudWatchAgentServerPolicy",
    "CloudWatchLogsFullAccess",
    "CloudWatchReadOnlyAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecretsManagerReadWrite",
    "SecurityAudit",
)
_SERVICE_ROLES = (
    "AmazonAPIGatewayPushToCloudWatchLogs",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonEC2ContainerServiceforEC2Role",
    "AWSGlueServiceRole",
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
)
_ARNS = {
    **{name: f"arn:aws:iam::aws:policy/{name}" for name in _AT_THE_ROOT},
    **{name: f"arn:aws:iam::aws:policy/service-role/{name}" for name in _SERVICE_ROLES},
}
# What is spelt as a managed policy is, known or not.
POLICY_NAME = re.compile(
    r"(?<![\w:/.-])(?:(?:AWS|Amazon)[A-Za-z0-9_]*|CloudWatch|[A-Z][a-z]+[A-Z][A-Za-z0-9]*)"
    r"[A-Za-z0-9_]*(?:Access|Role|Policy|Core|Only|Audit|Write|Logs)(?![\w-])"
    r"|(?<![\w:/.-])(?:SecurityAudit|ReadOnlyAccess)(?![\w-])"
)


def policy_arn(name: str) -> str | None:
    """The ARN of a managed policy of AWS in the commercial regions, by its exact name."""
    return _ARNS.get(name)
