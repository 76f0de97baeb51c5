"""A loopback server that holds every request against GitHub's description and records it.

It passes requests on to an emulator, or lets stand-ins answer; it must not correct a request.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from tests.support.openapi import Description, github_description

_SECONDS = 30
_GITHUB = "https://api.github.com"
_HOP_BY_HOP = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A request as it came: `body` is parsed JSON, None where there was none."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]

    @property
    def token(self) -> str:
        """The token that it carries."""
        return self.headers.get("authorization", "").partition(" ")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is answered: `body` as JSON, or as it is where it is bytes.

    `described` answers must be what GitHub's description says.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    described: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class HangUp:
    """The line is cut instead of an answer."""


Reply: TypeAlias = Answer | HangUp
# Asked before the request is passed on; None passes it on.
StandIn: TypeAlias = Callable[[Sent], Reply | None]
# May change what the emulator answered.
Repair: TypeAlias = Callable[[Sent, Answer], Answer]


@dataclass(kw_only=True, slots=True)
class Proxy:
    """A running proxy: its address, what came in, and what was wrong with it."""

    url: str
    sent: list[Sent] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def calls(self, method: str, end: str = "") -> list[Sent]:
        """What came in by a method, with a path that ends so."""
        return [sent for sent in self.sent if sent.method == method and sent.path.endswith(end)]


@contextmanager
def openapi_proxy(
    upstream: str | None = None,
    *,
    stand_ins: Sequence[StandIn] = (),
    repairs: Sequence[Repair] = (),
) -> Iterator[Proxy]:
    """Serve on a free loopback port, in front of `upstream` where there is one."""
    description = github_description()

    class Handler(_Handler):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        proxy = Proxy(url=f"http://127.0.0.1:{server.server_address[1]}")
        Handler.proxy, Handler.upstream, Handler.description = proxy, upstream, description
        Handler.stand_ins, Handler.repairs = tuple(stand_ins), tuple(repairs)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    upstream: str | None
    description: Description
    stand_ins: Sequence[StandIn]
    repairs: Sequence[Repair]

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Stay silent: what came in is in `proxy.sent`."""

    def _handle(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = urlsplit(self.path)
        sent = Sent(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            body=json.loads(raw) if raw else None,
            headers={name.lower(): value for name, value in self.headers.items()},
        )
        self.proxy.sent.append(sent)
        self.proxy.problems += self.description.request_problems(self.command, self.path, raw)
        if not sent.token:
            self.proxy.problems.append(f"{self.command} {parts.path}: no token")
        self._answer(self._reply(sent, raw))

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _handle  # noqa: N815 (http.server's names)

    def _reply(self, sent: Sent, raw: bytes) -> Reply:
        for stand_in in self.stand_ins:
            reply = stand_in(sent)
            if isinstance(reply, Answer) and reply.described:
                self.proxy.problems += self.description.answer_problems(
                    sent.method, sent.path, reply.status, reply.body
                )
            if reply is not None:
                return reply
        if self.upstream is None:
            self.proxy.problems.append(f"{sent.method} {sent.path}: nobody answers this")
            return Answer(status=501, body={"message": "nobody answers this"})
        answer = self._passed_on(self.upstream, raw)
        for repair in self.repairs:
            answer = repair(sent, answer)
        return answer

    def _passed_on(self, upstream: str, raw: bytes) -> Answer:
        """Ask the emulator; its own address in what it says becomes ours."""
        connection = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=_SECONDS)
        try:
            headers = {"authorization": self.headers.get("authorization", "")}
            if raw:
                headers["content-type"] = "application/json"
            connection.request(self.command, self.path, body=raw or None, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode().replace(upstream, self.proxy.url)
        finally:
            connection.close()
        return Answer(
            status=answer.status,
            body=json.loads(text) if text else None,
            headers={
                name: value.replace(upstream, self.proxy.url)
                for name, value in answer.getheaders()
                if name.lower() not in _HOP_BY_HOP
            },
        )

    def _answer(self, reply: Reply) -> None:
        if isinstance(reply, HangUp):
            self.close_connection = True
            return
        body = _encoded(reply, self.proxy.url)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _encoded(answer: Answer, here: str) -> bytes:
    """The body as sent. Links that stand-ins take from GitHub's examples lead back here."""
    if answer.body is None or answer.status == 204:
        return b""
    if isinstance(answer.body, bytes):
        return answer.body
    return json.dumps(answer.body).replace(_GITHUB, here).encode()
