"""The requests of `decisions`, put to PMapper and to iam-simulate, in the same run as ours.

Both are installed under `.tools` where that is possible, never imported here: each runs as a process
of its own that times its decisions by its own processor clock, its start not counted. PMapper has not
been made to import on a Python since 3.10 (nccgroup/PMapper#106); the names it misses are put back.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xacct_guard.iam.index import Compiled, semantics_for

from .decisions import (
    OURS,
    ROOT,
    THEIRS,
    TRAINER,
    distinct,
    fresh,
    large_role,
    layers_of,
    pace,
    scenario,
)
from .evaluate import peer_pace
from .figure import WHOLE, Figure, Scale, at_least

ASKED = 2_000
PINNED = "principalmapper==1.1.5"
_HOME = ROOT / ".tools" / "pmapper"
_PMAPPER = """
import collections, collections.abc, json, sys, time
collections.Mapping = collections.abc.Mapping
collections.MutableMapping = collections.abc.MutableMapping
from principalmapper.common import Node, Policy
from principalmapper.querying.query_interface import local_check_authorization_full as check
told = json.load(sys.stdin)
def policies(documents):
    return [Policy(told["role"], f"p{n}", one) for n, one in enumerate(documents)]
role = Node(told["role"], "AROAEXAMPLE", policies(told["identity"]), None, {"Version": "2012-10-17",
    "Statement": []}, None, 0, False, False, policies([told["boundary"]])[0], False, {})
levels = [policies(level) for level in told["scps"]]
began = time.process_time()
for action, resource, context in told["requests"]:
    check(role, action, resource, context, told["resource"], told["owner"], levels, None)
print(len(told["requests"]) / (time.process_time() - began))
"""


def pmapper(*, may_install: bool = True) -> Path | None:
    """The Python that has PMapper, installed if it can and may be."""
    python = _HOME / "bin" / "python"
    if not may_install and not python.exists():
        return None
    if not python.exists():
        venv.create(_HOME, with_pip=True)
    there = _exits_well([python, "-c", "import principalmapper.util"])
    if not there:
        there = _exits_well([python, "-m", "pip", "install", "--quiet", PINNED])
    return python if there else None


def _exits_well(command: list[Path | str]) -> bool:
    return not subprocess.run(command, check=False, capture_output=True, timeout=180).returncode


def pace_of_pmapper(python: Path, asked: Mapping[str, Any]) -> float:
    """Decisions a second of its processor time. It has no session: the role itself asks."""
    policies = asked["policies"]
    told = {
        "role": f"arn:aws:iam::{OURS}:role/trainer-0",
        "owner": THEIRS,
        "identity": [one["document"] for one in policies["identity"]],
        "resource": policies["resource"],
        "boundary": policies["boundary"],
        "scps": policies["scps"],
        "requests": [
            (
                action,
                resource,
                {
                    "aws:SourceIp": address,
                    "aws:PrincipalTag/team": "ml-vision",
                    "aws:PrincipalOrgID": "o-example",
                    "aws:RequestedRegion": "us-east-1",
                    "aws:SecureTransport": "true",
                },
            )
            for _, _, action, resource, address in distinct(0, ASKED)
        ],
    }
    done = subprocess.run(
        [python, "-c", _PMAPPER], input=json.dumps(told), capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def pace_of_simulate(asked: Mapping[str, Any], folder: Path) -> float | None:
    """Decisions a second of iam-simulate's processor time, its start taken off."""
    lines = [
        {
            "id": str(number),
            "request": {
                **asked["request"],
                "principal": session,
                "action": action,
                "resource": resource,
                "context": {"aws:SourceIp": address, "aws:PrincipalTag/team": "ml-vision"},
            },
            "policies": asked["policies"],
            "organization": asked["organization"],
        }
        for number, (session, _, action, resource, address) in enumerate(distinct(0, ASKED // 4))
    ]
    many, one = folder / "many.ndjson", folder / "one.ndjson"
    many.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    one.write_text(f"{json.dumps(lines[0])}\n")
    return peer_pace(many, len(lines), one)


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """For the small role and for the large one: our verdicts a second, and each peer's."""
    python = pmapper(may_install=scale.may_install)
    with tempfile.TemporaryDirectory() as name:
        for role, identity, goal in (
            ("one identity policy", [TRAINER], 100_000),
            ("10 managed policies", large_role(), 50_000),
        ):
            asked = scenario(identity)
            engine = Compiled(layers_of(identity))
            requests = fresh(scale.of(ASKED))
            ours = pace(lambda one, to=engine: to.verdict(one, semantics_for(one)), requests)
            beside = {
                "PMapper": pace_of_pmapper(python, asked) if python else None,
                "iam-simulate": pace_of_simulate(asked, Path(name)),
            }
            yield Figure(f"{role}, verdict", ours, "/s", at_least(goal), peers=beside)


BENCHMARK = figures
