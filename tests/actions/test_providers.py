"""What each provider of pipeline actions asks for, as whom: a claim of the facts in each row."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from tests.actions.estate import AWAY, HOME, asked, hop_of, paths
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.symbol import shown
from xacct_guard.run import Options, model_of

CONNECTION = f"arn:aws:codestar-connections:us-east-1:{AWAY}:connection/1"
SOURCE = """
- Name: First
  Actions:
    - Name: First
      ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: "1"}
      Configuration: {RepositoryName: repository, BranchName: main}
      OutputArtifacts: [{Name: Source}]
"""
STAGE = """
- Name: Stage
  Actions:
    - Name: it
"""
KEYS = {("Pipeline", "kms:GenerateDataKey"), ("Pipeline", "kms:Decrypt")}
WRITES = {("Pipeline", "s3:PutObject"), *KEYS}
READS = {
    ("Pipeline", "s3:GetObject"),
    ("Pipeline", "s3:GetObjectVersion"),
    ("Pipeline", "kms:Decrypt"),
}


def names(*actions: str, role: str = "Pipeline") -> set[tuple[str, str]]:
    return {(role, action) for action in actions}


@dataclass(frozen=True)
class Row:
    fact: str
    action: str
    needed: set[tuple[str, str]]
    aside: set[tuple[str, str]] = field(default_factory=set)
    home: str = ""
    first: str = SOURCE


def action(category: str, provider: str, configuration: str, more: str = "", owner: str = "AWS"):
    return f"""
      ActionTypeId: {{Category: {category}, Owner: {owner}, Provider: {provider}, Version: "1"}}
      Configuration: {{{configuration}}}
{more}"""


REPOSITORY = """
  Repository: {Type: AWS::ECR::Repository, Properties: {RepositoryName: r}}
"""
LINK = """
  Link: {Type: AWS::CodeStarConnections::Connection, Properties: {ConnectionName: c, ProviderType: GitHub}}
"""
TOPIC = """
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: topic}}
"""
TOKEN = """
  Token: {Type: AWS::SecretsManager::Secret, Properties: {Name: token}}
"""
IN = "      InputArtifacts: [{Name: Source}]\n"
OUT = "      OutputArtifacts: [{Name: Made}]\n"
ROWS = (
    Row(
        "COD-011",
        action("Source", "CodeCommit", "RepositoryName: r, BranchName: main", OUT),
        names(
            *("codecommit:GetBranch", "codecommit:GetCommit", "codecommit:UploadArchive"),
            "codecommit:GetUploadArchiveStatus",
        )
        | WRITES,
        names("codecommit:CancelUploadArchive"),
        first="",
    ),
    Row(
        "COD-012",
        action(
            "Source",
            "CodeCommit",
            "RepositoryName: r, OutputArtifactFormat: CODEBUILD_CLONE_REF",
            OUT,
        ),
        names("codecommit:GetBranch", "codecommit:GetCommit", "codecommit:GetRepository") | WRITES,
        first="",
    ),
    Row(
        "COD-013",
        action("Source", "S3", "S3Bucket: artifacts, S3ObjectKey: in.zip", OUT),
        names("s3:GetObject", "s3:GetObjectVersion", "s3:GetBucketVersioning") | WRITES,
        names(
            *("s3:GetBucketAcl", "s3:GetBucketLocation"),
            *("s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
        ),
        first="",
    ),
    Row(
        "COD-014",
        action("Source", "ECR", "RepositoryName: r, ImageTag: latest", OUT),
        names("ecr:DescribeImages") | WRITES,
        first="",
        home=REPOSITORY,
    ),
    Row(
        "COD-015",
        action(
            "Source",
            "CodeStarSourceConnection",
            "ConnectionArn: !Ref Link, FullRepositoryId: o/r, BranchName: main",
            OUT,
        ),
        names("codestar-connections:UseConnection") | WRITES,
        names("codeconnections:UseConnection"),
        first="",
        home=LINK,
    ),
    Row(
        "GitHub v1",
        action("Source", "GitHub", "Owner: o, Repo: r, Branch: main", OUT, owner="ThirdParty"),
        WRITES,
        first="",
    ),
    Row(
        "COD-037",
        action("Invoke", "Lambda", "FunctionName: f", IN + OUT),
        names("lambda:InvokeFunction")
        | READS
        | WRITES
        | {("lambda.amazonaws.com", "sts:AssumeRole")},
        names("lambda:ListFunctions", "s3:GetBucketVersioning")
        | names(
            *("codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"),
            *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
            role="Worker",
        ),
        home="""
  F:
    Type: AWS::Lambda::Function
    Properties:
      {FunctionName: f, Role: !GetAtt Worker.Arn, Runtime: python3.12, Handler: a.b, Code: {ZipFile: x}}
""",
    ),
    Row(
        "COD-039, COD-040",
        action(
            "Invoke",
            "StepFunctions",
            "StateMachineArn: !Ref Machine, InputType: FilePath, Input: in.json",
            IN + OUT,
        ),
        names("states:StartExecution", "states:DescribeStateMachine", "states:DescribeExecution")
        | READS
        | WRITES
        | {("states.amazonaws.com", "sts:AssumeRole")},
        home="""
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {RoleArn: !GetAtt Worker.Arn, DefinitionString: '{"States": {}}'}
""",
    ),
    Row(
        "COD-041",
        action("Approval", "Manual", f'NotificationArn: "arn:aws:sns:us-east-1:{HOME}:topic"'),
        names("sns:Publish"),
        home=TOPIC,
    ),
    Row(
        "COD-043",
        action(
            "Deploy",
            "S3",
            "BucketName: artifacts, Extract: 'true', CannedACL: bucket-owner-full-control",
            IN,
        ),
        names("s3:PutObject", "s3:PutObjectAcl") | READS,
        names(
            *("s3:GetBucketVersioning", "s3:GetBucketAcl", "s3:GetBucketLocation"),
            "s3:PutObjectVersionAcl",
        ),
    ),
    Row(
        "COD-044",
        action("Deploy", "ServiceCatalog", "TemplateFilePath: t.yaml, ProductId: p", IN),
        names(
            *(
                "servicecatalog:ListProvisioningArtifacts",
                "servicecatalog:CreateProvisioningArtifact",
            ),
            *("servicecatalog:DescribeProvisioningArtifact", "cloudformation:ValidateTemplate"),
        )
        | READS,
        names(
            *("servicecatalog:DeleteProvisioningArtifact", "servicecatalog:UpdateProduct"),
            "s3:GetBucketVersioning",
        ),
    ),
    Row(
        "COD-045",
        action("Deploy", "CodeDeploy", "ApplicationName: a, DeploymentGroupName: g", IN),
        names(
            *("codedeploy:CreateDeployment", "codedeploy:GetDeployment"),
            *("codedeploy:GetDeploymentConfig", "codedeploy:GetApplicationRevision"),
            "codedeploy:RegisterApplicationRevision",
        )
        | READS
        | {("codedeploy.amazonaws.com", "sts:AssumeRole")},
        names("s3:GetBucketVersioning"),
        home="""
  A:
    Type: AWS::CodeDeploy::Application
    Properties: {ApplicationName: a, ComputePlatform: ECS}
  G:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties: {ApplicationName: a, DeploymentGroupName: g, ServiceRoleArn: !GetAtt Worker.Arn}
""",
    ),
    Row(
        "COD-046",
        action("Invoke", "CodePipeline", "PipelineName: pipe"),
        names("codepipeline:StartPipelineExecution"),
    ),
    Row(
        "COD-047",
        action(
            "Compute",
            "Commands",
            "",
            IN
            + OUT
            + """      Commands: ["ls", "aws sts get-caller-identity"]
      EnvironmentVariables: [{Name: TOKEN, Value: token, Type: SECRETS_MANAGER}]
""",
        ),
        names("secretsmanager:GetSecretValue") | READS | WRITES,
        names(
            *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
            *("sts:GetCallerIdentity", "s3:GetBucketVersioning"),
        ),
        home=TOKEN,
    ),
    Row(
        "COD-048",
        action("Build", "ECRBuildAndPublish", "ECRRepositoryName: r", IN),
        names(
            *("ecr:GetAuthorizationToken", "ecr:DescribeRepositories", "ecr:PutImage"),
            *("ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"),
            "ecr:BatchCheckLayerAvailability",
        )
        | READS,
        names(
            *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
            *("ecr:BatchGetImage", "s3:GetBucketVersioning"),
        ),
        home=REPOSITORY,
    ),
    Row(
        "the matrix: InspectorScan",
        action("Invoke", "InspectorScan", "InspectorRunMode: SourceCodeScan", IN + OUT),
        names("inspector-scan:ScanSbom") | READS | WRITES,
        names(
            *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
            "s3:GetBucketVersioning",
        ),
    ),
)
ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fact)
TRUST = {("codepipeline.amazonaws.com", "sts:AssumeRole")}


def traced(folder, row, denied=None):
    return paths(folder, row.first + STAGE + row.action, home=row.home, denied=denied)["it"]


@ROW
def test_a_provider_asks_for_what_its_facts_say(tmp_path, row):
    path = traced(tmp_path, row)
    assert asked(path.hops) == row.needed | TRUST
    assert asked(path.optional) == row.aside
    assert path.verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("row", "who", "what"),
    [
        pytest.param(row, who, what, id=f"{row.fact} {what}")
        for row in ROWS
        for who, what in sorted(row.needed)
        if what != "sts:AssumeRole"
    ],
)
def test_without_any_of_it_the_action_is_denied(tmp_path, row, who, what):
    path = traced(tmp_path, row, {who: [what]})
    assert path.verdict is Verdict.EXPLICIT_DENY
    assert path.broken_at.step.action == what


@ROW
def test_what_stops_nothing_may_be_denied(tmp_path, row):
    needed = {what for _, what in row.needed}
    denied: dict[str, list[str]] = {}
    for who, what in row.aside:
        if what not in needed:
            denied.setdefault(who, []).append(what)
    assert traced(tmp_path, row, denied).verdict is Verdict.ALLOW


def test_the_keys_of_a_connection_have_the_prefix_of_its_arn(tmp_path):
    row = next(row for row in ROWS if row.fact == "COD-015")
    path = traced(tmp_path, row)
    context = hop_of(path, "codestar-connections:UseConnection").step.context
    assert context["codestar-connections:fullrepositoryid"] == "o/r"
    assert context["codestar-connections:branchname"] == "main"
    assert context["codestar-connections:providerpermissionsrequired"] == "read_only"


def test_a_connection_of_another_account_is_shared_in_a_way_that_nobody_tells(tmp_path):
    row = next(row for row in ROWS if row.fact == "COD-015")
    abroad = row.action.replace("!Ref Link", f'"{CONNECTION}"')
    path = paths(tmp_path, STAGE + abroad)["it"]
    assert path.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("owner", ["ThirdParty", "Custom"])
def test_only_actions_of_owner_aws_take_a_role(tmp_path, owner):
    provider = "GitHub" if owner == "ThirdParty" else "Ours"
    it = action(
        "Source", provider, "", f"{OUT}      RoleArn: arn:aws:iam::{AWAY}:role/Action\n", owner
    )
    path = paths(tmp_path, STAGE + it)["it"]
    assert path.verdict is Verdict.IMPLICIT_DENY
    assert f"an action of owner {owner} takes no `roleArn`" in path.broken_at.decision.reason


def test_the_worker_of_a_custom_action_is_unknown_by_its_name(tmp_path):
    path = paths(tmp_path, SOURCE + STAGE + action("Build", "OurJenkins", "", IN + OUT, "Custom"))[
        "it"
    ]
    assert path.verdict is Verdict.UNKNOWN
    assert any("OurJenkins" in name for hop in path.hops for name in hop.decision.depends_on)
    assert asked(path.hops) >= READS | WRITES


@pytest.mark.parametrize("named", ["alias/site", f"arn:aws:kms:us-east-1:{HOME}:alias/site"])
def test_a_deployment_under_an_alias_tells_policies_the_key_behind_it(tmp_path, named):
    site = """
  Site: {Type: AWS::S3::Bucket, Properties: {BucketName: site}}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/site, TargetKeyId: !Ref Key}}
"""
    it = action("Deploy", "S3", f"BucketName: site, KMSEncryptionKeyARN: '{named}'", IN)
    path = paths(tmp_path, SOURCE + STAGE + it, home=site)["it"]
    (write,) = [h.step for h in path.hops if h.step.resource.startswith("arn:aws:s3:::site/")]
    key = write.context["s3:x-amz-server-side-encryption-aws-kms-key-id"]
    assert shown(str(key)) == f"arn:aws:kms:us-east-1:{HOME}:key/${{home.Key}}"
    assert path.verdict is Verdict.ALLOW


def test_an_access_control_list_needs_a_bucket_that_takes_one(tmp_path):
    site = """
  Site:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: site
      OwnershipControls: {Rules: [{ObjectOwnership: BucketOwnerEnforced}]}
"""
    for acl, verdict in (
        ("public-read", Verdict.IMPLICIT_DENY),
        ("bucket-owner-full-control", Verdict.ALLOW),
    ):
        it = action("Deploy", "S3", f"BucketName: site, Extract: 'true', CannedACL: {acl}", IN)
        path = paths(tmp_path, SOURCE + STAGE + it, home=site)["it"]
        assert path.verdict is verdict
        assert hop_of(path, "s3:PutObject").step.context["s3:x-amz-acl"] == acl


def test_machines_that_nobody_names_read_the_artifact_as_a_role_that_nobody_knows(tmp_path):
    it = action("Deploy", "CodeDeploy", "ApplicationName: a, DeploymentGroupName: g", IN)
    assert paths(tmp_path, SOURCE + STAGE + it)["it"].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("key", "value", "verdict"),
    [
        ("aws:SourceArn", "x", Verdict.UNKNOWN),
        ("aws:SourceAccount", HOME, Verdict.UNKNOWN),
        ("aws:SourceAccount", AWAY, Verdict.IMPLICIT_DENY),  # it names that account in no case
    ],
)
def test_whether_codepipeline_names_its_pipeline_to_the_trust_policy_nobody_knows(
    tmp_path, key, value, verdict
):
    """COD-001: no page shows these keys on the trust of a pipeline's role."""
    careful = f"""
  Careful:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Careful
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{Service: codepipeline.amazonaws.com}}
            Action: "sts:AssumeRole"
            Condition: {{StringEquals: {{"{key}": "{value}"}}}}
  Other:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: other
      RoleArn: !GetAtt Careful.Arn
      ArtifactStore: {{Type: S3, Location: !Ref Store}}
      Stages:
        - Name: Only
          Actions:
            - Name: Only
              ActionTypeId: {{Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}}
"""
    paths(tmp_path, SOURCE, home=careful)
    model = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml"))
    (path,) = [path for path in model.paths if path.pipeline.name == "other"]
    assert path.verdict is verdict


READ = "arn:aws:states:::aws-sdk:s3:getObject"


def machine(parameters: dict[str, str], kind: str) -> str:
    """A state machine that reads an object: in a task, or as the items of a distributed map."""
    asks = {"Resource": READ if kind == "Task" else "arn:aws:states:::s3:getObject"}
    asks |= {"Parameters": parameters}
    inner = {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "States": {"x": {"Type": "Pass"}}}
    state = asks if kind == "Task" else {"ItemReader": asks, "ItemProcessor": inner}
    definition = json.dumps({"StartAt": "a", "States": {"a": {"Type": kind, "End": True, **state}}})
    return f"""
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {{RoleArn: !GetAtt Worker.Arn, DefinitionString: '{definition}'}}
"""


@pytest.mark.parametrize("kind", ["Task", "Map"])
@pytest.mark.parametrize(
    ("parameters", "verdict"),
    [
        ({"Bucket": "artifacts", "Key": "x"}, Verdict.ALLOW),
        ({"Bucket": "artifacts", "Key.$": "$.key"}, Verdict.ALLOW),
        ({"Bucket.$": "$.bucket", "Key": "x"}, Verdict.UNKNOWN),
    ],
)
def test_of_an_input_that_is_a_file_only_what_depends_on_it_is_unknown(  # COD-039, COD-040
    tmp_path, kind, parameters, verdict
):
    invoke = action(
        *("Invoke", "StepFunctions"),
        "StateMachineArn: !Ref Machine, InputType: FilePath, Input: in.json",
        IN,
    )
    home, stages = machine(parameters, kind), SOURCE + STAGE + invoke
    path = paths(tmp_path, stages, home=home)["it"]
    (read,) = (
        hop
        for hop in path.hops
        if "Worker" in hop.step.principal and hop.step.action == "s3:GetObject"
    )
    assert read.decision.verdict is path.verdict is verdict
    assert ("$.bucket" in shown(read.step.resource)) is (verdict is Verdict.UNKNOWN)
    denied = {"Worker": ["s3:GetObject"]}
    assert paths(tmp_path, stages, home=home, denied=denied)["it"].verdict.denied
