"""The reference systems, each made in live accounts and collected once, for all the tests of a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.collect.collection import collected
from tests.collect.proxy import proxy_to
from tests.live.cloud import running
from tests.live.registry import with_what_it_lacks
from tests.live.system import REGIONS, System
from xacct_guard import live
from xacct_guard.collect.collect import Outcome
from xacct_guard.collect.limits import Limits
from xacct_guard.collect.target import Wanted

SYSTEMS = Path(__file__).parents[2] / "fixtures" / "systems"
PATIENT = Limits(read=60, connect=30)
WHOLE = "three-account-codepipeline/as-published"
"""The system of which every kind is asked for, those of which it has nothing as well."""


@dataclass(frozen=True)
class Audit:
    """A system, and what was collected of it; `config` says what no account tells."""

    system: System
    outcome: Outcome
    snapshot: Path
    config: Path


@pytest.fixture(scope="session")
def audits(tmp_path_factory):
    """The audit of a system, by its name."""
    held: dict[str, Audit] = {}

    def audit(name: str) -> Audit:
        if name not in held:
            held[name] = audited(name, tmp_path_factory.mktemp("live"))
        return held[name]

    return audit


def audited(name: str, folder: Path) -> Audit:
    settings = folder / "config"
    settings.write_text("[default]\ns3 =\n    addressing_style = path\n")
    with (
        pytest.MonkeyPatch.context() as patch,
        with_what_it_lacks(),
        running() as cloud,
        proxy_to(cloud.endpoint) as proxy,
    ):
        system = System(SYSTEMS / name, cloud)
        system.deploy()
        for variable, value in {
            "AWS_ACCESS_KEY_ID": "AKIAOWN",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_CONFIG_FILE": str(settings),
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": "http://aws.test",
            "HTTP_PROXY": proxy.url,
            "NO_PROXY": "127.0.0.1",
        }.items():
            patch.setenv(variable, value)
        snapshot = folder / "snapshot.sqlite"
        kinds = live.kinds() if name == WHOLE else of_the_systems()
        wanted = Wanted(system.accounts, REGIONS)
        outcome, _ = collected(snapshot, kinds, wanted=wanted, limits=PATIENT)
    config = system.live_configuration(folder / "xacct-guard.yaml")
    return Audit(system, outcome, snapshot, config)


def of_the_systems():
    """The kinds of which the systems have something; asking for all of them takes its time."""
    services = ("iam:", "s3:", "kms:", "code", "states:", "lambda:", "events:", "sagemaker:")
    return tuple(kind for kind in live.kinds() if kind.name.startswith(services))
