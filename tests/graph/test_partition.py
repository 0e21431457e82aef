"""Nothing that is made up for somebody in another partition is put into `aws`."""

from __future__ import annotations

import json

import pytest

from tests.formats.cfn import opened
from xacct_guard.api.about import queue_arn
from xacct_guard.denial import read_denial
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Placement
from xacct_guard.graph.region import partition_in
from xacct_guard.naming import principal_named, resource_named
from xacct_guard.run import Options, model_of
from xacct_guard.services.s3 import default_key

REGIONS = {"aws": "eu-west-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
EVERYWHERE = pytest.mark.parametrize(("partition", "region"), REGIONS.items())
BUCKET = """
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: data
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms}
"""


def estate(partition: str, region: str) -> AccessGraph:
    place = Placement("111111111111", region, "stack", partition)
    return link((opened(BUCKET, place).parts(),))


@EVERYWHERE
def test_what_is_deployed_somewhere_is_in_the_partition_of_the_region(partition, region):
    assert Placement("111111111111", region, "stack").partition == partition


@EVERYWHERE
def test_who_and_what_is_named_without_an_arn_is_in_the_partition_of_the_estate(partition, region):
    graph = estate(partition, region)
    assert resource_named("s3://data/x", graph) == f"arn:{partition}:s3:::data/x"
    assert partition_in(principal_named("111111111111", graph).arn) == partition


@EVERYWHERE
def test_the_key_that_aws_keeps_for_a_bucket_is_in_the_partition_of_the_bucket(partition, region):
    graph = estate(partition, region)
    key = default_key(graph.resources[f"arn:{partition}:s3:::data"])
    assert key == f"arn:{partition}:kms:{region}:111111111111:alias/aws/s3"


@EVERYWHERE
def test_a_queue_is_in_the_partition_of_the_region_of_its_address(partition, region):
    url = f"https://sqs.{region}.amazonaws.com/111111111111/jobs"
    assert queue_arn(url) == f"arn:{partition}:sqs:{region}:111111111111:jobs"


@EVERYWHERE
def test_an_event_is_of_the_partition_of_its_region(partition, region):
    event = {
        "eventName": "GetObject",
        "eventSource": "s3.amazonaws.com",
        "awsRegion": region,
        "errorCode": "AccessDenied",
        "requestParameters": {"bucketName": "data", "key": "x"},
    }
    denial = read_denial(json.dumps(event))
    assert denial.resource == f"arn:{partition}:s3:::data/x"


CONFIGURATION = """
accounts:
  one: {{id: "111111111111", regions: [{region}]}}
state_machines:
  - {{name: m, definition: m.json, account: one}}
sagemaker_pipelines:
  - {{definition: p.json, account: one, role: "arn:{partition}:iam::111111111111:role/r"}}
flows:
  - name: f
    account: one
    steps: [{{call: assume-role}}]
    principal: "arn:{partition}:iam::111111111111:role/jenkins"
"""


@EVERYWHERE
def test_what_the_configuration_names_is_in_the_partition_of_its_account(
    tmp_path, partition, region
):
    written = {
        "m.json": json.dumps({"StartAt": "a", "States": {"a": {"Type": "Succeed"}}}),
        "p.json": json.dumps({"Version": "2020-12-01", "Steps": []}),
        "xacct-guard.yaml": CONFIGURATION.format(region=region, partition=partition),
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text)
    model = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml"))
    assert {partition_in(arn) for arn in model.graph.resources} == {partition}
    assert model.failures == ()
    (flow,) = model.graph.flows
    assert partition_in(flow.steps[0].text_at("role") or "") == partition
