"""Nothing is ever asked that changes anything: every client is held to the tables."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from botocore import xform_name

from xacct_guard import live
from xacct_guard.collect.access import Access, Accounts
from xacct_guard.collect.guard import NotAllowedError, asks, operations
from xacct_guard.collect.limits import Limits
from xacct_guard.collect.reach import REACH
from xacct_guard.live import Ask

SOURCES = Path(live.__file__).parents[1]
ALLOWED = operations(live.kinds())
SERVICES = sorted({service for service, _ in ALLOWED})
READS = re.compile(r"(get|list|describe|batch_get)_\w+")
SECRETS = {
    ("secretsmanager", "get_secret_value"),
    ("secretsmanager", "batch_get_secret_value"),
    ("ssm", "get_parameter"),
    ("ssm", "get_parameters"),
    ("ssm", "get_parameters_by_path"),
    ("ssm", "get_parameter_history"),
    ("s3", "get_object"),
    ("dynamodb", "get_item"),
    ("dynamodb", "batch_get_item"),
    ("ecr", "get_authorization_token"),
    ("codeartifact", "get_authorization_token"),
    ("sts", "get_session_token"),
    ("sts", "get_federation_token"),
}


@pytest.fixture(scope="module")
def counted():
    """A server that counts what reaches it, and how many there were."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_POST  # noqa: N815

        def log_message(self, *_):
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def access(counted, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", counted[0])
    monkeypatch.delenv("HTTP_PROXY")
    accounts = Accounts(ALLOWED, Limits(attempts=1, read=5))
    return Access("111111111111", "aws", accounts._session, accounts.limits)


@pytest.mark.parametrize("service", SERVICES)
def test_an_operation_that_is_not_listed_never_leaves(service, access, counted):
    """Every operation of every client that we open, whatever its parameters are."""
    client = access._client(service, "us-east-1")
    model = client.meta.service_model
    before = len(counted[1])
    refused = [name for name in model.operation_names if (service, xform_name(name)) not in ALLOWED]
    assert refused
    for name in refused:
        with pytest.raises(NotAllowedError, match=f"{service}:{name}"):
            getattr(client, xform_name(name))()
    assert len(counted[1]) == before


def test_an_operation_that_is_listed_does_leave(access, counted):
    before = len(counted[1])
    assert access.ask(Ask("kms", "list_keys", ()), {}, "us-east-1") == {}
    assert len(counted[1]) == before + 1


def test_what_botocore_asks_by_itself_is_held_to_the_list_as_well(access):
    """Such requests (the Region of a bucket, a session of S3 Express) are seen where they are made."""
    client = access._client("s3", "us-east-1")
    model = client.meta.service_model.operation_model("HeadBucket")
    request = {"url": "https://s3.amazonaws.com/b", "headers": {}, "body": b"", "context": {}}
    with pytest.raises(NotAllowedError):
        client.meta.events.emit_until_response(
            "before-call.s3.HeadBucket",
            model=model,
            params=request,
            context={},
            request_signer=None,
        )


def test_a_refused_operation_is_an_answer_like_any_other(access, counted):
    said = access.ask(Ask("s3", "delete_bucket", (), fixed={"Bucket": "b"}), {}, "us-east-1")
    assert said.error == "NotAllowed"


def test_every_listed_operation_reads():
    """By its name, but for those that get credentials; and none tells the value of a secret."""
    credentials = {(ask.client, ask.operation) for ask in REACH}
    assert all(READS.fullmatch(operation) for _, operation in ALLOWED - credentials)
    assert set() == ALLOWED & SECRETS


def test_the_list_is_what_the_tables_say_and_nothing_else():
    told = {(ask.client, ask.operation) for ask in (*REACH, *asks(live.kinds()))}
    assert told == ALLOWED


def test_clients_are_made_in_one_place():
    made = [
        source.relative_to(SOURCES).as_posix()
        for source in SOURCES.rglob("*.py")
        for _ in re.findall(
            r"create_client\(|botocore\.session import|import boto3", source.read_text()
        )
    ]
    assert made == ["collect/access.py"] * 2  # a session, and its clients
