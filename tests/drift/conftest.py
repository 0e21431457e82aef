"""The three-account system, made in a server, and one audit of it against its own templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.collect.proxy import proxy_to
from tests.drift.stacks import with_stacks
from tests.live.cloud import running
from tests.live.registry import with_what_it_lacks
from tests.live.system import System
from xacct_guard.cli import main

TEMPLATES = (
    Path(__file__).parents[2] / "fixtures" / "systems" / "three-account-codepipeline" / "corrected"
)


@dataclass(frozen=True)
class Audited:
    """What `audit --against` left: the snapshot, the reports by format, and its exit code."""

    snapshot: Path
    reports: dict[str, str]
    code: int


@pytest.fixture(scope="session")
def audited(tmp_path_factory) -> Iterator[Audited]:
    """One collection for all tests of drift."""
    folder = tmp_path_factory.mktemp("drift")
    (folder / "config").write_text("[default]\ns3 =\n    addressing_style = path\n")
    with (
        pytest.MonkeyPatch.context() as patch,
        with_what_it_lacks(),
        running() as cloud,
        proxy_to(cloud.endpoint) as proxy,
    ):
        system = System(TEMPLATES, cloud)
        system.deploy()
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
            patch.delenv(name, raising=False)
        for name, value in {
            "AWS_ACCESS_KEY_ID": "AKIAOWN",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_CONFIG_FILE": str(folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": "http://aws.test",
            "HTTP_PROXY": proxy.url,
            "NO_PROXY": "127.0.0.1",
        }.items():
            patch.setenv(name, value)
        formats = ("full", "json", "markdown")
        with with_stacks(system):
            code = main(
                [
                    *("audit", "--accounts", ",".join(system.accounts), "--role-name", "setup"),
                    *("--regions", "us-east-1", "--save", str(folder / "live.snapshot")),
                    *("--against", str(TEMPLATES), "--fail-on", "never", "--no-new-access"),
                    *(part for each in formats for part in ("-o", f"{each}={folder / each}")),
                ]
            )
    reports = {each: (folder / each).read_text() for each in formats}
    return Audited(folder / "live.snapshot", reports, code)
