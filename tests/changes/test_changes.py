"""What differs between two estates, and what access that adds or takes away."""

from __future__ import annotations

import pytest
from estates import (
    FULL,
    HOME,
    LAMBDA,
    OTHER,
    STRANGER,
    allow,
    bucket,
    bucket_policy,
    deny,
    estate,
    key,
    policy,
    role,
    to,
    told,
)

from xacct_guard.changes import Direction, changes
from xacct_guard.iam.compare import CannotTell
from xacct_guard.iam.decision import Verdict

OBJECTS = "arn:aws:s3:::ml/*"
READ = allow("s3:GetObject", OBJECTS)
ROOT = {"AWS": f"arn:aws:iam::{HOME}:root"}
STRANGERS = {"AWS": f"arn:aws:iam::{STRANGER}:root"}
TRAIN = {"AWS": f"arn:aws:iam::{HOME}:role/Train"}
ALICE = {"AWS": f"arn:aws:iam::{HOME}:user/alice"}
TLS = {"Bool": {"aws:SecureTransport": "true"}}
ML = {"Bucket": bucket("ml")}
OF_DOOR = f"arn:aws:iam::{HOME}:role/Door"
MANY = {f"Bucket{number}": bucket(f"a{number}") for number in range(12)}


def trusting(principal):
    return (LAMBDA, {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


TRUSTS_TRAIN, TRUSTS_HOME = trusting(TRAIN), trusting(ROOT)
LETS_IN = {"Way": role(name="Door", trust=TRUSTS_TRAIN)}


def train(*statements, **more):
    return {"Train": role(*statements, name="Train", **more)}


def door(*statements, **more):
    return {"Bucket": bucket("ml", **more), "Door": bucket_policy("ml", *statements)}


def bounded(*statements):
    document = {"PolicyDocument": policy(*statements), "ManagedPolicyName": "bound"}
    bound = {"Type": "AWS::IAM::ManagedPolicy", "Properties": document}
    made = role(READ, name="Train", PermissionsBoundary={"Ref": "Bound"})
    return {"Bound": bound, "Train": made}


CONDITIONED = [
    allow("s3:GetObject", OBJECTS, Condition={"StringEquals": {"aws:PrincipalTag/team": one}})
    for one in ("red", "blue")
]

CASES = {
    # what says the same
    "another order": (
        train(READ, allow("s3:PutObject", OBJECTS)),
        train(allow("s3:PutObject", OBJECTS), READ),
        set(),
    ),
    "a statement split": (
        train(allow(["s3:GetObject", "s3:PutObject"], OBJECTS)),
        train(READ, allow("s3:PutObject", OBJECTS)),
        set(),
    ),
    "what another statement says": (
        train(allow("s3:*", "*")),
        train(allow("s3:*", "*"), READ),
        set(),
    ),
    "a pattern that stands for no more": (
        train(allow(["s3:GetObject", "s3:GetObjectAcl"], OBJECTS)),
        train(allow(["s3:GetObject", "s3:GetObjectAc?"], OBJECTS)),
        set(),
    ),
    "two values of one condition, in two statements": (
        train(
            allow(
                "s3:GetObject",
                OBJECTS,
                Condition={"StringEquals": {"aws:PrincipalTag/team": ["red", "blue"]}},
            )
        ),
        train(*CONDITIONED),
        set(),
    ),
    # what a role may
    "an action more": (
        train(READ),
        train(READ, allow("s3:PutObject", OBJECTS)),
        {f"+ identity: {HOME}/Train s3:PutObject"},
    ),
    "a deny that is gone": (
        train(allow("s3:GetObject", OBJECTS), deny("s3:GetObject", "arn:aws:s3:::ml/secret/*")),
        train(allow("s3:GetObject", OBJECTS)),
        {f"+ identity: {HOME}/Train s3:GetObject"},
    ),
    "a condition dropped": (
        train(allow("s3:GetObject", OBJECTS, Condition=TLS)),
        train(READ),
        {f"+ identity: {HOME}/Train s3:GetObject"},
    ),
    "a condition put on": (
        train(READ),
        train(allow("s3:GetObject", OBJECTS, Condition=TLS)),
        {f"- identity: {HOME}/Train s3:GetObject"},
    ),
    "an exception less": (
        train({"Effect": "Allow", "NotAction": ["sqs:*", "sns:*"], "Resource": "*"}),
        train({"Effect": "Allow", "NotAction": "sqs:*", "Resource": "*"}),
        {f"+ identity: {HOME}/Train sns:CheckIfPhoneNumberIsOptedOut"},
    ),
    "a role renamed": (
        {"Train": role(READ, name="Train")},
        {"Train": role(READ, name="Teach")},
        {
            f"+ identity: {HOME}/Teach s3:GetObject",
            "+ trust: lambda.amazonaws.com sts:AssumeRole",
            f"- identity: {HOME}/Train s3:GetObject",
            "- trust: lambda.amazonaws.com sts:AssumeRole",
        },
    ),
    "a boundary widened": (
        bounded(allow("s3:ListBucket", "*")),
        bounded(allow("s3:*", "*")),
        {f"+ identity: {HOME}/Train s3:GetObject"},
    ),
    "a boundary taken off": (
        bounded(allow("s3:ListBucket", "*")),
        train(READ),
        {f"+ identity: {HOME}/Train s3:GetObject"},
    ),
    "a boundary widened beyond what it bounds": (
        bounded(allow("s3:GetObject", "*")),
        bounded(allow("s3:*", "*")),
        set(),
    ),
    # what somebody else's policy gives, as soon as nothing denies it
    "a deny gone before a role that trusts itself": (
        train(deny("sts:AssumeRole", "*"), trust=TRUSTS_TRAIN),
        train(trust=TRUSTS_TRAIN),
        {f"+ identity: {HOME}/Train sts:AssumeRole"},
    ),
    "a deny gone before a role that trusts another one of its account": (
        train(deny("sts:Assume*", OF_DOOR)) | LETS_IN,
        train() | LETS_IN,
        {f"+ identity: {HOME}/Train sts:AssumeRole"},
    ),
    "a deny gone before a role that trusts the account, which is not enough": (
        train(deny("sts:AssumeRole", "*")) | {"Way": role(name="Door", trust=TRUSTS_HOME)},
        train() | {"Way": role(name="Door", trust=TRUSTS_HOME)},
        set(),
    ),
    "a deny gone that named objects of any bucket": (
        train(deny("s3:GetObject", "arn:aws:s3:::*/data/x")) | door(to(TRAIN, "s3:Get*", OBJECTS)),
        train() | door(to(TRAIN, "s3:Get*", OBJECTS)),
        {f"+ identity: {HOME}/Train s3:GetObject"},
    ),
    "a deny gone before the last of many buckets": (
        train(deny("s3:GetObject", "*")) | MANY | door(to(TRAIN, "s3:GetObject", OBJECTS)),
        train() | MANY | door(to(TRAIN, "s3:GetObject", OBJECTS)),
        {f"+ identity: {HOME}/Train s3:GetObject"},
    ),
    "a boundary widened around a role that is let in": (
        bounded(allow("sqs:*", "*")) | LETS_IN,
        bounded(allow("sqs:*", "*"), allow("sts:AssumeRole", "*")) | LETS_IN,
        {f"+ identity: {HOME}/Train sts:AssumeRole"},
    ),
    # what a policy on the other side does not allow
    "an action that the bucket's policy denies": (
        train() | door({**deny("s3:*", OBJECTS), "Principal": "*"}),
        train(READ) | door({**deny("s3:*", OBJECTS), "Principal": "*"}),
        set(),
    ),
    # who may enter
    "trust in an account that nobody gave": (
        train(),
        train(trust=(LAMBDA, to(STRANGERS, "sts:AssumeRole", "*") | {"Resource": None})),
        {f"+ trust: {STRANGER}/x sts:AssumeRole"},
    ),
    "trust in everyone but one": (
        train(),
        train(
            trust=(
                LAMBDA,
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringNotEquals": {"aws:PrincipalAccount": STRANGER}},
                },
            )
        ),
        {"+ trust: 000000000000/x sts:AssumeRole"},
    ),
    # policies of resources
    "a bucket opened to an account": (
        door(to(ROOT, "s3:GetObject", OBJECTS)),
        door(to(ROOT, "s3:GetObject", OBJECTS), to(STRANGERS, "s3:GetObject", OBJECTS)),
        {f"+ resource: {STRANGER}/x s3:GetObject"},
    ),
    "a bucket opened to a role that its own policies let in already": (
        train(READ) | ML,
        train(READ) | door(to(TRAIN, "s3:GetObject", OBJECTS)),
        set(),
    ),
    "a bucket opened to a role of its account that nothing else lets in": (
        train() | ML,
        train() | door(to(TRAIN, "s3:GetObject", OBJECTS)),
        {f"+ resource: {HOME}/Train s3:GetObject"},
    ),
    "a bucket opened to everyone of its account by a condition": (
        train() | ML,
        train()
        | door(
            to(
                "*",
                "s3:GetObject",
                OBJECTS,
                Condition={"StringEquals": {"aws:PrincipalAccount": HOME}},
            )
        ),
        {f"+ resource: {HOME}/Train s3:GetObject"},
    ),
    "a deny that spares a user more": (
        door({"Effect": "Deny", "NotPrincipal": STRANGERS, "Action": "s3:*", "Resource": OBJECTS}),
        door(
            {
                "Effect": "Deny",
                "NotPrincipal": {"AWS": [*STRANGERS.values(), *ROOT.values(), *ALICE.values()]},
                "Action": "s3:*",
                "Resource": OBJECTS,
            }
        ),
        {f"+ resource: {HOME}/alice s3:PutObject"},
    ),
    "a deny that spares a role, and nobody knows how that is read": (
        train(READ)
        | door({"Effect": "Deny", "NotPrincipal": ROOT, "Action": "s3:*", "Resource": OBJECTS}),
        train(READ)
        | door(
            {
                "Effect": "Deny",
                "NotPrincipal": {"AWS": [*ROOT.values(), *TRAIN.values()]},
                "Action": "s3:*",
                "Resource": OBJECTS,
            }
        ),
        {"+? resource", "-? resource"},
    ),
    "a key left to its account": (
        train(allow("kms:Decrypt", "*")) | {"Key": key(to(TRAIN, "kms:DescribeKey", "*"))},
        train(allow("kms:Decrypt", "*"))
        | {"Key": key(to(TRAIN, "kms:DescribeKey", "*"), to(ROOT, "kms:*", "*"))},
        {f"+ resource: {HOME}/x kms:Decrypt"},
    ),
    "public access blocked no longer": (
        door(
            to("*", "s3:GetObject", OBJECTS),
            PublicAccessBlockConfiguration={"RestrictPublicBuckets": True},
        ),
        door(to("*", "s3:GetObject", OBJECTS)),
        {"+ resource: * s3:GetObject"},
    ),
    "a bucket that is new, and its policy": (
        train(),
        train() | door(to(STRANGERS, "s3:GetObject", OBJECTS)),
        {f"+ resource: {STRANGER}/x s3:GetObject"},
    ),
    "a bucket that is new, and nothing else": (train(READ), train(READ) | ML, set()),
}


def _clean(one):
    """Without members that say nothing."""
    if isinstance(one, dict):
        return {name: _clean(each) for name, each in one.items() if each is not None}
    return [_clean(each) for each in one] if isinstance(one, (list, tuple)) else one


@pytest.mark.parametrize("name", CASES)
def test_access_goes_the_way_it_should(name, tmp_path):
    before, after, expected = CASES[name]
    old, new = estate(tmp_path / "a/x", _clean(before)), estate(tmp_path / "b/x", _clean(after))
    assert told(changes(old, new)) == expected
    turned = {line.translate(str.maketrans("+-", "-+")) for line in told(changes(new, old))}
    assert turned == expected


def test_the_same_estate_twice_differs_in_nothing(tmp_path):
    home = (
        train(READ)
        | door(to(STRANGERS, "s3:GetObject", OBJECTS))
        | {"Key": key(to(ROOT, "kms:*", "*"))}
    )
    old, new = (estate(tmp_path / side / "x", home) for side in "ab")
    assert changes(old, new).things == ()


def test_a_control_policy_loosened_is_new_access(tmp_path):
    home = train(allow("s3:*", "*"))
    strict = [FULL, deny("s3:DeleteObject", "*")]
    old = estate(tmp_path / "a/x", home, scps=strict)
    new = estate(tmp_path / "b/x", home, scps=[FULL])
    assert told(changes(old, new)) == {f"+ service control policies: {HOME}/Train s3:DeleteObject"}
    assert told(changes(new, old)) == {f"- service control policies: {HOME}/Train s3:DeleteObject"}


def test_control_policies_that_are_gone_are_new_access(tmp_path):
    home = train(allow("s3:*", "*"))
    old = estate(tmp_path / "a/x", home, scps=[allow(["s3:Get*", "s3:List*"], "*")])
    new = estate(tmp_path / "b/x", home)
    (line,), (turned,) = told(changes(old, new)), told(changes(new, old))
    assert line.startswith(f"+ service control policies: {HOME}/Train s3:")
    assert turned.startswith(f"- service control policies: {HOME}/Train s3:")


def test_a_control_policy_on_resources_loosened_is_new_access(tmp_path):
    home = door(to(STRANGERS, "s3:GetObject", OBJECTS))
    away = {
        **deny("s3:*", "*", Principal="*"),
        "Condition": {"StringNotEquals": {"aws:PrincipalAccount": HOME}},
    }
    other = {**deny("sqs:*", "*", Principal="*")}
    old = estate(tmp_path / "a/x", home, rcps=[away, other])
    new = estate(tmp_path / "b/x", home, rcps=[other])
    (line,) = told(changes(old, new))
    assert line.startswith("+ resource control policies: ")
    assert line.endswith(f"{STRANGER}/x s3:GetObject")


def test_access_between_accounts_takes_both_sides(tmp_path):
    """The bucket lets in a role of the other account, whose policies do not let it go there."""
    entrance = {"AWS": f"arn:aws:iam::{OTHER}:role/Guest"}
    guest = {"Guest": role(name="Guest")}
    able = {"Guest": role(READ, name="Guest")}
    closed = estate(tmp_path / "a/x", ML, guest)
    opened = estate(tmp_path / "b/x", door(to(entrance, "s3:GetObject", OBJECTS)), guest)
    both = estate(tmp_path / "c/x", door(to(entrance, "s3:GetObject", OBJECTS)), able)
    assert told(changes(closed, opened)) == set()
    assert len(told(changes(closed, both))) == 1
    assert told(changes(opened, both)) == {f"+ identity: {OTHER}/Guest s3:GetObject"}


def test_a_parameter_that_nobody_gave_cannot_be_told(tmp_path):
    def opened(*names):
        named = {"AWS": [{"Fn::Sub": f"arn:aws:iam::${{{one}}}:root"} for one in names]}
        return door(to(named, "s3:GetObject", OBJECTS))

    old = estate(tmp_path / "a/x", opened("One"), parameters=("One", "Two"))
    new = estate(tmp_path / "b/x", opened("One", "Two"), parameters=("One", "Two"))
    assert told(changes(old, new)) == {"+? resource"}
    assert told(changes(new, old)) == {"-? resource"}


def test_every_witness_is_allowed_on_one_side_and_denied_on_the_other(tmp_path):
    for number, (before, after, _) in enumerate(CASES.values()):
        old = estate(tmp_path / f"{number}a/x", _clean(before))
        new = estate(tmp_path / f"{number}b/x", _clean(after))
        for found in changes(old, new).found:
            if isinstance(found.answer, CannotTell):
                continue
            assert found.answer.new.verdict is Verdict.ALLOW
            assert found.answer.old.verdict.denied


def test_a_thing_gets_a_few_witnesses_and_the_rest_is_counted(tmp_path):
    many = [
        allow(f"{service}:*", "*") for service in ("s3", "sqs", "sns", "ec2", "kms", "ecr", "ssm")
    ]
    old, new = estate(tmp_path / "a/x", train()), estate(tmp_path / "b/x", train(*many))
    found = changes(old, new)
    assert len(found.in_direction(Direction.ADDED, certain=True)) == 5
    ((thing, direction, count),) = found.unasked
    assert (thing.name.rpartition("/")[2], direction, count) == ("Train", Direction.ADDED, 2)


def test_thousands_of_roles_that_are_the_same_are_not_asked_about(tmp_path):
    """One of them changed: it alone is asked about."""
    home = {f"R{n}": role(READ, name=f"R{n}") for n in range(300)}
    old = estate(tmp_path / "a/x", home)
    new = estate(tmp_path / "b/x", home | {"R7": role(allow("s3:*", OBJECTS), name="R7")})
    found = changes(old, new)
    assert [thing.name.rpartition("/")[2] for thing in found.things] == ["R7"]
    assert len(found.found) == 1
