"""Every refusal of AWS's is one clear sentence by its code, and never shows AWS's own text.

It must not match texts of AWS's.
"""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from coworker.adapters.aws.faults import code_of, fault_of, told_as_faults
from coworker.errors import AwsFault, ExitCode

ACTION = "cloudformation:CreateChangeSet"


def refusal(code: str) -> ClientError:
    error = {"Error": {"Code": code, "Message": "the secret is hunter2"}}
    return ClientError(error, "CreateChangeSet")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("ExpiredToken", "The AWS credentials have expired"),
        ("ExpiredTokenException", "The AWS credentials have expired"),
        ("InvalidClientTokenId", "AWS does not know these credentials"),
        ("AccessDenied", f"AWS denied {ACTION}"),
        ("UnauthorizedOperation", f"AWS denied {ACTION}"),
        ("Throttling", f"AWS throttled {ACTION}, also when it was tried again"),
        ("RequestLimitExceeded", f"AWS throttled {ACTION}, also when it was tried again"),
        (
            "RegionDisabledException",
            "The region is not enabled in this account, or its endpoint does not accept the token",
        ),
        ("ServiceUnavailable", f"AWS could not do {ACTION} just now"),
        ("SomethingNew", f"AWS refused {ACTION} with the code SomethingNew"),
    ],
)
def test_a_code_has_its_sentence_and_next_step(code: str, what: str) -> None:
    fault = fault_of(refusal(code), action=ACTION, where="eu-west-1")
    assert (fault.what, fault.where, fault.code) == (what, "eu-west-1", code)
    assert fault.next_step.endswith(".")
    assert fault.exit_code is ExitCode.FAULT
    assert "hunter2" not in str(fault)


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (NoCredentialsError(), "There are no AWS credentials"),
        (
            PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            "There are no AWS credentials",
        ),
        (CredentialRetrievalError(provider="x", error_msg="y"), "There are no AWS credentials"),
        (
            EndpointConnectionError(endpoint_url="https://x"),
            f"AWS gave no answer to {ACTION}, or none that can be read",
        ),
        (
            ConnectTimeoutError(endpoint_url="https://x"),
            f"AWS gave no answer to {ACTION}, or none that can be read",
        ),
        (
            ReadTimeoutError(endpoint_url="https://x"),
            f"AWS gave no answer to {ACTION}, or none that can be read",
        ),
        (
            ResponseParserError("<html>"),
            f"AWS gave no answer to {ACTION}, or none that can be read",
        ),
        (
            ParamValidationError(report="hunter2"),
            f"{ACTION} could not be asked of AWS (ParamValidationError)",
        ),
    ],
)
def test_a_silence_has_its_sentence(error: BotoCoreError, what: str) -> None:
    fault = fault_of(error, action=ACTION, where="eu-west-1")
    assert (fault.what, fault.code) == (what, type(error).__name__)
    assert "hunter2" not in str(fault)


def test_an_answer_without_a_code_is_told_too() -> None:
    error = ClientError({}, "CreateChangeSet")
    assert code_of(error) == ""
    fault = fault_of(error, action=ACTION, where="")
    assert fault.what == f"AWS refused {ACTION} with the code unknown"


def test_only_awss_errors_become_faults() -> None:
    with pytest.raises(AwsFault), told_as_faults(ACTION, "eu-west-1"):
        raise refusal("Throttling")
    with pytest.raises(ZeroDivisionError), told_as_faults(ACTION, "eu-west-1"):
        raise ZeroDivisionError
