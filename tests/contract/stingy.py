"""A server of AWS that says who one is, which accounts and Regions there are, and refuses all the rest."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

OWN, OTHER, CLOSED = "111111111111", "222222222222", "333333333333"
REGION = "eu-west-1"
_ACCOUNTS = {
    "Accounts": [{"Id": each, "Name": each, "Status": "ACTIVE"} for each in (OWN, OTHER, CLOSED)]
}
_REFUSED = (
    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
)
_LATENCY = 0.005


@dataclass(slots=True)
class Heard:
    """With which keys was asked, what of STS, and how many calls there were at once at most."""

    keys: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    assumed: list[dict[str, str]] = field(default_factory=list)
    most: Counter[str] = field(default_factory=Counter)


@contextmanager
def served() -> Iterator[tuple[str, Heard]]:
    """The server's address, and what it heard."""
    heard = Heard()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(heard))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
    finally:
        server.shutdown()
        server.server_close()


def _handler(heard: Heard) -> type[BaseHTTPRequestHandler]:
    flying: Counter[str] = Counter()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            key, _, region, service = (
                self.headers["Authorization"].partition("Credential=")[2].split("/")[:4]
            )
            lane = f"{key} {service}"
            with lock:
                heard.keys.add(key)
                heard.regions.add(region)
                flying[lane] += 1
                heard.most[lane] = max(heard.most[lane], flying[lane])
            time.sleep(_LATENCY)
            status, text = _said(heard, body, self.headers.get("X-Amz-Target", ""))
            with lock:
                flying[lane] -= 1
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_HEAD = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    return Handler


def _said(heard: Heard, body: str, target: str) -> tuple[int, str]:
    if target.endswith(".ListAccounts"):
        return 200, json.dumps(_ACCOUNTS)
    if target:
        return 400, json.dumps({"__type": "AccessDeniedException", "message": "no"})
    asked = {name: values[0] for name, values in parse_qs(body).items()}
    action = asked.get("Action")
    if action == "GetCallerIdentity":
        who = f"<Account>{OWN}</Account><Arn>arn:aws:iam::{OWN}:user/u</Arn><UserId>u</UserId>"
        return 200, f"<R><GetCallerIdentityResult>{who}</GetCallerIdentityResult></R>"
    if action == "DescribeRegions":
        region = f"<item><regionName>{REGION}</regionName></item>"
        return 200, f"<R><regionInfo>{region}</regionInfo></R>"
    if action == "AssumeRole":
        heard.assumed.append(asked)
        account = asked["RoleArn"].split(":")[4]
        if account != CLOSED:
            return 200, _credentials(account)
    return 403, _REFUSED


def _credentials(account: str) -> str:
    given = (
        f"<AccessKeyId>{account}</AccessKeyId><SecretAccessKey>x</SecretAccessKey>"
        "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
    )
    return f"<R><AssumeRoleResult><Credentials>{given}</Credentials></AssumeRoleResult></R>"
