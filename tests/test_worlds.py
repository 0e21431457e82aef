"""Conditions that nobody can decide: each way is decided by itself, and what all ways say is the answer."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from xacct_guard.iam.decision import Verdict
from xacct_guard.run import Options, check, model_of

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters: {{Stage: {{Type: String}}, Other: {{Type: String}}}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Equals [!Ref Other, test]
  IsNotProd: !Not [!Condition IsProd]
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: models
      RoleArn: !GetAtt Role.Arn
      ArtifactStore: {{Type: S3, Location: !Ref Artifacts}}
      Stages:
        - Name: Source
          Actions:
            - Name: Source
              ActionTypeId: {{Category: Source, Owner: AWS, Provider: CodeCommit, Version: "1"}}
              Configuration: {{RepositoryName: models, BranchName: main}}
              OutputArtifacts: [{{Name: Source}}]
        - Name: Ask
          Actions:
            - Name: Ask
              ActionTypeId: {{Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}}
  Artifacts: {{Type: AWS::S3::Bucket}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {{Effect: Allow, Principal: {{Service: codepipeline.amazonaws.com}}, Action: sts:AssumeRole}}
      Policies:
        - PolicyName: always
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: "s3:*", Resource: "*"}}]}}
{more}
"""


def grant(name: str, condition: str, action: str = "codecommit:*", effect: str = "Allow") -> str:
    return indent(
        dedent(f"""\
        {name}:
          Type: AWS::IAM::Policy
          Condition: {condition}
          Properties:
            PolicyName: {name}
            Roles: [!Ref Role]
            PolicyDocument: {{Statement: [{{Effect: {effect}, Action: "{action}", Resource: "*"}}]}}
        """),
        "  ",
    )


def verdict(folder: Path, more: str):
    (folder / "pipeline.yaml").write_text(TEMPLATE.format(more=more))
    model = model_of((folder,), Options())
    return model, {path.stage.name: path.verdict for path in model.paths}["Source"]


def test_what_every_world_allows_is_allowed(tmp_path: Path):
    model, found = verdict(tmp_path, grant("A", "IsProd") + grant("B", "IsNotProd"))
    assert found is Verdict.ALLOW
    assert [dict(world.supposed) for world in model.worlds] == [
        {"pipeline.IsNotProd": True},
        {"pipeline.IsNotProd": False},
    ]


def test_what_every_world_denies_is_denied(tmp_path: Path):
    _, found = verdict(tmp_path, grant("A", "IsProd", "s3:*") + grant("B", "IsTest", "s3:*"))
    assert found.denied


def test_what_worlds_disagree_on_is_unknown_and_names_the_condition(tmp_path: Path):
    model, found = verdict(tmp_path, grant("A", "IsProd"))
    assert found is Verdict.UNKNOWN
    hops = [hop for path in model.paths for hop in path.hops]
    depends = {name for hop in hops for name in hop.decision.depends_on}
    assert depends == {"condition IsProd of stack pipeline"}


def test_a_denial_in_one_world_is_told_with_its_condition_and_fails_nothing(tmp_path: Path):
    (tmp_path / "pipeline.yaml").write_text(TEMPLATE.format(more=grant("A", "IsProd")))
    report = check((tmp_path,), Options(select=("stage-denied",))).report
    assert {finding.severity for finding in report.findings} == {"medium"}
    said = {finding.message.partition(" (if ")[2] for finding in report.findings}
    assert said == {"condition IsProd of stack pipeline is false)"}


def test_a_world_that_contradicts_itself_is_none(tmp_path: Path):
    more = grant("A", "IsProd") + grant("B", "IsDev")
    text = TEMPLATE.format(more=more).replace(
        "Conditions:\n", "Conditions:\n  IsDev: !Equals [dev, !Ref Stage]\n"
    )
    (tmp_path / "pipeline.yaml").write_text(text)
    found = [dict(world.supposed) for world in model_of((tmp_path,), Options()).worlds]
    assert {"pipeline.IsDev": True, "pipeline.IsProd": True} not in found


def test_a_condition_that_refers_to_itself_ends(tmp_path: Path):
    text = TEMPLATE.format(more=grant("A", "Same")).replace(
        "Conditions:\n", "Conditions:\n  Same: !Not [!Condition Same]\n"
    )
    (tmp_path / "pipeline.yaml").write_text(text)
    assert len(model_of((tmp_path,), Options()).worlds) == 2


def test_the_one_allowed_value_that_is_left_is_the_value(tmp_path: Path):
    text = TEMPLATE.format(more=grant("A", "IsProd") + grant("B", "IsDev")).replace(
        "Conditions:\n", "Conditions:\n  IsDev: !Equals [!Ref Stage, dev]\n"
    )
    text = text.replace(
        "Stage: {Type: String}", "Stage: {Type: String, AllowedValues: [dev, prod]}"
    )
    (tmp_path / "pipeline.yaml").write_text(text)
    model = model_of((tmp_path,), Options())
    assert {path.stage.name: path.verdict for path in model.paths}["Source"] is Verdict.ALLOW


def test_nothing_is_split_without_an_open_condition_on_a_path(tmp_path: Path):
    model, _ = verdict(tmp_path, grant("A", "IsProd").replace("!Ref Role", "elsewhere"))
    assert len(model.worlds) == 1


@pytest.mark.parametrize(("conditions", "worlds"), [(2, 4), (4, 16), (5, 1)])
def test_more_than_four_conditions_are_not_told_apart(tmp_path: Path, conditions: int, worlds: int):
    more = "".join(
        grant(f"A{n}", f"C{n}", action, "Deny")
        for n, action in zip(
            range(conditions),
            ("s3:PutObject", "codecommit:GetBranch", "s3:*", "codecommit:*", "*"),
            strict=False,
        )
    )
    text = TEMPLATE.format(more=more)
    for n in range(conditions):
        text = text.replace("Conditions:\n", f"Conditions:\n  C{n}: !Equals [!Ref P{n}, a]\n", 1)
        text = text.replace("Parameters: {", f"Parameters: {{P{n}: {{Type: String}}, ", 1)
    text = text.replace('Action: "s3:*", Resource', 'Action: ["s3:*", "codecommit:*"], Resource', 1)
    (tmp_path / "pipeline.yaml").write_text(text)
    model = model_of((tmp_path,), Options())
    assert len(model.worlds) <= worlds
    assert (len(model.worlds) > 1) == (conditions <= 4)


def test_what_fails_in_one_world_only_is_told_with_its_condition(tmp_path: Path):
    more = grant("More", "IsProd") + indent(
        "Broken:\n  Type: AWS::SNS::Topic\n  Properties:\n"
        "    TopicName: !If [IsProd, fine, !GetAtt Only.Name]\n"
        "Only: {Type: AWS::SQS::Queue, Condition: IsProd}\n",
        "  ",
    )
    (failure,) = verdict(tmp_path, more)[0].failures
    assert failure.message == (
        "`Only` is not made: its condition is false"
        " (if condition IsProd of stack pipeline is false)"
    )
    assert failure.at is not None


def test_what_fails_in_every_world_is_told_once(tmp_path: Path):
    more = (
        grant("More", "IsProd")
        + "  Broken: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Nobody}}\n"
    )
    (failure,) = verdict(tmp_path, more)[0].failures
    assert failure.message == "the template has no resource or parameter `Nobody`"
