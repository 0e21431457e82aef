"""Two policies, and what the change makes possible."""

from __future__ import annotations

import pytest

from xacct_guard.iam.case_node import node_of, with_symbols
from xacct_guard.iam.compare import (
    OWN,
    CannotTell,
    Family,
    NoNewAccess,
    SomePrincipal,
    Witness,
    compare,
    compare_policies,
)
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.layers import Layer, Layers
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import Principal, PrincipalKind
from xacct_guard.iam.symbol import Symbol

A, B = "111122223333", "444455556666"
OBJECTS = "arn:aws:s3:::ml/*"
BUCKET = str(Symbol("the bucket", "train-*", created=True))
GIVEN = str(Symbol("Param"))
TEAM, TAGS = "aws:PrincipalTag/team", "aws:TagKeys"


def statement(resource=OBJECTS, condition=None, action="s3:GetObject", effect="Allow", **more):
    made = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return made if condition is None else {**made, "Condition": condition}


def statements(written, kind=PolicyKind.IDENTITY):
    each = written if isinstance(written, list) else [written]
    document = {"Version": "2012-10-17", "Statement": each}
    return parse_policy(with_symbols(node_of(document)), kind, "p").statements


def compared(old, new, kind=PolicyKind.IDENTITY, **more):
    return compare_policies(statements(old, kind), statements(new, kind), kind, **more)


def like(value, key=TEAM):
    return {"StringLike": {key: value}}


def equals(value, key=TEAM):
    return {"StringEquals": {key: value}}


ALL_BUT = {"Effect": "Allow", "Action": "s3:GetObject"}
NOT_MORE = {
    "an action of a pattern": (statement(action="s3:*"), statement()),
    "a pattern that no other action matches": (
        [statement(action="s3:PutObject"), statement(action="s3:PutObjectAcl")],
        statement(action=["s3:PutObjec?", "s3:putobjectacl"]),
    ),
    "resources of two patterns together": (
        [statement("arn:aws:s3:::ml*"), statement("arn:aws:s3:::x")],
        statement(["arn:aws:s3:::ml/a*", "arn:aws:s3:::x"]),
    ),
    "everything but what is denied anyway": (
        [statement("*", action="*"), statement("*", action="iam:*", effect="Deny")],
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    ),
    "a deny of more": (
        [statement("*"), statement("arn:aws:s3:::a/*", effect="Deny")],
        [statement("*"), statement("arn:aws:s3:::a*", effect="Deny")],
    ),
    "a resource that is no exception": (
        {**ALL_BUT, "NotResource": "arn:aws:s3:::ml/a/*"},
        {**ALL_BUT, "NotResource": ["arn:aws:s3:::ml/a*", "arn:aws:s3:::x"]},
    ),
    "a value of a pattern": (statement(condition=like("r*")), statement(condition=equals("red"))),
    "both of the values there are": (
        [statement(condition={"Bool": {"aws:SecureTransport": one}}) for one in ("true", "false")],
        statement(),
    ),
    "a number below a limit": (
        statement(condition={"NumericLessThan": {"s3:max-keys": "10"}}),
        statement(condition={"NumericLessThanEquals": {"s3:max-keys": "9"}}),
    ),
    "every number, on both sides of a limit": (
        [
            statement(condition={"NumericLessThan": {"s3:max-keys": "10"}}),
            statement(condition={"NumericGreaterThanEquals": {"s3:max-keys": "10.0"}}),
        ],
        statement(condition={"Null": {"s3:max-keys": "false"}}),
    ),
    "addresses of a range": (
        statement(condition={"IpAddress": {"aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"]}}),
        statement(condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
    ),
    "a time before a date": (
        statement(condition={"DateLessThan": {"aws:CurrentTime": "2026-06-01"}}),
        statement(condition={"DateLessThan": {"aws:CurrentTime": "2026-05-31T23:00:00-01:00"}}),
    ),
    "an ARN of a pattern": (
        statement(condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:t*"}}),
        statement(condition={"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{A}:t1"}}),
    ),
    "tags out of fewer": (
        statement(condition={"ForAllValues:StringEquals": {TAGS: ["a", "b"]}}),
        statement(condition={"ForAllValues:StringEquals": {TAGS: "a"}}),
    ),
    "a key that must be there": (
        statement(condition={"StringEqualsIfExists": {TEAM: "red"}}),
        statement(condition=equals("red")),
    ),
    "whatever the variable stands for": (
        statement("arn:aws:s3:::home/*"),
        statement("arn:aws:s3:::home/${aws:PrincipalTag/team}/*"),
    ),
    "less of what a variable stands for": (
        statement("arn:aws:s3:::home/${aws:PrincipalTag/team}/*"),
        statement("arn:aws:s3:::home/${aws:PrincipalTag/team}/a*"),
    ),
    "the one value that the variable may have": (
        statement("arn:aws:s3:::home/red/*"),
        statement("arn:aws:s3:::home/${aws:PrincipalTag/team}/*", equals("red")),
    ),
    "a value that nobody knows yet, the same": (statement(GIVEN), statement(GIVEN)),
    "less of a bucket that is made": (
        statement(f"arn:aws:s3:::{BUCKET}/*"),
        statement(f"arn:aws:s3:::{BUCKET}/data/*"),
    ),
    "the same value that nobody knows, of a key": (
        statement(condition={"StringEquals": {"aws:SourceVpce": [GIVEN, "vpce-1"]}}),
        statement(condition={"StringEquals": {"aws:SourceVpce": GIVEN}}),
    ),
}


@pytest.mark.parametrize("old, new", NOT_MORE.values(), ids=NOT_MORE)
def test_it_is_proved_that_nothing_more_is_allowed_by(old, new):
    assert compared(old, new) == NoNewAccess()


MORE = {
    "another action": (statement(), statement(action="s3:*Object"), "s3:DeleteObject", "ml/"),
    "a wider resource": (statement("arn:aws:s3:::ml/a/*"), statement(), "s3:GetObject", "ml/"),
    "an exception less": (
        {"Effect": "Allow", "NotAction": ["iam:*", "sqs:SendMessage"], "Resource": "*"},
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        "sqs:SendMessage",
        "arn:aws:sqs:",
    ),
    "a deny less": (
        [statement("*", action="*"), statement("*", action="s3:PutObject", effect="Deny")],
        statement("*", action="*"),
        "s3:PutObject",
        "arn:aws:s3:::",
    ),
    "a condition less": (statement(condition=equals("red")), statement(), "s3:GetObject", "ml/"),
    "a value more": (
        statement(condition=equals("red")),
        statement(condition=equals(["red", "blue"])),
        "s3:GetObject",
        "blue",
    ),
    "a wider range": (
        statement(condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/9"}}),
        statement(condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        "s3:GetObject",
        "10.128.0.0",
    ),
    "one number": (
        statement(condition={"NumericLessThan": {"s3:max-keys": "10"}}),
        statement(condition={"NumericLessThanEquals": {"s3:max-keys": "10"}}),
        "s3:GetObject",
        "'10'",
    ),
    "any tag beside": (
        statement(condition={"ForAllValues:StringEquals": {TAGS: "a"}}),
        statement(condition={"ForAnyValue:StringEquals": {TAGS: "a"}}),
        "s3:GetObject",
        "'a'",
    ),
    "the absence of a key": (
        statement(condition=equals("red")),
        statement(condition={"StringEqualsIfExists": {TEAM: "red"}}),
        "s3:GetObject",
        "absent",
    ),
    "another value of a variable": (
        statement("arn:aws:s3:::home/red/*"),
        statement("arn:aws:s3:::home/${aws:PrincipalTag/team}/*"),
        "s3:GetObject",
        "another-value",
    ),
    "a value that a variable stands for": (
        statement(condition=equals("zz", "aws:UserAgent")),
        statement(condition=equals(["zz", "${aws:PrincipalTag/team}"], "aws:UserAgent")),
        "s3:GetObject",
        "another-value",
    ),
    "the default of a variable": (
        statement(condition=equals("${aws:PrincipalTag/team}", "aws:UserAgent")),
        statement(condition=equals("${aws:PrincipalTag/team, 'all'}", "aws:UserAgent")),
        "s3:GetObject",
        "'all'",
    ),
    "a value that is not denied because a variable stands for it": (
        [statement(), statement(effect="Deny", condition={"Null": {"aws:UserAgent": "false"}})],
        [
            statement(),
            statement(
                effect="Deny",
                condition={
                    "StringNotEquals": {"aws:UserAgent": "${aws:PrincipalTag/team}"},
                    "Null": {"aws:UserAgent": "false"},
                },
            ),
        ],
        "s3:GetObject",
        "another-value",
    ),
    "another user": (
        statement("arn:aws:s3:::home/x/*"),
        statement("arn:aws:s3:::home/${aws:username}/*"),
        "s3:GetObject",
        "user/another",
    ),
    "what was denied but for a variable": (
        [
            statement("*"),
            {
                **ALL_BUT,
                "Effect": "Deny",
                "NotResource": "arn:aws:s3:::ml/${aws:PrincipalTag/team}/*",
            },
        ],
        statement("*"),
        "s3:GetObject",
        "another-value",
    ),
    "the rest of a bucket that is made": (
        statement(f"arn:aws:s3:::{BUCKET}/data/*"),
        statement(f"arn:aws:s3:::{BUCKET}/*"),
        "s3:GetObject",
        BUCKET,
    ),
}


@pytest.mark.parametrize("old, new, action, what", MORE.values(), ids=MORE)
def test_a_witness_is_found_for(old, new, action, what):
    found = compared(old, new)
    assert isinstance(found, Witness), found
    assert found.new.verdict == "allow"
    assert found.old.verdict.denied
    assert found.request.action == action
    assert what in repr(found.request) or what in found.request.resource
    assert found.usual


UNSURE = {
    "a name that may be the other": (statement(), statement(GIVEN), "Param"),
    "the other way round": (statement(GIVEN), statement(), "Param"),
    "an exception that may be none": (
        [statement("*"), {**statement(effect="Deny"), "Resource": OBJECTS}],
        [statement("*"), {**statement(effect="Deny"), "Resource": GIVEN}],
        "Param",
    ),
    "how far a star goes": (
        statement("arn:aws:logs:us-east-1:1*:a", action="logs:PutLogEvents"),
        statement(
            ["arn:aws:logs:us-east-1:1*:a", "arn:aws:logs:us-east-1:12:b:a"],
            action="logs:PutLogEvents",
        ),
        "a star that ends a part",
    ),
}


@pytest.mark.parametrize("old, new, construct", UNSURE.values(), ids=UNSURE)
def test_it_cannot_be_told_of(old, new, construct):
    found = compared(old, new)
    assert isinstance(found, CannotTell), found
    assert construct in found.construct
    assert found.span is not None


def test_a_resource_that_the_action_never_takes_is_a_witness_of_last_resort():
    found = compared(statement(), statement([OBJECTS, "arn:aws:iam::*:role/x"]))
    assert isinstance(found, Witness)
    assert not found.usual


def test_past_its_time_it_cannot_be_told():
    many = [f"arn:aws:s3:::*a{'?' * n}*b*{n}" for n in range(24)]
    found = compared(statement(many[:12]), statement(many), seconds=0.05)
    assert isinstance(found, CannotTell)
    assert found.construct.startswith("time: ")


def named(principal, **more):
    return statement(Principal=principal, **more)


ROLE = f"arn:aws:iam::{A}:role/Train"
GRANTS = (
    ({"AWS": A}, {"AWS": ROLE}, None),
    ({"AWS": ROLE}, {"AWS": A}, f"{A}:assumed-role"),
    ("*", {"AWS": [A, B]}, None),
    ({"AWS": [A, B]}, "*", "assumed-role"),
    ({"AWS": A}, {"AWS": B}, B),
    ({"Service": "sns.amazonaws.com"}, {"Service": "sqs.amazonaws.com"}, "sqs.amazonaws.com"),
    ({"AWS": ROLE}, {"AWS": f"arn:aws:sts::{A}:assumed-role/Train/job"}, None),
    (
        {"AWS": f"arn:aws:sts::{A}:assumed-role/Train/job"},
        {"AWS": ROLE},
        f"{A}:assumed-role/Train/compare",
    ),
)


@pytest.mark.parametrize("old, new, who", GRANTS)
def test_who_is_let_in_by_a_resource_policy(old, new, who):
    found = compared(named(old), named(new), PolicyKind.RESOURCE)
    if who is None:
        assert found == NoNewAccess()
    else:
        assert isinstance(found, Witness), found
        assert who in found.request.principal.arn


def test_a_condition_on_the_principal_is_as_good_as_naming_it():
    open_to_roles = {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/*"}}
    new = named("*", condition=open_to_roles)
    assert compared(named({"AWS": A}), new, PolicyKind.RESOURCE) == NoNewAccess()
    found = compared(named({"AWS": ROLE}), new, PolicyKind.RESOURCE)
    assert isinstance(found, Witness)
    assert found.request.principal.account == A


def test_a_path_of_accounts_is_told_apart():
    old = named("*", condition={"StringLike": {"aws:PrincipalAccount": "1*"}})
    new = named("*", condition={"StringLike": {"aws:PrincipalAccount": ["11*", "2*"]}})
    found = compared(old, new, PolicyKind.RESOURCE)
    assert isinstance(found, Witness)
    assert found.request.principal.account.startswith("2")


def test_an_exemption_from_a_deny_is_new_access():
    allow = named("*")
    deny = {**statement(effect="Deny"), "NotPrincipal": {"AWS": [f"arn:aws:iam::{A}:user/u", A]}}
    found = compared(
        [allow, {**deny, "NotPrincipal": {"AWS": B}}], [allow, deny], PolicyKind.RESOURCE
    )
    assert isinstance(found, Witness)
    assert found.request.principal.arn == f"arn:aws:iam::{A}:user/u"


def trust(condition=None):
    made = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": A}}
    return made if condition is None else {**made, "Condition": condition}


def test_a_trust_policy_without_the_external_id_lets_more_in():
    guarded = trust({"StringEquals": {"sts:ExternalId": "x"}})
    assert compared(trust(), guarded, PolicyKind.TRUST) == NoNewAccess()
    found = compared(guarded, trust(), PolicyKind.TRUST)
    assert isinstance(found, Witness)
    assert found.request.action == "sts:AssumeRole"


@pytest.mark.parametrize(
    "kind", [PolicyKind.SCP, PolicyKind.BOUNDARY, PolicyKind.SESSION, PolicyKind.ENDPOINT]
)
def test_a_gate_that_opens_makes_more_possible(kind):
    more = {"Principal": "*"} if kind is PolicyKind.ENDPOINT else {}
    wide = statement("*", action="*", **more)
    deny = statement("*", action="s3:PutObject", effect="Deny", **more)
    assert compared(wide, [wide, deny], kind) == NoNewAccess()
    found = compared([wide, deny], wide, kind)
    assert isinstance(found, Witness)
    assert found.request.action == "s3:PutObject"


def test_a_resource_control_policy_only_takes_away():
    deny = named("*", effect="Deny", action="s3:*")
    less = named("*", effect="Deny", action="s3:GetObject")
    assert compared(less, deny, PolicyKind.RCP) == NoNewAccess()
    assert isinstance(compared(deny, less, PolicyKind.RCP), Witness)


def layer(written, kind):
    document = {"Version": "2012-10-17", "Statement": written}
    return Layer((parse_policy(with_symbols(node_of(document)), kind, str(kind)),))


FROM_OUTSIDE = Family(
    resources=(OBJECTS,), resource_account=B, who=(SomePrincipal(PrincipalKind.SESSION, A),)
)


def test_identity_policies_that_nobody_holds_count_as_allowing():
    unheld = Layer(held=False, absent="the identity policies")
    closed = Layers(identity=unheld, resource=layer(named({"AWS": ROLE}), PolicyKind.RESOURCE))
    open_one = Layers(identity=unheld, resource=layer(named({"AWS": A}), PolicyKind.RESOURCE))
    assert compare(open_one, closed, FROM_OUTSIDE) == NoNewAccess()
    assert isinstance(compare(closed, open_one, FROM_OUTSIDE), Witness)


def test_both_sides_of_an_edge_between_accounts_must_allow():
    gives = layer(named({"AWS": A}), PolicyKind.RESOURCE)
    takes = layer(statement(), PolicyKind.IDENTITY)
    neither = Layers(identity=takes)
    assert compare(neither, Layers(resource=gives), FROM_OUTSIDE) == NoNewAccess()
    found = compare(neither, Layers(identity=takes, resource=gives), FROM_OUTSIDE)
    assert isinstance(found, Witness)


def test_a_layer_that_nobody_holds_decides_nothing_where_it_is_the_same():
    unheld = Layer(held=False, absent="the bucket policy")
    family = Family(who=(SomePrincipal(PrincipalKind.USER, A),), resource_account=OWN)
    broad, narrow = statement("*", action="s3:*"), statement()
    old = Layers(identity=layer(broad, PolicyKind.IDENTITY), resource=unheld)
    new = Layers(identity=layer(narrow, PolicyKind.IDENTITY), resource=unheld)
    assert compare(old, new, family) == NoNewAccess()
    found = compare(new, old, family)
    assert isinstance(found, CannotTell)
    assert "bucket policy" in found.construct


def test_a_key_hands_over_to_identity_policies_only_as_its_policy_says():
    key = f"arn:aws:kms:us-east-1:{A}:key/k"
    who = (Principal(PrincipalKind.USER, f"arn:aws:iam::{A}:user/u", A),)
    family = Family(who=who, resources=(key,), actions=("kms:*",), resource_account=A)
    all_of_kms = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    user = layer(all_of_kms, PolicyKind.IDENTITY)
    root = layer({**all_of_kms, "Principal": {"AWS": A}}, PolicyKind.RESOURCE)
    none = Layers(identity=user)
    assert isinstance(compare(none, Layers(identity=user, resource=root), family), Witness)
    assert compare(none, Layers(resource=root), family) == NoNewAccess()
