"""Stacks that a template makes: nested ones, and the instances of stack sets."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.formats.cfn import PLACEMENT
from xacct_guard.formats import Parameters, no_assumption
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Source

PARENT = """
Resources:
  Store:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Prefix: ml}}
  Other:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {Prefix: !GetAtt Store.Outputs.Prefix}
Outputs:
  Bucket: {Value: !GetAtt Store.Outputs.Bucket}
  Own: {Value: !Sub "${Other.Outputs.Own}"}
"""
CHILD = """
Parameters: {Prefix: {Type: String}}
Resources:
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${Prefix}-data"}}
  Own: {Type: AWS::S3::Bucket}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
Outputs:
  Bucket: {Value: !Ref Named}
  Own: {Value: !Ref Own}
  Prefix: {Value: !Sub "${Prefix}-other"}
"""


def loaded(text: str, units=None, assume=no_assumption, **files: str):
    def file(location: str, _at) -> object:
        name = location.rpartition("/")[2].removesuffix(".yaml")
        return read(Source(f"{name}.yaml", files[name])) if name in files else None

    document = read(Source("stack.yaml", dedent(text)))
    given = Parameters(lambda _name: None, file=file, units=units or {}, assume=assume)
    return FORMAT.open(document, PLACEMENT, given, lambda _path: None)


def test_a_nested_stack_gets_its_parameters_and_gives_its_outputs():
    found = loaded(PARENT, child=CHILD).parts()
    assert found.failures == ()
    assert {name: shown(text) for name, text in found.outputs.items()} == {
        "Bucket": "ml-data",
        "Own": "${train/Other.Own}",
    }
    names = [each.name for each in found.resources if each.type == "s3:bucket"]
    assert [shown(name) for name in names] == [
        "ml-data",
        "${train/Store.Own}",
        "ml-other-data",
        "${train/Other.Own}",
    ]


def test_what_a_nested_stack_makes_has_its_own_place_and_name():
    found = loaded(PARENT, child=CHILD).parts()
    one, other = found.roles
    assert (one.place, other.place) == ("train/Store/Role", "train/Other/Role")
    assert one.arn != other.arn
    assert str(one.trust.statements[0].span) == "child.yaml:11:13"


def test_an_output_that_a_nested_template_does_not_have_is_wrong():
    found = loaded(PARENT.replace("Outputs.Own", "Outputs.Nothing"), child=CHILD).parts()
    assert [failure.message for failure in found.failures] == [
        "the template of `Other` has no output `Nothing`"
    ]


def test_what_a_nested_stack_says_is_open_without_its_template():
    found = loaded(PARENT).parts()
    assert found.failures == ()
    assert shown(found.outputs["Bucket"]) == "${train.Store.Outputs.Bucket}"


def test_a_template_that_nests_itself_is_an_error():
    text = (
        "Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: stack.yaml}}}"
    )
    found = loaded(text, stack=text).parts()
    assert [failure.message for failure in found.failures] == [
        "a stack nests itself: `stack.yaml` -> `stack.yaml`"
    ]


def test_what_is_wrong_in_a_nested_template_is_told_once_a_stack_with_its_place():
    found = loaded(PARENT, child=CHILD.replace("!Ref Own", "!Ref Nobody")).parts()
    assert {str(failure.at) for failure in found.failures} == {"child.yaml:14:16"}


SET = """
Resources:
  Everywhere:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: everywhere
      PermissionModel: SELF_MANAGED
      Parameters: [{ParameterKey: Prefix, ParameterValue: base}]
      StackInstancesGroup:
        - DeploymentTargets: {Accounts: ["222222222222", "333333333333"]}
          Regions: [eu-west-1]
        - DeploymentTargets: {Accounts: ["444444444444"]}
          Regions: [eu-west-1, us-east-1]
          ParameterOverrides: [{ParameterKey: Prefix, ParameterValue: own}]
"""


def test_a_stack_set_makes_a_stack_in_each_account_and_region():
    found = loaded(SET + "      TemplateURL: child.yaml", child=CHILD).parts()
    assert found.failures == ()
    roles = [(role.account, role.place) for role in found.roles]
    assert len(set(roles)) == 4
    assert [account for account, _ in roles] == ["222222222222", "333333333333"] + [
        "444444444444"
    ] * 2
    named = [each.name for each in found.resources if each.place.endswith("/Named")]
    assert named == ["base-data", "base-data", "own-data", "own-data"]


def test_a_template_inside_a_template_is_read_at_its_own_lines():
    body = "      TemplateBody: |\n" + "".join(f"        {line}\n" for line in CHILD.splitlines())
    found = loaded(SET + body).parts()
    assert found.failures == ()
    assert len(found.roles) == 4
    line = (
        (SET + body)
        .splitlines()
        .index(
            "                  - {Effect: Allow, Principal: {Service: lambda.amazonaws.com},"
            " Action: sts:AssumeRole}"
        )
    )
    (statement,) = found.roles[0].trust.statements
    assert (statement.span.line, statement.span.column) == (line + 1, 21)


def test_a_malformed_template_inside_a_template_is_a_failure():
    found = loaded(SET + "      TemplateBody: '{'").parts()
    assert "the template inside is malformed" in found.failures[0].message


UNITS = """
Resources:
  Everywhere:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: everywhere
      PermissionModel: SERVICE_MANAGED
      TemplateURL: child.yaml
      Parameters: [{ParameterKey: Prefix, ParameterValue: base}]
      StackInstancesGroup:
        - DeploymentTargets: %s
          Regions: [eu-west-1]
"""
HELD = {"ou-ab12-11111111": ("222222222222", "333333333333"), "ou-ab12-22222222": ("444444444444",)}
TARGETS = {
    "{OrganizationalUnitIds: [ou-ab12-11111111]}": ["222222222222", "333333333333"],
    "{OrganizationalUnitIds: [ou-ab12-11111111, ou-ab12-22222222]}": [
        "222222222222",
        "333333333333",
        "444444444444",
    ],
    "{OrganizationalUnitIds: [ou-ab12-11111111], Accounts: ['222222222222'],"
    " AccountFilterType: DIFFERENCE}": ["333333333333"],
    "{OrganizationalUnitIds: [ou-ab12-11111111], Accounts: ['222222222222', '444444444444'],"
    " AccountFilterType: INTERSECTION}": ["222222222222"],
    "{OrganizationalUnitIds: [ou-ab12-11111111], Accounts: ['555555555555'],"
    " AccountFilterType: UNION}": ["555555555555", "222222222222", "333333333333"],
    "{OrganizationalUnitIds: [ou-zz99-99999999]}": ["${account in ou-zz99-99999999}"],
    "{OrganizationalUnitIds: [ou-zz99-99999999], Accounts: ['222222222222'],"
    " AccountFilterType: INTERSECTION}": ["222222222222"],
}


@pytest.mark.parametrize("targets", TARGETS)
def test_a_stack_set_for_a_unit_makes_a_stack_in_each_account_known_to_be_in_it(targets: str):
    assumed: list[tuple[str, str, str]] = []
    found = loaded(
        UNITS % targets, units=HELD, assume=lambda *said: assumed.append(said), child=CHILD
    ).parts()
    assert found.failures == ()
    assert [shown(role.account) for role in found.roles] == TARGETS[targets]
    assert len(assumed) == targets.count("ou-zz99")
    assert all("ou-zz99-99999999" in about for about, _, _ in assumed)
