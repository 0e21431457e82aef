"""Scenarios for hypothesis: mostly well-formed, from a small vocabulary, so that things collide.

They are drawn as the JSON that `evaluate` reads: what shrinks can be saved as a case.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from xacct_guard.iam.symbol import Symbol

Json = Any

# What is drawn from stays: to make and validate a strategy takes longer than to draw from it.
integers, sampled, lists = cache(st.integers), cache(st.sampled_from), cache(st.lists)

A, B = "111122223333", "444455556666"
TEAM, TAGS = "aws:PrincipalTag/team", "aws:TagKeys"
SLR = f"arn:aws:iam::{A}:role/aws-service-role/x.amazonaws.com/Linked"

PRINCIPALS: Mapping[str, str | None] = {
    f"arn:aws:sts::{A}:assumed-role/Train/job": A,
    f"arn:aws:iam::{A}:role/Train": A,
    f"arn:aws:sts::{A}:assumed-role/Linked/s": A,
    f"arn:aws:sts::{A}:assumed-role/AWSServiceRoleForX/s": A,
    f"arn:aws:iam::{A}:user/alice": A,
    f"arn:aws:sts::{A}:federated-user/alice": A,
    f"arn:aws:iam::{A}:root": A,
    f"arn:aws:iam::{A}:oidc-provider/idp.example.com": A,
    "events.amazonaws.com": None,
    "*": None,
}
TARGETS = (
    ("s3:GetObject", "arn:aws:s3:::ml-red/data/x"),
    ("s3:ListBucket", "arn:aws:s3:::ml-red"),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:{}:key/1234abcd"),
    ("kms:RetireGrant", "arn:aws:kms:us-east-1:{}:key/1234abcd"),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/Deploy"),
    ("sts:AssumeRoleWithWebIdentity", "arn:aws:iam::{}:role/Deploy"),
    ("iam:PassRole", "arn:aws:iam::{}:role/Deploy"),
    ("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:{}:function:f:prod"),
    ("sagemaker:DescribeEndpoint", "arn:aws:sagemaker:us-east-1:{}:endpoint/e"),
    ("ecr:GetAuthorizationToken", "*"),
    ("sts:GetCallerIdentity", "*"),
    ("sts:GetSessionToken", "*"),
    ("sts:GetFederationToken", "arn:aws:sts::{}:federated-user/bob"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::ml-red"),
)
OPEN = st.sampled_from(("Alpha", "Beta")).map(lambda label: {"$unknown": label})

_VALUES: Mapping[str, tuple[Json, ...]] = {
    TEAM: ("red", "blue", "", "r*d"),
    "aws:SourceVpce": ("vpce-1", "vpce-2"),
    "aws:SourceIp": ("203.0.113.7", "198.51.100.1", "2001:db8::1"),
    "s3:max-keys": ("9", "10", "10.0", "many"),
    "aws:CurrentTime": ("2026-01-01T00:00:00Z", "1767225600", "2026-01-01T01:00:00+01:00"),
    "aws:SecureTransport": ("true", "false"),
    TAGS: ([], [""], ["red"], ["red", "blue"], "red"),
    "aws:SourceArn": ("arn:aws:sns:us-east-1:111122223333:t", "arn:aws:s3:::ml-red", "nonsense"),
    "aws:PrincipalOrgID": ("o-1", "o-2"),
    "aws:PrincipalArn": (f"arn:aws:iam::{A}:role/Train", f"arn:aws:iam::{A}:role/ml/Train", SLR),
    "kms:EncryptionContext:k": ("v", "w"),
    "kms:EncryptionContextKeys": (["k"], ["k", "l"]),
    "kms:ResourceAliases": (["alias/aws/s3"], ["alias/ml"]),
}
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    TEAM: ("String",),
    TAGS: ("String",),
    "aws:SourceVpce": ("String",),
    "aws:PrincipalOrgID": ("String",),
    "aws:SourceArn": ("Arn", "String"),
    "aws:PrincipalArn": ("Arn", "String"),
    "aws:SourceIp": ("Ip",),
    "s3:max-keys": ("Numeric",),
    "aws:CurrentTime": ("Date",),
    "aws:SecureTransport": ("Bool",),
    "kms:EncryptionContext:k": ("String",),
    "aws:username": ("String",),
    "aws:PrincipalIsAWSService": ("Bool",),
    "aws:PrincipalType": ("String",),
    "aws:RequestedRegion": ("String",),
}
_COMPARED = ("LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_OPERATORS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "String": (
        (
            *("StringEquals", "StringNotEquals", "StringLike", "StringNotLike"),
            *("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        ),
        (
            *("red", "RED", "r?d", "*", "blue", "vpce-*", "o-1", "alice", "User", "us-east-1", ""),
            "${" + TEAM + "}",
            "${aws:username, 'red'}",
            "x-${aws:SourceVpce}",
            "r${*}d",
        ),
    ),
    "Arn": (
        ("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"),
        (
            f"arn:aws:iam::{A}:role/Train",
            "arn:aws:iam::*:role/*Train",
            "arn:aws:iam::*:role/ml/*",
            f"arn:aws:iam::{A}:role/ml/Train",
            "arn:*:*:*:*:*",
            "arn:aws:sns:us-east-1:${aws:PrincipalAccount}:t",
            "arn:aws:s3:::ml-${" + TEAM + "}",
            "*",
        ),
    ),
    "Ip": (("IpAddress", "NotIpAddress"), ("203.0.113.0/24", "198.51.100.1", "2001:DB8::/32")),
    "Numeric": (
        ("NumericEquals", "NumericNotEquals", *(f"Numeric{one}" for one in _COMPARED)),
        ("9", "10", "10.0"),
    ),
    "Date": (
        ("DateEquals", "DateNotEquals", *(f"Date{one}" for one in _COMPARED)),
        ("2026-01-01T00:00:00Z", "1767225600", "2026-06-01"),
    ),
    "Bool": (("Bool",), ("true", "false")),
}


@cache
def one_or_more(values: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """A scalar, or a short list."""
    return st.one_of(values, lists(values, min_size=1, max_size=2))


@cache
@st.composite
def conditions(draw: st.DrawFn, *, may_be_open: bool = True) -> Json:
    """A Condition element with one or two keys."""
    found: dict[str, dict[str, Json]] = {}
    for _ in range(draw(integers(1, 2))):
        key = draw(sampled(tuple(sorted(_FAMILIES))))
        if draw(integers(0, 5)) == 0:
            found.setdefault("Null", {})[key] = draw(sampled(("true", "false")))
            continue
        family = draw(sampled(_FAMILIES[key]))
        names, values = _OPERATORS[family]
        operator = draw(sampled(names))
        if key == TAGS or draw(integers(0, 6)) == 0:
            operator = draw(sampled(("ForAllValues:", "ForAnyValue:", ""))) + operator
        if draw(integers(0, 4)) == 0:
            operator += "IfExists"
        value = sampled(values)
        if may_be_open and draw(integers(0, 8)) == 0:
            value = OPEN
        found.setdefault(operator, {})[key] = draw(one_or_more(value))
    return found


@cache
def action_entries(action: str, *, alone: bool = True) -> st.SearchStrategy[Json]:
    """Patterns that cover the action, often, or do not."""
    service, _, name = action.partition(":")
    near = [
        action,
        f"{service}:*",
        f"{service}:{name[:3]}*",
        action.upper(),
        f"{service}:?{name[1:]}",
    ]
    far = [f"{service}:Nothing", f"{service}:{name}?"]
    return sampled((*near, *near, *far, *(("*",) if alone else ())))


@cache
def resource_entries(resource: str) -> st.SearchStrategy[Json]:
    """Patterns that cover the resource, often, or do not."""
    if resource == "*":
        return sampled(("*", "arn:aws:s3:::*", "arn:aws:ecr:*:*:repository/*"))
    near = ["*", resource, resource[:-1] + "*", resource[:-2] + "?" + resource[-1]]
    parts = resource.split(":", 5)
    near += [":".join([*parts[:3], "*", "*", parts[5]]), ":".join([*parts[:3], "*"])]
    own = ["arn:aws:s3:::ml-${" + TEAM + "}/*", "arn:aws:s3:::ml-${aws:username, 'red'}/data/*"]
    near += [":".join(parts[:3]), ":".join([*parts[:5], parts[5][:2] + "*"])]
    far = [resource + "2", "arn:aws:s3:::other/*", "arn:aws:s3:::ml-red", "arn:*:*:*:*:prod"]
    return sampled((*near, *near, *near, *own, *far))


@cache
def aws_entries() -> st.SearchStrategy[Json]:
    """What may stand under `AWS` in a Principal."""
    own = [arn for arn in PRINCIPALS if arn.startswith("arn:") and "oidc" not in arn]
    other = [
        f"arn:aws:iam::{B}:root",
        B,
        f"arn:aws:iam::{A}:role/ml/Train",
        f"arn:aws:iam::{A}:role/Other",
    ]
    sessions = [f"arn:aws:sts::{A}:assumed-role/Train/other"]
    return sampled((*own, *own, A, "*", *other, *sessions))


@cache
@st.composite
def principals(draw: st.DrawFn) -> Json:
    """A Principal element."""
    kind = draw(integers(0, 9))
    if kind <= 2:
        return "*"
    if kind == 3:
        return {"Service": draw(sampled(("events.amazonaws.com", "s3.amazonaws.com")))}
    if kind == 4:
        return {"Federated": f"arn:aws:iam::{A}:oidc-provider/idp.example.com"}
    if kind == 5:
        return {"AWS": draw(OPEN)}
    return {"AWS": draw(one_or_more(aws_entries()))}


@cache
@st.composite
def statements(draw: st.DrawFn, kind: str, action: str, resource: str) -> Json:
    """One statement that fits a policy of that kind."""
    gate = kind == "rcp"
    statement: dict[str, Json] = {
        "Effect": "Deny" if gate else draw(sampled(("Allow", "Allow", "Allow", "Deny")))
    }
    entries = action_entries(action, alone=not gate)
    if kind == "trust":
        entries = sampled(("sts:AssumeRole", "sts:*", action if action[:3] == "sts" else "*"))
    open_action = not gate and draw(integers(0, 12)) == 0
    negated = not gate and draw(integers(0, 7)) == 0
    statement["NotAction" if negated else "Action"] = draw(
        OPEN if open_action else one_or_more(entries)
    )
    if kind != "trust":
        name = "NotResource" if draw(integers(0, 7)) == 0 else "Resource"
        open_resource = draw(integers(0, 10)) == 0
        statement[name] = draw(OPEN if open_resource else one_or_more(resource_entries(resource)))
    if kind in ("resource", "trust", "endpoint"):
        unlisted = kind != "trust" and statement["Effect"] == "Deny" and draw(integers(0, 4)) == 0
        statement["NotPrincipal" if unlisted else "Principal"] = draw(principals())
    if gate:
        statement["Principal"] = "*"
    if draw(integers(0, 2)) == 0:
        statement["Condition"] = draw(conditions())
    return statement


@cache
@st.composite
def documents(draw: st.DrawFn, kind: str, action: str, resource: str) -> Json:
    """A policy document of one to three statements."""
    old = kind != "rcp" and draw(integers(0, 9)) == 0
    each = statements(kind, action, resource)
    return {
        "Version": "2008-10-17" if old else "2012-10-17",
        "Statement": draw(lists(each, min_size=1, max_size=3)),
    }


_OF_KEY = {key: st.sampled_from(values) for key, values in _VALUES.items()}
FULL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


@cache
@st.composite
def contexts(draw: st.DrawFn, role: bool) -> tuple[dict[str, Json], list[str]]:
    """A few keys given, a few keys unknown."""
    keys = tuple(sorted(key for key in _VALUES if role or key != "aws:PrincipalArn"))
    given = draw(lists(sampled(keys), max_size=3, unique=True))
    unknown = draw(lists(sampled(keys), max_size=2, unique=True))
    values = {key: draw(_OF_KEY[key]) for key in given}
    return values, [key for key in unknown if key not in values]


@cache
def full_or(document: st.SearchStrategy[Json], often: int) -> st.SearchStrategy[Json]:
    """A document that allows everything, or another."""
    return st.one_of(*[st.just(FULL)] * often, document)


@cache
def levels(action: str, resource: str) -> st.SearchStrategy[Json]:
    """A level of service control policies."""
    return lists(full_or(documents("scp", action, resource), 2), min_size=1, max_size=2)


@st.composite
def scenarios(draw: st.DrawFn) -> Json:
    """A whole scenario."""
    principal = draw(sampled((*PRINCIPALS, *tuple(PRINCIPALS)[:4], *tuple(PRINCIPALS)[:4])))
    account = PRINCIPALS[principal]
    action, shape = draw(sampled(TARGETS))
    owner = draw(sampled((A, B)))
    resource = shape.format(owner)
    values, unknown = draw(contexts("role" in principal))
    carried = "trust" if ":role/" in resource else "resource"

    def document(kind: str) -> st.SearchStrategy[Json]:
        return documents(kind, action, resource)

    def maybe(kind: str, often: int) -> Json:
        return draw(document(kind)) if draw(integers(0, often)) == 0 else None

    return {
        "request": {
            "principal": principal,
            "principal_account": account,
            "action": action,
            "resource": resource,
            "resource_account": owner,
            "region": "us-east-1",
            "context": values,
            "unknown_context": unknown,
        },
        "policies": {
            "identity": [
                {"name": "p", "document": one}
                for one in draw(lists(full_or(document("identity"), 1), max_size=2))
            ],
            "resource": draw(document(carried)) if draw(integers(0, 4)) else None,
            "boundary": maybe("boundary", 4),
            "session": [one for one in (maybe("session", 4),) if one],
            "scps": draw(lists(levels(action, resource), max_size=2))
            if draw(integers(0, 3)) == 0
            else [],
            "rcps": [[one] for one in (maybe("rcp", 4),) if one],
            "vpc_endpoint": maybe("endpoint", 8),
            "kms_grants": draw(lists(kms_grants(), max_size=1)),
            "resource_settings": draw(settings()),
        },
        "organization": draw(organizations(account is not None)),
    }


@cache
@st.composite
def kms_grants(draw: st.DrawFn) -> Json:
    """A grant, sometimes bound to an encryption context."""
    constraint = draw(sampled((None, "EncryptionContextEquals", "EncryptionContextSubset")))
    grantees = (
        f"arn:aws:iam::{A}:role/Train",
        f"arn:aws:iam::{A}:root",
        f"arn:aws:iam::{A}:user/alice",
    )
    return {
        "grantee": draw(sampled(grantees)),
        "operations": [draw(sampled(("Decrypt", "Encrypt", "RetireGrant")))],
        "constraints": {constraint: {"k": "v"}} if constraint else {},
    }


@cache
@st.composite
def settings(draw: st.DrawFn) -> Json:
    """Settings of the resource and of the endpoint."""
    found: dict[str, Json] = {}
    if draw(integers(0, 3)) == 0:
        found["s3_block_public_access"] = {"restrict_public_buckets": True}
    if draw(st.booleans()):
        found["vpc_endpoint_type"] = "gateway"
    return found


@cache
@st.composite
def organizations(draw: st.DrawFn, member: bool) -> Json:
    """The organization, of which accounts are mostly members."""
    rare = integers(0, 9)
    return {
        "id": "o-1",
        "principal_in_org": member and draw(rare) != 0,
        "principal_account_is_management": draw(rare) == 0,
        "resource_account_is_management": draw(rare) == 0,
    }


# --- what nobody knows, and what it may turn out to be

_NAMES: Mapping[str, tuple[str, ...]] = {
    "ml-red": ("ml-red", "ml-blue", "other"),
    "1234abcd": ("1234abcd", "5678efgh"),
    "Deploy": ("Deploy", "Train"),
    "Train": ("Train", "Linked", "Deploy"),
    "alice": ("alice", "bob"),
    A: (A, B),
    B: (B, A),
}
"""Names in a request, and what each may turn out to be where nobody knows it."""


@st.composite
def half_known(draw: st.DrawFn, written: Json) -> tuple[Json, Mapping[str, tuple[str, ...]]]:
    """The scenario with symbols for names of its request, and what each symbol may turn out to be.

    A name is one symbol wherever in the request it stands.
    """
    asked = ("principal", "principal_account", "resource", "resource_account")
    text = " ".join(filter(None, (written["request"][name] for name in asked)))
    present = tuple(name for name in _NAMES if name in text)
    hidden = draw(lists(sampled(present), max_size=2, unique=True)) if present else []
    tokens = {
        name: str(Symbol(f"Name{number}", "?" * 12 if name.isdigit() else "*"))
        for number, name in enumerate(hidden)
    }
    made = copy.deepcopy(written)
    for name, token in tokens.items():
        replace_in(made["request"], asked, name, token)
    return made, {token: _NAMES[name] for name, token in tokens.items()}


def replace_in(request: Json, members: Iterable[str], old: str, new: str) -> None:
    """Replace a text in some members of a request."""
    for member in members:
        if request[member]:
            request[member] = request[member].replace(old, new)


_OR_NONE = {
    key: st.sampled_from((None, *values, ["x"], ["red", "x"])) for key, values in _VALUES.items()
}


@st.composite
def completed(draw: st.DrawFn, written: Json, names: Mapping[str, tuple[str, ...]]) -> Json:
    """The scenario as it may turn out: no key unknown, no value unresolved, no name a symbol."""
    made = copy.deepcopy(written)
    request = made["request"]
    for key in request.pop("unknown_context"):
        value = draw(_OR_NONE[key])
        if value is not None:
            request["context"][key] = value
    for token, values in names.items():
        value = draw(sampled(values))
        replace_in(request, [one for one in request if "account" in one], token, value)
        replace_in(request, ("principal", "resource"), token, value)
    _complete(draw, made["policies"], "")
    return made


def _complete(draw: st.DrawFn, node: Json, element: str) -> None:
    """Replace each `$unknown` by some text that its element takes."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        name = _element(key, element)
        if isinstance(value, dict) and "$unknown" in value:
            node[key] = draw(sampled(_COMPLETIONS.get(name, _COMPLETIONS[""])))
        elif isinstance(value, (dict, list)):
            _complete(draw, value, name)


_COMPLETIONS: Mapping[str, tuple[str, ...]] = {
    "Action": ("*", "s3:GetObject", "s3:*", "kms:Decrypt", "sts:AssumeRole", "sqs:SendMessage"),
    "Resource": ("*", "arn:aws:s3:::ml-red/*", f"arn:aws:iam::{A}:role/*", "arn:aws:s3:*"),
    "Principal": (
        "*",
        A,
        B,
        *(one for one in PRINCIPALS if one.startswith("arn:") and "oidc" not in one),
    ),
    "": ("red", "r*", "*", "vpce-1", "10", "2026-01-01", "true", "203.0.113.0/24", "o-1", ""),
}
"""What an unresolved value may turn out to be, by the element that holds it."""


def _element(key: str | int, element: str) -> str:
    """The element a member belongs to, seen from the element around it."""
    if isinstance(key, int):
        return element
    bare = key.removeprefix("Not")
    if element == "Principal":
        return element
    return bare if bare in ("Action", "Resource", "Principal") else ""


PIVOT = "aws:PrincipalTag/pivot"
_NEVER = {"StringEquals": {"aws:PrincipalTag/team": "nobody"}}


@cache
def _whoever(principal: str) -> st.SearchStrategy[Json]:
    return st.sampled_from(("*", {"AWS": principal}, {"AWS": A}))


@st.composite
def granted(draw: st.DrawFn) -> Json:
    """A scenario that is allowed, by statements of which each may matter."""
    principal = draw(
        sampled(tuple(one for one, own in PRINCIPALS.items() if own and "oidc" not in one))
    )
    action, shape = draw(sampled(TARGETS))
    owner = draw(sampled((A, A, B)))
    resource = shape.format(owner)
    is_trust = ":role/" in resource and action.startswith("sts")
    service = action.partition(":")[0]

    def statement(effect: str, kind: str) -> Json:
        made: Json = {"Effect": effect, "Action": draw(sampled((action, f"{service}:*")))}
        if not (kind == "resource" and ":role/" in resource):
            made["Resource"] = draw(sampled((resource, resource, "*")))
        if kind in ("resource", "endpoint"):
            made["Principal"] = draw(_whoever(principal))
        if kind == "rcp":
            made["Principal"] = "*"
        return made if effect == "Allow" else {**made, "Condition": _NEVER}

    def document(kind: str) -> Json:
        effects = ("Deny",) if kind == "rcp" else draw(sampled((("Allow",), ("Allow", "Deny"))))
        return {"Version": "2012-10-17", "Statement": [statement(one, kind) for one in effects]}

    def maybe(kind: str) -> Json:
        return document(kind) if draw(integers(0, 2)) == 0 else None

    takes_none = action == "iam:PassRole"
    needs_policy = owner == B or service == "kms" or is_trust
    carried = document("resource") if needs_policy else maybe("resource")
    return {
        "request": {
            "principal": principal,
            "principal_account": A,
            "action": action,
            "resource": resource,
            "resource_account": owner,
            "region": "us-east-1",
            "context": {},
            "unknown_context": [],
        },
        "policies": {
            "identity": [{"name": "p", "document": document("identity")}],
            "resource": None if takes_none else carried,
            "boundary": maybe("boundary"),
            "session": [one for one in (maybe("session"),) if one],
            "scps": [[one] for one in (maybe("scp"),) if one],
            "rcps": [[one] for one in (maybe("rcp"),) if one],
            "vpc_endpoint": maybe("endpoint"),
        },
        "organization": {"id": "o-1", "principal_in_org": True},
    }


@st.composite
def pivots(draw: st.DrawFn, written: Json, statements: list[Json]) -> tuple[str, Json, Json, Json]:
    """Something of a scenario that one thing may hang on: its name, the scenario with nobody knowing
    it, and with either of two ways in which it may turn out.

    `statements` are those of the scenario.
    """
    statement = draw(st.sampled_from(statements))
    request, action = written["request"], written["request"]["action"]
    token = str(Symbol("Pivot"))
    open_value = {"$unknown": "Pivot"}
    ways: dict[str, tuple[Json, Json, Json]] = {"Condition": (None, "yes", "no")}
    ways["Action"] = (open_value, action, action.partition(":")[0] + ":Nothing")
    if "Resource" in statement:
        ways["Resource"] = (open_value, "*", "arn:aws:s3:::elsewhere")
    if isinstance(statement.get("Principal"), dict):
        ways["Principal"] = tuple(
            {"AWS": one} for one in (open_value, request["principal"], "9" * 12)
        )
    for member in ("resource", "principal"):
        name = next((one for one in _NAMES if one in request[member] and not one.isdigit()), None)
        if name:
            ways[member] = tuple(
                request[member].replace(name, new) for new in (token, name, "Nowhere")
            )
    ways["resource_account"] = (str(Symbol("Pivot", "?" * 12)), A, B)
    what = draw(sampled(tuple(sorted(ways))))
    kept = copy.deepcopy(statement)
    found = []
    for value in ways[what]:
        changed = {**kept, what: value}
        if what == "Condition":
            changed["Condition"] = {"StringEquals": {PIVOT: "yes"}}
        is_of_statement = what[0].isupper()
        if is_of_statement:
            statement.clear()
            statement.update(changed)
        made = copy.deepcopy(written)
        statement.clear()
        statement.update(kept)
        if what == "Condition" and value is None:
            made["request"]["unknown_context"] = [PIVOT]
        elif what == "Condition":
            made["request"]["context"] = {PIVOT: value}
        elif not is_of_statement:
            made["request"][what] = value
        found.append(made)
    return (PIVOT if what == "Condition" else "Pivot"), *found
