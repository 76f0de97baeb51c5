"""The tests' own walls: no way out but loopback, nothing of the machine's, goldens that can fail.

It must not need the product: what is looked at is tests/conftest.py.
"""

import os
import socket
import subprocess
from pathlib import Path

import boto3
import pytest
from pytest_socket import SocketConnectBlockedError

from tests.support.golden import Golden

pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")


@pytest.mark.parametrize("address", ["192.0.2.1", "169.254.169.254", "10.0.0.1"])
def test_an_outside_address_cannot_be_reached(address: str) -> None:
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect((address, 80))


def test_an_outside_name_is_not_even_looked_up() -> None:
    with pytest.raises(RuntimeError, match="loopback only"):
        socket.create_connection(("api.example.com", 443))


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_no_credentials_are_found() -> None:
    assert boto3.Session().get_credentials() is None
    kept = {"AWS_CONFIG_FILE", "AWS_EC2_METADATA_DISABLED", "AWS_SHARED_CREDENTIALS_FILE"}
    secret = ("AWS_", "ANTHROPIC_", "GH_", "GITHUB_")
    assert {name for name in os.environ if name.startswith(secret)} == kept


def test_the_machines_git_configuration_is_not_read(tmp_path: Path) -> None:
    command = ["git", "config", "--get", "user.email"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1


def test_the_emulator_is_empty_for_every_test(aws_endpoint: str) -> None:
    sqs = boto3.client(
        "sqs",
        endpoint_url=aws_endpoint,
        region_name="eu-west-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    assert "QueueUrls" not in sqs.list_queues()
    sqs.create_queue(QueueName="left-behind")
    assert len(sqs.list_queues()["QueueUrls"]) == 1


test_the_emulator_is_empty_for_the_next_test_too = test_the_emulator_is_empty_for_every_test


def test_a_golden_file_that_says_otherwise_fails(tmp_path: Path) -> None:
    golden = Golden(folder=tmp_path, update=False)
    (tmp_path / "plan.md").write_text("one\n", encoding="utf-8")
    golden("plan.md", "one\n")
    with pytest.raises(AssertionError):
        golden("plan.md", "two\n")


def test_a_golden_file_that_is_missing_fails(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="no golden file"):
        Golden(folder=tmp_path, update=False)("absent.md", "text\n")
    assert list(tmp_path.iterdir()) == []


def test_a_golden_file_is_rewritten_when_asked(tmp_path: Path) -> None:
    Golden(folder=tmp_path, update=True)("comments/plan.md", "new\n")
    assert (tmp_path / "comments" / "plan.md").read_text(encoding="utf-8") == "new\n"
