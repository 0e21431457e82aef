"""Decisions a second, each request built and decided, beside the naive evaluator's.

Every round asks 20,000 requests nobody asked before: another session, another object and another
address each, so that no cache of answers could help.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from reference import evaluate  # noqa: E402

from xacct_guard.iam.case import read_scenario  # noqa: E402
from xacct_guard.iam.index import Compiled, semantics_for  # noqa: E402
from xacct_guard.iam.layers import Layers  # noqa: E402
from xacct_guard.iam.request import (  # noqa: E402
    Context,
    Organization,
    Principal,
    PrincipalKind,
    Request,
)
from xacct_guard.iam.semantics import DEFAULT  # noqa: E402

from .figure import WHOLE, Figure, Floor, Scale, at_least, at_most  # noqa: E402

REQUESTS, NAIVELY, ROUNDS = 20_000, 200, 5
OURS, THEIRS = "111122223333", "444455556666"
Json = Any
Parts = tuple[str, str, str, str, str]
"""What differs from request to request: session, role, action, object, address."""

_ACTIONS = ("s3:GetObject", "s3:GetObject", "s3:PutObject", "s3:DeleteObject")


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Json, resource: Json, **more: Json) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


FULL = document(allow("*", "*"))
TRAINER = document(
    allow(
        ["s3:GetObject", "s3:PutObject"],
        ["arn:aws:s3:::ml-features/*", "arn:aws:s3:::ml-models/*/model.tar.gz"],
        Condition={"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}},
    ),
    allow(["kms:Decrypt", "kms:GenerateDataKey"], f"arn:aws:kms:us-east-1:{THEIRS}:key/*"),
    allow(["sagemaker:Create*", "sagemaker:Describe*"], "*"),
)
BUCKET = document(
    {
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:aws:iam::{OURS}:role/trainer-{n}" for n in range(20)]},
        "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        "Resource": ["arn:aws:s3:::ml-features", "arn:aws:s3:::ml-features/*"],
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example"}},
    },
    {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::ml-features/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    },
)
BOUNDARY = document(
    allow(["s3:*", "kms:*", "sagemaker:*", "logs:*"], "*"),
    {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::audit-*"},
)
REGIONS = {
    "Effect": "Deny",
    "NotAction": ["iam:*", "sts:*", "organizations:*"],
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
}


def scenario(identity: list[Json]) -> Json:
    """Identity, resource, boundary, and two levels of service control policies."""
    return {
        "request": {
            "principal": f"arn:aws:sts::{OURS}:assumed-role/trainer-0/s",
            "action": "s3:GetObject",
            "resource": "arn:aws:s3:::ml-features/x",
            "resource_account": THEIRS,
            "region": "us-east-1",
            "context": {"aws:SourceIp": "10.0.0.1"},
        },
        "policies": {
            "identity": [{"name": f"p{n}", "document": one} for n, one in enumerate(identity)],
            "resource": BUCKET,
            "boundary": BOUNDARY,
            "scps": [[FULL], [document(allow("*", "*"), REGIONS)]],
        },
        "organization": {"id": "o-example", "principal_in_org": True},
    }


def layers_of(identity: list[Json]) -> Layers:
    return read_scenario(scenario(identity)).layers


def large_role() -> list[Json]:
    """Ten managed policies of twenty statements; 30 of the 200 are about the actions asked for."""
    services = (
        *("s3", "kms", "sagemaker", "ecr", "logs", "ec2", "s3", "sqs", "dynamodb", "lambda"),
        *("glue", "athena", "states", "events", "codebuild", "iam", "ssm", "sts", "rds", "s3"),
    )
    verbs = ("Get", "List", "Describe", "Create", "Put", "Update", "Delete", "Tag", "Start", "Stop")
    policies = []
    for number, verb in enumerate(verbs):
        statements = []
        for place, service in enumerate(services):
            statement = allow(
                [f"{service}:{verb}*", f"{service}:*Object", f"{service}:?{verb[1:]}Tags*"],
                [f"arn:aws:{service}:::ml-{number}-{place}/*", f"arn:aws:{service}:::team-*"],
            )
            if place % 3 == 0:
                statement["Condition"] = {"StringLike": {"aws:PrincipalTag/team": "ml-*"}}
            statements.append(statement)
        policies.append(document(*statements))
    policies[-1]["Statement"][-1] = TRAINER["Statement"][0]
    return policies


def distinct(round_: int, count: int) -> list[Parts]:
    """What the requests of one round are made of. About a third will be denied."""
    return [
        (
            f"arn:aws:sts::{OURS}:assumed-role/trainer-{n % 23}/run-{round_}-{n}",
            f"arn:aws:iam::{OURS}:role/trainer-{n % 23}",
            _ACTIONS[n % 4],
            f"arn:aws:s3:::ml-features/day-{n % 365}/round-{round_}/{n}.parquet",
            f"{10 if n % 11 else 11}.{round_ % 256}.{n >> 8 & 255}.{n & 255}",
        )
        for n in range(count)
    ]


_MEMBER = Organization("o-example", principal_in_org=True)


def build(parts: Parts) -> Request:
    session, role, action, resource, address = parts
    return Request(
        Principal(PrincipalKind.SESSION, session, OURS, role),
        action,
        resource,
        THEIRS,
        "us-east-1",
        Context({"aws:sourceip": address, "aws:principaltag/team": "ml-vision"}),
        _MEMBER,
    )


def pace(decide: Callable[[Request], object], rounds: Iterable[list[Parts]]) -> float:
    """The best of several rounds, in requests a second of processor time: others run here, too."""
    best = 0.0
    for parts in rounds:
        began = time.process_time()
        for one in parts:
            decide(build(one))
        best = max(best, len(parts) / (time.process_time() - began))
    return best


def floor(requests: int = REQUESTS) -> float:
    """What this machine does of the least there is: build a request, look up a word, split an ARN."""
    table = {action: action for action in _ACTIONS}
    return pace(
        lambda request: (table[request.action], request.resource.split(":", 5)),
        [distinct(round_, requests) for round_ in range(ROUNDS)],
    )


_rounds = iter(range(1000, 10**6))


def fresh(count: int) -> Iterator[list[Parts]]:
    """Rounds of requests that were never asked."""
    for _ in range(ROUNDS):
        yield distinct(next(_rounds), count)


_COLD = """
import sys, time
began = time.perf_counter()
from json import load
from xacct_guard.iam.case import read_scenario
from xacct_guard.iam.index import Compiled, semantics_for
imported = time.perf_counter()
scenario = read_scenario(load(sys.stdin))
read = time.perf_counter()
Compiled(scenario.layers).verdict(scenario.request, semantics_for(scenario.request))
decided = time.perf_counter()
print(imported - began, read - imported, decided - read)
"""


def cold(runs: int = 2 * ROUNDS) -> tuple[float, ...]:
    """Median milliseconds of a new process: to import, to read a large role, to decide once."""
    text = json.dumps(scenario(large_role()))
    found = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", _COLD],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT / "src",
        )
        found.append([1000 * float(one) for one in done.stdout.split()])
    return tuple(map(statistics.median, zip(*found, strict=True)))


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """Verdicts alone, and with the whole because, of a small role and of a large one."""
    least = Floor("a request built, its action looked up, its ARN split", floor(scale.of(REQUESTS)))
    for name, identity, goal in (
        ("one identity policy", [TRAINER], 100_000),
        ("10 managed policies of 20 statements", large_role(), 50_000),
    ):
        yield from _of_role(name, layers_of(identity), goal, least, scale)
    imported, read, decided = cold(scale.of(2 * ROUNDS))
    told = f"after {read:.1f} ms to read the policies and {imported:.0f} ms to import"
    yield Figure(
        "first decision of a cold process, 10 policies", decided, "ms", at_most(20), note=told
    )


def _of_role(name: str, layers: Layers, goal: int, least: Floor, scale: Scale) -> Iterator[Figure]:
    naive = pace(lambda request: evaluate(request, layers, DEFAULT), fresh(scale.of(NAIVELY)))
    engine = Compiled(layers)
    for what, decide, wanted in (
        ("verdict", engine.verdict, goal),
        ("whole because", engine.decide, 15_000),
    ):
        found = pace(
            lambda request: decide(request, semantics_for(request)),  # noqa: B023
            fresh(scale.of(REQUESTS)),
        )
        beside = {"naive evaluator": naive}
        yield Figure(f"{name}, {what}", found, "/s", at_least(wanted), least, beside)
        yield Figure(f"{name}, {what}, times naive", found / naive, "times", at_least(10))


BENCHMARK = figures
