"""The artifact matrix: who reads, who writes, under which key, in which Region, and between which accounts."""

from __future__ import annotations

import pytest

from tests.actions.estate import AWAY, HOME, STORE, asked, hop_of, paths, words
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.pattern import match
from xacct_guard.iam.truth import Truth

ACTION = f"arn:aws:iam::{AWAY}:role/Action"


def stage(name: str, kind: str, configuration: str, **more: str) -> str:
    """A stage of one action of the same name."""
    category, _, provider = kind.partition("/")
    further = "".join(f"      {key}: {value}\n" for key, value in more.items())
    return f"""
- Name: {name}
  Actions:
    - Name: {name}
      ActionTypeId: {{Category: {category}, Owner: AWS, Provider: {provider}, Version: "1"}}
      Configuration: {{{configuration}}}
{further}"""


def made(name: str) -> dict[str, str]:
    return {"OutputArtifacts": f"[{{Name: {name}}}]"}


def taken(name: str) -> dict[str, str]:
    return {"InputArtifacts": f"[{{Name: {name}}}]"}


SOURCE = stage("Source", "Source/CodeCommit", "RepositoryName: r, BranchName: main", **made("Code"))
ABROAD = stage(
    "Source",
    "Source/CodeCommit",
    "RepositoryName: r, BranchName: main",
    **made("Code"),
    RoleArn=ACTION,
)
DEPLOY = stage("Deploy", "Deploy/ServiceCatalog", "ProductId: p", **taken("Code"))
DEPLOY_ABROAD = stage(
    "Deploy", "Deploy/ServiceCatalog", "ProductId: p", **taken("Code"), RoleArn=ACTION
)
TWO_REGIONS = """
ArtifactStores:
  - Region: us-east-1
    ArtifactStore: {Type: S3, Location: !Ref Store, EncryptionKey: {Type: KMS, Id: !GetAtt Key.Arn}}
  - Region: eu-west-1
    ArtifactStore: {Type: S3, Location: there, EncryptionKey: {Type: KMS, Id: KEY}}
""".replace("KEY", f'"arn:aws:kms:eu-west-1:{HOME}:key/22222222-2222-2222-2222-222222222222"')


def test_a_source_of_another_account_hands_its_artifact_over(tmp_path):
    path = paths(tmp_path, ABROAD)["Source"]
    assert ("Action", "s3:PutObjectAcl") in asked(path.hops)
    assert path.verdict is Verdict.ALLOW
    denied = paths(tmp_path, ABROAD, denied={"Action": ["s3:PutObjectAcl"]})["Source"]
    assert denied.verdict is Verdict.EXPLICIT_DENY


def test_a_source_at_home_owns_what_it_writes(tmp_path):
    assert ("Pipeline", "s3:PutObjectAcl") not in asked(paths(tmp_path, SOURCE)["Source"].hops)


def test_the_key_of_the_store_encrypts_by_its_arn(tmp_path):
    step = hop_of(paths(tmp_path, SOURCE)["Source"], "s3:PutObject").step
    assert step.context["s3:x-amz-server-side-encryption"] == "aws:kms"
    assert step.context["s3:x-amz-server-side-encryption-aws-kms-key-id"] == step.key


@pytest.mark.parametrize(
    ("id", "verdict", "why"),
    [
        ("alias/ours", Verdict.IMPLICIT_DENY, "is an alias of account"),
        (
            f"arn:aws:kms:us-east-1:{HOME}:alias/ours",
            Verdict.IMPLICIT_DENY,
            "name the key by its ARN",
        ),
        ("11111111-2222-3333-4444-555555555555", Verdict.UNKNOWN, ""),
    ],
)
def test_only_an_arn_names_a_key_for_an_action_of_another_account(tmp_path, id, verdict, why):
    store = STORE.replace("!GetAtt Key.Arn", f'"{id}"')
    path = paths(tmp_path, ABROAD, store=store)["Source"]
    assert path.verdict is verdict
    assert why in words(path)


ONE_KEY_ONLY = """
  Pinned: {Type: AWS::S3::Bucket, Properties: {BucketName: pinned}}
  OnlyUnderThisKey:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Pinned
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:PutObject
            Resource: "*"
            Condition:
              StringNotEquals: {"s3:x-amz-server-side-encryption-aws-kms-key-id": THIS}
"""
ALIAS = (
    "  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/ours, TargetKeyId: !Ref Key}}\n"
)
NAMED_BY_ALIAS = STORE.replace("!GetAtt Key.Arn", "alias/ours")


@pytest.mark.parametrize(
    ("held", "pinned", "verdict"),
    [
        (ALIAS, "!GetAtt Key.Arn", Verdict.ALLOW),
        (ALIAS, f"arn:aws:kms:us-east-1:{HOME}:key/another", Verdict.EXPLICIT_DENY),
        ("", "!GetAtt Key.Arn", Verdict.UNKNOWN),
    ],
)
def test_an_alias_is_compared_by_the_key_behind_it(tmp_path, held, pinned, verdict):
    home = held + ONE_KEY_ONLY.replace("THIS", pinned)
    store = NAMED_BY_ALIAS.replace("!Ref Store", "!Ref Pinned")
    path = paths(tmp_path, SOURCE, store=store, home=home)["Source"]
    put = hop_of(path, "s3:PutObject")
    assert put.decision.verdict is verdict
    assert ("alias/ours" in str(put.decision.depends_on)) is (verdict is Verdict.UNKNOWN)


def test_a_right_to_one_key_may_be_one_to_the_key_behind_an_alias_nobody_holds(tmp_path):
    path = paths(tmp_path, SOURCE, store=NAMED_BY_ALIAS)["Source"]
    asked_of = hop_of(path, "kms:GenerateDataKey").decision.request.resource
    assert match(f"arn:aws:kms:us-east-1:{HOME}:key/1234", asked_of) is Truth.UNKNOWN
    assert match(f"arn:aws:kms:us-east-1:{HOME}:alias/ours", asked_of) is Truth.NO


def test_a_bare_id_is_a_key_of_the_account_of_the_action(tmp_path):
    store = STORE.replace("!GetAtt Key.Arn", "11111111-2222-3333-4444-555555555555")
    path = paths(tmp_path, ABROAD, store=store)["Source"]
    assert hop_of(path, "kms:GenerateDataKey").step.resource.split(":")[4] == AWAY


def test_without_a_key_nobody_of_another_account_reads(tmp_path):
    store = "ArtifactStore: {Type: S3, Location: !Ref Store}"
    found = paths(tmp_path, SOURCE + DEPLOY_ABROAD, store=store)
    assert found["Source"].verdict is Verdict.ALLOW
    assert found["Deploy"].verdict.denied
    assert found["Deploy"].broken_at.step.action == "kms:Decrypt"
    assert found["Deploy"].broken_at.step.resource.endswith(f":{HOME}:alias/aws/s3")


def elsewhere(denied=None, tmp_path=None, store=TWO_REGIONS, region="eu-west-1"):
    there = stage("Deploy", "Deploy/ServiceCatalog", "ProductId: p", **taken("Code"), Region=region)
    return paths(tmp_path, SOURCE + there, store=store, denied=denied)["Deploy"]


def test_an_artifact_is_copied_to_another_region_by_the_pipelines_role(tmp_path):
    path = elsewhere(tmp_path=tmp_path)
    copies = [hop.step for hop in path.hops if hop.step.says.startswith("copy the artifact")]
    assert {(step.action, step.region) for step in copies} == {
        ("s3:GetObject", "us-east-1"),
        ("s3:GetObjectVersion", "us-east-1"),
        ("kms:Decrypt", "us-east-1"),
        ("s3:PutObject", "eu-west-1"),
        ("kms:GenerateDataKey", "eu-west-1"),
        ("kms:Decrypt", "eu-west-1"),
    }
    assert {step.principal.rpartition("/")[2] for step in copies} == {"Pipeline"}
    vias = {step.context["kms:viaservice"] for step in copies if step.action.startswith("kms:")}
    assert vias == {"s3.us-east-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"}


def test_the_copy_is_read_under_the_key_of_its_own_store(tmp_path):
    path = elsewhere(tmp_path=tmp_path)
    reads = [h.step for h in path.hops if h.step.action == "s3:GetObject" and "read" in h.step.says]
    assert {(step.key.split(":")[3], "there" in step.resource) for step in reads} == {
        ("eu-west-1", True)
    }


def test_a_region_without_a_store_is_refused(tmp_path):
    for store, region in ((TWO_REGIONS, "eu-central-1"), (STORE, "eu-west-1")):
        path = elsewhere(tmp_path=tmp_path, store=store, region=region)
        assert path.verdict is Verdict.IMPLICIT_DENY
        assert f"no artifact store in {region}" in words(path)


def test_a_source_is_in_the_region_of_its_pipeline(tmp_path):
    there = stage(
        "Source", "Source/CodeCommit", "RepositoryName: r", **made("Code"), Region="eu-west-1"
    )
    path = paths(tmp_path, there, store=TWO_REGIONS)["Source"]
    assert path.verdict is Verdict.IMPLICIT_DENY
    assert "runs in the pipeline's own Region" in words(path)
    assert path.hops[-1].step.action == "codecommit:GetBranch"


def test_a_store_in_the_wrong_region_is_refused(tmp_path):
    store = TWO_REGIONS.replace("there", "artifacts")
    path = elsewhere(tmp_path=tmp_path, store=store)
    assert path.verdict is Verdict.IMPLICIT_DENY
    assert "is in us-east-1, and has to be in eu-west-1" in words(path)


def test_an_artifact_goes_between_two_accounts_only_by_way_of_the_pipelines(tmp_path):
    third = "arn:aws:iam::333333333333:role/Third"
    deploy = DEPLOY_ABROAD.replace(ACTION, third)
    path = paths(tmp_path, ABROAD + deploy)["Deploy"]
    refused = [hop for hop in path.hops if hop.step.cannot]
    assert [f"is made in account {AWAY}" in hop.step.cannot for hop in refused] == [True]
    for allowed in (ABROAD + DEPLOY, SOURCE + DEPLOY_ABROAD, ABROAD + DEPLOY_ABROAD):
        assert not any(h.step.cannot for h in paths(tmp_path, allowed)["Deploy"].hops)


def test_what_codebuild_made_is_read_under_the_key_of_its_project(tmp_path):
    build = stage("Build", "Build/CodeBuild", "ProjectName: b", **taken("Code"), **made("Built"))
    deploy = DEPLOY_ABROAD.replace("Code", "Built")
    project = """
  B:
    Type: AWS::CodeBuild::Project
    Properties:
      Name: b
      ServiceRole: !GetAtt Builder.Arn
      Source: {Type: CODEPIPELINE}
      Artifacts: {Type: CODEPIPELINE}
      Environment: {Type: LINUX_CONTAINER, ComputeType: S, Image: aws/codebuild/standard:7.0}
"""
    found = paths(tmp_path, SOURCE + build + deploy, home=project)
    assert found["Build"].verdict is Verdict.ALLOW
    assert found["Deploy"].broken_at.step.resource.endswith("alias/aws/s3")
    named = f"{project}      EncryptionKey: !GetAtt Key.Arn\n"
    found = paths(tmp_path, SOURCE + build + deploy, home=named)
    assert found["Deploy"].verdict is Verdict.ALLOW


def test_the_key_of_a_project_that_nobody_holds_is_unknown(tmp_path):
    build = stage("Build", "Build/CodeBuild", "ProjectName: b", **taken("Code"), **made("Built"))
    found = paths(tmp_path, SOURCE + build + DEPLOY.replace("Code", "Built"))
    assert found["Build"].verdict is Verdict.UNKNOWN
    assert found["Deploy"].verdict is Verdict.UNKNOWN
    (unknown,) = [h for h in found["Deploy"].hops if h.decision.verdict is Verdict.UNKNOWN]
    assert unknown.step.action == "kms:Decrypt"


@pytest.mark.parametrize(
    "key", [" alias/artifacts", f"arn:aws:kms:us-east-1: {HOME}:alias/artifacts"]
)
def test_a_key_with_a_space_in_its_name_is_none(tmp_path, key):
    store = STORE.replace("!GetAtt Key.Arn", f'"{key}"')
    found = paths(tmp_path, SOURCE + DEPLOY_ABROAD, store=store)
    assert found["Source"].verdict is Verdict.IMPLICIT_DENY
    assert "is the name of no key" in words(found["Source"])
    asked_of_it = {hop.step.resource for each in found.values() for hop in each.hops}
    assert not any("alias/artifacts" in resource for resource in asked_of_it)
