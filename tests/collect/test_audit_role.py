"""The audit role may do what the collector asks, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.audit_role import auditor, files, in_each_account
from xacct_guard import live
from xacct_guard.collect.guard import asks
from xacct_guard.finding import Severity
from xacct_guard.run import Options, check, model_of

FOLDER = Path(__file__).parents[2] / "policies" / "audit-role"
CONFIG = """\
accounts: {audited: {id: "111111111111", regions: [us-east-1]}}
stacks:
- {name: audit, template: audit-role.yaml, account: audited, region: us-east-1,
   parameters: {AuditorArn: "arn:aws:iam::999999999999:role/auditor", ExternalId: ours}}
"""
TERRAFORM = """\
accounts: {audited: {id: "111111111111", regions: [us-east-1]}}
terraform:
- {directory: ., account: audited, region: us-east-1,
   variables: {auditor_arn: "arn:aws:iam::999999999999:role/auditor", external_id: ours}}
"""


def test_the_files_are_those_that_the_operations_make():
    written = {each.name: each.read_text() for each in FOLDER.iterdir()}
    assert written == files(), "run `make audit-role`"


def test_every_operation_that_is_asked_is_allowed_somewhere():
    of_auditor = {
        action
        for each in auditor()["Statement"]
        for action in [each["Action"]]
        if isinstance(action, list)
        for action in action
    }
    asked = {action for ask in asks(live.kinds()) for action in ask.permissions}
    assert asked <= {*in_each_account(), *of_auditor}


@pytest.mark.parametrize(("name", "config"), [("audit-role.yaml", CONFIG), ("main.tf", TERRAFORM)])
def test_the_role_as_we_read_it_may_do_just_that(name, config, tmp_path):
    (tmp_path / name).write_text(files()[name])
    (tmp_path / "xacct-guard.yaml").write_text(config)
    graph = model_of((tmp_path,), Options()).graph
    (role,) = graph.roles.values()
    allowed = {
        action.text
        for policy in role.identity
        for each in policy.statements
        for action in each.actions
    }
    assert {action.lower() for action in allowed} == {
        action.lower() for action in in_each_account()
    }
    assert role.arn.endswith(":role/xacct-guard-audit")


def test_our_own_rules_have_nothing_of_weight_to_say_of_it(tmp_path):
    (tmp_path / "audit-role.yaml").write_text(files()["audit-role.yaml"])
    (tmp_path / "xacct-guard.yaml").write_text(CONFIG)
    report = check((tmp_path,), Options()).report
    assert report.failures == ()
    assert [f.message for f in report.findings if f.severity.rank <= Severity.MEDIUM.rank] == []


def test_whoever_audits_may_take_on_that_role_only():
    take, read = auditor()["Statement"]
    assert take["Resource"] == "arn:aws:iam::*:role/xacct-guard-audit"
    assert all(action.startswith("organizations:") for action in read["Action"])
    assert json.loads(files()["auditor-policy.json"]) == auditor()
