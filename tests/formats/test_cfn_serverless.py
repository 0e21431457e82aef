"""Templates of the Serverless Application Model: what the transform makes, at the place it is made of."""

from __future__ import annotations

import pytest

from tests.formats.cfn import messages, parts
from xacct_guard.graph.link import link
from xacct_guard.iam.symbol import shown

FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, Tracing: Active}}
Resources:
  Score:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: score
      Policies:
        - AWSLambdaVPCAccessExecutionRole
        - arn:aws:iam::111111111111:policy/own
        - !Ref Managed
        - Statement:
            - Effect: Allow
              Action: s3:GetObject
              Resource: "*"
        - S3ReadPolicy: {BucketName: b}
      Events:
        Told: {Type: SNS, Properties: {Topic: !Ref Topic}}
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Queued.Arn}}
        Hourly: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}
  Queued: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: "s3:List*", Resource: "*"}}}
Outputs:
  Role: {Value: !GetAtt ScoreRole.Arn}
  Live: {Value: !Ref ScoreAliaslive}
"""


def test_a_function_gets_a_role_with_its_policies():
    found = parts(FUNCTION)
    assert messages(found) == []
    (role,) = found.roles
    assert (role.place, role.span.line) == ("train/ScoreRole", 5)
    assert found.outputs["Role"] == role.arn
    (trust,) = role.trust.statements
    assert [each.text for each in trust.principals.service] == ["lambda.amazonaws.com"]
    assert [arn.text.rpartition("/")[2] for arn in role.managed] == [
        "AWSLambdaBasicExecutionRole",
        "AWSXRayDaemonWriteAccess",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "own",
    ]
    assert "service-role/AWSLambdaVPCAccessExecutionRole" in role.managed[3].text
    actions = {
        each.name: [a.text for s in each.statements for a in s.actions] for each in role.identity
    }
    assert actions == {
        "ScoreRolePolicy3": ["s3:GetObject"],
        "ScoreRolePolicy4": [],
        "Managed": ["s3:List*"],
    }
    inline, template, _ = role.identity
    assert inline.statements[0].span.line == 14
    assert template.unresolved == "what S3ReadPolicy stands for"


def test_a_function_lets_in_what_its_events_come_from():
    found = parts(FUNCTION)
    functions = [
        each for each in link((found,)).resources.values() if each.type == "lambda:function"
    ]
    (function,) = functions
    sns, events = function.policy.statements
    assert [each.text for each in sns.principals.service] == ["sns.amazonaws.com"]
    assert sns.conditions[0].values[0].text == "arn:aws:sns:eu-west-1:111111111111:t"
    assert "Hourly of Score" in shown(events.conditions[0].values[0].text)


@pytest.mark.parametrize("kind", ["Function", "StateMachine"])
def test_a_role_that_is_given_is_taken(kind: str):
    found = parts(
        f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          It: {{Type: AWS::Serverless::{kind}, Properties: {{Role: "arn:aws:iam::1:role/r"}}}}
        """
    )
    (resource,) = found.resources
    assert found.roles == ()
    assert resource.facts["role"].text == "arn:aws:iam::1:role/r"


def test_a_state_machine_gets_a_role_that_step_functions_may_assume():
    found = parts(
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Train:
            Type: AWS::Serverless::StateMachine
            Properties:
              Name: train
              Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
              Policies: [{Statement: {Effect: Allow, Action: "sagemaker:*", Resource: "*"}}]
        """
    )
    assert messages(found) == []
    (machine,), (role,) = found.resources, found.roles
    assert (machine.type, machine.name) == ("states:stateMachine", "train")
    assert machine.facts["role"].text == role.arn
    assert role.trust.statements[0].principals.service[0].text == "states.amazonaws.com"


def test_other_types_of_the_transform_stay_open():
    found = parts(
        """
        Transform: AWS::Serverless-2016-10-31
        Resources: {Api: {Type: AWS::Serverless::Api, Properties: {StageName: p}}}
        Outputs: {Stage: {Value: !Ref ApiStage}}
        """
    )
    assert messages(found) == []
    assert "AWS::Serverless" in shown(found.outputs["Stage"])
