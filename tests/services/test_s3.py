"""The KMS request behind an object: made through the S3 of the bucket's Region, whoever asks from where."""

from __future__ import annotations

import pytest

from tests.formats.cfn import parts
from xacct_guard.graph.caller import Caller
from xacct_guard.graph.link import link
from xacct_guard.graph.step import Page
from xacct_guard.services.s3 import implied

PAGE = Page("a page")
KEY = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-4222-8222-222222222222"
BUCKET = "Resources: {Models: {Type: AWS::S3::Bucket, Properties: {BucketName: models}}}"


@pytest.mark.parametrize("asked_in", ["eu-west-1", "us-east-1"])
def test_a_key_is_used_by_way_of_the_bucket_s_region(asked_in: str):  # 1.10, 7.5
    graph = link((parts(BUCKET),))  # in eu-west-1
    span = next(iter(graph.resources.values())).span
    who = Caller("arn:aws:iam::111111111111:role/writer", "111111111111", asked_in, span, graph)
    step = who.ask("write the model", "s3:PutObject", "arn:aws:s3:::models/x", PAGE, key=KEY)
    behind = tuple(implied(step, graph))
    assert [each.action for each in behind] == ["kms:GenerateDataKey", "kms:Decrypt"]
    assert {each.context["kms:viaservice"] for each in behind} == {"s3.eu-west-1.amazonaws.com"}
    assert {each.region for each in behind} == {"eu-west-1"}


def test_of_a_bucket_that_nobody_knows_the_region_is_that_of_the_request():
    graph = link((parts(BUCKET),))
    span = next(iter(graph.resources.values())).span
    who = Caller("arn:aws:iam::111111111111:role/reader", "111111111111", "us-east-1", span, graph)
    step = who.ask("read the model", "s3:GetObject", "arn:aws:s3:::others/x", PAGE, key=KEY)
    assert [each.region for each in implied(step, graph)] == ["us-east-1"]
