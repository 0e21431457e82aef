"""A CodeBuild action: the action's role starts, the project's role does the work (COD-019 to COD-026)."""

from __future__ import annotations

import pytest

from tests.actions.estate import AWAY, HOME, asked, hop_of, paths, words
from tests.actions.test_artifacts import SOURCE, made, stage, taken
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.symbol import shown

BUILD = stage("Build", "Build/CodeBuild", "ProjectName: b", **taken("Code"), **made("Built"))
REPOSITORY = f"""
  Images:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: images
      RepositoryPolicyText:
        Version: "2012-10-17"
        Statement:
          - {{Effect: Allow, Action: "ecr:*", Principal: {{AWS: ["{HOME}", "{AWAY}"]}}}}
"""
LOGS = {
    ("Builder", f"logs:{name}") for name in ("CreateLogGroup", "CreateLogStream", "PutLogEvents")
}
ARTIFACTS = {
    ("Builder", action)
    for action in (
        *("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"),
        *("kms:Decrypt", "kms:GenerateDataKey"),
    )
}


def project(
    environment: str = "Image: aws/codebuild/standard:7.0", more: str = "", spec: str = ""
) -> str:
    written = f"\n        BuildSpec: |\n{spec}" if spec else ""
    return f"""
  B:
    Type: AWS::CodeBuild::Project
    Properties:
      Name: b
      ServiceRole: !GetAtt Builder.Arn
      EncryptionKey: !GetAtt Key.Arn
      Artifacts: {{Type: CODEPIPELINE}}
      Environment: {{Type: LINUX_CONTAINER, ComputeType: S, {environment}}}
      Source:
        Type: CODEPIPELINE{written}
{more}"""


def built(folder, home, *, stages=SOURCE + BUILD, **more):
    return paths(folder, stages, home=home, **more)["Build"]


def test_the_action_starts_and_the_project_reads_and_writes(tmp_path):
    path = built(tmp_path, project())
    assert asked(path.hops) == {
        ("codepipeline.amazonaws.com", "sts:AssumeRole"),
        ("codebuild.amazonaws.com", "sts:AssumeRole"),
        ("Pipeline", "codebuild:StartBuild"),
        ("Pipeline", "codebuild:BatchGetBuilds"),
        *ARTIFACTS,
    }
    assert asked(path.optional) == {("Pipeline", "codebuild:StopBuild"), *LOGS}
    assert path.verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("Pipeline", "codebuild:StartBuild"),
        ("Pipeline", "codebuild:BatchGetBuilds"),
        *sorted(ARTIFACTS),
    ],
)
def test_without_any_of_it_the_build_is_denied(tmp_path, who, what):
    path = built(tmp_path, project(), denied={who: [what]})
    assert path.verdict is Verdict.EXPLICIT_DENY
    assert path.broken_at.step.action == what


def test_the_action_needs_no_access_to_the_artifacts(tmp_path):
    no = ["s3:GetObject", "s3:GetObjectVersion"]
    assert built(tmp_path, project(), denied={"Pipeline": no}).verdict is Verdict.ALLOW


def test_a_batch_is_started_as_one(tmp_path):
    batch = BUILD.replace("ProjectName: b", "ProjectName: b, BatchEnabled: 'true'")
    path = built(
        tmp_path,
        project(more="      BuildBatchConfig: {ServiceRole: !GetAtt Worker.Arn}\n"),
        stages=SOURCE + batch,
    )
    assert {
        ("Pipeline", "codebuild:StartBuildBatch"),
        ("Pipeline", "codebuild:BatchGetBuildBatches"),
    } <= asked(path.hops)
    assert ("Worker", "codebuild:StartBuild") in asked(path.optional)


def image(account: str) -> str:
    return f"{account}.dkr.ecr.us-east-1.amazonaws.com/images:1"


def test_an_image_of_another_account_is_pulled_with_the_projects_role_only(tmp_path):
    ours = project(f"Image: {image(AWAY)}")
    path = built(tmp_path, ours, away=REPOSITORY)
    assert path.verdict is Verdict.IMPLICIT_DENY
    assert "`ImagePullCredentialsType` has to be SERVICE_ROLE" in words(path)
    as_role = project(f"Image: {image(AWAY)}, ImagePullCredentialsType: SERVICE_ROLE")
    path = built(tmp_path, as_role, away=REPOSITORY)
    assert ("Builder", "ecr:BatchGetImage") in asked(path.hops)
    assert path.verdict is Verdict.ALLOW
    assert built(
        tmp_path, as_role, away=REPOSITORY, denied={"Builder": ["ecr:BatchGetImage"]}
    ).verdict.denied


def test_an_image_at_home_is_pulled_as_codebuild_for_the_project(tmp_path):
    arn = f"arn:aws:codebuild:us-east-1:{HOME}:project/b"
    for condition, verdict in ((arn, Verdict.ALLOW), (f"{arn}x", Verdict.IMPLICIT_DENY)):
        lets_in = f"""
          - Effect: Allow
            Action: "ecr:*"
            Principal: {{Service: codebuild.amazonaws.com}}
            Condition: {{StringEquals: {{"aws:SourceArn": "{condition}"}}}}
"""
        path = built(tmp_path, project(f"Image: {image(HOME)}") + REPOSITORY + lets_in)
        step = hop_of(path, "ecr:BatchGetImage").step
        assert step.principal == "codebuild.amazonaws.com"
        assert step.context == {"aws:sourcearn": arn, "aws:sourceaccount": HOME}
        assert path.verdict is verdict


SECRETS = """
  Token:
    Type: AWS::SecretsManager::Secret
    Properties: {Name: token, KmsKeyId: !GetAtt Key.Arn}
  Value: {Type: AWS::SSM::Parameter, Properties: {Name: /a/value, Type: String, Value: x}}
"""


@pytest.mark.parametrize("where", ["project", "action", "specification"])
def test_a_build_fetches_its_secrets_and_parameters_as_the_project(tmp_path, where):
    kinds = (("SECRETS_MANAGER", "token:key"), ("PARAMETER_STORE", "/a/value"))
    upper = ", ".join(f"{{Name: {k[0]}, Type: {k}, Value: {v}}}" for k, v in kinds)
    lower = ", ".join(f'{{"name": "{k[0]}", "type": "{k}", "value": "{v}"}}' for k, v in kinds)
    spec = """
          version: 0.2
          env: {secrets-manager: {A: "token:key"}, parameter-store: {B: /a/value}}
          phases: {}
"""
    ours, stages = project(), SOURCE + BUILD
    if where == "project":
        ours = project(f"Image: aws/codebuild/standard:7.0, EnvironmentVariables: [{upper}]")
    elif where == "action":
        stages = SOURCE + BUILD.replace(
            "ProjectName: b", f"ProjectName: b, EnvironmentVariables: '[{lower}]'"
        )
    else:
        ours = project(spec=spec)
    path = built(tmp_path, ours + SECRETS, stages=stages)
    assert path.verdict is Verdict.ALLOW
    secret = hop_of(path, "secretsmanager:GetSecretValue", "Builder").step
    assert secret.resource.startswith(f"arn:aws:secretsmanager:us-east-1:{HOME}:secret:token-")
    parameter = hop_of(path, "ssm:GetParameters", "Builder").step
    assert parameter.resource == f"arn:aws:ssm:us-east-1:{HOME}:parameter/a/value"
    decrypts = [h.step.context for h in path.hops if h.step.action == "kms:Decrypt"]
    assert "secretsmanager.us-east-1.amazonaws.com" in {c["kms:viaservice"] for c in decrypts}
    denied = {"Builder": ["secretsmanager:GetSecretValue"]}
    assert built(tmp_path, ours + SECRETS, stages=stages, denied=denied).verdict.denied


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("Type: SecureString, KeyId: !GetAtt Own.Arn", "arn:aws:kms:us-east-1:111111111111:key/"),
        ("Type: SecureString", None),
        ("Type: SecureString, KeyId: alias/aws/ssm", None),
        ("Type: String", None),
    ],
)
def test_a_build_decrypts_a_secure_parameter_by_the_key_that_was_chosen_for_it(
    tmp_path, given, key
):
    """Of the key of AWS the whole account may decrypt (ps-restrict-decryption.html).

    Terraform makes such a parameter; CloudFormation, in whose words it stands here, makes none.
    """
    spec = """
          version: 0.2
          env: {parameter-store: {B: /a/value}}
          phases: {}
"""
    holding = f"""
  Value: {{Type: AWS::SSM::Parameter, Properties: {{Name: /a/value, Value: x, {given}}}}}
  Own:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Action: "kms:*"
            Resource: "*"
            Principal: {{AWS: !Sub "arn:aws:iam::${{AWS::AccountId}}:root"}}
"""
    path = built(tmp_path, project(spec=spec) + holding)
    through = [
        hop.step for hop in path.hops if "ssm." in str(hop.step.context.get("kms:viaservice"))
    ]
    assert path.verdict is Verdict.ALLOW
    assert [step.resource.startswith(key or "-") for step in through] == ([True] if key else [])
    if key:
        denied = {"Builder": ["kms:Decrypt"]}
        assert built(tmp_path, project(spec=spec) + holding, denied=denied).verdict.denied


def open_in(path):
    """What is asked for in the hops that nobody can decide."""
    hops = [hop for hop in path.hops if hop.decision.verdict is Verdict.UNKNOWN]
    return [shown(hop.step.action) for hop in hops]


def test_a_specification_of_one_line_of_json_is_one(tmp_path):
    spec = (
        '{"version": "0.2", "env": {"secrets-manager": {"TOKEN": "tokens"}},'
        ' "phases": {"build": {"commands": ["make"]}}}'
    )
    path = built(tmp_path, project(more=f"        BuildSpec: '{spec}'\n"))
    assert ("Builder", "secretsmanager:GetSecretValue") in asked(path.hops)


def test_a_specification_that_nobody_can_read_leaves_the_build_unknown(tmp_path):
    spec = """
          version: 0.2
          phases: [
"""
    path = built(tmp_path, project(spec=spec))
    assert path.verdict is Verdict.UNKNOWN
    assert open_in(path) == ["${the build specification, which cannot be read}"]


@pytest.mark.parametrize("given", ["[{", "none", "!GetAtt Worker.RoleId"])
def test_variables_that_nobody_can_read_leave_the_build_unknown(tmp_path, given):
    written = given if given.startswith("!") else f"'{given}'"
    stages = SOURCE + BUILD.replace(
        "ProjectName: b", f"ProjectName: b, EnvironmentVariables: {written}"
    )
    path = built(tmp_path, project(), stages=stages)
    assert path.verdict is Verdict.UNKNOWN
    assert open_in(path) == ["${the variables, which cannot be read}"]


VPC = """      VpcConfig: {VpcId: !Ref Net, Subnets: [!Ref Sub], SecurityGroupIds: [!Ref Group]}
  Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Sub: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Net, CidrBlock: 10.0.1.0/24}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Net, GroupDescription: g}}
"""


def test_a_build_in_a_vpc_asks_for_its_network_interface(tmp_path):
    path = built(tmp_path, project(more=VPC))
    wanted = {"CreateNetworkInterface", "CreateNetworkInterfacePermission", "DescribeSubnets"}
    assert {("Builder", f"ec2:{name}") for name in wanted} <= asked(path.hops)
    permission = hop_of(path, "ec2:CreateNetworkInterfacePermission").step
    assert permission.context["ec2:authorizedservice"] == "codebuild.amazonaws.com"
    assert permission.stand is None


def test_a_network_interface_is_in_one_subnet_of_the_project(tmp_path):  # COD-024
    second = (
        "  Sub2: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Net, CidrBlock: 10.0.2.0/24}}\n"
    )
    vpc = VPC.replace("[!Ref Sub]", "[!Ref Sub, !Ref Sub2]") + second
    path = built(tmp_path, project(more=vpc))
    action = "ec2:CreateNetworkInterfacePermission"
    inside = [h.step.context["ec2:subnet"] for h in path.hops if h.step.action == action]
    assert [shown(arn).rpartition("/")[2] for arn in inside] == ["${home.Sub}", "${home.Sub2}"]
    made = {h.step.resource for h in path.hops if h.step.action == "ec2:CreateNetworkInterface"}
    assert made >= set(inside)


def test_a_build_in_a_vpc_without_a_way_out_gets_no_artifacts(tmp_path):
    path = built(tmp_path, project(more=VPC))
    assert path.verdict.denied
    assert "there is no way from" in words(path)
    assert path.broken_at.step.stand is not None


PUSHES = f"""
          version: 0.2
          env: {{variables: {{ACCOUNT: "{AWAY}"}}}}
          phases:
            build:
              commands:
                - docker push $ACCOUNT.dkr.ecr.$AWS_REGION.amazonaws.com/images:1
                - docker push $ELSEWHERE/images:1
                - aws sts assume-role --role-arn arn:aws:iam::{AWAY}:role/Worker2 --role-session-name s
                - aws sagemaker create-training-job --cli-input-json file://job.json
          reports: {{tests: {{files: ["*.xml"]}}}}
"""


def test_what_commands_name_is_followed_and_denies_nothing(tmp_path):
    hints = {
        ("Builder", "ecr:PutImage"),
        ("Builder", "sts:AssumeRole"),
        ("Builder", "sagemaker:CreateTrainingJob"),
        ("Builder", "codebuild:CreateReport"),
    }
    path = built(tmp_path, project(spec=PUSHES), away=REPOSITORY)
    assert hints <= asked(path.optional)
    assert (
        hop_of(path, "ecr:PutImage").step.resource
        == f"arn:aws:ecr:us-east-1:{AWAY}:repository/images"
    )
    denied = {"Builder": [what for _, what in hints]}
    again = built(tmp_path, project(spec=PUSHES), away=REPOSITORY, denied=denied)
    assert path.verdict is again.verdict is Verdict.ALLOW
    assert hop_of(again, "ecr:PutImage").decision.verdict.denied


WAY_OUT = (
    VPC
    + """
  Door: {Type: AWS::EC2::InternetGateway}
  Opened: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Net, InternetGatewayId: !Ref Door}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Sub}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Net}}
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}
  InTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Sub}
"""
)
GATEWAY = """
  Gateway:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Net
      ServiceName: com.amazonaws.us-east-1.s3
      RouteTableIds: [!Ref Table]
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: "*", Action: "s3:*", Resource: RESOURCE}]
"""
LAYERS = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"


@pytest.mark.parametrize(
    ("network", "verdict"),
    [
        ("", None),
        (WAY_OUT, "ALLOW"),
        (
            WAY_OUT + GATEWAY.replace("RESOURCE", f'["arn:aws:s3:::artifacts/*", "{LAYERS}"]'),
            "ALLOW",
        ),
        (WAY_OUT + GATEWAY.replace("RESOURCE", '["arn:aws:s3:::artifacts/*"]'), "IMPLICIT_DENY"),
    ],
)
def test_docker_in_a_build_fetches_layers_from_where_the_build_stands(tmp_path, network, verdict):
    spec = PUSHES.replace("docker push $ACCOUNT", "docker pull $ACCOUNT")
    path = built(tmp_path, project(more=network, spec=spec), away=REPOSITORY)
    layers = [hop for hop in path.optional if "starport" in hop.step.resource]
    assert [hop.decision.verdict for hop in layers] == ([Verdict[verdict]] if verdict else [])
    assert path.verdict is Verdict.ALLOW


def test_declared_calls_of_a_project_are_made_as_its_role(tmp_path):
    declared = """
calls:
  - by: "${stacks.home.resources.B}"
    steps: [{call: "s3:DeleteObject", resource: "arn:aws:s3:::artifacts/*"}]
"""
    path = built(tmp_path, project(), configuration=declared)
    assert ("Builder", "s3:DeleteObject") in asked(path.hops)
    denied = {"Builder": ["s3:DeleteObject"]}
    assert built(tmp_path, project(), configuration=declared, denied=denied).verdict.denied


CLONE = SOURCE.replace(
    "RepositoryName: r", "RepositoryName: r, OutputArtifactFormat: CODEBUILD_CLONE_REF"
)


def test_a_full_clone_is_cloned_by_the_project(tmp_path):
    path = built(tmp_path, project(), stages=CLONE + BUILD)
    assert hop_of(path, "codecommit:GitPull").step.principal.endswith("role/Builder")
    denied = {"Builder": ["codecommit:GitPull"]}
    assert built(tmp_path, project(), stages=CLONE + BUILD, denied=denied).verdict.denied


def test_how_a_project_clones_from_another_account_is_unknown(tmp_path):
    abroad = CLONE.rstrip() + f"\n      RoleArn: arn:aws:iam::{AWAY}:role/Action\n"
    assert built(tmp_path, project(), stages=abroad + BUILD).verdict is Verdict.UNKNOWN


def test_a_build_that_is_started_by_itself_fetches_its_own_source(tmp_path):
    alone = project(
        more="""  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Worker.Arn
      Definition:
        States:
          Build: {Type: Task, Resource: "arn:aws:states:::codebuild:startBuild", Parameters: {ProjectName: b}}
"""
    )
    alone = alone.replace("Type: CODEPIPELINE}", "Type: S3, Location: artifacts}").replace(
        "Type: CODEPIPELINE", "Type: S3\n        Location: artifacts/source.zip"
    )
    run = stage("Build", "Invoke/StepFunctions", "StateMachineArn: !Ref Machine")
    path = built(tmp_path, alone, stages=SOURCE + run)
    steps = {
        (hop.step.says, hop.step.action) for hop in path.hops if "Builder" in hop.step.principal
    }
    assert ("fetch the source", "s3:GetObject") in steps
    assert ("keep what the build makes", "s3:PutObject") in steps
    assert path.verdict is Verdict.ALLOW


@pytest.mark.parametrize("name", ["buildspec.yml", "buildspec-test.yaml"])
def test_a_specification_in_the_source_is_read_where_the_source_is_here(tmp_path, name):
    lines = PUSHES.splitlines()
    spec = "\n".join(line[10:] for line in lines)
    named = project() if name == "buildspec.yml" else project(more=f"        BuildSpec: {name}\n")
    path = built(
        tmp_path,
        named,
        away=REPOSITORY,
        files={f"code/{name}": spec},
        configuration="pipelines: [{name: pipe, artifacts: {Code: code}}]\n",
    )
    hop = hop_of(path, "ecr:PutImage")
    assert hop.step.span.source.name.endswith(name)
    assert ("Builder", "codebuild:CreateReport") in asked(path.optional)


def test_an_image_that_nobody_names_yet_is_unknown(tmp_path):
    parameter = "!ImportValue image"
    assert built(tmp_path, project(f"Image: {parameter}")).verdict is Verdict.UNKNOWN
