"""Intrinsic functions: the same value in short YAML, long YAML and JSON."""

from __future__ import annotations

import pytest

from tests.formats.cfn import asked, forms, messages, opened, with_value

GROUND = """
AWSTemplateFormatVersion: "2010-09-09"
Metadata:
  Trust: &lambda
    Version: "2012-10-17"
    Statement:
      {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
  Read: &read
    Version: "2012-10-17"
    Statement: {Effect: Allow, Action: s3:GetObject, Resource: "*"}
Parameters:
  Env: {Type: String, Default: prod}
  Open: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: "a, b,c"}
  OpenList: {Type: List<AWS::EC2::Subnet::Id>}
Mappings:
  ByRegion:
    eu-west-1: {Image: ami-1, Owner: amazon, Ports: ["80", "443"]}
    us-east-1: {Image: ami-2, Owner: amazon, Ports: ["80"]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Equals [!Ref Env, test]
  IsOpen: !Equals [!Ref Open, x]
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  NamedBucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "data-${Env}"}}
  Key: {Type: AWS::KMS::Key}
  Role: {Type: AWS::IAM::Role, Properties: {Path: /ml/, AssumeRolePolicyDocument: *lambda}}
  NamedRole: {Type: AWS::IAM::Role, Properties: {RoleName: deploy, AssumeRolePolicyDocument: *lambda}}
  Policy: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: *read}}
  Table: {Type: AWS::RDS::DBInstance}
  Oidc: {Type: AWS::IAM::OIDCProvider, Properties: {Url: "https://token.example.com/x"}}
  Saml: {Type: AWS::IAM::SAMLProvider, Properties: {Name: okta}}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /a/b, Value: !Ref Env}}
"""
ROLE = "arn:aws:iam::111111111111:role"
CASES = {
    # Ref
    "!Ref Env": "prod",
    "!Ref Open": "${parameter Open of stack train}",
    "!Ref Zones": ["a", "b", "c"],
    "!Ref Bucket": "${train.Bucket}",
    "!Ref NamedBucket": "data-prod",
    "!Ref Role": "${train.Role}",
    "!Ref Policy": "arn:aws:iam::111111111111:policy/${train.Policy}",
    "!Ref Table": "${train.Table}",
    "!Ref Oidc": "arn:aws:iam::111111111111:oidc-provider/token.example.com/x",
    "!GetAtt Saml.Arn": "arn:aws:iam::111111111111:saml-provider/okta",
    "!Ref AWS::AccountId": "111111111111",
    "!Ref AWS::Region": "eu-west-1",
    "!Ref AWS::Partition": "aws",
    "!Ref AWS::StackName": "train",
    "!Ref AWS::URLSuffix": "amazonaws.com",
    "!Ref AWS::NoValue": "(no value)",
    "!Ref AWS::NotificationARNs": "${AWS::NotificationARNs of stack train}",
    "!Ref AWS::StackId": (
        "arn:aws:cloudformation:eu-west-1:111111111111:stack/train/${train.AWS::StackId}"
    ),
    "[a, !Ref AWS::NoValue, {b: !Ref AWS::NoValue, c: 1}]": ["a", {"c": 1}],
    # GetAtt
    "!GetAtt Bucket.Arn": "arn:aws:s3:::${train.Bucket}",
    "!GetAtt [Bucket, Arn]": "arn:aws:s3:::${train.Bucket}",
    "!GetAtt NamedBucket.DomainName": "data-prod.s3.amazonaws.com",
    "!GetAtt Key.Arn": "arn:aws:kms:eu-west-1:111111111111:key/${train.Key}",
    "!GetAtt Key.KeyId": "${train.Key}",
    "!GetAtt Role.Arn": f"{ROLE}/ml/${{train.Role}}",
    "!GetAtt Role.RoleId": "${train.Role.RoleId}",
    "!GetAtt NamedRole.Arn": f"{ROLE}/deploy",
    "!GetAtt Table.Arn": "${train.Table.Arn}",
    "!GetAtt Table.StreamArn": "${train.Table.StreamArn}",
    "!GetAtt Setting.Value": "prod",
    # Sub
    "!Sub 'arn:${AWS::Partition}:s3:::x-${Env}/*'": "arn:aws:s3:::x-prod/*",
    "!Sub '${Bucket.Arn}/*'": "arn:aws:s3:::${train.Bucket}/*",
    "!Sub 'home/${!aws:username}/${Env}'": "home/${aws:username}/prod",
    "!Sub ['${a}-${Env}-${b}', {a: !Ref AWS::Region, b: 7}]": "eu-west-1-prod-7",
    "!Sub ['${Env}', {Env: mine}]": "mine",
    "!Sub '${Open}/x'": "${parameter Open of stack train}/x",
    "!Sub no variables": "no variables",
    # Join, Split, Select, Length
    "!Join ['', ['arn:aws:s3:::', !Ref Bucket, /*]]": "arn:aws:s3:::${train.Bucket}/*",
    "!Join ['-', !Ref Zones]": "a-b-c",
    "!Join [',', [a, !Ref AWS::NoValue, 1, true]]": "a,1,true",
    "!Join ['-', !Ref OpenList]": "${joined by `-`, ${parameter OpenList of stack train}}",
    "!Split ['/', a/b/c]": ["a", "b", "c"],
    "!Select [1, !Ref Zones]": "b",
    "!Select ['0', [x, y]]": "x",
    "!Select [5, !Split [':', !GetAtt Role.Arn]]": "role/ml/${train.Role}",
    "!Select [2, !Split ['/', !GetAtt Role.Arn]]": "${train.Role}",
    "!Select [0, !Split ['-', !Ref Bucket]]": "${element 0 of ${${train.Bucket} split by `-`}}",
    "!Select [0, !Ref OpenList]": "${element 0 of ${parameter OpenList of stack train}}",
    "!Select [0, !GetAZs '']": "${element 0 of ${zones of eu-west-1 in account 111111111111}}",
    "Fn::Length: !Ref Zones": 3,
    "Fn::Length: [a, !Ref AWS::NoValue]": 1,
    # FindInMap
    "!FindInMap [ByRegion, !Ref AWS::Region, Image]": "ami-1",
    "!FindInMap [ByRegion, us-east-1, Ports]": ["80"],
    "!FindInMap [ByRegion, mars, Image, {DefaultValue: none}]": "none",
    "!FindInMap [ByRegion, !Ref Open, Owner]": "amazon",
    "!FindInMap [ByRegion, !Ref Open, Image]": (
        "${map value at ByRegion, ${parameter Open of stack train}, Image of train}"
    ),
    # If
    "!If [IsProd, !Ref Env, other]": "prod",
    "!If [IsTest, x, !Ref AWS::NoValue]": "(no value)",
    "!If [IsOpen, same, same]": "same",
    "!If [IsOpen, [a, {b: 1}], [a, {b: '1'}]]": ["a", {"b": 1}],
    "!If [IsOpen, a, !Ref Bucket]": (
        "${condition IsOpen of stack train (`a` or `${train.Bucket}`)}"
    ),
    "!If [IsTest, !Ref Nobody, fine]": "fine",
    # ImportValue, dynamic references, Transform, the rest
    "!ImportValue held": "from afar",
    "!ImportValue {'Fn::Sub': '${Env}-key'}": "${export prod-key of 111111111111 eu-west-1}",
    "'{{resolve:ssm:/held}}'": "stored",
    "!Sub 'x-{{resolve:ssm:/${Env}}}'": "x-${ssm parameter /prod of 111111111111 eu-west-1}",
    "'{{resolve:ssm:/held:3}}'": "${ssm /held:3 of 111111111111 eu-west-1}",
    "'{{resolve:secretsmanager:db:SecretString:password}}'": (
        "${secretsmanager db:SecretString:password of 111111111111 eu-west-1}"
    ),
    "!Base64 abc": "YWJj",
    "!Base64 {Ref: Open}": "${base64 of ${parameter Open of stack train}}",
    "Fn::ToJsonString: {a: [1, !Ref Env], b: !Ref Bucket}": '{"a":[1,"prod"],"b":"${train.Bucket}"}',
    "!Cidr [10.0.0.0/16, 2, 8]": ["10.0.0.0/24", "10.0.1.0/24"],
    "!Transform {Name: AWS::Include, Parameters: {Location: s3://b/k}}": (
        "${macro AWS::Include at Resources.Asked.Properties.Value of stack train}"
    ),
    "!Transform {Name: Own, Parameters: {a: b}}": (
        "${macro Own at Resources.Asked.Properties.Value of stack train}"
    ),
    "Fn::Unheard: [1]": "${Fn::Unheard at Resources.Asked.Properties.Value of stack train}",
}


def held(name: str) -> str | None:
    return {"export:held": "from afar", "ssm:/held": "stored"}.get(name)


@pytest.mark.parametrize("form", ["short", "long", "json"])
@pytest.mark.parametrize("snippet", CASES)
def test_a_function_gives_the_same_in_every_form(snippet: str, form: str):
    loaded = opened(forms(with_value(GROUND, snippet))[form], lookup=held)
    assert asked(loaded) == CASES[snippet]
    assert messages(loaded.parts()) == []
