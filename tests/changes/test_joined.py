"""What groups give: to users whom no template has, and to whoever else is in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from estates import FULL, HOME, bucket, estate, policy, role, told

from xacct_guard.changes import changes
from xacct_guard.model import untraced
from xacct_guard.run import Options

STAYS = {"Bucket": bucket("ml")}
AL = {"Al": {"Type": "AWS::IAM::User", "Properties": {"UserName": "al"}}}
ADMINISTRATOR, READER = (
    {"ManagedPolicyArns": [f"arn:aws:iam::aws:policy/{name}"]}
    for name in ("AdministratorAccess", "job-function/ViewOnlyAccess")
)
INLINE = {"Policies": [{"PolicyName": "p", "PolicyDocument": policy(FULL)}]}


def group(given):
    return {"G": {"Type": "AWS::IAM::Group", "Properties": {"GroupName": "g", **given}}}


def joined(*users):
    properties = {"GroupName": "g", "Users": users}
    return {"Add": {"Type": "AWS::IAM::UserToGroupAddition", "Properties": properties}}


def given(*roles):
    properties = {"PolicyName": "p", "PolicyDocument": policy(FULL), "Roles": roles}
    reader = {"R": role(name="R")}
    return reader | {"Given": {"Type": "AWS::IAM::Policy", "Properties": properties}}


ADDED = {
    "a user whom no template has joins": (group(INLINE), group(INLINE) | joined("bob")),
    "one more joins": (group(INLINE) | joined("eve"), group(INLINE) | joined("eve", "bob")),
    "a user beside one whom the template has": (
        AL | group(INLINE) | joined("al"),
        AL | group(INLINE) | joined("al", "bob"),
    ),
    "the group has a managed policy": (
        group(ADMINISTRATOR),
        group(ADMINISTRATOR) | joined("bob"),
    ),
    "no template has the group either": (STAYS, STAYS | joined("bob")),
    "another managed policy of the group": (group(READER), group(ADMINISTRATOR)),
    "a role whom no template has, beside one that one has": (given("R"), given("R", "X")),
}
NOTHING = {
    "the same users": (STAYS | joined("bob"), STAYS | joined("bob")),
    "fewer users": (group(INLINE) | joined("eve", "bob"), group(INLINE) | joined("eve")),
    "a group that has nothing": (group({}), group({}) | joined("bob")),
}


@pytest.mark.parametrize("old, new", ADDED.values(), ids=ADDED)
def test_what_a_group_gives_cannot_be_told_of_whom_nobody_holds(old, new, tmp_path):
    found = changes(estate(tmp_path / "a/x", old), estate(tmp_path / "b/x", new))
    assert told(found) == {"+? identity"}


@pytest.mark.parametrize("old, new", NOTHING.values(), ids=NOTHING)
def test_nothing_is_held_open_for(old, new, tmp_path):
    found = changes(estate(tmp_path / "a/x", old), estate(tmp_path / "b/x", new))
    assert told(found) == set()


def test_a_user_of_one_template_has_what_a_group_of_another_gives(tmp_path):
    folder = tmp_path / "x"
    estate(folder, AL)
    config = json.loads((folder / "xacct-guard.yaml").read_text())
    (folder / "more.json").write_text(json.dumps({"Resources": group(INLINE) | joined("al")}))
    config["stacks"].append(config["stacks"][0] | {"name": "more", "template": "more.json"})
    (folder / "xacct-guard.yaml").write_text(json.dumps(config))
    graph = untraced((folder,), Options()).graph
    assert [one.name for one in graph.roles[f"arn:aws:iam::{HOME}:user/al"].identity] == ["p"]


GROUP = """
resource "aws_iam_group" "g" { name = "g" }
resource "aws_iam_group_policy" "p" {
  group  = aws_iam_group.g.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [%s] })
}
"""
ALL = '{ Effect = "Allow", Action = "*", Resource = "*" }'
READS = '{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }'
MEMBERS = """
resource "aws_iam_group_membership" "m" {
  name  = "m"
  users = ["bob"]
  group = aws_iam_group.g.name
}
"""
GROUPS = """
resource "aws_iam_user_group_membership" "m" {
  user   = "bob"
  groups = [aws_iam_group.g.name]
}
"""


def folder(path: Path, text: str):
    path.mkdir(parents=True)
    (path / "main.tf").write_text(text)
    account = {"home": {"id": HOME, "regions": ["us-east-1"]}}
    entry = {"directory": ".", "account": "home", "region": "us-east-1"}
    config = {"accounts": account, "terraform": [entry]}
    (path / "xacct-guard.yaml").write_text(json.dumps(config))
    model = untraced((path,), Options())
    assert not model.failures, model.failures
    return model.graph


@pytest.mark.parametrize(
    "old, new",
    [
        (GROUP % READS, GROUP % READS + MEMBERS),
        (GROUP % READS, GROUP % READS + GROUPS),
        (GROUP % READS, GROUP % ALL),
    ],
    ids=["members of a group", "groups of a user", "more for the group"],
)
def test_so_it_is_of_terraform(old, new, tmp_path):
    found = changes(folder(tmp_path / "a", old), folder(tmp_path / "b", new))
    assert told(found) == {"+? identity"}
    again = changes(folder(tmp_path / "c", new), folder(tmp_path / "d", new))
    assert told(again) == set()
