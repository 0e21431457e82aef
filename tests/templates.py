"""Templates that several tests want for one thing that is found in them."""

from __future__ import annotations

_ROLE = """\
Resources:
  Passing:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
      - PolicyName: passing
        PolicyDocument:
          Statement: [%s]
"""
LOOSE = _ROLE % "{Effect: Allow, Action: iam:PassRole, Resource: '*'}"
"""It may pass every role."""
TWICE = _ROLE % (
    "{Effect: Allow, Action: [s3:GetObject, s3:GetObject], Resource: 'arn:aws:s3:::b/*'}"
)
"""An action stands twice, which `fix` can mend."""
