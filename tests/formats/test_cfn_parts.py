"""What a template declares: roles with their policies, resources, pipelines, attached policies."""

from __future__ import annotations

import pytest

from tests.formats.cfn import messages, opened, parts
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.symbol import shown

TRUST = (
    "{Statement: {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}}"
)


def allow(action: str) -> str:
    return f"{{Statement: {{Effect: Allow, Action: 'x:{action}', Resource: '*'}}}}"


GROUND = f"""
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST}
      Policies: [{{PolicyName: inline, PolicyDocument: {allow("inline")}}}]
      ManagedPolicyArns: [!Ref Managed, "arn:aws:iam::aws:policy/ReadOnlyAccess", !Ref Listed]
      PermissionsBoundary: !Ref Managed
  Managed: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {allow("managed")}}}}}
  Listed:
    Type: AWS::IAM::ManagedPolicy
    Properties: {{Roles: [!Ref Role], Path: /p/, PolicyDocument: {allow("listed")}}}
  Apart:
    Type: AWS::IAM::Policy
    Properties: {{PolicyName: a, Roles: [!Ref Role, elsewhere], PolicyDocument: {allow("apart")}}}
  Single:
    Type: AWS::IAM::RolePolicy
    Properties: {{PolicyName: s, RoleName: !Ref Role, PolicyDocument: {allow("single")}}}
"""


def actions_of(policies) -> list[str]:
    return [
        action.text for policy in policies for stmt in policy.statements for action in stmt.actions
    ]


def test_a_role_has_every_policy_the_template_gives_it_once():
    (role,) = parts(GROUND).roles
    assert sorted(actions_of(role.identity)) == [
        "x:apart", "x:inline", "x:listed", "x:managed", "x:single"
    ]  # fmt: skip
    assert {policy.kind for policy in role.identity} == {PolicyKind.IDENTITY}
    assert (role.held, role.absent, role.place) == (True, None, "train/Role")


def test_a_role_keeps_the_arns_of_policies_that_are_held_elsewhere():
    (role,) = parts(GROUND).roles
    assert [arn.text for arn in role.managed] == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    assert role.managed[0].span.line == 8


def test_a_boundary_of_the_same_template_is_read_as_a_boundary():
    (role,) = parts(GROUND).roles
    assert actions_of([role.boundary]) == ["x:managed"]
    assert (role.boundary.kind, role.boundary_arn) == (PolicyKind.BOUNDARY, None)


def test_a_boundary_held_elsewhere_is_kept_as_an_arn():
    (role,) = parts(
        GROUND.replace("PermissionsBoundary: !Ref Managed", "PermissionsBoundary: arn:x")
    ).roles
    assert (role.boundary, role.boundary_arn.text) == (None, "arn:x")


def test_policies_are_attached_to_their_own_arn_and_to_principals_elsewhere():
    assert [shown(attached.to) for attached in parts(GROUND).attached] == [
        "arn:aws:iam::111111111111:policy/${train.Managed}",
        "arn:aws:iam::111111111111:policy/p/${train.Listed}",
        "arn:aws:iam::111111111111:role/elsewhere",
    ]


def test_a_user_has_the_policies_of_its_groups():
    found = parts(
        f"""
        Resources:
          User: {{Type: AWS::IAM::User, Properties: {{Groups: [!Ref Group, unheard-of]}}}}
          Other: {{Type: AWS::IAM::User}}
          Group:
            Type: AWS::IAM::Group
            Properties:
              ManagedPolicyArns: [arn:x]
              Policies: [{{PolicyName: inline, PolicyDocument: {allow("group")}}}]
          Added:
            Type: AWS::IAM::UserToGroupAddition
            Properties: {{GroupName: !Ref Group, Users: [!Ref Other]}}
          Own:
            Type: AWS::IAM::UserPolicy
            Properties: {{PolicyName: p, UserName: !Ref Other, PolicyDocument: {allow("own")}}}
        """
    )
    user, other = found.roles
    assert user.trust is None
    assert user.arn.startswith("arn:aws:iam::111111111111:user/")
    assert actions_of(user.identity) == ["x:group"]
    assert [arn.text for arn in user.managed] == ["arn:x"]
    assert (user.held, user.absent) == (False, "policies of group unheard-of")
    assert (other.held, actions_of(other.identity)) == (True, ["x:own", "x:group"])


BROKEN = "{Statement: {Effect: Allways, Action: 'x:y', Resource: '*'}}"


@pytest.mark.parametrize(
    ("good", "missing"),
    [
        (allow("inline"), "policy inline, which could not be read"),
        (allow("managed"), "policy Managed, which could not be read"),
        (allow("apart"), "policy Apart, which could not be read"),
    ],
)
def test_a_malformed_policy_leaves_the_role_unheld(good: str, missing: str):
    found = parts(GROUND.replace(good, BROKEN))
    (role,) = found.roles
    assert (role.held, role.absent) == (False, missing)
    assert len(role.identity) == 4
    assert "there is no effect `Allways`" in "".join(messages(found))


def test_a_malformed_trust_policy_is_unresolved():
    (role,) = parts(GROUND.replace(TRUST, BROKEN)).roles
    assert "could not be read" in role.trust.unresolved
    assert role.held


def test_a_malformed_boundary_is_unresolved_and_not_absent():
    (role,) = parts(GROUND.replace(allow("managed"), BROKEN)).roles
    assert "could not be read" in role.boundary.unresolved


def test_a_policy_may_be_json_in_a_text():
    document = '{"Statement": {"Effect": "Allow", "Action": "x:${AWS::Region}", "Resource": "*"}}'
    (role,) = parts(GROUND.replace(allow("inline"), f"!Sub '{document}'")).roles
    assert "x:eu-west-1" in actions_of(role.identity)


BUCKET = """
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: data
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms, KMSMasterKeyID: !GetAtt Key.Arn}
      PublicAccessBlockConfiguration: !If [Open, {BlockPublicAcls: true}, !Ref AWS::NoValue]
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: TARGET
      PolicyDocument:
        Statement: [{Effect: Deny, Principal: '*', Action: s3:*, Resource: !Sub '${Bucket.Arn}/*'}]
  Key: {Type: AWS::KMS::Key}
Parameters: {P: {Type: String}}
Conditions: {Open: !Equals [!Ref P, a]}
"""


def bucket_of(found):
    return next(resource for resource in found.resources if resource.type == "s3:bucket")


def test_a_resource_has_its_facts_resolved_and_with_their_place():
    bucket = bucket_of(parts(BUCKET.replace("TARGET", "!Ref Bucket")))
    assert (bucket.arn, bucket.name, bucket.place) == ("arn:aws:s3:::data", "data", "train/Bucket")
    assert bucket.span.line == 3
    key = bucket.facts["encryption"].get("ServerSideEncryptionByDefault", "KMSMasterKeyID")
    assert shown(key.text) == "arn:aws:kms:eu-west-1:111111111111:key/${train.Key}"
    assert key.span.line == 9


def test_a_fact_under_an_open_condition_is_there_and_open():
    bucket = bucket_of(parts(BUCKET.replace("TARGET", "!Ref Bucket")))
    assert "condition Open of stack train" in bucket.facts["public_access_block"].text
    assert "ownership" not in bucket.facts


@pytest.mark.parametrize(
    ("target", "arn"),
    [
        ("!Ref Bucket", "arn:aws:s3:::data"),
        ("data", "arn:aws:s3:::data"),
        ("elsewhere", "arn:aws:s3:::elsewhere"),
        ("!Ref P", "arn:aws:s3:::${parameter P of stack train}"),
        ("!GetAtt Bucket.Arn", "arn:aws:s3:::data"),
    ],
)
def test_a_policy_resource_is_attached_to_the_arn_of_its_target(target: str, arn: str):
    (attached,) = parts(BUCKET.replace("TARGET", target)).attached
    assert shown(attached.to) == arn
    assert attached.policy.statements[0].resources[0].text == "arn:aws:s3:::data/*"


def test_a_malformed_policy_of_a_resource_is_not_held():
    found = parts(
        """
        Resources:
          Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: []}}}
          Bucket: {Type: AWS::S3::Bucket}
          Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket}}
        """
    )
    key = next(resource for resource in found.resources if resource.type == "kms:key")
    assert not key.policy_held
    assert "could not be read" in found.attached[0].policy.unresolved
    assert len(found.failures) == 2


def test_a_key_without_a_policy_has_the_one_that_kms_gives_it():
    (key,) = parts("Resources: {Key: {Type: AWS::KMS::Key}}").resources
    (statement,) = key.policy.statements
    assert [written.text for written in statement.principals.aws] == [
        "arn:aws:iam::111111111111:root"
    ]
    assert [written.text for written in statement.actions] == ["kms:*"]
    assert key.policy_held


def test_a_pipeline_is_read_with_what_it_refers_to():
    found = parts(
        """
        Resources:
          Bucket: {Type: AWS::S3::Bucket}
          Pipeline:
            Type: AWS::CodePipeline::Pipeline
            Properties:
              RoleArn: arn:aws:iam::111111111111:role/pipeline
              ArtifactStore: {Type: S3, Location: !Ref Bucket}
              Stages:
                - Name: Source
                  Actions:
                    - Name: get
                      ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: 1}
                      RoleArn: !Sub "arn:aws:iam::${AWS::AccountId}:role/get"
          Broken: {Type: AWS::CodePipeline::Pipeline, Properties: {Name: x}}
        """
    )
    (pipeline,) = found.pipelines
    assert shown(pipeline.name) == "${train.Pipeline}"
    assert shown(pipeline.stores["eu-west-1"].bucket) == "${train.Bucket}"
    assert pipeline.stages[0].actions[0].role_arn == "arn:aws:iam::111111111111:role/get"
    assert (pipeline.place, pipeline.span.line) == ("train/Pipeline", 4)
    assert len(found.failures) == 1


def test_outputs_are_resolved_and_parts_are_made_once():
    loaded = opened(
        GROUND + "Outputs: {A: {Value: !GetAtt Role.Arn}, B: {Value: !Ref AWS::Region}}"
    )
    assert {name: shown(text) for name, text in loaded.parts().outputs.items()} == {
        "A": "arn:aws:iam::111111111111:role/${train.Role}",
        "B": "eu-west-1",
    }
    assert loaded.parts() is loaded.parts()
