"""How much faster accounts are collected at once than one after the other, from a server that takes its time.

The server speaks just enough of the AWS APIs (queues and their attributes, accounts by role), and every
answer takes as long as one of AWS does from afar: what is measured is the collector, not the server.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from xacct_guard.collect.access import Accounts
from xacct_guard.collect.collect import collect
from xacct_guard.collect.guard import operations
from xacct_guard.collect.limits import Limits
from xacct_guard.collect.role import Role
from xacct_guard.collect.target import Wanted, plan
from xacct_guard.live import Kind, kinds
from xacct_guard.snapshot.write import create

from .figure import WHOLE, Figure, Scale, at_least, at_most

LATENCY = 0.05
ACCOUNTS, RESOURCES = 50, 30
OWN = "999999999999"


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """How many times as fast, and the most calls in flight."""
    accounts, resources = scale.of(ACCOUNTS, 2), scale.of(RESOURCES)
    queues = tuple(kind for kind in kinds() if kind.name == "sqs:queue")
    with served(resources) as most:
        alone = measured(accounts, queues, Limits(in_flight=1, accounts=1))
        together = measured(accounts, queues, Limits())
    name = f"{accounts} accounts x {resources} resources"
    told = f"{alone:.1f} s one after the other, {together:.1f} s at once, {LATENCY * 1000:.0f} ms an answer"
    yield Figure(f"{name}, at once", alone / together, "times", at_least(5), note=told)
    bound = at_most(Limits().in_flight)
    yield Figure("most calls in flight, an account and a service", max(most.values()), "", bound)


def measured(accounts: int, asked: tuple[Kind, ...], limits: Limits) -> float:
    """Seconds to collect so many accounts."""
    wanted = Wanted(tuple(f"{number:012}" for number in range(1, accounts + 1)), ("us-east-1",))
    into = Accounts(operations(asked), limits, role=Role("audit"))
    planned = plan(wanted, into.own())
    with tempfile.TemporaryDirectory() as folder:
        writer = create(Path(folder) / "snapshot", {})
        started = time.perf_counter()
        with writer, ThreadPoolExecutor(limits.threads) as executor:
            outcome = collect(into, planned, asked, writer, executor=executor, tell=lambda _: None)
    assert len(outcome.collected) == accounts
    assert outcome.refused == 1  # our own account, which nobody named
    return time.perf_counter() - started


@contextmanager
def served(resources: int) -> Iterator[Counter[str]]:
    """A server of accounts with so many queues each; the most calls in flight of each."""
    most: Counter[str] = Counter()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(resources, most))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    given = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_address[1]}",
        "AWS_ACCESS_KEY_ID": OWN,
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield most
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.shutdown()


def handler(resources: int, most: Counter[str]) -> type[BaseHTTPRequestHandler]:
    flying: Counter[str] = Counter()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            signed = self.headers["Authorization"].partition("Credential=")[2].split("/")
            lane = f"{signed[0]} {signed[3]}"
            with lock:
                flying[lane] += 1
                most[lane] = max(most[lane], flying[lane])
            time.sleep(LATENCY)
            target = self.headers.get("X-Amz-Target", "")
            known = not target or target.startswith("AmazonSQS.")
            text = queues(target, body, resources) if target else query(body, signed[0])
            with lock:
                flying[lane] -= 1
            self.send_response(200 if known else 400)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    return Handler


def queues(target: str, body: bytes, resources: int) -> str:
    if not target.startswith("AmazonSQS."):
        return json.dumps({"__type": "AWSOrganizationsNotInUseException", "message": "none"})
    if target.endswith("ListQueues"):
        return json.dumps(
            {"QueueUrls": [f"https://sqs/1/q{number}" for number in range(resources)]}
        )
    name = json.loads(body)["QueueUrl"]
    return json.dumps({"Attributes": {"QueueArn": f"arn:aws:sqs:us-east-1:1:{name[-3:]}"}})


def query(body: bytes, key: str) -> str:
    """Of STS and EC2: whose credentials these are, those of a role, and the Regions."""
    asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    if asked["Action"] == "DescribeRegions":
        region = "<item><regionName>us-east-1</regionName></item>"
        return (
            f"<DescribeRegionsResponse><regionInfo>{region}</regionInfo></DescribeRegionsResponse>"
        )
    if asked["Action"] == "GetCallerIdentity":
        who = f"<Account>{key}</Account><Arn>arn:aws:iam::{key}:user/u</Arn>"
        return f"<R><GetCallerIdentityResult>{who}</GetCallerIdentityResult></R>"
    account = asked["RoleArn"].split(":")[4]
    given = (
        f"<AccessKeyId>{account}</AccessKeyId><SecretAccessKey>x</SecretAccessKey>"
        "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
    )
    return f"<R><AssumeRoleResult><Credentials>{given}</Credentials></AssumeRoleResult></R>"


BENCHMARK = figures
