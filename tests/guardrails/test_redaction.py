"""Secrets are told by where they stand and by what they look like, and are never let through.

It must not hold a secret that ever was one.
"""

import base64
import hashlib
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworker.guardrails.redaction import (
    MASK,
    looks_random,
    names_a_secret,
    redact_text,
    redact_value,
)

numbers = st.integers(min_value=0)


def drawn(number: int, length: int = 40) -> str:
    """Letters and digits as a random generator gives them."""
    digest = hashlib.sha512(str(number).encode()).digest()
    letters = string.ascii_letters + string.digits
    return "".join(letters[byte % len(letters)] for byte in digest)[:length]


@pytest.mark.parametrize(
    "name",
    [
        "MasterUserPassword",
        "DB_PASSWORD",
        "db-passwd",
        "SecretString",
        "client_secret",
        "apiKey",
        "API_KEY",
        "AccessKey",
        "PrivateKey",
        "KeyMaterial",
        "UserData",
        "AuthToken",
        "Credentials",
    ],
)
def test_a_secrets_name_is_known(name: str) -> None:
    assert names_a_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "KeyName",
        "KmsKeyId",
        "KmsMasterKeyId",
        "SecretArn",
        "PasswordPolicy",
        "HttpTokens",
        "ManageMasterUserPassword",
        "TokenValidityUnits",
        "PrivateSubnet",
        "AccessKeyId",
        "Tokenizer",
    ],
)
def test_a_setting_about_a_secret_stays_readable(name: str) -> None:
    assert not names_a_secret(name)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["Properties", "BucketName"], "orders-production-eu-west-1"),
        (["Properties", "RoleArn"], "arn:aws:iam::123456789012:role/coworker-artefacts-production"),
        (["Properties", "VpcId"], "vpc-0a1b2c3d4e5f67890"),
        (["Properties", "KeyId"], "1b2c3d4e-1234-4234-8234-123456789abc"),
        (["Properties", "PolicyName"], "AmazonSSMManagedInstanceCoreReadOnlyAccess"),
        (["Properties", "Statement"], '[{"Effect": "Allow", "Action": "s3:GetObject"}]'),
        (["Properties", "Broken"], '{"not": json'),
        (["Properties", "Count"], "3"),
        (["Properties", "MasterUserPassword"], "{{resolve:secretsmanager:db:SecretString:pw}}"),
        (["Properties", "MasterUserPassword"], ""),
        (["Properties", "Deep"], "[" * 100_000),
    ],
)
def test_a_harmless_value_is_shown_as_it_is(path: list[str], value: str) -> None:
    assert redact_value(path, value) == (value, False)


def test_no_value_stays_none() -> None:
    assert redact_value(["MasterUserPassword"], None) == (None, False)


def test_a_reference_with_something_behind_it_is_no_reference() -> None:
    assert redact_value(["Password"], "{{resolve:ssm:x}}hunter2") == (MASK, True)


def test_everything_below_a_secrets_name_is_masked_with_its_shape_kept() -> None:
    document = {
        "SecretString": {
            "a": "x",
            "b": ["y", 3],
            "on": True,
            "none": None,
            "ref": "{{resolve:ssm:x}}",
        },
        "Size": 3,
    }
    shown, redacted = redact_value(["Properties", "Config"], json.dumps(document))
    assert redacted
    assert json.loads(shown or "") == {
        "SecretString": {
            "a": MASK,
            "b": [MASK, MASK],
            "on": True,
            "none": None,
            "ref": "{{resolve:ssm:x}}",
        },
        "Size": 3,
    }


def test_a_value_is_masked_by_the_name_beside_it() -> None:
    pairs = [{"Name": "DB_PASSWORD", "Value": "x"}, {"Name": "STAGE", "Value": "production"}]
    shown, redacted = redact_value(["Environment"], json.dumps(pairs))
    assert redacted
    assert json.loads(shown or "")[0]["Value"] == MASK
    assert json.loads(shown or "")[1]["Value"] == "production"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password=hunter2 was refused", f"password={MASK} was refused"),
        ("value: MasterPassword=hunter2", f"value: MasterPassword={MASK}"),
        ('{"Password": "two words"} stays', f'{{"Password": "{MASK}"}} stays'),
        ("secret='never closed", f"secret='{MASK}"),
        ("token: ", "token: "),
        ("password=", "password="),
        ("password={{resolve:ssm:x}}", "password={{resolve:ssm:x}}"),
        ("password=token=x", f"password={MASK}"),
        ("Bucket name: taken", "Bucket name: taken"),
        ("https://user:hunter2@example.com/x", f"https://{MASK}@example.com/x"),
        ("Authorization: Bearer abcdefgh.x", f"Authorization: Bearer {MASK}"),
        ("id AKIAIOSFODNN7EXAMPLE here", f"id {MASK} here"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----.", f"{MASK}."),
        ("-----BEGIN PRIVATE KEY-----\nMII", MASK),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", MASK),
    ],
)
def test_a_text_is_masked_where_it_must_be_and_nowhere_else(text: str, shown: str) -> None:
    assert redact_text(text) == shown


@pytest.mark.parametrize(
    "run",
    [
        "coworker-artefacts-production-eu-west-1",
        "AWSLambdaBasicExecutionRoleForDevelopment",
        "LAMBDAENVIRONMENTVARIABLE",
        "123456789012345678901234",
        "subnet-0a1b2c3d4e5f67890",
        "1b2c3d4e-1234-4234-8234-123456789abc",
        "aaaaaaaaaaaaaaaaaaaaaaaaa1",
        "stack-Bucket-1QXK3ZP5J0X6D",
    ],
)
def test_what_people_and_aws_write_does_not_look_random(run: str) -> None:
    assert not looks_random(run)


@given(numbers)
def test_what_was_drawn_looks_random(number: int) -> None:
    assert looks_random(drawn(number))
    assert looks_random(hashlib.sha256(drawn(number).encode()).hexdigest())


@given(number=numbers, before=st.text(max_size=20), after=st.text(max_size=20))
def test_no_drawn_secret_comes_through_in_any_text(number: int, before: str, after: str) -> None:
    secret = drawn(number)
    assert secret not in redact_text(f"{before} {secret} {after}")
    encoded = base64.b64encode(secret.encode()).decode()
    assert encoded not in redact_text(f"{before}\n{encoded}\n{after}")


@given(
    secret=st.text(min_size=8, alphabet=string.ascii_letters + string.digits + "!#$%/+-_"),
    name=st.sampled_from(["Password", "DB_PASSWORD", "SecretString", "ApiKey"]),
    deep=st.integers(min_value=0, max_value=5),
)
def test_no_secret_comes_through_under_a_secrets_name(secret: str, name: str, deep: int) -> None:
    document: object = {name: secret}
    for _ in range(deep):
        document = {"Inner": [document]}
    shown, redacted = redact_value(["Properties"], json.dumps(document))
    assert redacted
    assert secret not in (shown or "")
    assert redact_value(["Properties", name], secret) == (MASK, True)


@given(st.text())
def test_masking_twice_masks_no_more(text: str) -> None:
    once = redact_text(text)
    assert redact_text(once) == once
