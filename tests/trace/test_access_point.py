"""Through an access point into a bucket of another account: the bucket has a say, too.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
"""

from __future__ import annotations

import pytest

from tests.formats.cfn import opened
from tests.trace.reader import reader
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Placement
from xacct_guard.graph.step import Page, Step
from xacct_guard.iam.decision import Verdict
from xacct_guard.span import Source, Span
from xacct_guard.trace import answer

OWNER, READER = "111111111111", "222222222222"
EVERYTHING = '{Effect: Allow, Action: "s3:*", Resource: "*"}'
POINT = """
Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: models}}
  Door:
    Type: AWS::S3::AccessPoint
    Properties:
      Name: door
      Bucket: !Ref Bucket
      Policy:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: {AWS: "arn:aws:iam::222222222222:role/reader"}
          Action: s3:GetObject
          Resource: !Sub "arn:aws:s3:us-east-1:${AWS::AccountId}:accesspoint/door/object/*"
"""
POLICY = """
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement: {Effect: Allow, Principal: %s, Action: "s3:*", Resource: "*", Condition: %s}
"""
DELEGATED = '{StringEquals: {"s3:DataAccessPointAccount": "111111111111"}}'


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("", Verdict.IMPLICIT_DENY),
        (POLICY % ('{AWS: "333333333333"}', "{}"), Verdict.IMPLICIT_DENY),
        (POLICY % ("{Service: a.amazonaws.com}", "{}"), Verdict.IMPLICIT_DENY),
        (POLICY % ('{AWS: "*"}', DELEGATED), Verdict.ALLOW),
        (POLICY % ('{AWS: "arn:aws:iam::222222222222:role/reader"}', "{}"), Verdict.ALLOW),
        (POLICY % ('{AWS: "222222222222"}', "{}"), Verdict.ALLOW),
    ],
)
def test_a_point_opens_to_another_account_only_what_its_bucket_leaves_to_it(policy, verdict):
    role = reader(READER, "us-east-1", EVERYTHING)
    owned = opened(POINT + policy, Placement(OWNER, "us-east-1", "owner")).parts()
    point = f"arn:aws:s3:us-east-1:{OWNER}:accesspoint/door/object/model.tar.gz"
    who = f"arn:aws:iam::{READER}:role/reader"
    step = Step(
        *("read", who, "s3:GetObject", point, READER, "us-east-1"),
        Page("a page"),
        Span(Source("asked", "")),
        context={"aws:securetransport": "true"},
    )
    assert answer(step, link((role, owned))).verdict is verdict
