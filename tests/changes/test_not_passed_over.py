"""New access for which there is nothing to see in a statement, or of which no request here is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from estates import (
    FULL,
    HOME,
    LAMBDA,
    STRANGER,
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
from xacct_guard.iam.layers import KmsGrant

OBJECTS = "arn:aws:s3:::ml/*"
READ = allow("s3:GetObject", "*")
TRAIN = f"arn:aws:iam::{HOME}:role/Train"
UNHELD_KEY = f"arn:aws:kms:us-east-1:{HOME}:key/elsewhere"
DELETES = allow("s3:DeleteObject", OBJECTS)
OF_RED = deny("s3:*", "*", Condition={"StringNotEquals": {"aws:PrincipalTag/team": "red"}})
EVERYONE = to("*", "*", "*")


def train(*statements, **more):
    return {"Train": role(*statements, name="Train", **more)}


def tagged(team):
    return train(READ, Tags=[{"Key": "team", "Value": team}])


def entered(pattern):
    """Whoever comes from a provider that a deployment names, if its claim is like a pattern."""
    comes = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": {"Ref": "Provider"}},
        "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": pattern}},
    }
    return train(READ, trust=(LAMBDA, comes))


def files(*statements):
    properties = {"FileSystemPolicy": policy(*statements)} if statements else {}
    return {"Type": "AWS::EFS::FileSystem", "Properties": properties}


def table(*statements):
    stream = {"StreamViewType": "KEYS_ONLY"}
    if statements:
        stream["ResourcePolicy"] = {"PolicyDocument": policy(*statements)}
    properties = {"TableName": "d", "StreamSpecification": stream}
    return {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}


def shared(*principals):
    properties = {"Name": "models", "Principals": principals, "ResourceArns": ["arn:aws:x:::y"]}
    return {"Share": {"Type": "AWS::RAM::ResourceShare", "Properties": properties}}


def public(**properties):
    return {"Bucket": bucket("ml", AccessControl="PublicRead", **properties)}


IGNORED = {"PublicAccessBlockConfiguration": {"IgnorePublicAcls": True}}
ENFORCED = {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}

PROD = {"IsProd": {"Fn::Equals": [{"Ref": "Provider"}, "prod"]}}


def either(statement, otherwise):
    """A file system with the one statement or the other, as nobody says what a parameter is."""
    return {"Files": files({"Fn::If": ["IsProd", statement, otherwise]})}


def controlled(*targets):
    properties = {
        "Name": "p",
        "Type": "SERVICE_CONTROL_POLICY",
        "TargetIds": targets,
        "Content": policy(deny("s3:*", "*")),
    }
    return {"Control": {"Type": "AWS::Organizations::Policy", "Properties": properties}}


def provider(*clients):
    properties = {"Url": "https://token.actions.githubusercontent.com", "ClientIdList": clients}
    return {"Provider": {"Type": "AWS::IAM::OIDCProvider", "Properties": properties}}


def custom(about, **properties):
    """A value that somebody's code returns, and a policy about it."""
    given = {"ServiceToken": f"arn:aws:lambda:us-east-1:{HOME}:function:f", **properties}
    made = {"Type": "Custom::Lookup", "Properties": given}
    return {"Found": made, **about}


BY_RESOURCE = train(allow("s3:GetObject", {"Fn::GetAtt": ["Found", "Arn"]}))
BY_REF = train(allow("s3:GetObject", {"Fn::Sub": "arn:aws:s3:::${Found}/*"}))
TRUSTED = {"Effect": "Allow", "Principal": {"AWS": {"Fn::GetAtt": ["Found", "Id"]}}}
BY_TRUST = train(READ, trust=(TRUSTED | {"Action": "sts:AssumeRole"},))
BY_NAME = {
    "Door": bucket_policy({"Fn::GetAtt": ["Found", "Name"]}, to("*", "s3:GetObject", OBJECTS))
}


def nested(**parameters):
    properties = {"TemplateURL": "https://x.s3.amazonaws.com/a.yaml", "Parameters": parameters}
    inner = {"Type": "AWS::CloudFormation::Stack", "Properties": properties}
    arn = {"Fn::GetAtt": ["Inner", "Outputs.Arn"]}
    return {"Inner": inner, **train(allow("s3:GetObject", arn))}


AT_HOME = {
    "what a custom resource returns": (
        custom(BY_RESOURCE, Name="a"),
        custom(BY_RESOURCE, Name="b"),
        "+? resource",
    ),
    "its physical id": (custom(BY_REF, Name="a"), custom(BY_REF, Name="b"), "+? resource"),
    "whom it names": (custom(BY_TRUST, Name="a"), custom(BY_TRUST, Name="b"), "+? resource"),
    "on what it puts a policy": (
        custom(BY_NAME, Name="a"),
        custom(BY_NAME, Name="b"),
        "+? resource",
    ),
    "an output of a stack whose template is elsewhere": (
        nested(Name="a"),
        nested(Name="b"),
        "+? resource",
    ),
    "an unread policy that an open condition decides on": (
        either(deny("*", "*", Principal="*"), EVERYONE),
        either(EVERYONE, EVERYONE),
        "+? resource",
    ),
    "a control policy that stands above fewer accounts": (
        controlled(HOME, STRANGER),
        controlled(STRANGER),
        "+? resource",
    ),
    "one more client of a provider": (provider("a"), provider("a", "b"), "+? resource"),
    "whoever comes from a provider that a deployment names": (
        entered("repo:us/it:ref:refs/heads/main"),
        entered("repo:us/*"),
        "+ trust",
    ),
    "an ACL that is ignored no longer": (public(**IGNORED), public(), "+? resource"),
    "an ACL that the owner enforced away": (public(**ENFORCED), public(), "+? resource"),
    "a policy of an unread kind, as another thing has it": (
        {"One": files(EVERYONE), "Two": files()},
        {"One": files(EVERYONE), "Two": files(EVERYONE)},
        "+? resource",
    ),
    "the policy of a stream of a table": (table(), table(EVERYONE), "+? resource"),
    "a share of resources": (shared(), shared(STRANGER), "+? resource"),
}


@pytest.mark.parametrize("old, new, line", AT_HOME.values(), ids=AT_HOME)
def test_it_is_told_of(old, new, line, tmp_path):
    sides = (
        estate(tmp_path / where / "x", home, parameters=["Provider"], conditions=PROD)
        for where, home in (("a", old), ("b", new))
    )
    assert [one for one in told(changes(*sides)) if one.startswith(line)]


@pytest.mark.parametrize("more", [IGNORED, ENFORCED])
def test_an_acl_without_a_say_adds_nothing(more, tmp_path):
    old = estate(tmp_path / "a/x", {"Bucket": bucket("ml", **more)})
    assert told(changes(old, estate(tmp_path / "b/x", public(**more)))) == set()


def test_a_custom_resource_of_which_no_policy_speaks_adds_nothing(tmp_path):
    sides = (estate(tmp_path / name / "x", custom(train(READ), Name=name)) for name in "ab")
    assert told(changes(*sides)) == set()


def test_a_bucket_that_goes_to_another_account_is_new_access_there(tmp_path):
    old = estate(tmp_path / "a/x", {"Bucket": bucket("ml")}, train(READ))
    new = estate(tmp_path / "b/x", {"Other": bucket("mm")}, train(READ) | {"Bucket": bucket("ml")})
    assert told(changes(old, new)) == {"+? resource"}


@pytest.mark.parametrize("kind", ["scps", "rcps"])
def test_a_tag_for_which_only_control_policies_ask_cannot_be_told(kind, tmp_path):
    written = [FULL, OF_RED] if kind == "scps" else [OF_RED | {"Principal": "*"}]
    sides = (
        replace(estate(tmp_path / team / "x", tagged(team), **{kind: written}), loose=())
        for team in ("blue", "red")
    )
    assert told(changes(*sides)) == {"+? identity"}


NO_DELETING = {"rcps": [deny("s3:DeleteObject", "*", Principal="*")]}


def test_what_the_own_account_keeps_from_its_resources_may_be_done_to_those_of_others(tmp_path):
    old = estate(tmp_path / "a/x", train(), **NO_DELETING)
    new = estate(tmp_path / "b/x", train(DELETES), **NO_DELETING)
    assert told(changes(old, new)) == {f"+ identity: {HOME}/Train s3:DeleteObject"}


def test_a_control_policy_that_is_gone_opens_what_others_own(tmp_path):
    strict = {**NO_DELETING, "scps": [FULL, deny("s3:DeleteObject", OBJECTS)]}
    old = estate(tmp_path / "a/x", train(FULL), **strict)
    new = estate(tmp_path / "b/x", train(FULL), **NO_DELETING, scps=[FULL])
    added = f"+ service control policies: {HOME}/Train s3:DeleteObject"
    assert told(changes(old, new)) == {added}


def test_what_the_own_account_keeps_from_its_resources_adds_nothing_there(tmp_path):
    own = f"arn:aws:sqs:us-east-1:{HOME}:q"
    kept = {"rcps": [deny("sqs:*", "*", Principal="*")]}
    old = estate(tmp_path / "a/x", train(), **kept)
    new = estate(tmp_path / "b/x", train(allow("sqs:SendMessage", own)), **kept)
    assert told(changes(old, new)) == set()


def test_a_grant_on_a_key_that_no_template_has_is_new_access(tmp_path):
    grants = {UNHELD_KEY: (KmsGrant(TRAIN, ("Decrypt",)),)}
    old, new = (estate(tmp_path / side / "x", train()) for side in "ab")
    granted = replace(new, grants=grants)
    assert told(changes(old, granted)) == {f"+ resource: {HOME}/Train kms:Decrypt"}
    assert told(changes(granted, old)) == {f"- resource: {HOME}/Train kms:Decrypt"}


def test_a_denial_that_goes_opens_a_grant_on_a_key_that_no_template_has(tmp_path):
    grants = {UNHELD_KEY: (KmsGrant(TRAIN, ("Decrypt",)),)}
    old = estate(tmp_path / "a/x", train(deny("kms:*", "*")))
    old, new = (replace(one, grants=grants) for one in (old, estate(tmp_path / "b/x", train())))
    assert told(changes(old, new)) == {f"+ identity: {HOME}/Train kms:Decrypt"}


KEPT_IN = {"rcps": [deny(["s3:*", "sts:*", "sqs:*"], "*", Principal="*")]}


def queue(*statements):
    made = {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}}
    properties = {"Queues": [{"Ref": "Queue"}], "PolicyDocument": policy(*statements)}
    return made | {"Door": {"Type": "AWS::SQS::QueuePolicy", "Properties": properties}}


LINKED = {
    "only its service assumes a service-linked role": (
        train(),
        train(allow("sts:AssumeRole", f"arn:aws:iam::{HOME}:role/*")),
        set(),
    ),
    "roles of others are assumed": (
        train(),
        train(allow("sts:AssumeRole", "*")),
        {f"+ identity: {HOME}/Train sts:AssumeRole"},
    ),
    "all else that is asked of a role is asked of IAM": (
        train(),
        train(allow("*", f"arn:aws:iam::{HOME}:*")),
        {f"+ identity: {HOME}/Train iam:DeleteVirtualMFADevice"},
    ),
    "nobody knows what AWS lets one do that it gives to others": (
        queue(to({"AWS": HOME}, "sqs:SendMessage", "*")),
        queue(to("*", "sqs:SendMessage", "*")),
        {"+? resource"},
    ),
}


@pytest.mark.parametrize("old, new, lines", LINKED.values(), ids=LINKED)
def test_no_witness_is_one_by_the_exemption_of_service_linked_roles(old, new, lines, tmp_path):
    sides = (estate(tmp_path / at / "x", one, **KEPT_IN) for at, one in (("a", old), ("b", new)))
    assert told(changes(*sides)) == lines


IN_ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}


@pytest.mark.parametrize("only", ["old", "new"])
@pytest.mark.parametrize("lets_in", [IN_ORGANIZATION, {}])
def test_an_account_of_which_one_side_knows_may_be_let_in_as_a_member(lets_in, only, tmp_path):
    """Where policies ask for the organization; else it makes no difference."""
    door = bucket_policy("ml", to("*", "s3:GetObject", OBJECTS, Condition=lets_in))
    sides = {
        side: replace(
            estate(tmp_path / side / "x", {"Bucket": bucket("ml"), "Door": door}),
            organization="o-1",
        )
        for side in ("old", "new")
    }
    other = "new" if only == "old" else "old"
    alone = {HOME: sides[other].accounts[HOME]}
    sides[other] = replace(sides[other], accounts=alone)
    assert told(changes(sides["old"], sides["new"])) == ({"+? organization"} if lets_in else set())
