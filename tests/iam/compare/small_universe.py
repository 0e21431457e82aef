"""A universe so small that every request of it can be asked, and policies about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from hypothesis import strategies as st

from xacct_guard.iam.case_node import node_of, with_symbols
from xacct_guard.iam.compare import Family
from xacct_guard.iam.context import Missing
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.index import Compiled
from xacct_guard.iam.layers import Layer, Layers
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import (
    Context,
    Organization,
    Otherwise,
    Principal,
    PrincipalKind,
    Request,
)
from xacct_guard.iam.semantics import semantics_of

Json = Any

# What is drawn from stays: to make and validate a strategy takes longer than to draw from it.
integers, sampled, lists = cache(st.integers), cache(st.sampled_from), cache(st.lists)

A, B = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{A}:role/Train"
SESSION = Principal(PrincipalKind.SESSION, f"arn:aws:sts::{A}:assumed-role/Train/job", A, ROLE)
USER = Principal(PrincipalKind.USER, f"arn:aws:iam::{A}:user/alice", A)
OTHER = Principal(
    PrincipalKind.SESSION,
    f"arn:aws:sts::{B}:assumed-role/Deploy/s",
    B,
    f"arn:aws:iam::{B}:role/Deploy",
)
PRINCIPALS = (SESSION, USER, OTHER)
ACTIONS = (
    *("s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:Decrypt", "sqs:SendMessage"),
    "s3:GetObjectTagging",
)
RESOURCES = (
    "arn:aws:s3:::ml",
    "arn:aws:s3:::ml/data/x",
    "arn:aws:s3:::ml/data/y",
    "arn:aws:s3:::mlx/red/z",
    f"arn:aws:kms:us-east-1:{A}:key/k",
    f"arn:aws:sqs:us-east-1:{A}:q",
)
ABSENT = Missing.ABSENT
TEAM, IP, TAGS = "aws:PrincipalTag/team", "aws:SourceIp", "aws:TagKeys"
KEYS: Mapping[str, tuple[Json, ...]] = {
    TEAM: (ABSENT, "red", "rot", "blue"),
    IP: (ABSENT, "10.1.0.5", "10.2.0.5", "192.0.2.1"),
    TAGS: (ABSENT, ("a",), ("a", "b"), ("c",)),
    "s3:max-keys": (ABSENT, "5", "10", "15"),
    "aws:SecureTransport": ("true", "false"),
    "aws:CurrentTime": ("2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
    "aws:SourceVpce": (ABSENT, "vpce-1", "vpce-2", "red"),
    "aws:SourceArn": (ABSENT, f"arn:aws:sns:us-east-1:{A}:t", f"arn:aws:sns:us-east-1:{B}:t"),
}
_TESTS: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    TEAM: (
        (("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase"), ("red", "rot", "RED")),
        (("StringLike", "StringNotLike"), ("r*", "r?t", "*", "blue")),
    ),
    IP: ((("IpAddress", "NotIpAddress"), ("10.0.0.0/8", "10.1.0.0/16", "192.0.2.1")),),
    TAGS: (
        (
            (
                *("ForAllValues:StringEquals", "ForAnyValue:StringEquals"),
                *("ForAnyValue:StringNotEquals", "ForAllValues:StringLike"),
            ),
            ("a", "b", "c"),
        ),
    ),
    "s3:max-keys": (
        (("NumericLessThan", "NumericGreaterThanEquals", "NumericEquals"), ("5", "10", "12")),
    ),
    "aws:SecureTransport": ((("Bool",), ("true", "false")),),
    "aws:CurrentTime": ((("DateLessThan", "DateGreaterThan"), ("2026-01-01", "2026-03-01")),),
    "aws:SourceVpce": (
        (
            ("StringEquals", "StringNotEquals", "StringLike"),
            (
                *("vpce-1", "vpce-2", "${aws:PrincipalTag/team}"),
                "${aws:PrincipalTag/team, 'vpce-1'}",
            ),
        ),
    ),
    "aws:SourceArn": (
        (
            ("ArnLike", "ArnNotLike", "ArnEquals"),
            (f"arn:aws:sns:*:{A}:*", "arn:aws:sns:us-east-1:*:t"),
        ),
    ),
}
_ACTION = (
    *ACTIONS,
    *("s3:*", "*", "s3:Get*", "s3:?etObject", "s3:*Object", "kms:*", "sqs:*", "S3:GETOBJECT"),
)
_RESOURCE = (
    *RESOURCES,
    *("*", "arn:aws:s3:::ml*", "arn:aws:s3:::ml/*", "arn:aws:s3:::ml/data/*", "arn:aws:s3:::*/x"),
    *("arn:aws:s3:::ml/data/?", "arn:aws:s3:::mlx/${aws:PrincipalTag/team}/*"),
    *("arn:aws:s3:::*/${aws:username}/*", f"arn:aws:*:*:{A}:*"),
)
_AWS = (
    *("*", A, B, ROLE, SESSION.arn, USER.arn, str(OTHER.role)),
    f"arn:aws:iam::{A}:root",
)
_EXEMPT = ([USER.arn, A], [SESSION.arn, ROLE, A], [A], [str(OTHER.role), OTHER.arn, B])
_EXEMPTED = st.sampled_from(_EXEMPT)


def _some(values: tuple[Json, ...], most: int = 3) -> st.SearchStrategy[Json]:
    return lists(sampled(values), min_size=1, max_size=most, unique=True)


@cache
@st.composite
def conditions(draw: st.DrawFn, keys: tuple[str, ...]) -> Json:
    """A Condition element over some keys."""
    found: dict[str, dict[str, Json]] = {}
    for key in draw(lists(sampled(keys), min_size=1, max_size=2, unique=True)):
        if draw(integers(0, 6)) == 0:
            found.setdefault("Null", {})[key] = draw(sampled(("true", "false")))
            continue
        operators, values = draw(sampled(_TESTS[key]))
        operator = draw(sampled(operators))
        if draw(integers(0, 4)) == 0 and not operator.startswith("ForAny"):
            operator += "IfExists"
        found.setdefault(operator, {})[key] = draw(_some(values, 2))
    return found


@cache
@st.composite
def statements(draw: st.DrawFn, kind: PolicyKind, keys: tuple[str, ...]) -> Json:
    """A statement that such a policy takes."""
    gate = kind is PolicyKind.RCP
    effect = "Deny" if gate else draw(sampled(("Allow", "Allow", "Deny")))
    made: dict[str, Json] = {"Effect": effect}
    actions = [one for one in _ACTION if not (gate and one == "*")]
    negated = not gate and draw(integers(0, 7)) == 0
    made["NotAction" if negated else "Action"] = draw(_some(tuple(actions)))
    made["NotResource" if draw(integers(0, 7)) == 0 else "Resource"] = draw(_some(_RESOURCE))
    if kind in (PolicyKind.RESOURCE, PolicyKind.ENDPOINT):
        if effect == "Deny" and draw(integers(0, 4)) == 0:
            made["NotPrincipal"] = {"AWS": draw(_EXEMPTED)}
        else:
            named = draw(_some(_AWS, 2))
            made["Principal"] = "*" if "*" in named else {"AWS": named}
    if gate:
        made["Principal"] = "*"
    if draw(integers(0, 2)) == 0:
        made["Condition"] = draw(conditions(keys))
    return made


Written = dict[str, list[Json]]
"""The statements of each layer, by its kind."""
_KINDS = tuple(kind for kind in PolicyKind if kind is not PolicyKind.TRUST)


@cache
@st.composite
def layers(draw: st.DrawFn, keys: tuple[str, ...]) -> Written:
    """Identity and resource policies, and often a gate."""
    kinds = {PolicyKind.IDENTITY, PolicyKind.RESOURCE}
    kinds |= set(draw(lists(sampled(_KINDS), max_size=2)))
    each = {
        kind: lists(statements(kind, keys), min_size=1, max_size=3)
        for kind in _KINDS
        if kind in kinds
    }
    found = {str(kind): draw(several) for kind, several in each.items()}
    if draw(st.booleans()):
        broad = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        found[PolicyKind.IDENTITY].append(broad)
    return found


@st.composite
def changed(draw: st.DrawFn, old: Written, keys: tuple[str, ...]) -> Written:
    """The same with one statement exchanged, added, taken away, or in another order."""
    new = {kind: list(each) for kind, each in old.items()}
    kind = draw(sampled(tuple(sorted(new))))
    each, how = new[kind], draw(integers(0, 4))
    at = draw(integers(0, len(each) - 1))
    if how == 0:
        each[at] = draw(statements(PolicyKind(kind), keys))
    elif how == 1:
        each.append(draw(statements(PolicyKind(kind), keys)))
    elif how == 2 and len(each) > 1:
        del each[at]
    elif how == 3:
        each[at] = draw(narrowed(each[at]))
    return {kind: draw(st.permutations(each)) for kind, each in new.items()}


@st.composite
def narrowed(draw: st.DrawFn, statement: Json) -> Json:
    """The statement with one entry less, or split in its head: what it says may stay the same."""
    made = dict(statement)
    name = draw(sampled(tuple(one for one in made if one.endswith(("Action", "Resource")))))
    made[name] = made[name][:1] if isinstance(made[name], list) else [made[name]]
    return made


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Written, Written, tuple[str, ...]]:
    """Old and new layers, and the keys of which they speak."""
    keys = tuple(draw(lists(sampled(tuple(sorted(KEYS))), min_size=3, max_size=3, unique=True)))
    old = draw(layers(keys))
    new = draw(changed(old, keys)) if draw(integers(0, 2)) else draw(layers(keys))
    return old, new, keys


def parsed(written: Written) -> Layers:
    """The layers as the engine takes them."""

    def layer(kind: PolicyKind) -> Layer:
        document = {"Version": "2012-10-17", "Statement": written[kind]}
        return Layer((parse_policy(with_symbols(node_of(document)), kind, str(kind)),))

    def maybe(kind: PolicyKind) -> Layer | None:
        return layer(kind) if kind in written else None

    def levels(kind: PolicyKind) -> tuple[Layer, ...]:
        return (layer(kind),) if kind in written else ()

    return Layers(
        identity=layer(PolicyKind.IDENTITY),
        resource=maybe(PolicyKind.RESOURCE) or Layer(),
        scps=levels(PolicyKind.SCP),
        rcps=levels(PolicyKind.RCP),
        boundary=maybe(PolicyKind.BOUNDARY),
        session=maybe(PolicyKind.SESSION),
        endpoint=maybe(PolicyKind.ENDPOINT),
    )


ANYONE = (
    *PRINCIPALS,
    Principal(
        PrincipalKind.SESSION,
        f"arn:aws:sts::{A}:assumed-role/red/other",
        A,
        f"arn:aws:iam::{A}:role/p/red",
    ),
    Principal(PrincipalKind.USER, f"arn:aws:iam::{A}:user/red", A),
    Principal(PrincipalKind.USER, f"arn:aws:iam::{B}:user/x", B),
    Principal(PrincipalKind.ROOT, f"arn:aws:iam::{A}:root", A),
    Principal(PrincipalKind.ROOT, f"arn:aws:iam::{B}:root", B),
    Principal(
        PrincipalKind.SESSION,
        "arn:aws:sts::777788889999:assumed-role/Z/s",
        "777788889999",
        "arn:aws:iam::777788889999:role/Z",
    ),
    Principal(PrincipalKind.FEDERATED_USER, f"arn:aws:sts::{A}:federated-user/alice", A),
    Principal(PrincipalKind.ANONYMOUS, "*"),
    Principal(PrincipalKind.SERVICE, "sns.amazonaws.com"),
)
"""Some of those who are not named, too."""
ORGANIZATION = Organization("o-1", principal_in_org=True)
FAMILY = Family(
    who=PRINCIPALS,
    actions=ACTIONS,
    resource_account=A,
    organization=ORGANIZATION,
    region="us-east-1",
)


OPEN = Family(actions=ACTIONS, resource_account=A, organization=ORGANIZATION, region="us-east-1")
"""The same requests, by anyone."""


@dataclass(frozen=True, slots=True)
class Universe:
    """Every request there is, of those that differ in keys of which the policies speak."""

    keys: tuple[str, ...]
    principals: tuple[Principal, ...] = PRINCIPALS

    def requests(self) -> Iterator[Request]:
        """Each request."""
        contexts = [
            Context(
                {
                    key.lower(): v
                    for key, v in zip(self.keys, values, strict=True)
                    if v is not ABSENT
                },
                absent=frozenset(
                    key.lower() for key, v in zip(self.keys, values, strict=True) if v is ABSENT
                ),
                otherwise=Otherwise.ABSENT,
            )
            for values in product(*(KEYS[key] for key in self.keys))
        ]
        for principal, action, resource, context in product(
            self.principals, ACTIONS, RESOURCES, contexts
        ):
            yield Request(principal, action, resource, A, "us-east-1", context, ORGANIZATION)


_semantics = cache(semantics_of)


def first_new(
    old: Layers,
    new: Layers,
    keys: tuple[str, ...],
    principals: tuple[Principal, ...] = PRINCIPALS,
) -> Request | None:
    """The first request of the universe that the new layers allow and the old ones deny."""
    before, after = Compiled(old), Compiled(new)
    for request in Universe(keys, principals).requests():
        semantics = _semantics(request.action, request.resource)
        if after.verdict(request, semantics)[0] is Verdict.ALLOW:
            verdict = before.verdict(request, semantics)[0]
            if verdict.denied:
                return request
    return None


def spoken_of(written: Written, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of which the policies speak indeed."""
    text = repr(written)
    return tuple(key for key in keys if key in text)
