"""What is written in parts becomes the statement it stands for, every part at its own place."""

from __future__ import annotations

import pytest

from xacct_guard.iam.statement_node import statement_of, under
from xacct_guard.read import read
from xacct_guard.span import Node, Source

GUARDS = {
    "SourceArn": ("ArnLike", "aws:SourceArn"),
    "SourceAccount": ("StringEquals", "aws:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
}


def made(text: str) -> Node:
    parts = read(Source("parts.yaml", text))
    return statement_of(
        parts, parts.get("Principal"), parts.get("Action"), "arn:aws:lambda:r:1:function:f", GUARDS
    )


def plain(node: Node) -> object:
    if node.mapping:
        return {name: plain(each) for name, each in node.mapping.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


@pytest.mark.parametrize(
    ("written", "principal"),
    [
        ('"*"', "*"),
        ("events.amazonaws.com", {"Service": "events.amazonaws.com"}),
        ("s3.amazonaws.com.cn", {"Service": "s3.amazonaws.com.cn"}),
        ('"111111111111"', {"AWS": "111111111111"}),
        ("arn:aws:iam::111111111111:role/r", {"AWS": "arn:aws:iam::111111111111:role/r"}),
        ("amazonaws.com.example", {"AWS": "amazonaws.com.example"}),
    ],
)
def test_a_principal_is_a_service_an_account_or_everyone(written: str, principal: object):
    found = made(f"Principal: {written}\nAction: lambda:InvokeFunction\n")
    assert plain(found) == {
        "Effect": "Allow",
        "Resource": "arn:aws:lambda:r:1:function:f",
        "Principal": principal,
        "Action": "lambda:InvokeFunction",
    }


@pytest.mark.parametrize("left_out", ["Principal", "Action"])
def test_what_nobody_wrote_is_left_out_for_the_grammar_to_see(left_out: str):
    both = {"Principal": "Principal: '*'\n", "Action": "Action: lambda:InvokeFunction\n"}
    found = made("Other: x\n" + "".join(text for name, text in both.items() if name != left_out))
    assert left_out not in found.mapping
    assert set(found.mapping) == {"Effect", "Resource", *both} - {left_out}


def test_every_part_that_narrows_becomes_a_condition_and_those_of_one_operator_stand_together():
    found = made(
        "Principal: '*'\nSourceArn: arn:aws:events:r:1:rule/x\n"
        "SourceAccount: '111111111111'\nPrincipalOrgID: o-1\n"
    )
    assert plain(found.mapping["Condition"]) == {
        "ArnLike": {"aws:SourceArn": "arn:aws:events:r:1:rule/x"},
        "StringEquals": {"aws:SourceAccount": "111111111111", "aws:PrincipalOrgID": "o-1"},
    }


def test_every_part_keeps_its_place():
    found = made(
        "Principal: events.amazonaws.com\nAction: lambda:InvokeFunction\nSourceAccount: '1'\n"
    )
    line = {
        "Principal": found.get("Principal", "Service"),
        "Action": found.get("Action"),
        "SourceAccount": found.get("Condition", "StringEquals", "aws:SourceAccount"),
    }
    assert [node.span.line if node else None for node in line.values()] == [1, 2, 3]
    assert found.keys["Condition"].line == 3
    assert found.mapping["Principal"].keys["Service"].line == 1
    condition = found.mapping["Condition"]
    assert condition.keys["StringEquals"].line == 3
    assert condition.mapping["StringEquals"].keys["aws:SourceAccount"].line == 3
    assert found.mapping["Condition"].span.line == 3
    assert found.mapping["Effect"].span.line == found.keys["Effect"].line == 1


def test_one_more_condition_leaves_those_that_are_there():
    at = read(Source("more.yaml", "k: v\n"))
    first = made("Principal: '*'\nSourceAccount: '1'\n")
    found = under(first, "StringEquals", at)
    found = under(found, "Null", at)
    assert plain(found.mapping["Condition"]) == {
        "StringEquals": {"aws:SourceAccount": "1", "k": "v"},
        "Null": {"k": "v"},
    }
    assert found.mapping["Condition"].mapping["StringEquals"].keys.keys() == {
        "aws:SourceAccount",
        "k",
    }
    assert plain(first.mapping["Condition"]) == {"StringEquals": {"aws:SourceAccount": "1"}}
