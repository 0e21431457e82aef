"""What creating a training job asks, row by row of the facts that the steps rest on."""

from __future__ import annotations

import copy

import pytest

from tests.operations.account import (
    CI,
    IMAGE,
    JOB,
    KEY,
    OTHERS_KEY,
    US,
    Work,
    account,
    allowing,
    called,
    denying,
    subnet,
)
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.symbol import Symbol, shown
from xacct_guard.trace import answer
from xacct_guard.trace.decide import by_whom

REQUEST = {
    "TrainingJobName": "fit",
    "RoleArn": JOB,
    "AlgorithmSpecification": {"TrainingImage": IMAGE},
    "InputDataConfig": [
        {
            "ChannelName": "train",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/train"}},
        }
    ],
    "OutputDataConfig": {"S3OutputPath": "s3://models/out", "KmsKeyId": KEY},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 5},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


def request(**changes: object) -> dict[str, object]:
    found = copy.deepcopy(REQUEST)
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(found.get(name), dict):
            found[name].update(value)  # type: ignore[union-attr]
        else:
            found[name] = value
    return found


def trained(
    *, caller: object = None, role: object = None, trust: object = None, **changes: object
) -> Work:
    given = {"caller": caller, "role": role, "trust": trust}
    graph = account(**{key: value for key, value in given.items() if value is not None})
    return called(graph, "CreateTrainingJob", request(**changes))


def test_with_all_rights_nothing_is_refused():
    found = trained()
    # The estate has no key, so what is asked of it is open.
    assert found.refused() == set()
    assert found.open() == {"kms:GenerateDataKey", "kms:Decrypt"}


@pytest.mark.parametrize(
    "action",
    [
        "s3:ListBucket",  # 1.8
        "s3:GetObject",  # 1.9
        "s3:PutObject",  # 1.11
        "ecr:GetAuthorizationToken",  # 1.14
        "ecr:BatchCheckLayerAvailability",  # 1.15
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "kms:GenerateDataKey",  # 1.12
    ],
)
def test_the_role_needs_each_of_its_rights(action: str):
    assert action in trained(role=denying(action)).refused()


@pytest.mark.parametrize("action", ["sagemaker:CreateTrainingJob", "iam:PassRole"])  # 1.1, 1.5
def test_the_caller_needs_each_of_its_rights(action: str):
    assert trained(caller=denying(action)).refused() == {action}


def test_a_role_that_trusts_somebody_else_is_not_taken_on():  # 1.7
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    assert trained(trust=trust).refused() == {"sts:AssumeRole"}


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        (f"arn:aws:sagemaker:eu-west-1:{US}:training-job/*", set()),
        (f"arn:aws:sagemaker:eu-west-1:{US}:processing-job/*", {"sts:AssumeRole"}),
    ],
)
def test_the_source_of_the_assumption_is_the_job(source: str, refused: set[str]):  # 1.7
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "ArnLike": {"aws:SourceArn": source},
            "StringEquals": {"aws:SourceAccount": US},
        },
    }
    assert trained(trust=trust).refused() == refused


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("sagemaker:VolumeKmsKey", {"ResourceConfig": {"VolumeKmsKeyId": KEY}}),
        ("sagemaker:VolumeKmsKeyArn", {"ResourceConfig": {"VolumeKmsKeyId": KEY}}),
        (
            "sagemaker:VpcSubnets",
            {"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}},
        ),
        ("sagemaker:NetworkIsolation", {"EnableNetworkIsolation": True}),
        ("sagemaker:KeepAlivePeriod", {"ResourceConfig": {"KeepAlivePeriodInSeconds": 60}}),
        ("sagemaker:EnableRemoteDebug", {"RemoteDebugConfig": {"EnableRemoteDebug": True}}),
        ("aws:RequestTag/team", {"Tags": [{"Key": "team", "Value": "a"}]}),
        ("aws:TagKeys", {"Tags": [{"Key": "team", "Value": "a"}]}),
    ],
)
def test_a_key_is_there_with_its_parameter_and_absent_without(key: str, changes: dict):  # 1.1
    only_with = allowing("sagemaker:CreateTrainingJob", {"Null": {key: "false"}})
    assert "sagemaker:CreateTrainingJob" in trained(caller=only_with).refused()
    with_it = trained(caller=only_with, **changes)
    assert "sagemaker:CreateTrainingJob" not in with_it.refused() | with_it.open()


def test_a_key_whose_parameter_is_computed_is_unknown():
    only_with = allowing("sagemaker:CreateTrainingJob", {"Null": {"sagemaker:VpcSubnets": "false"}})
    found = trained(caller=only_with, VpcConfig=str(Symbol("input of the state machine: $.vpc")))
    assert "sagemaker:CreateTrainingJob" in found.open()


@pytest.mark.parametrize("type", ["ml.m5.large", "ml.p3.2xlarge"])
def test_instance_types_are_a_key_of_many_values(type: str):  # 1.1
    few = {"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": ["ml.m5.large"]}}
    found = trained(
        caller=allowing("sagemaker:CreateTrainingJob", few), ResourceConfig={"InstanceType": type}
    )
    assert ("sagemaker:CreateTrainingJob" in found.refused()) == (type != "ml.m5.large")


def test_tags_take_a_right_of_their_own():  # 1.6
    tags = [{"Key": "team", "Value": "a"}]
    assert trained(Tags=tags).one("sagemaker:AddTags").context == {
        "aws:requesttag/team": "a",
        "aws:tagkeys": ("team",),
        "sagemaker:taggingaction": "CreateTrainingJob",
    }
    assert trained(caller=denying("sagemaker:AddTags"), Tags=tags).refused() == {
        "sagemaker:AddTags"
    }
    assert trained(caller=denying("sagemaker:AddTags")).refused() == set()


def test_without_a_key_the_model_is_put_under_aws_s3():  # 1.11
    found = trained(OutputDataConfig={"KmsKeyId": None}).one("s3:PutObject")
    assert found.key == f"arn:aws:kms:eu-west-1:{US}:alias/aws/s3"
    assert found.context == {"s3:x-amz-server-side-encryption": "aws:kms"}


@pytest.mark.parametrize(
    ("given", "optional"),
    [
        (KEY, True),
        (KEY.rpartition("/")[2], False),
        ("alias/models", False),
        (KEY.replace("key/11111111-1111-1111-1111-111111111111", "alias/models"), False),
    ],
)
def test_a_key_by_id_or_alias_takes_kms_encrypt(given: str, optional: bool):  # 1.12
    found = trained(OutputDataConfig={"KmsKeyId": given})
    step = found.one("kms:Encrypt")
    assert (step.optional, step.context["kms:viaservice"]) == (
        optional,
        "s3.eu-west-1.amazonaws.com",
    )
    refused = trained(role=denying("kms:Encrypt"), OutputDataConfig={"KmsKeyId": given}).refused()
    assert ("kms:Encrypt" in refused) is not optional


def test_a_volume_is_locked_by_a_grant_through_sagemaker():  # 1.13
    found = trained(ResourceConfig={"VolumeKmsKeyId": KEY}).one("kms:CreateGrant")
    assert (found.principal, found.or_by, found.resource) == (JOB, CI, KEY)
    assert found.context == {
        "aws:viaawsservice": "true",
        "kms:grantisforawsresource": "true",
        "kms:viaservice": "sagemaker.eu-west-1.amazonaws.com",
    }
    assert "kms:grantoperations" in found.unknown


@pytest.mark.parametrize(
    ("role", "caller", "refused"),
    [(True, True, False), (False, True, False), (True, False, False), (False, False, True)],
)
def test_the_grant_may_be_the_roles_or_the_callers(role: bool, caller: bool, refused: bool):  # 1.13
    grant = denying("kms:CreateGrant")
    graph = account(
        **({} if role else {"role": grant}),
        **({} if caller else {"caller": grant}),
        more=OWN_KEY,
    )
    (key,) = graph.of_type("kms:key")
    found = called(graph, "CreateTrainingJob", request(ResourceConfig={"VolumeKmsKeyId": key.arn}))
    assert ("kms:CreateGrant" in found.refused()) is refused
    step = by_whom(found.one("kms:CreateGrant"), graph)
    assert (answer(step, graph).verdict is Verdict.ALLOW) is not refused
    assert step.principal == (JOB if role or refused else CI)


OWN_KEY = """
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          {Effect: Allow, Principal: {AWS: "arn:aws:iam::111111111111:root"}, Action: "kms:*", Resource: "*"}
"""


def test_a_key_of_another_account_is_asked_there():
    found = trained(OutputDataConfig={"KmsKeyId": OTHERS_KEY})
    assert {step.resource for step in found.of("kms:GenerateDataKey")} == {OTHERS_KEY}


def test_in_a_vpc_data_go_through_its_endpoint_and_images_do_not():  # 1.8, 1.15, 1.18, 8.5, 8.6
    graph = account()
    network = {"Subnets": [subnet(graph)], "SecurityGroupIds": ["sg-1"]}
    found = called(graph, "CreateTrainingJob", request(VpcConfig=network))
    by_action = {step.action: decision for step, decision in found.decisions}
    for action in ("s3:ListBucket", "s3:GetObject", "s3:PutObject"):
        assert by_action[action].request.context.values["aws:sourcevpce"].startswith("\ue000")
    for action in ("ecr:BatchGetImage", "kms:Decrypt"):
        assert "aws:sourcevpce" in by_action[action].request.context.absent
    assert len([step for step in found.steps if step.action.startswith("ec2:")]) == 9
    assert {s.resource for s in found.steps if s.action.startswith("ec2:")} == {"*"}
    assert found.refused() == set()  # there is no way to CloudWatch, which stops nothing


def test_interfaces_may_not_be_scoped():  # 1.18
    graph = account(
        role=[
            {"Effect": "Allow", "NotAction": "ec2:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:*:*:subnet/*"},
        ]
    )
    network = {"Subnets": [subnet(graph)], "SecurityGroupIds": ["sg-1"]}
    found = called(graph, "CreateTrainingJob", request(VpcConfig=network))
    assert "ec2:CreateNetworkInterface" in found.refused()


def test_network_isolation_does_not_change_the_way_of_data():  # 1.19
    graph = account()
    network = {"Subnets": [subnet(graph)], "SecurityGroupIds": ["sg-1"]}
    isolated = request(VpcConfig=network, EnableNetworkIsolation=True)
    found = called(graph, "CreateTrainingJob", isolated)
    assert found.one("s3:PutObject").stand is not None
    assert (
        called(graph, "CreateTrainingJob", request(EnableNetworkIsolation=True))
        .one("s3:PutObject")
        .stand
        is None
    )


@pytest.mark.parametrize("where", ["bucket", "image"])
def test_what_a_job_uses_has_to_be_in_its_region(where: str):
    changes: dict[str, object] = {
        "image": {
            "AlgorithmSpecification": {
                "TrainingImage": f"{US}.dkr.ecr.us-east-1.amazonaws.com/train:1"
            }
        },
    }.get(where, {})
    graph = account()
    if where == "bucket":
        from dataclasses import replace

        held = dict(graph.resources)
        held["arn:aws:s3:::data"] = replace(held["arn:aws:s3:::data"], region="us-east-1")
        graph = replace(graph, resources=held)
    found = called(graph, "CreateTrainingJob", request(**changes))
    expected = {"ecr:BatchGetImage"} if where == "image" else {"s3:GetObject", "s3:ListBucket"}
    assert expected <= found.refused()


def test_a_manifest_names_objects_that_nobody_knows():
    source = {"S3DataType": "ManifestFile", "S3Uri": "s3://data/list.manifest"}
    found = trained(InputDataConfig=[{"ChannelName": "a", "DataSource": {"S3DataSource": source}}])
    manifest, named = found.of("s3:GetObject")
    assert manifest.resource == "arn:aws:s3:::data/list.manifest"
    assert "that s3://data/list.manifest names" in shown(named.resource)
    assert "s3:GetObject" in found.open()


def test_a_file_system_asks_for_nothing_but_its_keys():  # 1.1
    system = {
        "FileSystemId": "fs-1",
        "FileSystemAccessMode": "ro",
        "FileSystemType": "EFS",
        "DirectoryPath": "/d",
    }
    found = trained(
        InputDataConfig=[{"ChannelName": "a", "DataSource": {"FileSystemDataSource": system}}]
    )
    assert found.of("s3:GetObject") == []
    context = found.one("sagemaker:CreateTrainingJob").context
    assert (context["sagemaker:filesystemid"], context["sagemaker:filesystemtype"]) == (
        "fs-1",
        "EFS",
    )


def test_checkpoints_are_read_and_written():
    found = trained(CheckpointConfig={"S3Uri": "s3://models/checkpoints"})
    written = [shown(step.resource) for step in found.of("s3:PutObject")]
    assert written == [
        "arn:aws:s3:::models/out/fit/output/model.tar.gz",
        "arn:aws:s3:::models/checkpoints/${name of the object}",
    ]
    assert any(":s3:::models/checkpoints" in step.resource for step in found.of("s3:GetObject"))


def test_what_the_debugger_writes_stops_nothing():
    found = trained(
        role=[
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::models/debug/*"},
        ],
        DebugHookConfig={"S3OutputPath": "s3://models/debug"},
    )
    assert found.refused() == set()
    assert any(step.optional for step in found.of("s3:PutObject"))


def test_a_role_that_nobody_names_leaves_the_job_unknown():
    found = trained(RoleArn=None)
    (last,) = found.steps[1:]
    assert answer(last, found.graph).verdict is Verdict.UNKNOWN
    assert shown(last.action) == "${role of the training job}"


def test_an_algorithm_by_its_name_is_unknown():
    found = trained(AlgorithmSpecification={"TrainingImage": None, "AlgorithmName": "mine"})
    assert any("algorithm mine" in shown(action) for action in found.open())


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"InputDataConfig": str(Symbol("$.inputs"))}, "InputDataConfig"),
        ({"AlgorithmSpecification": str(Symbol("$.algorithm"))}, "AlgorithmSpecification"),
        (
            {"InputDataConfig": [{"ChannelName": "a", "DataSource": str(Symbol("$.source"))}]},
            "DataSource of InputDataConfig",
        ),
    ],
)
def test_what_a_request_leaves_open_whole_is_unknown_by_name(changes: dict, part: str):
    assert f"${{{part} of the training job}}" in {shown(each) for each in trained(**changes).open()}


def test_what_is_left_open_takes_no_right_that_it_may_not_need():
    found = trained(role=denying("kms:CreateGrant"), ResourceConfig=str(Symbol("$.resources")))
    assert found.of("kms:CreateGrant") == []
    assert found.refused() == set()


def test_tags_and_a_network_that_nobody_knows_may_be_none():
    without = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": ["sagemaker:AddTags", "ec2:*"], "Resource": "*"},
    ]
    unknown = {name: str(Symbol(f"$.{name}")) for name in ("Tags", "VpcConfig")}
    assert trained(caller=without, role=without, **unknown).refused() == set()


def test_by_what_way_data_go_is_unknown_where_the_network_is():
    perimeter = denying("s3:PutObject", StringNotEquals={"aws:SourceVpce": "vpce-1"})
    assert "s3:PutObject" in trained(role=perimeter).refused()
    found = trained(role=perimeter, VpcConfig=str(Symbol("$.network")))
    assert "s3:PutObject" in found.open() - found.refused()
