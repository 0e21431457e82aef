"""Every type of resource that the services table knows: its names, its ARN, its policies, its place."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.formats.cfn import messages, opened, parts
from xacct_guard import services
from xacct_guard.graph.link import link
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.symbol import shown
from xacct_guard.services import PolicyType, ResourceType

ROWS = {type: row for type, row in services._by_cfn().items() if isinstance(row, ResourceType)}
APART = {type: row for type, row in services._by_cfn().items() if isinstance(row, PolicyType)}
TYPE = pytest.mark.parametrize("type", sorted(ROWS))


@TYPE
def test_a_resource_is_found_where_it_is_declared(type: str):
    (found,) = parts(f"Resources:\n  Thing: {{Type: {type}}}").resources
    assert (found.type, found.place) == (ROWS[type].name, "train/Thing")
    assert (found.span.line, found.span.column) == (2, 3)
    assert found.arn.startswith("arn:aws:")


@TYPE
def test_two_resources_of_a_type_are_two(type: str):
    found = parts(f"Resources: {{One: {{Type: {type}}}, Other: {{Type: {type}}}}}")
    assert len({resource.arn for resource in found.resources}) == 2


OF_AWS = sorted(type for type in {**ROWS, **APART} if not type.startswith("Custom::"))
"""What the CDK makes by functions of its own is in no specification of AWS."""


OF_TERRAFORM = {"AWS::SSM::Parameter": {"KeyId"}}
"""Properties that Terraform alone gives: CloudFormation makes no parameter of the type SecureString.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
"""


@pytest.mark.parametrize("type", OF_AWS)
def test_the_properties_and_attributes_of_a_type_are_those_of_aws(type: str):
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type)
    row = ROWS.get(type) or APART[type]
    if isinstance(row, ResourceType):
        assert set(row.attributes) <= set(schema.get_atts)
        routes = [*row.facts.values(), row.named_by, row.within, row.policy]
    else:
        routes = [row.target, None if row.statement else row.document]
    asked = {route.partition(".")[0].partition("[")[0] for route in routes if route}
    assert asked - OF_TERRAFORM.get(type, set()) <= set(schema.schema["properties"])


GIVEN = """
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: s}}
  Repository: {Type: AWS::ECR::Repository, Properties: {RepositoryName: team/r}}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/a, TargetKeyId: k}}
  Replica:
    Type: AWS::KMS::ReplicaKey
    Properties: {PrimaryKeyArn: "arn:aws:kms:us-east-1:111111111111:key/mrk-1"}
  Function: {Type: AWS::Lambda::Function, Properties: {FunctionName: f}}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Function}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !GetAtt Function.Arn, Name: live}}
  Rule: {Type: AWS::Events::Rule, Properties: {Name: r}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: b}}
  OnBus: {Type: AWS::Events::Rule, Properties: {Name: r, EventBusName: !GetAtt Bus.Arn}}
  Default: {Type: AWS::Events::Rule, Properties: {Name: r, EventBusName: default}}
  Schedule: {Type: AWS::Scheduler::Schedule, Properties: {Name: s}}
  Build: {Type: AWS::CodeBuild::Project, Properties: {Name: b}}
  Repo: {Type: AWS::CodeCommit::Repository, Properties: {RepositoryName: r}}
  Domain: {Type: AWS::CodeArtifact::Domain, Properties: {DomainName: d}}
  Packages:
    Type: AWS::CodeArtifact::Repository
    Properties: {DomainName: !GetAtt Domain.Name, RepositoryName: p}
  Model: {Type: AWS::SageMaker::Model, Properties: {ModelName: m}}
  Endpoint: {Type: AWS::SageMaker::Endpoint, Properties: {EndpointName: e}}
  Group: {Type: AWS::SageMaker::ModelPackageGroup, Properties: {ModelPackageGroupName: g}}
  Pipeline: {Type: AWS::SageMaker::Pipeline, Properties: {PipelineName: p}}
  Profile: {Type: AWS::SageMaker::UserProfile, Properties: {DomainId: d-1, UserProfileName: u}}
  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineName: m}}
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Name: /a/b, Value: v}}
  Database: {Type: AWS::Glue::Database, Properties: {DatabaseInput: {Name: d}}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: t}}
  Access: {Type: AWS::S3::AccessPoint, Properties: {Name: a, Bucket: b}}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/l}}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gate: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.s3}}
"""
HERE = "eu-west-1:111111111111"
SAID = {
    "!Ref Queue": f"https://sqs.{HERE.replace(':', '.amazonaws.com/')}/q",
    "!GetAtt Queue.Arn": f"arn:aws:sqs:{HERE}:q",
    "!Ref Topic": f"arn:aws:sns:{HERE}:t",
    "!Ref Secret": f"arn:aws:secretsmanager:{HERE}:secret:s-${{train.Secret.tail}}",
    "!GetAtt Repository.Arn": f"arn:aws:ecr:{HERE}:repository/team/r",
    "!GetAtt Repository.RepositoryUri": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/r",
    "!Ref Alias": "alias/a",
    "!GetAtt Replica.Arn": f"arn:aws:kms:{HERE}:key/mrk-1",
    "!Ref Version": f"arn:aws:lambda:{HERE}:function:f:${{train.Version}}",
    "!Ref Live": f"arn:aws:lambda:{HERE}:function:f:live",
    "!GetAtt Rule.Arn": f"arn:aws:events:{HERE}:rule/r",
    "!GetAtt OnBus.Arn": f"arn:aws:events:{HERE}:rule/b/r",
    "!GetAtt Default.Arn": f"arn:aws:events:{HERE}:rule/r",
    "!GetAtt Schedule.Arn": f"arn:aws:scheduler:{HERE}:schedule/default/s",
    "!GetAtt Build.Arn": f"arn:aws:codebuild:{HERE}:project/b",
    "!Ref Repo": "${train.Repo.id}",
    "!GetAtt Repo.RepositoryId": "${train.Repo.id}",
    "!GetAtt Repo.Name": "r",
    "!Ref Packages": f"arn:aws:codeartifact:{HERE}:repository/d/p",
    "!Ref Model": f"arn:aws:sagemaker:{HERE}:model/m",
    "!GetAtt Model.ModelName": "m",
    "!Ref Endpoint": f"arn:aws:sagemaker:{HERE}:endpoint/e",
    "!GetAtt Group.ModelPackageGroupArn": f"arn:aws:sagemaker:{HERE}:model-package-group/g",
    "!Ref Pipeline": "p",
    "!GetAtt Profile.UserProfileArn": f"arn:aws:sagemaker:{HERE}:user-profile/d-1/u",
    "!Ref Machine": f"arn:aws:states:{HERE}:stateMachine:m",
    "!Ref Parameter": "/a/b",
    "!GetAtt Parameter.Arn": f"arn:aws:ssm:{HERE}:parameter/a/b",
    "!GetAtt Parameter.Value": "v",
    "!Ref Database": "d",
    "!GetAtt Table.Arn": f"arn:aws:dynamodb:{HERE}:table/t",
    "!GetAtt Access.Arn": f"arn:aws:s3:{HERE}:accesspoint/a",
    "!GetAtt Logs.Arn": f"arn:aws:logs:{HERE}:log-group:/aws/l:*",
    "!Ref Vpc": "${train.Vpc}",
    "!GetAtt Vpc.CidrBlock": "10.0.0.0/16",
    "!Ref Gate": "${train.Gate}",
}  # fmt: skip


def test_ref_and_getatt_give_what_the_pages_say():
    outputs = "".join(f"  O{n}: {{Value: {asked}}}\n" for n, asked in enumerate(SAID))
    found = opened(f"Resources:{GIVEN}Outputs:\n{outputs}").parts()
    assert messages(found) == []
    assert dict(zip(SAID, map(shown, found.outputs.values()), strict=True)) == SAID


ALLOW = (
    '{Statement: [{Effect: Allow, Principal: {AWS: "222222222222"}, Action: "%s", Resource: "*"}]}'
)
OWN = {
    "AWS::ECR::Repository": ("RepositoryPolicyText", "ecr:BatchGetImage"),
    "AWS::KMS::Key": ("KeyPolicy", "kms:Decrypt"),
    "AWS::KMS::ReplicaKey": ("KeyPolicy", "kms:Decrypt"),
    "AWS::S3::AccessPoint": ("Policy", "s3:GetObject"),
    "AWS::Events::EventBus": ("Policy", "events:PutEvents"),
    "AWS::CodeArtifact::Domain": ("PermissionsPolicyDocument", "codeartifact:GetAuthorizationToken"),
    "AWS::CodeArtifact::Repository": ("PermissionsPolicyDocument", "codeartifact:ReadFromRepository"),
    "AWS::SageMaker::ModelPackageGroup": ("ModelPackageGroupPolicy", "sagemaker:DescribeModelPackage"),
    "AWS::EC2::VPCEndpoint": ("PolicyDocument", "s3:GetObject"),
}  # fmt: skip


@pytest.mark.parametrize("type", [type for type, row in ROWS.items() if row.policy])
def test_a_resource_has_the_policy_among_its_properties(type: str):
    if type == "AWS::DynamoDB::Table":
        holds, action = "ResourcePolicy", "dynamodb:GetItem"
        document = f"{{PolicyDocument: {ALLOW % action}}}"
    else:
        holds, action = OWN[type]
        document = ALLOW % action
    text = f"Resources:\n  Thing:\n    Type: {type}\n    Properties:\n      {holds}: {document}\n"
    (found,) = parts(text).resources
    (statement,) = found.policy.statements
    assert (found.policy.kind, found.policy_held) == (ROWS[type].policy_kind, True)
    assert [each.text for each in statement.actions] == [action]
    assert statement.span.line == 5


STANDING = """
Resources:
  Thing: {{Type: {type}, Properties: {{{named}}}}}
  Policy:
    Type: {policy}
    Properties:
      {target}
      {document}: {text}
"""


@pytest.mark.parametrize(
    ("policy", "type", "named", "target"),
    [
        ("AWS::S3::BucketPolicy", "AWS::S3::Bucket", "BucketName: b", "Bucket: !Ref Thing"),
        ("AWS::SNS::TopicPolicy", "AWS::SNS::Topic", "TopicName: t", "Topics: [!Ref Thing]"),
        ("AWS::SNS::TopicInlinePolicy", "AWS::SNS::Topic", "TopicName: t", "TopicArn: !Ref Thing"),
        ("AWS::SQS::QueuePolicy", "AWS::SQS::Queue", "QueueName: q", "Queues: [!Ref Thing]"),
        ("AWS::SQS::QueueInlinePolicy", "AWS::SQS::Queue", "QueueName: q", "Queue: !Ref Thing"),
        (
            "AWS::SecretsManager::ResourcePolicy",
            "AWS::SecretsManager::Secret",
            "Name: s",
            "SecretId: !Ref Thing",
        ),
        ("AWS::ECR::RegistryPolicy", "AWS::ECR::Repository", "RepositoryName: r", "{}"),
        ("AWS::Logs::ResourcePolicy", "AWS::Logs::LogGroup", "LogGroupName: l", "PolicyName: p"),
        ("AWS::Kinesis::ResourcePolicy", "AWS::Kinesis::Stream", "Name: k", "ResourceArn: !GetAtt Thing.Arn"),
    ],
)  # fmt: skip
def test_a_policy_written_apart_stands_on_its_resource(policy, type, named, target):
    text = STANDING.format(
        type=type,
        named=named,
        policy=policy,
        target="" if target == "{}" else target,
        document=APART[policy].document,
        text=ALLOW % "x:Y",
    )
    found = parts(text)
    assert messages(found) == []
    resource, *all_others = link((found,)).resources.values()
    (statement,) = resource.policy.statements
    assert statement.span.line == 8
    assert [each.name for each in all_others] == ([] if APART[policy].target else ["*"])


@pytest.mark.parametrize(
    ("policy", "holds", "asked"),
    [
        (
            "AWS::ECR::RegistryPolicy",
            "PolicyText",
            "ecr:eu-west-1:111111111111:repository/team/any",
        ),
        (
            "AWS::Logs::ResourcePolicy",
            "PolicyDocument",
            "logs:eu-west-1:111111111111:log-group:any",
        ),
    ],
)
def test_a_policy_for_all_of_an_account_speaks_of_what_nobody_declares(policy, holds, asked):
    name = "PolicyName: p, " if "Logs" in policy else ""
    found = parts(
        f"Resources: {{P: {{Type: {policy}, Properties: {{{name}{holds}: {ALLOW % 'x:Y'}}}}}}}"
    )
    graph = link((found,))
    known = graph.resource(f"arn:aws:{asked}")
    assert [statement.index for statement in known.policy.statements] == [0]
    assert not known.policy_held  # the repository may have a policy of its own
    elsewhere = asked.replace("111111111111", "222222222222")
    assert graph.resource(f"arn:aws:{elsewhere}") is None


PACKAGES = """
Resources:
  Group:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties:
      ModelPackageGroupName: churn
      ModelPackageGroupPolicy: %s
  Version:
    Type: AWS::SageMaker::ModelPackage
    Properties: {ModelPackageGroupName: %s}
  Alone: {Type: AWS::SageMaker::ModelPackage, Properties: {ModelPackageName: alone}}
"""


@pytest.mark.parametrize("group", ["churn", "!Ref Group", "!GetAtt Group.ModelPackageGroupArn"])
def test_a_model_package_has_the_policy_of_its_group(group: str):
    found = parts(PACKAGES % (ALLOW % "sagemaker:DescribeModelPackage", group))
    assert messages(found) == []
    graph = link((found,))
    packages = {each.place.rpartition("/")[2]: each for each in graph.resources.values()}
    here = "arn:aws:sagemaker:eu-west-1:111111111111:model-package"
    assert shown(packages["Version"].arn) == f"{here}/churn/${{train.Version}}"
    assert packages["Version"].policy == packages["Group"].policy is not None
    assert packages["Alone"].policy is None
    assert graph.resource(f"{here}/churn/7") == packages["Group"]
    assert graph.resource(f"{here}/other/7") is None


PERMISSIONS = """
Resources:
  Function: {Type: AWS::Lambda::Function, Properties: {FunctionName: f}}
  FromEvents:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Function.Arn
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: arn:aws:events:eu-west-1:222222222222:rule/r
      SourceAccount: "222222222222"
  FromAccount:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: f, Action: "lambda:*", Principal: "333333333333", PrincipalOrgID: o-1}
"""


def conditions(statement) -> list[tuple[str, str, str]]:
    return [(each.operator, each.key, each.values[0].text) for each in statement.conditions]


@pytest.mark.parametrize("named", ["f", '"111111111111:function:f"'])
def test_permissions_make_up_the_policy_of_a_function(named):
    found = parts(
        PERMISSIONS.replace("{FunctionName: f, Action", f"{{FunctionName: {named}, Action")
    )
    assert messages(found) == []
    (function,) = link((found,)).resources.values()
    events, account = function.policy.statements
    assert [each.text for each in events.principals.service] == ["events.amazonaws.com"]
    assert conditions(events) == [
        ("ArnLike", "aws:SourceArn", "arn:aws:events:eu-west-1:222222222222:rule/r"),
        ("StringEquals", "aws:SourceAccount", "222222222222"),
    ]
    assert [each.text for each in account.principals.aws] == ["333333333333"]
    assert conditions(account) == [("StringEquals", "aws:PrincipalOrgID", "o-1")]
    assert events.resources[0].text == function.arn
    assert (events.actions[0].span.line, events.conditions[0].values[0].span.line) == (8, 10)


BUS = """
Resources:
  Old:
    Type: AWS::Events::EventBusPolicy
    Properties:
      StatementId: old
      Action: events:PutEvents
      Principal: "*"
      Condition: {Type: StringEquals, Key: aws:PrincipalOrgID, Value: o-1}
  New:
    Type: AWS::Events::EventBusPolicy
    Properties:
      EventBusName: default
      StatementId: new
      Statement:
        {Effect: Allow, Principal: {AWS: "222222222222"}, Action: events:PutEvents, Resource: "*"}
"""


def test_the_default_bus_is_known_by_the_policies_that_stand_on_it():
    found = parts(BUS)
    assert messages(found) == []
    (bus,) = link((found,)).resources.values()
    old, new = bus.policy.statements
    assert bus.arn == "arn:aws:events:eu-west-1:111111111111:event-bus/default"
    assert conditions(old) == [("StringEquals", "aws:PrincipalOrgID", "o-1")]
    assert new.span.line == 16
    assert not bus.policy_held  # what adds to a policy is not the whole of it


def test_a_bucket_that_no_template_makes_is_known_by_its_policy():
    found = parts(
        dedent(f"""
        Resources:
          Policy:
            Type: AWS::S3::BucketPolicy
            Properties: {{Bucket: elsewhere, PolicyDocument: {ALLOW % "s3:GetObject"}}}
        """)
    )
    (bucket,) = link((found,)).resources.values()
    assert (bucket.arn, bucket.type, bucket.policy_held) == (
        "arn:aws:s3:::elsewhere",
        "s3:bucket",
        True,
    )


def test_of_two_different_policies_of_one_bucket_nobody_knows_which_holds():
    one, other = (
        f"  P{n}:\n    Type: AWS::S3::BucketPolicy\n"
        f"    Properties: {{Bucket: b, PolicyDocument: {ALLOW % action}}}\n"
        for n, action in enumerate(("s3:GetObject", "s3:PutObject"))
    )
    (bucket,) = link((parts(f"Resources:\n{one}{other}"),)).resources.values()
    assert bucket.policy.statements == ()
    assert "which policy" in bucket.policy.unresolved


def test_a_policy_reaches_a_role_with_a_path_by_its_name_alone():
    role = parts(
        """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              RoleName: deploy
              Path: /ci/
              AssumeRolePolicyDocument:
                Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
        """
    )
    policy = parts(
        """
        Resources:
          Policy:
            Type: AWS::IAM::Policy
            Properties:
              PolicyName: p
              Roles: [deploy]
              PolicyDocument: {Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}}
        """
    )
    (found,) = link((role, policy)).roles.values()
    assert [policy.name for policy in found.identity] == ["Policy"]


def test_a_boundary_of_another_stack_is_a_boundary():
    role = parts(
        """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              PermissionsBoundary: arn:aws:iam::111111111111:policy/limit
              AssumeRolePolicyDocument:
                Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
        """
    )
    limit = parts(
        """
        Resources:
          Limit:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              ManagedPolicyName: limit
              PolicyDocument: {Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}}
        """
    )
    (found,) = link((role, limit)).roles.values()
    assert (found.boundary.kind, found.boundary.name) == (PolicyKind.BOUNDARY, "Limit")


@pytest.mark.parametrize("type", ["AWS::Logs::ResourcePolicy"])
def test_a_policy_that_is_text_keeps_the_place_of_its_statements(type: str):
    found = parts(
        f"""
        Resources:
          Group: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: l}}}}
          Policy:
            Type: {type}
            Properties:
              PolicyName: p
              PolicyDocument: |
                {{"Statement": [
                  {{"Effect": "Allow", "Principal": {{"Service": "es.amazonaws.com"}},
                   "Action": "logs:PutLogEvents", "Resource": "*"}}]}}
        """
    )
    group, _everybody = link((found,)).resources.values()
    (statement,) = group.policy.statements
    assert (statement.span.line, statement.span.column) == (10, 11)


def test_a_statement_behind_what_sub_puts_into_a_text_keeps_its_line():
    found = parts(
        """
        Resources:
          Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}
          Policy:
            Type: AWS::SNS::TopicPolicy
            Properties:
              Topics: [!Ref Topic]
              PolicyDocument: !Sub |
                {"Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "${AWS::AccountId}"},
                   "Action": "sns:Publish", "Resource": "${Topic}"},
                  {"Effect": "Deny", "Principal": "*", "Action": "sns:*", "Resource": "*"}]}
        """
    )
    assert messages(found) == []
    allow, deny = found.attached[0].policy.statements
    assert (allow.span.line, allow.span.column) == (10, 11)
    assert (deny.span.line, deny.span.column) == (12, 11)
    assert allow.actions[0].span.line == 11
    (account,) = allow.principals.aws
    assert (account.text, account.span.line) == ("111111111111", 10)
