"""A small estate in a server that speaks the AWS APIs: two accounts, two Regions, and planted secrets."""

from __future__ import annotations

import io
import json
import zipfile

import boto3

OWN = "123456789012"
OTHER = "222222222222"
REGIONS = ("us-east-1", "eu-west-1")
SECRET = "hunter2-planted-value"
ROLE = "audit"


def session(account: str, endpoint: str) -> boto3.Session:
    """Whoever may do anything in an account."""
    given = {"aws_access_key_id": "AKIAOWN", "aws_secret_access_key": "x"}
    own = boto3.Session(**given, region_name=REGIONS[0])
    if account == OWN:
        return own
    sts = own.client("sts", endpoint_url=endpoint)
    made = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/setup", RoleSessionName="setup")
    return boto3.Session(
        made["Credentials"]["AccessKeyId"],
        made["Credentials"]["SecretAccessKey"],
        made["Credentials"]["SessionToken"],
        region_name=REGIONS[0],
    )


def build(endpoint: str, accounts: tuple[str, ...] = (OWN, OTHER)) -> None:
    organization(session(OWN, endpoint), endpoint)
    for account in accounts:
        made = session(account, endpoint)
        role = principals(made, endpoint, account)
        for region in REGIONS:
            storage(made, endpoint, account, region)
            secrets(made, endpoint, region, role)


def organization(made: boto3.Session, endpoint: str) -> None:
    """Our own account manages it; of its two accounts one is closed."""
    client = made.client("organizations", endpoint_url=endpoint)
    client.create_organization(FeatureSet="ALL")
    denies = {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}
    client.create_policy(
        Content=json.dumps({"Version": "2012-10-17", "Statement": [denies]}),
        Description="no users",
        Name="no-users",
        Type="SERVICE_CONTROL_POLICY",
    )
    made_account = client.create_account(AccountName="closed", Email="closed@example.com")
    client.close_account(AccountId=made_account["CreateAccountStatus"]["AccountId"])


def policy(account: str, action: str, resource: str = "*") -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": action,
        "Resource": resource,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def principals(made: boto3.Session, endpoint: str, account: str) -> str:
    iam = made.client("iam", endpoint_url=endpoint)
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(trust))
    may = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
    }
    iam.put_role_policy(RoleName="worker", PolicyName="own", PolicyDocument=json.dumps(may))
    made_policy = iam.create_policy(PolicyName="shared", PolicyDocument=json.dumps(may))
    iam.attach_role_policy(RoleName="worker", PolicyArn=made_policy["Policy"]["Arn"])
    iam.create_open_id_connect_provider(
        Url=f"https://oidc.example.com/{account}", ThumbprintList=["a" * 40]
    )
    arn: str = role["Role"]["Arn"]
    return arn


def storage(made: boto3.Session, endpoint: str, account: str, region: str) -> None:
    def client(service: str):
        return made.client(service, endpoint_url=endpoint, region_name=region)

    s3 = client("s3")
    for number in range(3):
        name = f"artifacts-{account}-{region}-{number}"
        more = (
            {}
            if region == "us-east-1"
            else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        )
        s3.create_bucket(Bucket=name, **more)
        if number:
            s3.put_bucket_policy(
                Bucket=name, Policy=policy(account, "s3:GetObject", f"arn:aws:s3:::{name}/*")
            )
    key = client("kms").create_key(Policy=policy(account, "kms:*"))["KeyMetadata"]["KeyId"]
    client("kms").create_alias(AliasName="alias/artifacts", TargetKeyId=key)
    client("sqs").create_queue(QueueName="jobs")
    topic = client("sns").create_topic(Name="told")["TopicArn"]
    client("events").put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    client("events").put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": topic}])
    client("ecr").create_repository(repositoryName="images")


def secrets(made: boto3.Session, endpoint: str, region: str, role: str) -> None:
    """Values that must never be collected, wherever AWS would tell them."""

    def client(service: str):
        return made.client(service, endpoint_url=endpoint, region_name=region)

    client("secretsmanager").create_secret(Name="password", SecretString=SECRET)
    client("ssm").put_parameter(Name="/password", Value=SECRET, Type="SecureString")
    client("ssm").put_parameter(Name="/plain", Value=SECRET, Type="String")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): pass")
    client("lambda").create_function(
        FunctionName="worker",
        Runtime="python3.12",
        Role=role,
        Handler="index.handler",
        Code={"ZipFile": packed.getvalue()},
        Environment={"Variables": {"PASSWORD": SECRET}},
    )
    client("codebuild").create_project(
        name="build",
        source={"type": "S3", "location": "artifacts/source.zip"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{"name": "PASSWORD", "value": SECRET, "type": "PLAINTEXT"}],
        },
        serviceRole=role,
    )
    client("cloudformation").create_stack(
        StackName="parameters",
        TemplateBody=json.dumps(
            {
                "Parameters": {"Password": {"Type": "String", "NoEcho": True}},
                "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            }
        ),
        Parameters=[{"ParameterKey": "Password", "ParameterValue": SECRET}],
    )
