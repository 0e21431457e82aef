"""A server that speaks the AWS APIs, with an estate in it, and a proxy in front of it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.collect import estate
from tests.collect.collection import collected, content
from tests.collect.proxy import proxy_to

NOWHERE = "http://127.0.0.1:9"


def environment(proxy: str, settings: Path) -> dict[str, str]:
    """Credentials of our own account, and every call of AWS through the proxy."""
    return {
        "AWS_ACCESS_KEY_ID": "AKIAOWN",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_CONFIG_FILE": str(settings),
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": "http://aws.test",
        "HTTP_PROXY": proxy,
        "NO_PROXY": "",
    }


@pytest.fixture(scope="session")
def server():
    """A server with the estate in it, which no test changes."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    estate.build(endpoint)
    yield endpoint
    running.stop()


@pytest.fixture
def proxy(server):
    with proxy_to(server) as running:
        yield running


@pytest.fixture(autouse=True)
def ambient(monkeypatch, request, settings):
    """Credentials of our own account, and nothing of whoever runs the tests."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    proxy = request.getfixturevalue("proxy").url if "proxy" in request.fixturenames else NOWHERE
    for name, value in environment(proxy, settings).items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """A configuration file of the AWS tools: buckets stand in paths, as there are no names for them here."""
    path = tmp_path_factory.mktemp("aws") / "config"
    path.write_text("[default]\ns3 =\n    addressing_style = path\n")
    return path


@pytest.fixture(scope="session")
def undisturbed(snapshot):
    """What a collection finds that nothing disturbs."""
    return content(snapshot)


@pytest.fixture(scope="session")
def snapshot(server, settings, tmp_path_factory):
    """The snapshot that it makes."""
    path = tmp_path_factory.mktemp("undisturbed") / "snapshot"
    with pytest.MonkeyPatch.context() as patch, proxy_to(server) as proxy:
        for name, value in environment(proxy.url, settings).items():
            patch.setenv(name, value)
        collected(path)
    return path
