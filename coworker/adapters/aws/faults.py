"""AWS's refusals and silences, told as AwsFault: what happened, where, and what to do next.

It must not tell one error from another by its text: AWS's error codes are the contract.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own, for a connection that broke or never was
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

from coworker.errors import AwsFault

# No answer, or none that can be read: whether AWS did what it was asked cannot be told from it.
Silence: TypeAlias = BotoCoreError | ResponseParserError
SILENCES = (BotoCoreError, ResponseParserError)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """One kind of refusal: a sentence that ends without a full stop, and an instruction."""

    what: str
    next_step: str


_EXPIRED = _Kind(
    what="The AWS credentials have expired",
    next_step="Run the job again; locally, sign in to AWS again first.",
)
_INVALID = _Kind(
    what="AWS does not know these credentials",
    next_step="Check the role in config/environments.yaml, or the credentials in the environment.",
)
_DENIED = _Kind(
    what="AWS denied {action}",
    next_step=(
        "Allow this action to the environment's role (docs name the permissions of the plan role"
        " and of the deploy role), then try again."
    ),
)
_THROTTLED = _Kind(
    what="AWS throttled {action}, also when it was tried again",
    next_step="Wait a few minutes and try again; nothing was lost.",
)
_DISABLED = _Kind(
    what="The region is not enabled in this account, or its endpoint does not accept the token",
    next_step="Enable the region for the account, or name another one in the stack.yaml.",
)
_UNWELL = _Kind(
    what="AWS could not do {action} just now",
    next_step="Look at the AWS Health Dashboard, then try again.",
)
_NO_CREDENTIALS = _Kind(
    what="There are no AWS credentials",
    next_step=(
        "Name the environment's roles in config/environments.yaml and give the job the permission"
        " id-token: write; locally, sign in to AWS."
    ),
)
_UNREACHABLE = _Kind(
    what="AWS gave no answer to {action}, or none that can be read",
    next_step="Check the network and the region's name, then try again.",
)
_REFUSED = _Kind(
    what="AWS refused {action} with the code {code}",
    next_step="Look the code up in the API reference of the service, mend the cause and try again.",
)
_OTHER = _Kind(
    what="{action} could not be asked of AWS ({code})",
    next_step="Check the AWS settings of this machine or job, then try again.",
)

DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "NotAuthorized", "UnauthorizedOperation", "403"}
)

# The codes are those of the "Common Errors" page in the API references of STS, CloudFormation
# and EC2, and those that botocore's own retry handler calls throttling.
_BY_CODE = {
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired"), _EXPIRED),
    **dict.fromkeys(
        (
            "AuthFailure",
            "IncompleteSignature",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidIdentityToken",
            "MissingAuthenticationToken",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ),
        _INVALID,
    ),
    **dict.fromkeys(DENIED, _DENIED),
    **dict.fromkeys(
        (
            "BandwidthLimitExceeded",
            "PriorRequestNotComplete",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
        ),
        _THROTTLED,
    ),
    **dict.fromkeys(("OptInRequired", "RegionDisabledException"), _DISABLED),
    **dict.fromkeys(
        ("InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable", "503"),
        _UNWELL,
    ),
}


def fault_of(error: ClientError | Silence, *, action: str, where: str) -> AwsFault:
    """The fault that tells of an error.

    `action` is an IAM action as a policy would name it (`cloudformation:CreateChangeSet`), `where`
    a place (`eu-west-1, stack artefacts`). The text of AWS's message is left out on purpose: it can
    hold what a template holds.
    """
    if isinstance(error, ClientError):
        code = code_of(error)
        kind = _BY_CODE.get(code, _REFUSED)
    else:
        code = type(error).__name__
        kind = _kind_of_silence(error)
    return AwsFault(
        kind.what.format(action=action, code=code or "unknown"),
        where=where,
        next_step=kind.next_step,
        code=code,
    )


def code_of(error: ClientError) -> str:
    """AWS's error code, empty where the answer had none."""
    return error.response.get("Error", {}).get("Code", "")


@contextmanager
def told_as_faults(action: str, where: str) -> Iterator[None]:
    """Turn botocore's exceptions into AwsFault. Raises AwsFault; lets everything else through."""
    try:
        yield
    except (ClientError, *SILENCES) as error:
        raise fault_of(error, action=action, where=where) from error


def _kind_of_silence(error: Silence) -> _Kind:
    match error:
        case (
            NoCredentialsError()
            | PartialCredentialsError()
            | CredentialRetrievalError()
            | TokenRetrievalError()
            | ProfileNotFound()
        ):
            return _NO_CREDENTIALS
        case ConnectionError() | HTTPClientError() | ResponseParserError():
            return _UNREACHABLE
        case _:
            return _OTHER
