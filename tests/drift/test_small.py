"""Drift of small estates, each a template and a snapshot written by hand: what must be silent, what not."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.drift.changed import allow, policy, trust
from xacct_guard.changes import Direction, Kind
from xacct_guard.cli import main
from xacct_guard.cli.drifting import against
from xacct_guard.iam.compare import Witness
from xacct_guard.iam.reference import managed_policy
from xacct_guard.run import Options
from xacct_guard.snapshot.rows import Account, Document, Missing
from xacct_guard.snapshot.write import create

OWN, REGION = "111111111111", "us-east-1"
DEFAULT = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
CONFIG = """\
accounts: {ml: {id: "111111111111", regions: [us-east-1]}}
stacks: [{name: app, template: app.yaml, account: ml, region: us-east-1}]
"""
EC2 = {"Service": "ec2.amazonaws.com"}


def role(name: str, *policies: Any, **more: Any) -> dict[str, Any]:
    return {
        "RoleName": name,
        "Arn": f"arn:aws:iam::{OWN}:role/{name}",
        "Path": "/",
        "AssumeRolePolicyDocument": trust(EC2),
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": each} for each in policies],
        "AttachedManagedPolicies": [],
        **more,
    }


class Estate:
    """A template and what is live."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.resources: dict[str, Any] = {}
        self.more: dict[str, Any] = {}
        self.documents: list[Document] = []
        self.missing: list[Missing] = []
        self.roles: list[Any] = []
        self.policies: list[Any] = []
        self.config = CONFIG

    def template(self, logical: str, type: str, **properties: Any) -> None:
        self.resources[logical] = {"Type": type, "Properties": properties}

    def template_role(self, logical: str, *policies: Any, **more: Any) -> None:
        named = [{"PolicyName": "own", "PolicyDocument": each} for each in policies]
        own = {"AssumeRolePolicyDocument": trust(EC2), "Policies": named}
        self.template(logical, "AWS::IAM::Role", **{**own, **more})

    def live(self, kind: str, name: str, region: str = REGION, **record: Any) -> None:
        self.documents.append(Document(OWN, region, kind, name, record))

    def drift(self):
        (self.folder / "xacct-guard.yaml").write_text(self.config)
        template = {"Resources": self.resources, **self.more}
        (self.folder / "app.yaml").write_text(json.dumps(template, indent=1))
        details = {"RoleDetailList": self.roles, "Policies": self.policies}
        details |= {"UserDetailList": [], "GroupDetailList": []}
        record = {"get_account_authorization_details": details}
        every = [Document(OWN, "", "iam:authorization-details", "details", record), *self.documents]
        file = self.folder / "live.snapshot"
        file.unlink(missing_ok=True)
        with create(file, {"tool": "test", "started": "2026-01-01T00:00:00Z"}) as writer:
            account = Account(OWN, "ml", "aws", (REGION,), "2026-01-01T00:00:00Z")
            writer.put(account, every, self.missing)
        written, _, found = against(str(self.folder), file, Options())
        assert written.failures == ()
        return found


@pytest.fixture
def estate(tmp_path):
    return Estate(tmp_path)


def told(found):
    return {
        (each.direction, each.thing.kind, each.answer.request.action)
        for each in found.changes.found
        if isinstance(each.answer, Witness)
    }


def key(estate, id, document):
    estate.live(
        "kms:key",
        id,
        list_keys={"KeyId": id, "KeyArn": f"arn:aws:kms:{REGION}:{OWN}:key/{id}"},
        describe_key={"KeyMetadata": {"KeyManager": "CUSTOMER", "Enabled": True}},
        get_key_policy={"Policy": json.dumps(document)},
        list_grants={"Grants": []},
    )


HANDED = policy(allow("kms:*", Principal={"AWS": f"arn:aws:iam::{OWN}:root"}))
FIRST = "11111111-aaaa-4aaa-8aaa-111111111111"
SECOND = "22222222-aaaa-4aaa-8aaa-222222222222"


def test_a_key_is_known_by_its_alias_and_its_default_policy_is_no_drift(estate):
    estate.template("Key", "AWS::KMS::Key")
    estate.template("Alias", "AWS::KMS::Alias", AliasName="alias/ml", TargetKeyId={"Ref": "Key"})
    key(estate, FIRST, HANDED)
    key(estate, SECOND, policy(allow("kms:*", Principal={"AWS": "*"})))
    estate.live(
        "kms:alias", "alias/ml", list_aliases={"AliasName": "alias/ml", "TargetKeyId": FIRST}
    )
    found = estate.drift()
    assert found.same == 2
    assert [each.arn.rpartition("/")[2] for each in found.extra] == [SECOND]
    assert {each.thing.name.rpartition("/")[2] for each in found.changes.found} == {SECOND}


def endpoint(estate, **more):
    estate.live("ec2:vpc", "vpc-1", describe_vpcs={"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"})
    said = {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Interface"}
    said |= {"ServiceName": "com.amazonaws.us-east-1.sts", "SubnetIds": ["subnet-1"]}
    given = policy(allow("*", Principal="*"))
    said |= {"PolicyDocument": json.dumps(given), "Groups": [{"GroupId": "sg-1"}]}
    estate.live("ec2:vpc-endpoint", "vpce-1", describe_vpc_endpoints={**said, **more})
    estate.template(
        "Endpoint",
        "AWS::EC2::VPCEndpoint",
        VpcId="vpc-1",
        ServiceName="com.amazonaws.us-east-1.sts",
        VpcEndpointType="Interface",
        SubnetIds=["subnet-1"],
        SecurityGroupIds=["sg-1"],
    )
    stack = {"StackName": "app", "StackId": f"arn:aws:cloudformation:{REGION}:{OWN}:stack/app/1"}
    made = {"Logical": "Endpoint", "Physical": "vpce-1", "Type": "AWS::EC2::VPCEndpoint"}
    estate.live("cloudformation:stack", "app", describe_stacks=stack, list_stack_resources=[made])


def test_an_endpoint_with_the_policy_that_aws_gives_is_no_drift(estate):
    endpoint(estate)
    found = estate.drift()
    assert [each.arn for each in found.extra] == [f"arn:aws:ec2:{REGION}:{OWN}:vpc/vpc-1"]
    assert found.changes.found == found.settings == found.unsure == ()


def test_an_endpoint_in_another_subnet_with_another_policy_is(estate):
    narrow = json.dumps(policy(allow("sts:AssumeRole", Principal="*")))
    endpoint(estate, SubnetIds=["subnet-1", "subnet-2"], PolicyDocument=narrow)
    found = estate.drift()
    assert [(each.name, each.live) for each in found.settings] == [
        ("subnets", "subnet-1, subnet-2")
    ]
    assert {each[:2] for each in told(found)} == {(Direction.REMOVED, Kind.ENDPOINT)}


def test_a_topic_with_the_policy_that_aws_gives_is_no_drift(estate):
    estate.template("Topic", "AWS::SNS::Topic", TopicName="news")
    arn = f"arn:aws:sns:{REGION}:{OWN}:news"
    own = {"StringEquals": {"AWS:SourceOwner": OWN}}
    given = allow("SNS:Publish", arn, Principal={"AWS": "*"}, Condition=own)
    document = policy({**given, "Sid": "__default_statement_ID"})
    estate.live(
        "sns:topic",
        arn,
        list_topics={"TopicArn": arn},
        get_topic_attributes={"Policy": json.dumps(document), "KmsMasterKeyId": None},
    )
    found = estate.drift()
    assert found.is_none
    assert found.unsure == ()


def managed(version: str, document: Any) -> Any:
    listed = [{"VersionId": version, "IsDefaultVersion": True, "Document": document}]
    name = DEFAULT.rpartition("/")[2]
    return {
        "PolicyName": name,
        "Arn": DEFAULT,
        "DefaultVersionId": version,
        "PolicyVersionList": listed,
    }


def test_a_policy_that_aws_wrote_anew_is_no_drift(estate):
    attached = [{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": DEFAULT}]
    estate.template_role("Reader", RoleName="reader", ManagedPolicyArns=[DEFAULT])
    estate.roles.append(role("reader", AttachedManagedPolicies=attached))
    estate.policies.append(managed("v9", policy(allow(["s3:Get*", "s3-next:Get*"]))))
    assert json.loads(managed_policy(DEFAULT) or "{}")["Statement"]
    found = estate.drift()
    assert found.is_none
    assert found.unsure == ()


def test_a_managed_policy_that_was_attached_by_hand_is(estate):
    attached = [{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": DEFAULT}]
    estate.template_role("Reader", RoleName="reader")
    estate.roles.append(role("reader", AttachedManagedPolicies=attached))
    estate.policies.append(managed("v9", policy(allow("s3:Get*"))))
    found = estate.drift()
    assert {each[:2] for each in told(found)} == {(Direction.ADDED, Kind.PRINCIPAL)}


def test_a_boundary_that_is_gone_is_told_by_what_it_forbade(estate):
    bound = policy(allow("s3:GetObject"))
    estate.template(
        "Bound", "AWS::IAM::ManagedPolicy", ManagedPolicyName="bound", PolicyDocument=bound
    )
    estate.template_role(
        "Reader", policy(allow("s3:*")), RoleName="reader", PermissionsBoundary={"Ref": "Bound"}
    )
    estate.roles.append(role("reader", policy(allow("s3:*"))))
    assert {each[:2] for each in told(estate.drift())} == {(Direction.ADDED, Kind.PRINCIPAL)}


def test_tags_that_a_stack_adds_are_no_drift_and_one_that_was_changed_is(estate):
    asked = {"StringEquals": {"aws:PrincipalTag/team": "ml"}}
    estate.template_role(
        "Reader",
        policy(allow("s3:GetObject", Condition=asked)),
        RoleName="reader",
        Tags=[{"Key": "team", "Value": "ml"}],
    )
    tags = [{"Key": "team", "Value": "ml"}, {"Key": "cost", "Value": "7"}]
    estate.roles.append(role("reader", policy(allow("s3:GetObject", Condition=asked)), Tags=tags))
    assert estate.drift().is_none
    tags[0]["Value"] = "web"
    found = estate.drift()
    assert [(each.name, each.written, each.live) for each in found.settings] == [
        ("tag team", "ml", "web")
    ]


def test_what_a_template_leaves_open_whether_it_makes_cannot_be_told(estate):
    estate.more = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    }
    estate.template("Queue", "AWS::SQS::Queue", QueueName="jobs")
    estate.template_role("Reader", RoleName="reader")
    for each in estate.resources.values():
        each["Condition"] = "IsProd"
    found = estate.drift()
    assert found.lacking == ()
    assert sorted(each.what for each in found.unsure) == [
        "role `app/Reader`",
        "sqs queue `app/Queue`",
    ]


def test_kinds_that_a_snapshot_does_not_hold_are_told_in_one_line(estate):
    estate.template("Log", "AWS::Logs::LogGroup", LogGroupName="/ml")
    estate.template("Job", "AWS::Glue::Job", Name="etl", Role="r", Command={"Name": "glueetl"})
    (each,) = estate.drift().unsure
    assert (each.account, each.count) == (OWN, 2)
    assert each.because.endswith("glue:job, logs:log-group")


def test_a_policy_for_a_role_that_no_template_makes_must_be_there(estate):
    estate.template(
        "Given",
        "AWS::IAM::Policy",
        PolicyName="given",
        Roles=["console-made"],
        PolicyDocument=policy(allow("sqs:SendMessage")),
    )
    estate.template_role("Reader", RoleName="reader")
    estate.roles += [role("reader"), role("console-made", policy(allow("sqs:SendMessage")))]
    found = estate.drift()
    assert found.is_none
    estate.roles[1] = role("console-made")
    assert told(estate.drift()) == {(Direction.REMOVED, Kind.PRINCIPAL, "sqs:SendMessage")}


def control(estate, document):
    listed = {"Id": "p-1", "Name": "guard"}
    estate.live(
        "organizations:service-control-policy",
        "p-1",
        "",
        list_policies=listed,
        describe_policy={"Content": json.dumps(document)},
        list_targets_for_policy=["r-1", OWN],
    )
    types = [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    estate.live(
        "organizations:root",
        "r-1",
        "",
        list_roots={"Id": "r-1", "PolicyTypes": types},
        list_accounts_for_parent=[OWN],
        units=[],
    )
    account = {"Id": OWN, "Name": "ml"}
    estate.live("organizations:account", OWN, "", list_accounts=account)
    said = {"Id": "o-example", "MasterAccountId": "999999999999"}
    estate.live("organizations:organization", "o-example", "", describe_organization=said)


def test_control_policies_are_compared_where_the_configuration_gives_them(estate):
    estate.template_role("Reader", policy(allow("s3:*")), RoleName="reader")
    estate.roles.append(role("reader", policy(allow("s3:*"))))
    forbids = policy(allow("*"), {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"})
    control(estate, forbids)
    assert estate.drift().is_none  # the templates do not say any
    (estate.folder / "scp.json").write_text(json.dumps(policy(allow("*"))))
    estate.config = CONFIG + (
        'policies: [{document: scp.json, attached_to: "111111111111", account: ml}]\n'
    )
    found = estate.drift()
    assert (Direction.REMOVED, Kind.SCP, "s3:DeleteBucket") in told(found)


def test_terraform_is_held_against_what_is_live_as_well(estate):
    (estate.folder / "main.tf").write_text(
        'resource "aws_sqs_queue" "jobs" { name = "jobs" }\n'
        'resource "aws_iam_role" "reader" {\n  name = "reader"\n'
        f"  assume_role_policy = jsonencode({json.dumps(trust(EC2))})\n}}\n"
    )
    estate.config = CONFIG.partition("stacks")[0] + (
        "terraform: [{directory: ., account: ml, region: us-east-1}]\n"
    )
    estate.roles.append(role("reader", policy(allow("s3:GetObject"))))
    found = estate.drift()
    assert told(found) == {(Direction.ADDED, Kind.PRINCIPAL, "s3:GetObject")}
    assert [Path(each.span.source.name).name for each in found.lacking] == ["main.tf"]


def test_templates_without_a_place_are_not_said_to_be_gone(estate):
    estate.config = "{}\n"
    estate.template_role("Reader", RoleName="reader")
    estate.roles.append(role("reader"))
    found = estate.drift()
    assert found.lacking == found.extra == ()
    (each,) = found.unsure
    assert "nobody says in which account" in each.because


def test_a_page_tells_the_drift_that_programs_are_told(estate, capsys):
    estate.template("Key", "AWS::KMS::Key")
    key(estate, FIRST, HANDED)
    key(estate, SECOND, policy(allow("kms:Decrypt", Principal={"AWS": "*"})))
    estate.drift()
    live, page, members = (estate.folder / name for name in ("live.snapshot", "a.html", "a.json"))
    asked = ("audit", "--check-only", "--save", str(live), "--against", str(estate.folder))
    files = ("-o", f"html={page}", "-o", f"json={members}")
    assert main([*asked, "--fail-on", "never", "--format", "concise", *files]) == 0
    said = json.loads(members.read_text())["drift"]
    assert said["live_only"] or said["cannot_tell"]
    told = unescape(page.read_text().partition('id="drift"')[2].partition("</section>")[0])
    for each in said["live_only"]:
        assert each["arn"].rpartition("/")[2] in told
    for each in said["access"]["changes"]:
        assert SECOND in told, each
    assert "drift from" in capsys.readouterr().err  # the format that is printed has no room for it
