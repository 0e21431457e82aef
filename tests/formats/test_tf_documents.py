"""`aws_iam_policy_document`: blocks become the statements that AWS would see."""

# ruff: noqa: E501 - blocks of HCL on one line

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.formats.tf import hcl, value


def document(body: str, main: str = "") -> Any:
    data = f'data "aws_iam_policy_document" "d" {{\n{body}\n}}\n'
    return json.loads(value("data.aws_iam_policy_document.d.json", data + main) or "")


def statements(body: str, main: str = "") -> Any:
    return document(body, main)["Statement"]


def test_a_statement_allows_unless_it_says_otherwise():
    found = document('statement {\n actions = ["s3:GetObject"]\n resources = ["*"]\n}')
    assert found == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}],
    }


def test_every_element_has_its_place():
    body = """
    version   = "2008-10-17"
    policy_id = "p"
    statement {
      sid           = "s"
      effect        = "Deny"
      not_actions   = ["s3:*"]
      not_resources = ["arn:aws:s3:::b"]
      not_principals {
        type        = "Service"
        identifiers = ["a.amazonaws.com", "b.amazonaws.com"]
      }
    }
    """
    assert document(body) == {
        "Version": "2008-10-17",
        "Id": "p",
        "Statement": [
            {
                "Effect": "Deny",
                "Sid": "s",
                "NotAction": ["s3:*"],
                "NotResource": ["arn:aws:s3:::b"],
                "NotPrincipal": {"Service": ["a.amazonaws.com", "b.amazonaws.com"]},
            }
        ],
    }


def test_principals_of_one_kind_stand_together():
    body = """
    statement {
      actions = ["a:b"]
      principals {
        type        = "AWS"
        identifiers = ["111111111111"]
      }
      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      principals {
        type        = "Service"
        identifiers = ["x.amazonaws.com"]
      }
    }
    """
    assert statements(body)[0]["Principal"] == {
        "AWS": ["111111111111", "*"],
        "Service": ["x.amazonaws.com"],
    }


def test_the_principal_type_star_is_everyone():
    body = (
        'statement {\n actions = ["a:b"]\n principals {\n type = "*"\n identifiers = ["*"]\n }\n}'
    )
    assert statements(body)[0]["Principal"] == "*"


def test_conditions_of_one_test_and_variable_add_their_values():
    one = 'condition {\n test = "StringEquals"\n variable = "aws:x"\n values = ["%s"]\n }\n'
    body = f'statement {{\n actions = ["a:b"]\n {one % "1"}{one % "2"}{one.replace("aws:x", "aws:y") % "3"}}}'
    assert statements(body)[0]["Condition"] == {
        "StringEquals": {"aws:x": ["1", "2"], "aws:y": ["3"]}
    }


def test_policy_variables_are_written_with_an_ampersand():
    body = 'statement {\n actions = ["a:b"]\n resources = ["arn:aws:s3:::b/&{aws:username}"]\n}'
    assert statements(body)[0]["Resource"] == ["arn:aws:s3:::b/${aws:username}"]


SOURCES = """
data "aws_iam_policy_document" "base" {
  statement {
    sid     = "one"
    actions = ["a:b"]
  }
  statement {
    sid     = "two"
    actions = ["a:c"]
  }
}
"""


@pytest.mark.parametrize(
    ("argument", "actions"),
    [
        ("source_policy_documents", ["a:b", "own:two", "own:three"]),
        ("override_policy_documents", ["a:c", "own:three", "a:b"]),
    ],
)
def test_documents_are_joined_and_a_sid_stands_once(argument, actions):
    body = f"""
    {argument} = [data.aws_iam_policy_document.base.json, ""]
    statement {{
      sid     = "two"
      actions = ["own:two"]
    }}
    statement {{
      actions = ["own:three"]
    }}
    """
    assert [each["Action"][0] for each in statements(body, SOURCES)] == actions


def test_the_old_names_of_the_sources_are_read_as_well():
    body = "source_json = data.aws_iam_policy_document.base.json"
    assert [each["Sid"] for each in statements(body, SOURCES)] == ["one", "two"]


def policy_of(body: str) -> Any:
    main = (
        f'variable "x" {{}}\ndata "aws_iam_policy_document" "d" {{\n{body}\n}}\n'
        'resource "aws_sqs_queue_policy" "p" {\n queue_url = "arn:aws:sqs:eu-west-1:111111111111:q"\n'
        " policy = data.aws_iam_policy_document.d.json\n}\n"
    )
    parts = hcl(main)
    assert parts.failures == ()
    (attached,) = parts.attached
    return attached.policy


KNOWN = 'statement {\n actions = ["sqs:*"]\n resources = ["*"]\n principals {\n type = "*"\n identifiers = ["*"]\n }\n}\n'


def test_a_dynamic_statement_of_unknown_members_leaves_the_rest_to_be_read():
    dynamic = 'dynamic "statement" {\n for_each = var.x\n content {\n actions = [statement.value]\n }\n}\n'
    policy = policy_of(KNOWN + dynamic)
    assert len(policy.statements) == 1
    assert policy.unresolved == "var.x of infra"


def test_an_unknown_source_leaves_the_rest_to_be_read():
    policy = policy_of(f"source_policy_documents = [var.x]\n{KNOWN}")
    assert len(policy.statements) == 1
    assert policy.unresolved == "var.x of infra"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            'statement {\n actions = ["a:b"]\n principals {\n type = "AWS"\n }\n}',
            "a block of a policy document has no `identifiers`",
        ),
        (
            'statement {\n actions = ["a:b"]\n condition {\n test = "Bool"\n values = []\n }\n}',
            "a block of a policy document has no `variable`",
        ),
        (
            'source_json = "{}"',
            "`source_json` of `data.aws_iam_policy_document.d` is no policy document",
        ),
    ],
)
def test_a_document_that_terraform_would_refuse_is_a_failure(body, message):
    main = f'data "aws_iam_policy_document" "d" {{\n{body}\n}}\noutput "it" {{\n value = data.aws_iam_policy_document.d.json\n}}\n'
    (failure,) = hcl(main).failures
    assert failure.message == message
    assert failure.at is not None
