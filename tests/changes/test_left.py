"""What stays when a template lets go of it, and what was never there before a template made it."""

from __future__ import annotations

import pytest
from estates import FULL, HOME, OTHER, bucket, deny, estate, key, policy, role, to, told

from xacct_guard.changes import changes

RETAIN = {"DeletionPolicy": "Retain"}
STAYS = {"Bucket": bucket("ml")}
NO_DELETING = deny("s3:DeleteObject", "*")
TRAIN = {"Train": role(FULL, name="Train") | RETAIN}
USER = {"PolicyName": "p", "PolicyDocument": policy(FULL)}
EVE = {"Type": "AWS::IAM::User", "Properties": {"UserName": "eve", "Policies": [USER]}} | RETAIN
OF_OWNER = to({"AWS": f"arn:aws:iam::{HOME}:root"}, "kms:*", "*")
KEY = {"Key": key(OF_OWNER, to({"AWS": OTHER}, "kms:Decrypt", "*")) | RETAIN}


def given(statement, kind="AWS::IAM::Policy", **more):
    properties = {"PolicyName": "p", "PolicyDocument": policy(statement), **more}
    return {"Given": {"Type": kind, "Properties": properties}}


def goes(kind, **to_whom):
    return given(NO_DELETING, kind, **to_whom)


LEFT = {
    "a denial that is a resource of its own goes, the role stays": (
        TRAIN | goes("AWS::IAM::Policy", Roles=[{"Ref": "Train"}]),
        {f"+ identity: {HOME}/Train s3:DeleteObject"},
    ),
    "so does that of a user": (
        {"Eve": EVE} | goes("AWS::IAM::Policy", Users=["eve"]),
        {f"+ identity: {HOME}/eve s3:DeleteObject"},
    ),
    "so does a managed policy that lists the role": (
        TRAIN | goes("AWS::IAM::ManagedPolicy", Roles=["Train"]),
        {f"+ identity: {HOME}/Train s3:DeleteObject"},
    ),
    "a managed policy that the role lists cannot be deleted": (
        {"Train": role(FULL, name="Train", ManagedPolicyArns=[{"Ref": "Given"}]) | RETAIN}
        | goes("AWS::IAM::ManagedPolicy"),
        set(),
    ),
    "a retained denial stays as well": (
        TRAIN | {"Given": goes("AWS::IAM::Policy", Roles=["Train"])["Given"] | RETAIN},
        set(),
    ),
    "what a retained role has by a resource of its own goes": (
        {"Train": role(name="Train") | RETAIN} | given(FULL, Roles=["Train"]),
        {f"- identity: {HOME}/Train s3:PutObject"},
    ),
    "a retained role alone": (TRAIN, set()),
    "a retained key": (KEY, set()),
}


@pytest.mark.parametrize("old, lines", LEFT.values(), ids=LEFT)
def test_what_is_retained_keeps_what_is_its_own(old, lines, tmp_path):
    before = estate(tmp_path / "a/x", STAYS | old)
    assert told(changes(before, estate(tmp_path / "b/x", STAYS))) == lines


NEW = {
    "a key that others may use": (KEY, f"+ resource: {HOME}/x kms:Decrypt"),
    "a role that may everything": (TRAIN, f"+ identity: {HOME}/Train s3:PutObject"),
}


@pytest.mark.parametrize("made, line", NEW.values(), ids=NEW)
def test_what_would_be_retained_was_not_there_before_it_was_made(made, line, tmp_path):
    before = estate(tmp_path / "a/x", STAYS)
    assert line in told(changes(before, estate(tmp_path / "b/x", STAYS | made)))
