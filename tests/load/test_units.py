"""Organizational units: what a configuration places in them is where stack sets go."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.iam.symbol import shown
from xacct_guard.run import Options, model_of

SET = """
Resources:
  Everywhere:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: everywhere
      PermissionModel: SERVICE_MANAGED
      TemplateURL: child.yaml
      StackInstancesGroup:
        - DeploymentTargets: {OrganizationalUnitIds: [ou-ab12-11111111]}
          Regions: [us-east-1]
"""
CHILD = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: everywhere
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
"""
STACKS = "stacks: [{name: sets, template: sets.yaml, account: one, region: us-east-1}]\n"
PLACED = {
    'accounts: {one: {id: "111111111111"}, two: {id: "222222222222", units: [ou-ab12-11111111]}}': [
        "222222222222"
    ],
    'accounts: {one: {id: "111111111111"}, two: {id: "222222222222"}}\n'
    "policies: [{document: scp.json, attached_to: ou-ab12-11111111, account: two}]": [
        "222222222222"
    ],
    'organization: {management_account: "111111111111"}\n'
    'accounts: {one: {id: "111111111111", units: [ou-ab12-11111111]}}': [],
    'accounts: {one: {id: "111111111111"}}': ["${account in ou-ab12-11111111}"],
}


@pytest.mark.parametrize("said", PLACED)
def test_a_stack_set_goes_to_the_accounts_that_the_configuration_places_in_the_unit(said, tmp_path):
    (tmp_path / "sets.yaml").write_text(SET)
    (tmp_path / "child.yaml").write_text(CHILD)
    (tmp_path / "scp.json").write_text(
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    )
    (tmp_path / "xacct-guard.yaml").write_text(f"{said}\n{STACKS}")
    model = model_of((Path(tmp_path),), Options())
    assert model.estate.failures == ()
    assert [shown(role.account) for role in model.graph.roles.values()] == PLACED[said]
    about = [each for each in model.estate.assumptions if "ou-ab12-11111111" in each.about]
    assert len(about) == ("${" in "".join(PLACED[said]))
