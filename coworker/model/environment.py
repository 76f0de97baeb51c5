"""Environments, lanes and kinds of operation: the axes along which governance decides.

It must not say what is allowed where; that is policy.
"""

from enum import StrEnum


class Environment(StrEnum):
    """Where a stack lives. Anything that is not one of the first five is unknown: read-only."""

    SANDBOX = "sandbox"
    DEVELOPMENT = "development"
    TEST = "test"
    STAGING = "staging"
    PRODUCTION = "production"
    UNKNOWN = "unknown"


class OperationType(StrEnum):
    """What a change does to the estate, from harmless to delicate."""

    DISCOVERY = "discovery"
    PLANNING = "planning"
    NON_DESTRUCTIVE = "non_destructive"
    DESTRUCTIVE = "destructive"
    SENSITIVE = "sensitive"


class Lane(StrEnum):
    """How far a piece of work may go."""

    READ_ONLY = "read_only"
    DRY_RUN = "dry_run"
    EXECUTE = "execute"


class EngineName(StrEnum):
    """The tool that deploys a stack."""

    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    CDK = "cdk"


def folder_environment(name: str) -> Environment:
    """The environment of a folder: one of the five names exactly, anything else is UNKNOWN.

    CODEOWNERS matches a folder's very letters, so a folder that is nearly called so has other
    owners than the environment.
    """
    return next((item for item in Environment if item.value == name), Environment.UNKNOWN)
