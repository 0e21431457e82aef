"""What a call of an API is about is read off its parameters, by the authorization reference."""

from __future__ import annotations

import json

import pytest

from xacct_guard.api import action_called, called, resources_of
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.caller import Caller
from xacct_guard.graph.step import Page, Step
from xacct_guard.iam.symbol import Symbol, has_symbol, shown
from xacct_guard.read import read
from xacct_guard.span import Node, Source, Span

HOME, AWAY, REGION = "111111111111", "222222222222", "eu-west-1"
CALLER = Caller(f"arn:aws:iam::{HOME}:role/r", HOME, REGION, Span(Source("c", "")), AccessGraph())


def parameters(**given: object) -> Node:
    return read(Source("p", json.dumps(given)))


def here(service: str, rest: str, account: str = HOME) -> str:
    return f"arn:aws:{service}:{REGION}:{account}:{rest}"


MADE, SOMEWHERE = str(Symbol("s.Q", created=True)), str(Symbol("region of s"))
ABOUT = [
    ("dynamodb:PutItem", {"TableName": "t"}, [here("dynamodb", "table/t")]),
    ("s3:GetObject", {"Bucket": "b", "Key": "k/x"}, ["arn:aws:s3:::b/k/x"]),
    ("s3:ListBucket", {"Bucket": "b"}, ["arn:aws:s3:::b"]),
    ("codepipeline:StartPipelineExecution", {"Name": "p"}, [here("codepipeline", "p")]),
    ("ssm:GetParameter", {"Name": "/a/b"}, [here("ssm", "parameter/a/b")]),
    ("athena:StartQueryExecution", {"WorkGroup": "w"}, [here("athena", "workgroup/w")]),
    ("kms:Decrypt", {"KeyId": "alias/a"}, [here("kms", "alias/a")]),
    ("kms:Decrypt", {"KeyId": "k"}, [here("kms", "key/k")]),
    (
        "sqs:SendMessage",
        {"QueueUrl": f"https://sqs.{REGION}.amazonaws.com/{AWAY}/q"},
        [here("sqs", "q", AWAY)],
    ),
    (
        "sqs:SendMessage",
        {"QueueUrl": f"https://sqs.{SOMEWHERE}.amazonaws.com/{HOME}/{MADE}.fifo"},
        [f"arn:aws:sqs:{SOMEWHERE}:{HOME}:{MADE}.fifo"],
    ),
    ("sns:Publish", {"TargetArn": here("sns", "t", AWAY)}, [here("sns", "t", AWAY)]),
    (
        "ecr:BatchGetImage",
        {"RegistryId": AWAY, "RepositoryName": "r"},
        [here("ecr", "repository/r", AWAY)],
    ),
    (
        "codeartifact:GetAuthorizationToken",
        {"Domain": "d", "DomainOwner": AWAY},
        [here("codeartifact", "domain/d", AWAY)],
    ),
    ("sts:GetCallerIdentity", {}, ["*"]),
]


@pytest.mark.parametrize(("action", "given", "wanted"), ABOUT)
def test_parameters_name_the_resources_of_a_call(action, given, wanted):
    assert list(resources_of(action, parameters(**given), CALLER)) == wanted


def test_every_resource_that_an_action_needs_is_asked_for():
    given = parameters(EndpointName="e", EndpointConfigName="c")
    found = resources_of("sagemaker:CreateEndpoint", given, CALLER)
    assert set(found) == {here("sagemaker", "endpoint/e"), here("sagemaker", "endpoint-config/c")}


@pytest.mark.parametrize("action", ["sagemaker:DescribeEndpoint", "bedrock:InvokeModel"])
def test_what_is_not_said_is_some_resource_that_nobody_knows(action):
    (found,) = resources_of(action, parameters(), CALLER)
    assert has_symbol(found)


def test_a_secret_by_its_name_has_an_ending_that_only_aws_knows():
    (found,) = resources_of("secretsmanager:GetSecretValue", parameters(SecretId="s"), CALLER)
    assert shown(found).startswith(here("secretsmanager", "secret:s-${"))


@pytest.mark.parametrize(
    ("service", "operation", "action"),
    [
        ("s3", "listObjectsV2", "s3:ListBucket"),
        ("s3", "headObject", "s3:GetObject"),
        ("sfn", "startExecution", "states:StartExecution"),
        ("lambda", "invoke", "lambda:InvokeFunction"),
        ("cloudwatchlogs", "putLogEvents", "logs:PutLogEvents"),
        ("eventbridge", "putEvents", "events:PutEvents"),
        ("sesv2", "sendEmail", "ses:SendEmail"),
        ("sagemakerruntime", "invokeEndpoint", "sagemaker:InvokeEndpoint"),
        ("nosuch", "thing", None),
        ("s3", "", None),
    ],
)
def test_an_operation_has_the_action_of_the_reference(service, operation, action):
    assert action_called(service, operation) == action


def test_what_an_object_is_written_under_is_in_the_request():
    key = here("kms", "key/k", AWAY)
    given = parameters(Bucket="b", Key="k", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    (put,) = called("s3:PutObject", given, CALLER, "write", Page("p"))
    assert isinstance(put, Step)
    assert put.key == key
    name = "s3:x-amz-server-side-encryption"
    assert put.context == {name: "aws:kms", f"{name}-aws-kms-key-id": key}


@pytest.mark.parametrize(
    ("source", "action", "resource"),
    [
        ("from/a/b", "s3:GetObject", "arn:aws:s3:::from/a/b"),
        ("/from/a%20b%C3%A9", "s3:GetObject", "arn:aws:s3:::from/a b\u00e9"),
        ("from/a?versionId=v1", "s3:GetObjectVersion", "arn:aws:s3:::from/a"),
        (
            here("s3", "accesspoint/p/object/a"),
            "s3:GetObject",
            here("s3", "accesspoint/p/object/a"),
        ),
    ],
)
def test_whoever_copies_an_object_reads_it(source: str, action: str, resource: str):
    written = action_called("s3", "copyObject")
    copy = parameters(Bucket="to", Key="c", CopySource=source)
    asked = [(s.action, s.resource) for s in called(written, copy, CALLER, "copy", Page("a page"))]
    assert asked == [(action, resource), ("s3:PutObject", "arn:aws:s3:::to/c")]


def actions(action: str, **given: str) -> list[str]:
    """What a call about one object is asked for."""
    about = parameters(Bucket="b", Key="k", **given)
    return [step.action for step in called(action, about, CALLER, "call", Page("a page"))]


@pytest.mark.parametrize(
    ("given", "further"),
    [
        ({"ACL": "bucket-owner-full-control", "GrantRead": "id=1"}, ["s3:PutObjectAcl"]),
        ({"Tagging": "a=b"}, ["s3:PutObjectTagging"]),
        ({"StorageClass": "STANDARD"}, []),
    ],
)
def test_what_is_set_with_an_object_takes_a_right_of_its_own(given, further):
    assert actions("s3:PutObject", **given) == ["s3:PutObject", *further]


def test_headers_are_told_of_the_request_that_sends_them():
    given = {"CopySource": "from/a", "GrantRead": "id=1"}
    about = parameters(Bucket="b", Key="k", **given)
    read, write, *_ = called("s3:PutObject", about, CALLER, "call", Page("a page"))
    sent = {key.removeprefix("s3:x-amz-"): value for key, value in write.context.items()}
    assert sent == {"copy-source": "from/a", "grant-read": "id=1"}
    assert read.context == {}


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        ("s3:GetObject", "s3:GetObjectVersion"),
        ("s3:DeleteObject", "s3:DeleteObjectVersion"),
        ("s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
        ("s3:RestoreObject", "s3:RestoreObject"),
    ],
)
def test_a_version_is_read_by_an_action_of_its_own(action: str, asked: str):
    about = parameters(Bucket="b", Key="k", VersionId="v1")
    (step,) = called(action, about, CALLER, "call", Page("a page"))
    assert (step.action, step.context["s3:versionid"]) == (asked, "v1")
    assert actions(action) == [action]
