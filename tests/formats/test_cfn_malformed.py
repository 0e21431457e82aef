"""Templates that are wrong: one clear failure each, and the rest still loads."""

from __future__ import annotations

import pytest

from tests.formats.cfn import messages, opened
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.read import read
from xacct_guard.span import Source

BUCKET = "Bucket: {Type: AWS::S3::Bucket}"
WRONG = {
    "AWSTemplateFormatVersion: x": "the template has no `Resources`",
    "[a, b]": "a template must be a mapping",
    "text": "a template must be a mapping",
    "Resources: [a]": "`Resources` must be a mapping",
    "Resources: {A: text}": "resource `A` must be a mapping",
    "Resources: {A: {Typ: AWS::S3::Bucket}}": "resource `A` has no `Type`",
    "Resources: {A: {Type: [x]}}": "the `Type` of resource `A` must be text",
    "Resources: {A: {Type: AWS::S3::Bucket, Properties: [a]}}": (
        "the `Properties` of resource `A` must be a mapping"
    ),
    "Parameters: [a]\nResources: {}": "`Parameters` must be a mapping",
    "Parameters: {P: text}\nResources: {}": "`P` of `Parameters` must be a mapping",
    "Mappings: {M: 1}\nResources: {}": "`M` of `Mappings` must be a mapping",
    "Conditions: text\nResources: {}": "`Conditions` must be a mapping",
    "Outputs: {O: [1]}\nResources: {}": "`O` of `Outputs` must be a mapping",
    "Outputs: {O: {Description: x}}\nResources: {}": "output `O` has no `Value`",
    "Outputs: {O: {Value: [a]}}\nResources: {}": "output `O` is not text",
    "Ressources: {}\nResources: {}": "a template has no section `Ressources`",
    "Resources: {A: {Type: AWS::S3::Bucket, Condition: [a]}}": (
        "`Condition` must be the name of a condition"
    ),
    "Resources: {A: {Type: AWS::S3::BucketPolicy, Properties: {PolicyDocument: {}}}}": (
        "`A` has no `Bucket`"
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_malformed_template_is_one_failure_with_a_place(text: str):
    failures = opened(text).parts().failures
    assert WRONG[text] in [failure.message for failure in failures]
    assert all(failure.at is not None and failure.at.line for failure in failures)
    assert all(failure.message[0] not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for failure in failures)


@pytest.mark.parametrize("text", [text for text in WRONG if text.startswith("Resources: {")])
def test_the_other_resources_are_still_loaded(text: str):
    found = opened(text.replace("Resources: {", f"Resources: {{{BUCKET}, ")).parts()
    assert "train/Bucket" in [resource.place for resource in found.resources]


CALLS = {
    "!Ref Buckt": "the template has no resource or parameter `Buckt` (help: did you mean `Bucket`?)",
    "!Ref [Bucket]": "`Ref` takes the name of a parameter or resource",
    "!Ref AWS::Acount": "there is no pseudo parameter `AWS::Acount`",
    "!GetAtt Bucket": "`Fn::GetAtt` takes a resource and an attribute (help: as `!GetAtt Key.Arn`)",
    "!GetAtt Buckett.Arn": "the template has no resource or parameter `Buckett`",
    "!GetAtt Bucket.arn": "`Bucket` has no attribute `arn` (help: did you mean `Arn`?)",
    "!Sub '${Nope}'": "the template has no resource or parameter `Nope`",
    "!Sub '${aws:username}'": (
        "the template has no `aws:username` "
        "(help: a policy variable is written `${!aws:username}` inside `Fn::Sub`)"
    ),
    "!Sub '${List}'": "`${List}` is not text (help: join a list with `Fn::Join`)",
    "!Sub [a, b, c]": "`Fn::Sub` takes text, or a list of text and variables",
    "!Sub {a: b}": "`Fn::Sub` takes text, or a list of text and variables",
    "!Join [a]": "`Fn::Join` takes a delimiter and a list",
    "!Join ['', text]": "`Fn::Join` takes a list",
    "!Join ['', [[a], b]]": "a member of `Fn::Join` is not text",
    "!Join ['', {a: b}]": "`Fn::Join` takes a delimiter and a list",
    "!Split ['', a]": "`Fn::Split` takes a delimiter and text",
    "!Split [a, [b]]": "`Fn::Split` takes a delimiter and text",
    "!Select [3, !Ref List]": (
        "`Fn::Select` finds no element `3` in a list of 2 (help: the first is `0`)"
    ),
    "!Select [a, !Ref List]": "`Fn::Select` finds no element `a` in a list of 2",
    "!Select [0]": "`Fn::Select` takes an index and a list",
    "!Select [0, text]": "`Fn::Select` takes a list",
    "!FindInMap [Map, one]": "`Fn::FindInMap` takes a map and two keys",
    "!FindInMap [Mapp, one, a]": "the map has no `Mapp` (help: did you mean `Map`?)",
    "!FindInMap [Map, two, a]": "the map has no `two` (help: there are `one`)",
    "!FindInMap [Map, one, a, b]": "",
    "!If [Nope, a, b]": "the template has no condition `Nope`",
    "!If [a]": "`Fn::If` takes a condition's name and two values",
    "!Base64 [a]": "`Fn::Base64` takes text",
    "Fn::Length: {a: b}": "`Fn::Length` takes a list",
    "!ImportValue [a, b]": "`Fn::ImportValue` takes the name of an export",
    "{Ref: Bucket, Fn::Sub: a}": "`Fn::Sub` must stand alone in its mapping",
}


@pytest.mark.parametrize("snippet", CALLS)
def test_a_function_used_wrongly_is_a_failure_and_its_value_open(snippet: str):
    loaded = opened(
        f"""
        Parameters: {{List: {{Type: CommaDelimitedList, Default: "a,b"}}}}
        Mappings: {{Map: {{one: {{a: b}}}}}}
        Resources: {{{BUCKET}}}
        Outputs:
          Asked: {{Value: {snippet if snippet.startswith(("!", "{")) else "{" + snippet + "}"}}}
        """
    )
    found = messages(loaded.parts())
    assert len(found) == bool(CALLS[snippet])
    assert CALLS[snippet] in "".join(found)
    assert all(message.startswith("6:") for message in found)


CIRCLES = {
    "{Type: AWS::SNS::Topic, Properties: {TopicName: !Ref B}}": "`A` -> `B` -> `A`",
    "{Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt A.Arn}}": "`A` -> `A`",
}


@pytest.mark.parametrize("one", CIRCLES)
def test_resources_that_wait_for_each_other_are_a_failure(one: str):
    text = f"""
        Resources:
          A: {one}
          B: {{Type: AWS::S3::Bucket, Properties: {{Tags: [{{Key: a, Value: !GetAtt A.Arn}}]}}}}
        """
    (message,) = messages(opened(text).parts())
    assert f"resources wait for each other: {CIRCLES[one]}" in message


def test_branches_that_may_not_be_taken_close_no_circle():
    found = opened(
        """
        Parameters: {Flag: {Type: String}}
        Conditions: {On: !Equals [!Ref Flag, x]}
        Resources:
          A: {Type: AWS::SQS::Queue, Properties: {QueueName: !If [On, !Ref B, a]}}
          B: {Type: AWS::SQS::Queue, Properties: {QueueName: !If [On, b, !Ref A]}}
        """
    ).parts()
    assert [m for m in messages(found) if "wait for each other" in m] == []


GENERATED = {
    "Transform: AWS::Serverless-2016-10-31": "transform AWS::Serverless-2016-10-31",
    "Transform: [Mine, {Name: AWS::Include}]": "transform Mine, AWS::Include",
    "Mappings: {Fn::Transform: {Name: AWS::Include}}": "macro AWS::Include",
}


@pytest.mark.parametrize("line", GENERATED)
def test_what_a_macro_may_add_is_no_failure(line: str):
    found = opened(
        f"""
        {line}
        Resources:
          Function: {{Type: AWS::Serverless::GraphQLApi, Properties: {{Name: a}}}}
          Bucket: {{Type: AWS::S3::Bucket, Properties: {{Tags: !Ref FunctionRole}}}}
          Loose: {{Type: AWS::S3::Bucket, Properties: {{Fn::Transform: {{Name: X}}}}}}
          Role: {{Type: AWS::IAM::Role}}
          Fn::ForEach::Topics: [Name, [a, b], {{}}]
        """
    ).parts()
    (role,) = found.roles
    assert messages(found) == []
    assert GENERATED[line] in role.trust.unresolved
    assert len(found.resources) == 2


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("AWSTemplateFormatVersion: '2010-09-09'", True),
        ("Resources: {A: {Type: AWS::S3::Bucket}}", True),
        ("Resources: {A: {Type: Custom::X}}", True),
        ("Resources: {A: {Type: thing}}", False),
        ("resources: {A: {Type: AWS::S3::Bucket}}", False),
        ("Statement: []", False),
        ("[Resources]", False),
        ("Resources: text", False),
    ],
)
def test_a_template_is_told_by_its_resources(text: str, is_one: bool):
    assert FORMAT.detect(read(Source("any.yaml", text))) is is_one


@pytest.mark.parametrize("forged", ["\ue000", "\ue000Cx", "\ue001\ue002", "\ue000Cx\ue001*\ue002"])
def test_the_marks_of_a_symbol_in_a_template_do_no_harm(forged: str):
    found = opened(
        f"""
        Resources:
          Bucket: {{Type: AWS::S3::Bucket, Properties: {{BucketName: "{forged}"}}}}
          Role:
            Type: AWS::IAM::Role
            Properties:
              RoleName: !Join ["", !Split ["-", "{forged}-x"]]
              Policies: ["{forged}"]
              AssumeRolePolicyDocument: "{forged}"
        """
    ).parts()
    assert len(found.roles) == 1


@pytest.mark.parametrize("depth", [140, 2000])
def test_depth_is_refused_and_does_not_overflow(depth: int):
    names = [f"B{number}" for number in range(depth)]
    lines = [
        f'  {name}: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !Sub "${{{after}}}"}}}}'
        for name, after in zip(names, [*names[1:], "AWS::Region"], strict=True)
    ]
    loaded = opened("Resources:\n" + "\n".join(lines))
    assert loaded.reference("resources.B0") is not None
    assert "values nested too deeply" in "".join(messages(loaded.parts()))
