"""Stacks that take values of each other."""

from __future__ import annotations

from collections.abc import Callable

from tests.formats.cfn import PLACEMENT, given, messages
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.graph.model import Placement
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Source

SHARED = """
Parameters: {Consumer: {Type: String}}
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          {Effect: Allow, Principal: {AWS: !Ref Consumer}, Action: kms:Decrypt, Resource: '*'}
Outputs:
  Bucket: {Value: !Ref Bucket}
  Echo: {Value: !Ref Consumer}
"""
TRAINING = """
Parameters: {Store: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement:
              {Effect: Allow, Action: s3:GetObject, Resource: !Sub 'arn:aws:s3:::${Store}/*'}
Outputs:
  Role: {Value: !GetAtt Role.Arn}
  Echo: {Value: !Ref Store}
"""


def two_stacks(shared_takes: str, training_takes: str):
    stacks = {}

    def from_stack(name: str, path: str) -> Callable[[], str | None]:
        return lambda: stacks[name].reference(path)

    def stack(name: str, account: str, text: str, **values: object) -> None:
        document = read(Source(f"{name}.yaml", text))
        placement = Placement(account, "eu-west-1", name)
        stacks[name] = FORMAT.open(document, placement, given(values), lambda path: None)

    stack("shared", "111111111111", SHARED, Consumer=from_stack("training", shared_takes))
    stack("training", "222222222222", TRAINING, Store=from_stack("shared", training_takes))
    return stacks["shared"], stacks["training"]


def test_each_of_two_stacks_may_take_a_value_of_the_other():
    shared, training = two_stacks("outputs.Role", "outputs.Bucket")
    (key,) = (part for part in shared.parts().resources if part.type == "kms:key")
    (role,) = training.parts().roles
    (user,) = key.policy.statements[0].principals.aws
    (read_by,) = role.identity[0].statements[0].resources
    assert user.text == role.arn
    assert shown(read_by.text) == "arn:aws:s3:::${shared.Bucket}/*"
    assert user.span.source.name == "shared.yaml"
    assert (shared.parts().failures, training.parts().failures) == ((), ())


def test_stacks_that_wait_for_each_other_give_an_open_symbol_and_no_failure():
    shared, training = two_stacks("outputs.Echo", "outputs.Echo")
    found = {shared.reference("outputs.Echo"), training.reference("outputs.Echo")}
    assert len(found) == 1
    assert "stacks that wait for each other" in found.pop()
    assert (shared.parts().failures, training.parts().failures) == ((), ())


def test_an_export_whose_name_is_imported_from_the_same_stack_does_not_run_for_ever():
    text = "Resources: {}\nOutputs: {A: {Value: a, Export: {Name: !ImportValue b}}}"
    stacks = []

    def lookup(path: str) -> str | None:
        return stacks[0].reference(path.replace("export:", "exports."))

    stacks.append(FORMAT.open(read(Source("stack.yaml", text)), PLACEMENT, given({}), lookup))
    assert stacks[0].reference("exports.b") is None
    assert stacks[0].parts().outputs == {"A": "a"}


def test_a_value_that_depends_on_itself_within_a_template_is_a_failure():
    text = """
Resources:
  One: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${Two}-a"}}
  Two: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${One}-b"}}
"""
    loaded = FORMAT.open(read(Source("stack.yaml", text)), PLACEMENT, given({}), lambda path: None)
    found = messages(loaded.parts())
    assert "a value that depends on itself: `One.BucketName` -> `Two` -> " in found[0]
    assert "resources wait for each other: `One` -> `Two` -> `One`" in found[1]
