"""Comparing policies of a hundred statements, and a thousand unions of ARN patterns.

Half of the pairs are equal but for one element, with statements in another order and split; the
other half drops, adds and changes several. Processor time, of this process alone.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator

from .decisions import Json
from .figure import WHOLE, Figure, Scale, at_most

PAIRS, STATEMENTS, UNIONS = 200, 100, 1_000
GOAL, GOAL_MEDIAN = 1.0, 0.1
_TARGETS = {
    "s3": (
        ("GetObject", "PutObject", "DeleteObject", "GetObjectTagging", "*Object", "Get*", "*"),
        ("arn:aws:s3:::{}/*", "arn:aws:s3:::{}/data/*", "arn:aws:s3:::{}", "arn:aws:s3:::{}*"),
    ),
    "sagemaker": (
        ("CreateModel", "CreateEndpoint", "Describe*", "List*", "InvokeEndpoint", "Create*"),
        ("arn:aws:sagemaker:us-east-1:111122223333:endpoint/{}", "arn:aws:sagemaker:*:*:model/{}*"),
    ),
    "kms": (
        ("Decrypt", "Encrypt", "GenerateDataKey*", "DescribeKey"),
        ("arn:aws:kms:us-east-1:111122223333:key/{}", "arn:aws:kms:*:111122223333:key/*"),
    ),
    "ecr": (
        ("BatchGetImage", "GetDownloadUrlForLayer", "Put*", "Batch*"),
        ("arn:aws:ecr:us-east-1:444455556666:repository/{}", "arn:aws:ecr:*:*:repository/{}/*"),
    ),
    "logs": (("CreateLogStream", "PutLogEvents", "*"), ("arn:aws:logs:*:*:log-group:/aws/{}:*",)),
    "iam": (("PassRole", "GetRole", "List*"), ("arn:aws:iam::111122223333:role/{}", "*")),
}
_CONDITIONS: tuple[Json, ...] = (
    {"StringEquals": {"aws:PrincipalTag/team": ["red", "blue"]}},
    {"StringLike": {"aws:PrincipalTag/team": "r*"}},
    {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}},
    {"NumericLessThan": {"s3:max-keys": "10"}},
    {
        "StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"},
        "Null": {"aws:PrincipalTag/team": "false"},
    },
)


def entries(rng: random.Random, service: str, names: list[str]) -> tuple[list[str], list[str]]:
    """Some actions of a service, and some resources."""
    actions, shapes = _TARGETS[service]
    chosen = rng.sample(actions, rng.randint(1, min(3, len(actions))))
    places = [rng.choice(shapes).format(rng.choice(names)) for _ in range(rng.randint(1, 4))]
    return [f"{service}:{one}" for one in chosen], sorted(set(places))


def statement(rng: random.Random, names: list[str]) -> Json:
    """A statement as teams write them; one in eight denies, one in three has a condition."""
    actions, places = entries(rng, rng.choice(sorted(_TARGETS)), names)
    effect = "Deny" if rng.random() < 1 / 8 else "Allow"
    made: Json = {"Effect": effect, "Action": actions, "Resource": places}
    if rng.random() < 1 / 3:
        made["Condition"] = rng.choice(_CONDITIONS)
    return made


def split(rng: random.Random, written: list[Json]) -> list[Json]:
    """The same statements in another order, some as two."""
    found: list[Json] = []
    for one in written:
        name = rng.choice(("Action", "Resource"))
        if len(one[name]) > 1 and rng.random() < 1 / 3:
            at = rng.randint(1, len(one[name]) - 1)
            found += ({**one, name: one[name][:at]}, {**one, name: one[name][at:]})
        else:
            found.append(one)
    rng.shuffle(found)
    return found


def element(rng: random.Random, written: list[Json]) -> list[Json]:
    """One statement has one entry more, one less, or another condition."""
    at = rng.randrange(len(written))
    made, how = dict(written[at]), rng.randint(0, 3)
    if how == 0:
        made["Resource"] = [*made["Resource"], "arn:aws:s3:::more/*"]
    elif how == 1:
        made["Action"] = made["Action"][:-1] or ["s3:ListAllMyBuckets"]
    elif how == 2:
        made.pop("Condition", None)
    else:
        made["Condition"] = rng.choice(_CONDITIONS)
    return [*written[:at], made, *written[at + 1 :]]


def pair(rng: random.Random, number: int) -> tuple[list[Json], list[Json]]:
    """Old and new statements."""
    names = [f"{rng.choice(('ml', 'train', 'data', 'prod'))}-{n}" for n in range(25)]
    old = [statement(rng, names) for _ in range(STATEMENTS)]
    new = element(rng, old) if number % 2 else old
    for _ in range(0 if number % 2 else 8):
        new = element(rng, new)
    if number % 2 == 0:
        new = [*new[: STATEMENTS - 4], *(statement(rng, names) for _ in range(4))]
    return old, split(rng, new)


def compared(number: int) -> tuple[float, str]:
    """How long one pair takes, and what is said."""
    from xacct_guard.iam.case_node import node_of
    from xacct_guard.iam.compare import compare_policies
    from xacct_guard.iam.grammar import parse_policy
    from xacct_guard.iam.policy import PolicyKind

    old, new = (
        parse_policy(
            node_of({"Version": "2012-10-17", "Statement": one}), PolicyKind.IDENTITY, "p"
        ).statements
        for one in pair(random.Random(number), number)
    )
    began = time.process_time()
    found = compare_policies(old, new, PolicyKind.IDENTITY)
    return time.process_time() - began, type(found).__name__


def union(rng: random.Random) -> list[str]:
    """Some ARN patterns of one service."""
    names = [f"{one}-{n}" for one in ("ml", "train") for n in range(4)] + ["ml-*", "*", "train-?"]
    shapes = [shape for _, shapes in _TARGETS.values() for shape in shapes]
    return [rng.choice(shapes).format(rng.choice(names)) for _ in range(rng.randint(1, 8))]


def contained(unions: int = UNIONS) -> tuple[float, int]:
    """How long so many unions take, and how many are contained in the other."""
    from xacct_guard.iam.compare import arn_escapes

    rng = random.Random(1)
    cases = []
    for number in range(unions):
        narrow = union(rng)
        wide = [*union(rng), *(one.replace("1", "*") for one in narrow if number % 2)]
        cases.append((narrow, wide))
    began = time.process_time()
    count = sum(arn_escapes(*case) is None for case in cases)
    return time.process_time() - began, count


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """Times, and how many cannot be told."""
    unions, pairs = scale.of(UNIONS), scale.of(PAIRS, 2)
    took, count = contained(unions)
    yield Figure(
        f"{unions:,} unions of ARN patterns", took, "s", at_most(1), note=f"{count} contained"
    )
    done = [compared(number) for number in range(pairs)]
    times = sorted(seconds for seconds, _ in done)
    answers = ", ".join(f"{n} {name}" for name, n in Counter(name for _, name in done).items())
    name = f"{pairs} pairs of {STATEMENTS} statements"
    yield Figure(f"{name}, median", statistics.median(times), "s", at_most(GOAL_MEDIAN))
    yield Figure(f"{name}, slowest", times[-1], "s", at_most(GOAL), note=answers)


BENCHMARK = figures
