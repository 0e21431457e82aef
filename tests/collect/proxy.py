"""A proxy in front of a server that speaks the AWS APIs: real HTTP, with faults of ours in between.

It is what HTTP_PROXY names; whatever host is asked for, the server upstream answers.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit, urlunsplit

import botocore.session
from botocore import xform_name

SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")
LACKING = {"codeartifact", "codecommit"}
"""Services that the server lacks: there is nothing of them."""
OF_CONTROL = "/v20180820/"
SIGNED_AS = {"states": "stepfunctions"}
"""Services that sign by another name than boto3 has for them."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came in: `operation` as boto3 names it, `key` whose credentials signed it."""

    number: int
    key: str
    region: str
    service: str
    operation: str


@dataclass(frozen=True, slots=True)
class Error:
    """An answer in place of the server's."""

    status: int
    code: str
    message: str = "injected"


class Reset:
    """The connection is reset, and nothing is answered."""


class Silence:
    """Nothing is answered for as long as anybody waits."""


Fault = Error | Reset | Silence | None
Faults = Callable[[Call], Fault]


def some(share: float, fault: Fault, seed: int = 1) -> Faults:
    """A share of the calls, chosen by chance, always the same chance."""
    chance = random.Random(seed)
    return lambda _: fault if chance.random() < share else None


class Proxy:
    """The proxy, its faults, and what it has seen; `delay` are seconds that each answer takes longer."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.faults: Faults = lambda _: None
        self.delay = 0.0
        self.calls: list[Call] = []
        self.most: Counter[tuple[str, str]] = Counter()
        self.seen = threading.Condition()
        self._flying: Counter[tuple[str, str]] = Counter()
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.request_queue_size = 128
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def begin(self, service: str, operation: str, region: str, key: str) -> Call:
        with self.seen:
            call = Call(len(self.calls), key, region, service, operation)
            self.calls.append(call)
            self.seen.notify_all()
            lane = (key, service)
            self._flying[lane] += 1
            self.most[lane] = max(self.most[lane], self._flying[lane])
            return call

    def end(self, call: Call) -> None:
        with self.seen:
            self._flying[call.key, call.service] -= 1

    def wait(self) -> None:
        """Keep whoever asks waiting."""
        self._released.wait(600)

    def let_go(self) -> None:
        """Let everybody go who is kept waiting."""
        self._released.set()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                key, region, service, operation = self._asked(body)
                call = proxy.begin(service, operation, region, key)
                try:
                    if proxy.delay:
                        time.sleep(proxy.delay)
                    self._answer(call, proxy.faults(call), body)
                finally:
                    proxy.end(call)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815

            def _asked(self, body: bytes) -> tuple[str, str, str, str]:
                scope = SCOPE.search(self.headers.get("Authorization") or "")
                key, region, signed = scope.groups() if scope else ("", "", "")
                signed = SIGNED_AS.get(signed, signed)
                if target := self.headers.get("X-Amz-Target"):
                    return key, region, signed, xform_name(target.rpartition(".")[2])
                if action := parse_qs(body.decode("latin-1")).get("Action"):
                    return key, region, signed, xform_name(action[0])
                service = "s3control" if OF_CONTROL in self.path else signed
                return key, region, service, rest_operation(service, self.command, self.path)

            def _answer(self, call: Call, fault: Fault, body: bytes) -> None:
                if isinstance(fault, Silence):
                    proxy.wait()
                    self.close_connection = True
                elif isinstance(fault, Reset):
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RD)
                elif isinstance(fault, Error):
                    kind, text = written(call.service, fault)
                    self._send(fault.status, [("Content-Type", kind)], text.encode())
                elif call.service in LACKING:
                    self._send(200, [("Content-Type", "application/x-amz-json-1.1")], b"{}")
                else:
                    self._forward(call, body)

            def _forward(self, call: Call, body: bytes) -> None:
                there = http.client.HTTPConnection(proxy.upstream.hostname, proxy.upstream.port)
                asked = urlsplit(self.path)
                headers = {**dict(self.headers.items()), "Host": proxy.upstream.netloc}
                if call.service == "s3control":  # the server knows it by its host only
                    account = self.headers["x-amz-account-id"]
                    headers["Host"] = f"{account}.s3-control.{call.region}.amazonaws.com"
                address = urlunsplit(asked._replace(scheme="", netloc=""))
                there.request(self.command, address, body, headers)
                answer = there.getresponse()
                told = answer.read()
                there.close()
                dropped = {"content-length", "transfer-encoding", "connection", "date", "server"}
                kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in dropped]
                self._send(answer.status, kept, told)

            def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def handle_one_request(self) -> None:
                with suppress(ConnectionError):  # whoever asked may be gone
                    super().handle_one_request()

        return Handler


def written(service: str, error: Error) -> tuple[str, str]:
    """The content type and the text of an error, in the words of a service's protocol."""
    model = service_model(service)
    protocol = model.metadata["protocol"] if model else "json"
    if "xml" not in protocol and protocol not in {"query", "ec2"}:
        body = {"__type": error.code, "message": error.message}
        return "application/x-amz-json-1.1", json.dumps(body)
    said = f"<Error><Code>{error.code}</Code><Message>{error.message}</Message></Error>"
    if protocol == "ec2":
        said = f"<Response><Errors>{said}</Errors></Response>"
    elif service != "s3":
        said = f"<ErrorResponse>{said}</ErrorResponse>"
    return "text/xml", said


@cache
def service_model(service: str):
    session = botocore.session.get_session()
    known = service in session.get_available_services()
    return session.get_service_model(service) if known else None


def rest_operation(service: str, method: str, path: str) -> str:
    """The operation that a REST request means: of those that fit, the one that says most."""
    asked = urlsplit(path)
    given = parse_qs(asked.query, keep_blank_values=True)
    fitting = [
        (len(query), fixed, -len(name), name)
        for name, verb, shape, query, fixed in rest_operations(service)
        if verb == method and shape.fullmatch(asked.path) and query <= given.keys()
    ]
    return max(fitting, default=(0, 0, 0, "?"))[3]


@cache
def rest_operations(service: str) -> list[tuple[str, str, re.Pattern[str], set[str], int]]:
    model = service_model(service)
    found = []
    for name in model.operation_names if model else ():
        if model.operation_model(name).deprecated:
            continue
        said = model.operation_model(name).http
        address = urlsplit(said.get("requestUri", "/"))
        shape = re.sub(
            r"\\{\w+(\\\+)?\\}", lambda m: ".+" if m[1] else "[^/]+", re.escape(address.path)
        )
        fixed = len(re.sub(r"\{[^}]*\}", "", address.path))
        query = set(parse_qs(address.query, keep_blank_values=True))
        found.append(
            (xform_name(name), said.get("method", ""), re.compile(shape + "/?"), query, fixed)
        )
    return found


@contextmanager
def proxy_to(upstream: str):
    proxy = Proxy(upstream)
    try:
        yield proxy
    finally:
        proxy.close()
