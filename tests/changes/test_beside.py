"""What a change does to access where no question about what is held would find it."""

from __future__ import annotations

import pytest
from estates import (
    FULL,
    HOME,
    LAMBDA,
    OTHER,
    allow,
    bucket,
    bucket_policy,
    deny,
    estate,
    policy,
    role,
    to,
    told,
)

from xacct_guard.changes import changes

READ = allow("s3:GetObject", "*")
READER = {"Reader": role(allow("s3:*", "*"), name="Reader")}
SHUT = {"Shut": bucket_policy("ml", deny("s3:*", "arn:aws:s3:::ml/*", Principal="*"))}
KEPT = {"Bucket": {**bucket("ml"), "DeletionPolicy": "Retain"}}
PARTNER = {"AWS": OTHER}
TAGGING = {
    "Effect": "Allow",
    "Principal": PARTNER,
    "Action": ["sts:AssumeRole", "sts:TagSession"],
}
RED = allow("s3:GetObject", "*", Condition={"StringEquals": {"aws:PrincipalTag/team": "red"}})
OF_RED = allow("s3:*", "*", Condition={"StringEquals": {"aws:ResourceTag/team": "red"}})
ELSEWHERE = {"ManagedPolicyArns": [f"arn:aws:iam::{HOME}:policy/elsewhere"]}
CLOUDFRONT = {
    "AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
}
ML = "arn:aws:s3:::ml/*"
PROD = {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}
TEAM = [{"Key": "team", "Value": "red"}]


def table(*statements):
    properties = {"TableName": "d"}
    if statements:
        properties["ResourcePolicy"] = {"PolicyDocument": policy(*statements)}
    return {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}


def given(*statements, **to_whom):
    properties = {"PolicyName": "p", "PolicyDocument": policy(*statements), **to_whom}
    return {"Given": {"Type": "AWS::IAM::Policy", "Properties": properties}}


def files(*statements):
    properties = {"FileSystemPolicy": policy(*statements)} if statements else {}
    return {"Files": {"Type": "AWS::EFS::FileSystem", "Properties": properties}}


def control(*statements):
    properties = {
        "Name": "p",
        "Type": "SERVICE_CONTROL_POLICY",
        "TargetIds": [HOME],
        "Content": policy(*statements),
    }
    return {"Control": {"Type": "AWS::Organizations::Policy", "Properties": properties}}


ADDED = {
    "the policy of a bucket that no template makes is gone": (
        READER | SHUT,
        READER,
        f"+ resource: {HOME}/x s3:PutObject",
    ),
    "the policy of a bucket that is retained is gone with it": (
        READER | SHUT | KEPT,
        READER,
        f"+ resource: {HOME}/x s3:PutObject",
    ),
    "a session may bring the tag": (
        {"Train": role(name="Train", trust=(LAMBDA, TAGGING))},
        {"Train": role(RED, name="Train", trust=(LAMBDA, TAGGING))},
        f"+ identity: {HOME}/Train s3:GetObject",
    ),
    "an index of a table": (
        table(),
        table(
            to(
                PARTNER,
                "dynamodb:Query",
                f"arn:aws:dynamodb:us-east-1:{HOME}:table/d/index/*",
            )
        ),
        "+? resource",
    ),
    "a policy for a role that no template has": (
        READER,
        READER | given(FULL, Roles=["Existing"]),
        "+? identity",
    ),
    "a policy inside of a kind that is not read": (
        files(),
        files(to("*", "*", "*")),
        "+? resource",
    ),
    "such a policy is gone": (files(deny("*", "*", Principal="*")), files(), "+? resource"),
    "a control policy that a template makes is gone": (
        READER | control(deny("s3:*", "*")),
        READER,
        "+? resource",
    ),
    "more for a role of which not all policies are known": (
        {"R": role(allow("s3:GetObject", "*"), **ELSEWHERE)},
        {"R": role(FULL, **ELSEWHERE)},
        "+? identity",
    ),
    "another policy that nobody gave": (
        {"R": role(**ELSEWHERE)},
        {"R": role(ManagedPolicyArns=[f"arn:aws:iam::{HOME}:policy/other"])},
        "+? identity",
    ),
    "an origin access identity": (
        {"Bucket": bucket("ml")},
        {"Bucket": bucket("ml"), "Door": bucket_policy("ml", to(CLOUDFRONT, "s3:GetObject", ML))},
        "+ resource: cloudfront/CloudFront Origin Access Identity E1 s3:GetObject",
    ),
    "an access control list": (
        {"Bucket": bucket("ml")},
        {"Bucket": bucket("ml", AccessControl="PublicRead")},
        "+? resource",
    ),
    "a tag of a resource": (
        {"R": role(OF_RED), "Bucket": bucket("ml")},
        {"R": role(OF_RED), "Bucket": bucket("ml", Tags=TEAM)},
        "+? resource",
    ),
}


@pytest.mark.parametrize("old, new, line", ADDED.values(), ids=ADDED)
def test_it_is_not_said_that_nothing_is_added_by(old, new, line, tmp_path):
    found = changes(estate(tmp_path / "a/x", old), estate(tmp_path / "b/x", new))
    assert line in told(found)
    assert found.may_add


def either(statement):
    nothing = {"Ref": "AWS::NoValue"}
    return {"R": role({"Fn::If": ["IsProd", statement, nothing]}, name="R")}


def test_what_an_open_condition_makes_of_a_changed_policy_cannot_be_told(tmp_path):
    sides = (tmp_path / "a/x", either(READ)), (tmp_path / "b/x", either(FULL))
    old, new = (estate(*side, parameters=["Stage"], conditions=PROD) for side in sides)
    assert told(changes(old, new)) == {"+? identity"}
    again = estate(tmp_path / "c/x", either(FULL), parameters=["Stage"], conditions=PROD)
    assert told(changes(again, new)) == set()


NOTHING = {
    "a tag of a session where nobody may bring one": (
        {"Train": role(name="Train")},
        {"Train": role(RED, name="Train")},
    ),
    "a tag that no policy asks for": (
        READER | {"Bucket": bucket("ml")},
        READER | {"Bucket": bucket("ml", Tags=TEAM)},
    ),
    "a policy for a role that no template has, the same": (
        given(FULL, Roles=["Existing"]),
        READER | given(FULL, Roles=["Existing"]),
    ),
    "less for such a role": (
        given(FULL, allow("s3:*", "*"), Roles=["Existing"]),
        given(allow("s3:*", "*"), Roles=["Existing"]),
    ),
    "less for a role of which not all policies are known": (
        {"R": role(FULL, READ, **ELSEWHERE)},
        {"R": role(READ, **ELSEWHERE)},
    ),
    "the policy of a kind that is not read, the same": (
        files(to("*", "*", "*")),
        {"Other": files(to("*", "*", "*"))["Files"]},
    ),
}


@pytest.mark.parametrize("old, new", NOTHING.values(), ids=NOTHING)
def test_nothing_is_held_open_for(old, new, tmp_path):
    before = READER if "Reader" in new and "Reader" not in old else {}
    found = changes(estate(tmp_path / "a/x", old | before), estate(tmp_path / "b/x", new))
    assert told(found) == set()
