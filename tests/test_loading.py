"""What loading makes of files: too large ones, keys written twice, templates that others nest."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from xacct_guard.cli import main
from xacct_guard.load.documents import LARGEST
from xacct_guard.run import Options, check, model_of

BUCKET = "Resources: {{Bucket: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {name}}}}}}}\n"


def failures(*paths: Path, **options: object) -> list[str]:
    return [error.message for error in check(paths, Options(**options)).report.failures]


def test_a_file_beyond_the_limit_is_refused_by_name_and_the_limit_can_be_raised(tmp_path: Path):
    file = tmp_path / "large.yaml"
    file.write_text(BUCKET.format(name="b") + "# " + "x" * 6 * 1024**2)
    assert failures(file) == ["the file is larger than 5 MB"]
    (error,) = check((file,), Options()).report.failures
    assert str(error.at) == str(file)
    assert "`--max-file-size`" in error.help
    assert failures(file, max_file_size=7) == []


COMMANDS = {
    "check": (),
    "graph": (),
    "simulate": (),
    "who-can": ("s3:GetObject", "arn:aws:s3:::b/k"),
    "why": ("arn:aws:iam::111111111111:role/r", "s3:GetObject", "arn:aws:s3:::b/k"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_reads_files_takes_the_limit(tmp_path: Path, command: str, capsys):
    file = tmp_path / "large.yaml"
    file.write_text(BUCKET.format(name="b") + "# " + "x" * 2048)
    asked = [command, *COMMANDS[command], str(file)]
    assert main([*asked, "--max-file-size", "0.001"]) == 2
    assert "the file is larger than 0." in "".join(capsys.readouterr())
    main(asked)
    assert "is larger" not in "".join(capsys.readouterr())


def test_a_draft_leaves_out_files_beyond_the_limit(tmp_path: Path, capsys):
    (tmp_path / "large.yaml").write_text(BUCKET.format(name="b") + "# " + "x" * 2048)
    asked = ["init", str(tmp_path), "--into", "-"]
    assert (main(asked), main([*asked, "--max-file-size", "0.001"])) == (0, 3)
    assert capsys.readouterr().out.count("large.yaml") == 1


@pytest.mark.parametrize("command", [*COMMANDS, "init"])
def test_the_limit_that_a_command_tells_is_the_one_of_loading(command: str):
    (option,) = [
        each
        for each in import_module(
            f"xacct_guard.cli.commands.{command.replace('-', '_')}"
        ).command.params
        if each.name == "max_file_size"
    ]
    assert option.default == LARGEST


PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.9.0",
    "planned_values": {"root_module": {}},
    "applyable": True,
    "configuration": {
        "provider_config": {"aws": {"name": "aws"}},
        "root_module": {"variables": {f"v{n}": {"default": "x" * 100} for n in range(100)}},
    },
}


@pytest.mark.parametrize("sort_keys", [False, True])
def test_a_plan_may_be_larger_than_the_limit(tmp_path: Path, sort_keys: bool):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(PLAN, sort_keys=sort_keys, indent=2))
    assert failures(file, max_file_size=0.001) == []


TWICE = {
    "yaml": "Resources:\n  A:\n    Type: AWS::SNS::Topic\n  A:\n    Type: AWS::S3::Bucket\n",
    "json": '{"Resources": {"A": {"Type": "AWS::SNS::Topic"},\n "A": {"Type": "AWS::S3::Bucket"}}}',
}


@pytest.mark.parametrize("ending", TWICE)
def test_of_a_key_written_twice_in_a_template_the_later_holds_and_both_places_are_known(
    tmp_path: Path, ending: str
):
    (tmp_path / f"twice.{ending}").write_text(TWICE[ending])
    model = model_of((tmp_path,), Options())
    assert [each.type for each in model.graph.resources.values()] == ["s3:bucket"]
    assert model.estate.failures == ()
    (twice,) = model.graph.twice
    lines = (twice.first.line, twice.span.line)
    assert (twice.key, lines) == ("A", (2, 4) if ending == "yaml" else (1, 2))


def test_a_policy_with_a_key_written_twice_takes_no_part(tmp_path: Path):
    (tmp_path / "policy.json").write_text(
        '{"Statement": [{"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    )
    model = model_of((tmp_path,), Options())
    assert [error.message[:12] for error in model.estate.failures] == ["the key `Eff"]
    assert list(model.graph.policies()) == []


PARENT = """\
Resources:
  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s, Parameters: {Name: given}}}
Outputs: {Bucket: {Value: !GetAtt Child.Outputs.Bucket}}
"""
CHILD = """\
Parameters: {Name: {Type: String}}
Resources: {Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}}
Outputs: {Bucket: {Value: !Ref Bucket}}
"""


def nested(folder: Path, url: str):
    (folder / "inner").mkdir()
    (folder / "inner" / "child.yaml").write_text(CHILD)
    (folder / "parent.yaml").write_text(PARENT % url)
    return model_of((folder,), Options())


@pytest.mark.parametrize(
    "url",
    [
        "inner/child.yaml",
        "https://s3.amazonaws.com/bucket/inner/child.yaml",
        "https://bucket.s3.eu-west-1.amazonaws.com/prefix/inner/child.yaml",
        "s3://bucket/inner/child.yaml",
        "!Sub 'https://${AWS::AccountId}.s3.amazonaws.com/inner/child.yaml'",
    ],
)
def test_a_nested_template_is_found_beside_and_is_no_stack_of_its_own(tmp_path: Path, url: str):
    model = nested(tmp_path, url)
    assert model.estate.failures == ()
    assert [each.name for each in model.graph.resources.values() if each.type == "s3:bucket"] == [
        "given"
    ]


def test_a_nested_template_that_is_not_here_is_an_assumption_or_a_failure(tmp_path: Path):
    (tmp_path / "parent.yaml").write_text(PARENT % "https://elsewhere.example/child.yaml")
    model = model_of((tmp_path,), Options())
    assert model.estate.failures == ()
    assert any("child.yaml" in each.about for each in model.estate.assumptions)
    (tmp_path / "parent.yaml").write_text(PARENT % "inner/child.yaml")
    assert failures(tmp_path) == ["no file `inner/child.yaml`"]


def test_a_nested_template_outside_of_the_folders_is_not_read(tmp_path: Path):
    (tmp_path / "secret.yaml").write_text(CHILD)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "parent.yaml").write_text(PARENT % "../secret.yaml")
    assert any("is outside the folders given" in message for message in failures(inside))


CONFIGURATION = """\
accounts: {dev: {id: "222222222222"}, prod: {id: "333333333333"}}
stacks:
  - {name: app, template: app.yaml, account: dev, region: eu-west-1}
  - {name: app, template: app.yaml, account: prod, region: eu-west-1}
"""
APP = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
"""


def test_stacks_of_one_name_in_two_accounts_are_two(tmp_path: Path):
    (tmp_path / "xacct-guard.yaml").write_text(CONFIGURATION)
    (tmp_path / "app.yaml").write_text(APP)
    roles = model_of((tmp_path,), Options()).graph.roles.values()
    assert [role.account for role in roles] == ["222222222222", "333333333333"]
    assert len({role.name for role in roles}) == 2
    assert [role.place for role in roles] == ["app/Role", "app in 333333333333/Role"]


PIPELINE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: pipeline
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: codepipeline.amazonaws.com}, Action: sts:AssumeRole}
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: release
      RoleArn: !GetAtt Role.Arn
      ArtifactStores:
        - {Region: eu-west-1, ArtifactStore: {Type: S3, Location: here}}
        - {Region: us-east-1, ArtifactStore: {Type: S3, Location: there}}
      Stages:
        - Name: Deploy
          OnFailure: {Result: ROLLBACK}
          BeforeEntry: {Conditions: [{Result: FAIL, Rules: []}]}
          Actions:
            - Name: Deploy
              Region: us-east-1
              ActionTypeId: {Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: "1"}
              InputArtifacts: [{Name: Source}]
              Configuration:
                ActionMode: CREATE_UPDATE
                StackName: released
                RoleArn: !GetAtt Role.Arn
                Capabilities: CAPABILITY_IAM
                TemplatePath: Source::app.yaml
                ParameterOverrides: !Sub '{"Name": "${AWS::StackName}-x"}'
"""
NAMED = "Parameters: {Name: {Type: String}}\n" + BUCKET.format(name="!Ref Name")


@pytest.mark.parametrize("folder", [".", "sources"])
def test_what_a_pipeline_of_a_template_deploys_is_found(tmp_path: Path, folder: str):
    """Beside the template, or where the configuration says its artifacts are."""
    (tmp_path / "pipeline.yaml").write_text(PIPELINE)
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "app.yaml").write_text(NAMED)
    (tmp_path / "xacct-guard.yaml").write_text(
        'accounts: {tools: {id: "111111111111"}}\n'
        "stacks: [{name: tools, template: pipeline.yaml, account: tools, region: eu-west-1}]\n"
        f"pipelines: [{{name: release, artifacts: {{Source: {folder}}}}}]\n"
    )
    model = model_of((tmp_path,), Options())
    assert model.estate.failures == ()
    (deployed,) = model.graph.deployed.values()
    assert (deployed.name, deployed.region) == ("released", "us-east-1")
    assert [each.name for each in deployed.parts.resources] == ["tools-x"]
    buckets = [each for each in model.graph.resources.values() if each.type == "s3:bucket"]
    assert [each.name for each in buckets] == ["tools-x"]
    (path,) = model.paths
    assert {store.bucket for store in path.pipeline.stores.values()} == {"here", "there"}
    assert any(hop.step.resource.startswith("arn:aws:s3:::there") for hop in path.hops)
