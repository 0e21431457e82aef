"""Loops and includes: what a template writes for itself, at the place where it is written."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.formats.cfn import PLACEMENT, messages, opened, parts
from xacct_guard.formats import Parameters
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Source

LOOP = """
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "raw,clean-ed"}, Open: {Type: CommaDelimitedList}}
Mappings: {Of: {Stage: {Names: [a, b]}}}
Resources:
  Fn::ForEach::Buckets:
    - Name
    - %s
    - Bucket&{Name}:
        Type: AWS::S3::Bucket
        Properties: {BucketName: !Sub "data-${Name}", Tags: [{Key: !Ref Name, Value: "${Name}"}]}
Outputs:
  Fn::ForEach::Arns:
    - Name
    - %s
    - Arn&{Name}: {Value: !GetAtt "Bucket&{Name}.Arn"}
"""


@pytest.mark.parametrize(
    ("collection", "names"),
    [
        ("[raw, clean-ed]", ["raw", "clean-ed"]),
        ("!Ref Names", ["raw", "clean-ed"]),
        ("!FindInMap [Of, Stage, Names]", ["a", "b"]),
        ("!Split ['|', 'x|y']", ["x", "y"]),
    ],
)
def test_a_loop_makes_a_resource_and_an_output_a_round(collection: str, names: list[str]):
    found = parts(LOOP % (collection, collection))
    assert messages(found) == []
    assert [each.name for each in found.resources] == [f"data-{name}" for name in names]
    assert list(found.outputs.values()) == [f"arn:aws:s3:::data-{name}" for name in names]
    assert {each.span.line for each in found.resources} == {9}


def test_a_loop_over_what_nobody_knows_leaves_names_open():
    found = parts((LOOP % ("!Ref Open", "!Ref Open")) + "  Other: {Value: !GetAtt Bucketa.Arn}")
    assert messages(found) == []
    assert found.resources == ()
    assert "Bucketa" in shown(found.outputs["Other"])


def test_loops_nest_and_stand_inside_properties():
    found = parts(
        """
        Transform: AWS::LanguageExtensions
        Resources:
          Fn::ForEach::Outer:
            - Env
            - [dev, prod]
            - Fn::ForEach::Inner:
                - Kind
                - [in, out]
                - Bucket${Env}${Kind}:
                    Type: AWS::S3::Bucket
                    Properties: {BucketName: "${Env}-${Kind}"}
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement:
                  Effect: Allow
                  Principal: {Service: lambda.amazonaws.com}
                  Action: sts:AssumeRole
                  Condition:
                    StringEquals:
                      Fn::ForEach::Keys:
                        - Key
                        - [SourceAccount, SourceArn]
                        - "aws:${Key}": "${Key}"
        """
    )
    assert messages(found) == []
    assert [each.name for each in found.resources] == ["dev-in", "dev-out", "prod-in", "prod-out"]
    (statement,) = found.roles[0].trust.statements
    assert [condition.key for condition in statement.conditions] == [
        "aws:SourceAccount",
        "aws:SourceArn",
    ]


def test_loops_that_would_make_too_many_copies_are_refused():
    many = ", ".join(map(str, range(200)))
    inner = f"Fn::ForEach::B: [B, [{many}], {{'X${{A}}x${{B}}': {{Type: AWS::S3::Bucket}}}}]"
    found = parts(f"Resources:\n  Fn::ForEach::A: [A, [{many}], {{{inner}}}]")
    assert any("more than 10,000 copies" in message for message in messages(found))


SNIPPETS = {
    "section.yaml": "Resources: {Added: {Type: AWS::S3::Bucket, Properties: {BucketName: added}}}",
    "statement.yaml": "Effect: Allow\nAction: s3:GetObject\nResource: '*'\n",
}


def with_files(text: str, files: dict[str, str]):
    def file(location: str, _at) -> object:
        name = location.rpartition("/")[2]
        return read(Source(name, files[name])) if name in files else None

    document = read(Source("stack.yaml", dedent(text)))
    given = Parameters(lambda _name: None, file=file)
    return FORMAT.open(document, PLACEMENT, given, lambda _path: None).parts()


def test_a_snippet_adds_sections_and_members_at_its_own_place():
    found = with_files(
        """
        Transform: {Name: AWS::Include, Parameters: {Location: s3://snippets/section.yaml}}
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement:
                  {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
              Policies:
                - PolicyName: p
                  PolicyDocument:
                    Statement:
                      - Sid: Included
                        Fn::Transform:
                          {Name: AWS::Include, Parameters: {Location: statement.yaml}}
        Outputs: {Added: {Value: !GetAtt Added.Arn}}
        """,
        SNIPPETS,
    )
    assert found.failures == ()
    assert found.outputs == {"Added": "arn:aws:s3:::added"}
    (statement,) = found.roles[0].identity[0].statements
    assert statement.sid == "Included"
    assert str(statement.actions[0].span) == "statement.yaml:2:9"


def test_a_snippet_that_is_not_here_leaves_names_open():
    found = with_files(
        """
        Transform: {Name: AWS::Include, Parameters: {Location: s3://snippets/other.yaml}}
        Resources: {A: {Type: AWS::S3::Bucket}}
        Outputs: {Added: {Value: !GetAtt Added.Arn}}
        """,
        SNIPPETS,
    )
    assert found.failures == ()
    assert "AWS::Include" in shown(found.outputs["Added"])


def test_rules_of_a_template_are_no_business_of_ours():
    text = """
    Rules:
      Region:
        RuleCondition: !Equals [!Ref AWS::Region, us-east-1]
        Assertions: [{Assert: !Contains [[a], !Ref P], AssertDescription: no}]
    Parameters: {P: {Type: String}}
    Resources: {A: {Type: AWS::S3::Bucket}}
    """
    assert opened(text).parts().failures == ()


NAMED = """
%s
Parameters: {Stage: {Type: String, Default: Prod}}
Resources:
  DataProd: {Type: AWS::S3::Bucket, Properties: {BucketName: data}}
Outputs:
  Name: {Value: {Ref: !Sub "Data${Stage}"}}
  Arn: {Value: {Fn::GetAtt: [!Sub "Data${Stage}", Arn]}}
  Whole: {Value: {Fn::GetAtt: {Fn::Sub: "Data${Stage}.Arn"}}}
"""


def test_with_the_language_extensions_a_function_may_tell_what_is_referred_to():
    found = parts(NAMED % "Transform: AWS::LanguageExtensions")
    assert messages(found) == []
    assert list(found.outputs.values()) == ["data", "arn:aws:s3:::data", "arn:aws:s3:::data"]


def test_without_them_it_may_not():
    said = messages(parts(NAMED % ""))
    assert [each.partition(": ")[2][:14] for each in said] == ["`Ref` takes th", "`Fn::GetAtt` t"]
