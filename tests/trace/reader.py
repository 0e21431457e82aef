"""A role `reader` of another account, with the statements that a test gives it."""

from __future__ import annotations

from tests.formats.cfn import opened
from xacct_guard.graph.model import Parts, Placement

ROLE = """
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: within
          PolicyDocument: {Version: "2012-10-17", Statement: [%s]}
"""


def reader(account: str, region: str, *statements: str) -> Parts:
    """The role in that account, by flow mappings such as `{Effect: Allow, Action: "*", Resource: "*"}`."""
    return opened(ROLE % ", ".join(statements), Placement(account, region, "reader")).parts()
