"""Without a configuration: what a document says of itself is taken, and said; nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.iam.symbol import has_symbol, shown
from xacct_guard.infer import account_of_template, accounts_named, label_of, stack_names
from xacct_guard.read import read
from xacct_guard.run import Options, check, model_of
from xacct_guard.span import Source

SHARED = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Artifacts: {Type: AWS::S3::Bucket}
Outputs:
  ArtifactBucket: {Value: !Ref Artifacts}
"""
TRAIN = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  ArtifactBucket: {Type: String}
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref ArtifactBucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "*"}
"""


def model(folder: Path, **files: str):
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return model_of((folder,), Options())


def assumed(found) -> dict[str, str]:
    return {each.about: each.assumed for each in found.estate.assumptions}


def test_a_parameter_takes_the_only_output_of_its_name_and_this_is_said(tmp_path):
    found = model(tmp_path, shared=SHARED, train=TRAIN)
    (bucket,) = found.graph.of_type("s3:bucket")
    assert bucket.policy is not None
    assert (
        "output ArtifactBucket of shared"
        in assumed(found)["parameter ArtifactBucket of train.yaml"]
    )


def test_of_two_outputs_of_that_name_none_is_taken(tmp_path):
    found = model(tmp_path, shared=SHARED, other=SHARED, train=TRAIN)
    assert "parameter ArtifactBucket of train.yaml" not in assumed(found)
    made = [each for each in found.graph.of_type("s3:bucket") if each.place.endswith("Artifacts")]
    assert [each.policy for each in made] == [None, None]


def test_an_output_in_another_corner_of_the_repository_is_not_taken(tmp_path):
    found = model(tmp_path, a__b__shared=SHARED, c__d__train=TRAIN)
    assert "parameter ArtifactBucket of train.yaml" not in assumed(found)


def test_a_default_is_not_replaced(tmp_path):
    given = TRAIN.replace("{Type: String}", "{Type: String, Default: given}")
    found = model(tmp_path, shared=SHARED, train=given)
    assert "parameter ArtifactBucket of train.yaml" not in assumed(found)


def test_the_name_of_a_stack_is_that_of_its_file_and_this_is_said(tmp_path):
    assert assumed(model(tmp_path, shared=SHARED))["name of the stack of shared.yaml"] == "shared"


def test_two_templates_of_one_name_are_two_stacks(tmp_path):
    found = model(tmp_path, a__template=SHARED, b__template=SHARED)
    assert {each.place for each in found.graph.resources.values()} == {
        "a-template/Artifacts",
        "b-template/Artifacts",
    }


def test_files_are_named_apart_by_as_many_folders_as_it_takes():
    files = (Path("x/a/t.yaml"), Path("y/a/t.yaml"), Path("z/other.yaml"))
    assert list(stack_names(files).values()) == ["x-a-t", "y-a-t", "other"]


FUNCTION = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: {Role: "arn:aws:iam::222222222222:role/run", FunctionName: f}
"""


def test_a_template_is_in_the_account_of_the_roles_it_passes(tmp_path):
    found = model(tmp_path, f=FUNCTION)
    (function,) = found.graph.of_type("lambda:function")
    assert function.account == "222222222222"
    assert assumed(found)["account of f.yaml"] == "222222222222"


FOREIGN = {
    "whom it trusts": """
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: "arn:aws:iam::999999999999:root"}}
""",
    "a pipeline's actions": """
Resources:
  P:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !GetAtt R.Arn
      Stages: [{Name: S, Actions: [{Name: A, RoleArn: "arn:aws:iam::999999999999:role/x"}]}]
""",
    "what a custom resource does": """
Resources:
  C:
    Type: Custom::Delegation
    Properties: {ServiceToken: !GetAtt F.Arn, RoleArn: "arn:aws:iam::999999999999:role/x"}
  D:
    Type: AWS::CloudFormation::CustomResource
    Properties: {ServiceToken: !GetAtt F.Arn, Role: "arn:aws:iam::999999999999:role/x"}
""",
    "two that disagree": FUNCTION
    + """
  G:
    Type: AWS::Lambda::Function
    Properties: {Role: "arn:aws:iam::333333333333:role/run"}
""",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_an_account_that_may_be_another_is_not_taken_for_its_own(what):
    assert account_of_template(read(Source("t.yaml", FOREIGN[what]))) is None


def test_a_parameter_names_an_account_by_its_default():
    text = """
Parameters:
  TrainingAccountId: {Type: String, Default: "222222222222"}
  ProdAccount: {Type: String, Default: "333333333333"}
  AccountKind: {Type: String, Default: "444444444444"}
"""
    found = {label: each.value for label, each in accounts_named(read(Source("t.yaml", text)))}
    assert found == {"training": "222222222222", "prod": "333333333333"}
    assert label_of("SharedServices") == "shared-services"


PIPELINE = {
    "pipeline": {
        "name": "train",
        "roleArn": "arn:aws:iam::111111111111:role/pipeline",
        "artifactStore": {
            "type": "S3",
            "location": "artifacts",
            "encryptionKey": {
                "id": "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
                "type": "KMS",
            },
        },
        "stages": [
            {
                "name": "Source",
                "actions": [
                    {
                        "name": "Source",
                        "actionTypeId": {
                            "category": "Source",
                            "owner": "AWS",
                            "provider": "CodeCommit",
                        },
                        "configuration": {"RepositoryName": "models", "BranchName": "main"},
                        "outputArtifacts": [{"name": "Source"}],
                    }
                ],
            },
            {
                "name": "Deploy",
                "actions": [
                    {
                        "name": "Deploy",
                        "actionTypeId": {
                            "category": "Deploy",
                            "owner": "AWS",
                            "provider": "CloudFormation",
                        },
                        "roleArn": "arn:aws:iam::222222222222:role/deploy",
                        "configuration": {
                            "ActionMode": "CREATE_UPDATE",
                            "StackName": "training",
                            "TemplatePath": "Source::train.yaml",
                            "RoleArn": "arn:aws:iam::222222222222:role/make",
                        },
                        "inputArtifacts": [{"name": "Source"}],
                    }
                ],
            },
        ],
    }
}


def test_a_pipeline_is_where_its_role_and_its_key_are(tmp_path):
    (tmp_path / "pipeline.json").write_text(json.dumps(PIPELINE))
    (pipeline,) = model(tmp_path).graph.pipelines
    assert (pipeline.account, pipeline.region) == ("111111111111", "eu-west-1")


def test_a_template_that_a_pipeline_deploys_is_deployed_by_it_and_not_twice(tmp_path):
    (tmp_path / "pipeline.json").write_text(json.dumps(PIPELINE))
    graph = model(tmp_path, train=SHARED).graph
    (bucket,) = graph.of_type("s3:bucket")
    assert (bucket.account, bucket.place) == ("222222222222", "training/Artifacts")


POLICY = '{"Version": "2012-10-17", "Statement": [%s]}'
DOCUMENTS = {
    "identity": ("p", '{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}'),
    "trust": ("p", '{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}'),
    "resource": (
        "p",
        '{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": {"AWS": "*"}}',
    ),
    "scp": ("deny-all_scp", '{"Effect": "Deny", "Action": "*", "Resource": "*"}'),
    "rcp": (
        "resource_control_policies__p",
        '{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*"}',
    ),
    "vpc_endpoint": (
        "s3_endpoint_policy",
        '{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}',
    ),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_kind_of_a_policy_shows_in_what_it_says_and_in_its_name(tmp_path, kind):
    name, statement = DOCUMENTS[kind]
    found = model(tmp_path, **{name: POLICY % statement})
    assert found.estate.failures == ()
    (policy,) = found.graph.loose
    assert policy.kind.value == kind


def test_what_a_template_engine_fills_in_is_open_and_what_iam_does_is_not(tmp_path):
    resource = '"arn:aws:s3:::${bucket}/${aws:username}/*"'
    statement = f'{{"Effect": "Allow", "Action": "s3:*", "Resource": {resource}}}'
    (policy,) = model(tmp_path, p=POLICY % statement).graph.loose
    text = policy.statements[0].resources[0].text
    assert has_symbol(text)
    assert shown(text) == "arn:aws:s3:::${variable bucket}/${aws:username}/*"


def test_a_document_of_no_known_kind_given_by_name_is_said_to_be_one(tmp_path):
    file = tmp_path / "x.json"
    file.write_text('{"a": 1}')
    (failure,) = check((file,), Options()).report.failures
    assert failure.message == "of no known format"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "outside.yaml").write_text(SHARED)
    given = tmp_path / "given"
    given.mkdir()
    (given / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    run = check((given,), Options())
    (failure,) = run.report.failures
    assert "outside the folders given" in failure.message


@pytest.mark.parametrize("path", ["../outside.yaml", "sub/../../outside.yaml"])
def test_a_pipeline_cannot_name_a_template_outside(tmp_path, path):
    (tmp_path / "outside.yaml").write_text(SHARED)
    given = tmp_path / "given"
    (given / "sub").mkdir(parents=True)
    text = json.dumps(PIPELINE).replace("train.yaml", path)
    (given / "pipeline.json").write_text(text)
    run = check((given,), Options())
    assert [f.message for f in run.report.failures if "outside the folders given" in f.message]
    assert not model_of((given,), Options()).graph.of_type("s3:bucket")


def test_a_configuration_given_by_hand_may_name_a_file_outside(tmp_path):
    (tmp_path / "outside.yaml").write_text(SHARED)
    given = tmp_path / "given"
    given.mkdir()
    (given / "xacct-guard.yaml").write_text(
        'accounts: {a: {id: "111111111111", regions: [us-east-1]}}\n'
        "stacks: [{name: s, template: ../outside.yaml, account: a}]\n"
    )
    found = model_of((given,), Options(config=given / "xacct-guard.yaml"))
    assert found.estate.failures == ()
    assert found.graph.of_type("s3:bucket")
