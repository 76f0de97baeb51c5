"""The part of GitHub that vouches for a job, and an STS whose credentials are about to expire.

It must not stand in for AWS where the emulator can.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

TOKEN = "the-identity-token"


class Voucher(ThreadingHTTPServer):
    """`answer` is what the next request gets; `paths` and `authorizations` are what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.answer = json.dumps({"value": TOKEN})
        self.paths: list[str] = []
        self.authorizations: list[str] = []
        self.posts = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/token?api-version=2",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "the-request-token",
        }


class _Handler(BaseHTTPRequestHandler):
    @property
    def voucher(self) -> Voucher:
        assert isinstance(self.server, Voucher)
        return self.server

    def do_GET(self) -> None:
        self.voucher.paths.append(self.path)
        self.voucher.authorizations.append(self.headers["Authorization"])
        self._answer(self.voucher.status, self.voucher.answer)

    def do_POST(self) -> None:
        """STS: credentials that are good for a minute; who they are."""
        self.voucher.posts += 1
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(200, _IDENTITY if "Action=GetCallerIdentity" in body else _credentials())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Nothing: a test's output is its own."""

    def _answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


_IDENTITY = """\
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/plan/run</Arn>
<UserId>x</UserId><Account>123456789012</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>"""


def _credentials() -> str:
    expiry = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"""\
<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>
<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>{expiry}</Expiration></Credentials>
<AssumedRoleUser><AssumedRoleId>x:run</AssumedRoleId>
<Arn>arn:aws:sts::123456789012:assumed-role/plan/run</Arn></AssumedRoleUser>
</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"""


@pytest.fixture
def voucher() -> Iterator[Voucher]:
    server = Voucher()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
