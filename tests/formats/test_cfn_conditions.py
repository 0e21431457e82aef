"""Conditions: decided as far as the values are known, and what follows for what they guard."""

from __future__ import annotations

import pytest

from tests.formats.cfn import NOWHERE, asked, messages, opened, parts, with_value
from xacct_guard.iam.symbol import Symbol
from xacct_guard.iam.truth import Truth

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
GROUND = """
Parameters:
  Env: {Type: String, Default: prod}
  Open: {Type: String}
  Other: {Type: String}
  Account: {Type: String, AllowedPattern: '[0-9]{12}'}
  Created: {Type: String}
  Ports: {Type: CommaDelimitedList, Default: '1,2'}
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
  Open: !Equals [!Ref Open, x]
  Asked:
    CONDITION
Resources:
  Queue: {Type: AWS::SQS::Queue}
"""
CASES = {
    "!Equals [!Ref Env, prod]": YES,
    "!Equals [!Ref Env, test]": NO,
    "!Equals [!Ref Open, '']": UNKNOWN,
    "!Equals [!Ref Open, !Ref Open]": YES,
    "!Equals [!Ref Open, !Ref Other]": UNKNOWN,
    "!Equals [!Sub 'a-${Open}', b]": NO,
    "!Equals [!Sub '${Open}-a', b]": NO,
    "!Equals [!Sub 'a-${Open}', a-b]": UNKNOWN,
    "!Equals [!Sub 'a${Open}', !Sub 'b${Other}']": NO,
    "!Equals [!Ref Created, known-before]": NO,
    "!Equals [!Sub '${Created}-x', !Sub '${Open}-y']": NO,
    "!Equals [!Ref Created, !Ref Open]": UNKNOWN,
    "!Equals [1, '1']": YES,
    "!Equals [true, 'true']": YES,
    "!Equals [!Ref Ports, ['1', '2']]": YES,
    "!Equals [!Ref Ports, ['1', '3']]": NO,
    "!Equals [!Ref AWS::Region, eu-west-1]": YES,
    "!Equals [!Select [0, [!Ref Env]], prod]": YES,
    "!Not [!Condition Yes]": NO,
    "!Not [{Condition: Open}]": UNKNOWN,
    "!And [!Condition Yes, !Condition Open]": UNKNOWN,
    "!And [!Condition No, !Condition Open]": NO,
    "!Or [!Condition Yes, !Condition Open]": YES,
    "!Or [!Condition No, !Condition Open]": UNKNOWN,
    "!Or [!Not [!Equals [a, a]], !And [!Condition Yes, {Fn::Equals: [b, b]}]]": YES,
    "Fn::EachMemberIn: [[a], [b]]": UNKNOWN,
}


@pytest.mark.parametrize("condition", CASES)
def test_a_condition_is_decided_by_what_is_known(condition: str):
    created = str(Symbol("train.X", "train-x-*", created=True))
    loaded = opened(GROUND.replace("CONDITION", condition), Created=created)
    assert loaded.stack.condition("Asked", NOWHERE) is CASES[condition]
    assert messages(loaded.parts()) == []


WRONG = {
    "!Condition Nobody": "14:5: the template has no condition `Nobody` (help: there are",
    "!Not [!Condition Yess]": "14:11: the template has no condition `Yess` (help: did you mean `Yes`?)",
    "!Equals [a]": "14:5: `Fn::Equals` takes two values",
    "!Not []": "14:5: `Fn::Not` takes one condition, in a list",
    "[true]": "14:5: a condition is a function, as `Fn::Equals`",
    "!Condition Asked": "a value that depends on itself: `Asked` -> `Asked`",
}


@pytest.mark.parametrize("condition", WRONG)
def test_a_condition_that_says_nothing_is_a_failure_and_unknown(condition: str):
    bucket = "  Bucket: {Type: AWS::S3::Bucket, Condition: Asked}"
    found = parts(GROUND.replace("CONDITION", condition) + bucket)
    assert WRONG[condition] in messages(found)[0]
    (bucket,) = (resource for resource in found.resources if resource.type == "s3:bucket")
    assert not bucket.policy_held


ROLE = """
Parameters: {Flag: {Type: String}}
Conditions: {Wanted: !Equals [!Ref Flag, 'yes']}
Resources:
  Role:
    Type: AWS::IAM::Role
    CONDITION
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
          - STATEMENT
      Policies:
        - PolicyName: inline
          PolicyDocument: {Statement: {Effect: Allow, Action: s3:Get*, Resource: '*'}}
        - POLICY
  Bucket: {Type: AWS::S3::Bucket}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    CONDITION
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement: [{Effect: Deny, Principal: '*', Action: s3:*, Resource: '*'}]
"""
STATEMENT = "{Effect: Allow, Principal: {AWS: '*'}, Action: sts:AssumeRole}"
POLICY = (
    "{PolicyName: more, PolicyDocument: "
    "{Statement: {Effect: Deny, Action: s3:Put*, Resource: '*'}}}"
)


def role_template(condition: str = "", statement: str = STATEMENT, policy: str = POLICY) -> str:
    line = f"Condition: {condition}" if condition else ""
    text = ROLE.replace("CONDITION", line).replace("STATEMENT", statement)
    return text.replace("POLICY", policy)


def test_what_a_true_condition_guards_is_there():
    found = parts(role_template("Wanted"), Flag="yes")
    assert [role.held for role in found.roles] == [True]
    assert [len(attached.policy.statements) for attached in found.attached] == [1]


def test_what_a_false_condition_guards_is_not_there():
    found = parts(role_template("Wanted"), Flag="no")
    assert (found.roles, found.attached, found.failures) == ((), (), ())


def test_what_an_open_condition_guards_decides_nothing():
    found = parts(role_template("Wanted"))
    (role,), (attached,) = found.roles, found.attached
    reason = "condition Wanted of stack train"
    assert (role.held, role.absent) == (False, reason)
    assert (role.trust.statements, role.trust.unresolved) == ((), reason)
    assert (attached.policy.statements, attached.policy.unresolved) == ((), reason)
    assert found.failures == ()


def test_a_statement_under_an_open_condition_leaves_the_policy_unresolved():
    statement = f"!If [Wanted, {STATEMENT}, !Ref AWS::NoValue]"
    (role,) = parts(role_template(statement=statement)).roles
    assert len(role.trust.statements) == 1
    assert role.trust.unresolved.startswith("condition Wanted of stack train")


def test_a_policy_under_an_open_condition_is_unresolved_beside_the_others():
    (role,) = parts(role_template(policy=f"!If [Wanted, {POLICY}, !Ref AWS::NoValue]")).roles
    assert [len(policy.statements) for policy in role.identity] == [1, 0]
    assert role.identity[1].unresolved.startswith("condition Wanted of stack train")


def test_a_policy_under_a_decided_condition_is_there_or_not():
    text = role_template(policy=f"!If [Wanted, {POLICY}, !Ref AWS::NoValue]")
    assert [len(parts(text, Flag=flag).roles[0].identity) for flag in ("yes", "no")] == [2, 1]


def test_a_policy_attached_by_an_open_condition_is_in_doubt_for_each_role_it_may_go_to():
    text = (
        role_template(statement=STATEMENT, policy=POLICY)
        + """
  Attached:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: attached
      Roles: [!If [Wanted, !Ref Role, !Ref Flag]]
      PolicyDocument: {Statement: {Effect: Deny, Action: s3:*, Resource: '*'}}
"""
    )
    (unsure,) = parts(text).roles
    assert [len(policy.statements) for policy in unsure.identity] == [1, 1, 0]
    assert unsure.identity[2].unresolved.startswith("condition Wanted of stack train")
    assert [len(parts(text, Flag=flag).roles[0].identity) for flag in ("yes", "no")] == [3, 2]


def test_a_reference_to_what_is_not_made_is_a_failure():
    loaded = opened(
        """
        Conditions: {Never: !Equals [a, b]}
        Resources: {Bucket: {Type: AWS::S3::Bucket, Condition: Never}}
        Outputs: {Name: {Value: !Ref Bucket}, Not: {Value: !Ref Bucket, Condition: Never}}
        """
    )
    assert messages(loaded.parts()) == [
        "4:25: `Bucket` is not made: its condition is false "
        "(help: refer to it under the same condition)"
    ]
    assert loaded.reference("resources.Bucket") is None
    assert loaded.reference("outputs.Not") is None


CHOICES = {
    "!Join [',', [!If [Open, a, !Ref AWS::NoValue], b]]": "${joined by `,`, ",
    "!Select [1, [!If [Open, a, !Ref AWS::NoValue], b]]": "${element 1 of ",
    "Fn::Length: [!If [Open, a, !Ref AWS::NoValue], b]": "${length of ",
}


@pytest.mark.parametrize("snippet", CHOICES)
def test_a_list_that_may_shrink_is_open(snippet: str):
    text = with_value(GROUND.replace("CONDITION", "!Equals [a, a]"), snippet)
    assert str(asked(opened(text))).startswith(CHOICES[snippet])


def test_two_choices_by_one_condition_are_two_values():
    ground = GROUND.replace("CONDITION", "!Equals [a, a]")
    one, same, other = (
        asked(opened(with_value(ground, f"!If [Open, {values}]")))
        for values in ("a, b", "a, b", "c, d")
    )
    assert one == same != other
