"""Where each statement was written: file, line, column, and the way to it; in every way of writing one."""

# ruff: noqa: E501 - blocks of HCL on one line

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.tf import hcl, plan, planned
from xacct_guard.graph.model import Parts
from xacct_guard.iam.policy import Policy
from xacct_guard.read.hcl import read_body, syntax
from xacct_guard.span import Source, Span
from xacct_guard.terraform.letters import letters_of

QUEUE = 'resource "aws_sqs_queue_policy" "p" {\n  queue_url = "arn:aws:sqs:eu-west-1:111111111111:q"\n  policy    = %s\n}\n'
ROUTE = "aws_sqs_queue_policy.p.policy.Statement[%d]"
OF_DATA = "data.aws_iam_policy_document.d.statement[%d]"
OF_FILE = "Statement[%d]"  # read out of the file, and written anew


def policy_of(parts: Parts) -> Policy:
    assert parts.failures == ()
    (attached,) = parts.attached
    return attached.policy


def found_at(span: Span, texts: dict[str, str]) -> str:
    """The text that a place spans, in its file."""
    assert span.line is not None
    lines = texts[span.source.name].split("\n")
    assert span.end_line is not None
    if span.end_line > span.line:
        return "\n".join(lines[span.line - 1 : span.end_line])[(span.column or 1) - 1 :]
    return lines[span.line - 1][(span.column or 1) - 1 : (span.end_column or 1) - 1]


BLOCKS = """data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    effect    = "Deny"
    actions   = ["sqs:One"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions   = ["sqs:Two"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }"""
ENCODED = """jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Deny", Principal = "*", Action = "sqs:One", Resource = "*" },
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = ["sqs:Two"]
        Resource  = "*"
      },
    ]
  })"""
HEREDOC = """<<EOF
{
  "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "sqs:One", "Resource": "${var.long}-x"},
    {"Effect": "Allow", "Principal": "*", "Resource": "${var.long}", "Action": ["sqs:Two"]}
  ]
}
EOF"""
INDENTED = """<<-EOF
      {
        "Statement": [
          {"Effect": "Deny", "Principal": "*", "Action": "sqs:One", "Resource": "*"},
          {"Effect": "Allow", "Principal": "*", "Resource": "${var.long}/$${aws:username}", "Action": "sqs:Two"}
        ]
      }
  EOF"""
QUOTED = r'"{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:One\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:Two\",\"Resource\":\"${var.long}\"}]}"'
LOOPED = """<<EOF
{"Statement": [
%{ for name in ["One", "Two"] ~}
  {"Effect": "Allow", "Principal": "*", "Action": "sqs:${name}", "Resource": "*"}%{ if name == "One" },%{ endif }
%{ endfor ~}
]}
EOF"""
PLAIN = json.dumps(
    {
        "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": "sqs:One", "Resource": "*"},
            {"Effect": "Allow", "Principal": "*", "Action": "sqs:Two", "Resource": "*"},
        ]
    },
    indent=2,
)
LOCAL = """"{\\"Statement\\": [${local.one}, ${local.two}]}"
}
locals {
  one = "{\\"Effect\\": \\"Deny\\", \\"Principal\\": \\"*\\", \\"Action\\": \\"sqs:One\\", \\"Resource\\": \\"*\\"}"
  two = "{\\"Effect\\": \\"Deny\\", \\"Principal\\": \\"*\\", \\"Action\\": \\"sqs:Two\\", \\"Resource\\": \\"*\\"}\""""


@pytest.mark.parametrize(
    ("written", "file", "places", "route"),
    [
        pytest.param(
            BLOCKS, "main.tf", [(6, 3), (15, 3)], OF_DATA, id="blocks of aws_iam_policy_document"
        ),
        pytest.param(ENCODED, "main.tf", [(6, 7), (7, 7)], ROUTE, id="jsonencode"),
        pytest.param(HEREDOC, "main.tf", [(6, 5), (7, 5)], ROUTE, id="a heredoc"),
        pytest.param(INDENTED, "main.tf", [(6, 11), (7, 11)], ROUTE, id="an indented heredoc"),
        pytest.param(QUOTED, "main.tf", [(3, 32), (3, 116)], ROUTE, id="a text in quotes"),
        pytest.param(LOOPED, "main.tf", [(6, 3), (6, 3)], ROUTE, id="a heredoc with a loop"),
        pytest.param(LOCAL, "main.tf", [(6, 10), (7, 10)], ROUTE, id="texts put together"),
        pytest.param('file("p.json")', "infra/p.json", [(3, 5), (9, 5)], ROUTE, id="a file"),
        pytest.param(
            'templatefile("p.json", {})', "infra/p.json", [(3, 5), (9, 5)], ROUTE, id="a template"
        ),
        pytest.param(
            'jsonencode(jsondecode(file("p.json")))',
            "infra/p.json",
            [(3, 5), (9, 5)],
            OF_FILE,
            id="a file read",
        ),
        pytest.param(
            'jsonencode(yamldecode(file("p.yaml")))',
            "infra/p.yaml",
            [(2, 3), (3, 3)],
            OF_FILE,
            id="a file of YAML",
        ),
    ],
)
def test_each_statement_knows_its_file_line_column_and_route(written, file, places, route):
    yaml = "Statement:\n" + "".join(
        f"- {{Effect: Deny, Principal: '*', Action: 'sqs:{name}', Resource: '*'}}\n"
        for name in ("One", "Two")
    )
    main = 'variable "long" {\n  default = "arn:aws:sqs:eu-west-1:111111111111:a-long-name"\n}\n'
    code = QUEUE % written
    texts = {"main.tf": code, "infra/p.json": PLAIN, "infra/p.yaml": yaml}
    parts = hcl(code, {"variables.tf": main}, texts={"p.json": PLAIN, "p.yaml": yaml})
    statements = policy_of(parts).statements
    assert [(each.span.source.name, each.span.line, each.span.column) for each in statements] == [
        (file, *place) for place in places
    ]
    for index, statement in enumerate(statements):
        assert statement.span.path == route % index
        action = found_at(statement.actions[0].span, texts)
        assert action.replace("\\", "").strip("\"'") in (statement.actions[0].text, "sqs:${name}")


def test_the_route_of_a_statement_is_that_of_the_argument_it_is_in():
    for written in (ENCODED, HEREDOC):
        statements = policy_of(hcl(QUEUE % written, {"v.tf": 'variable "long" {}\n'})).statements
        assert [each.span.path for each in statements] == [ROUTE % 0, ROUTE % 1]


def test_what_is_wrong_in_a_text_has_its_place():
    broken = HEREDOC.replace('"Deny"', "Deny")
    (failure,) = hcl(QUEUE % broken, {"v.tf": 'variable "long" {\n default = "x"\n}\n'}).failures
    assert failure.message.startswith("this text is not JSON: ")
    assert failure.at is not None
    assert (failure.at.line, failure.at.column) == (6, 16)


def test_a_statement_of_a_plan_has_a_route_and_no_line():
    values = {"queue_url": "arn:aws:sqs:eu-west-1:111111111111:q", "policy": PLAIN}
    statements = policy_of(
        plan(planned({"type": "aws_sqs_queue_policy", "name": "p", "values": values}))
    ).statements
    assert [(each.span.line, each.span.path) for each in statements] == [
        (None, ROUTE % 0),
        (None, ROUTE % 1),
    ]


def quoted(text: str) -> str:
    return "".join(
        {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t"}.get(letter, letter) for letter in text
    )


@given(st.text(st.sampled_from('ab \n\t"\\{}[]é'), max_size=30))
def test_every_letter_of_a_text_in_quotes_is_where_it_stands(text):
    source = Source("x.tf", f'v = "{quoted(text)}"\n')
    literal = read_body(source).attributes["v"]
    assert isinstance(literal, syntax.Literal)
    letters = letters_of(text, literal.span)
    assert letters is not None
    line = source.text.split("\n")[0]
    meant = {r"\n": "\n", r"\t": "\t", r"\"": '"', r"\\": "\\"}
    for letter, (at, column) in zip(text, letters, strict=False):
        assert at == 1
        assert line.startswith(letter, column - 1) or meant[line[column - 1 : column + 1]] == letter


@given(st.text(st.sampled_from('ab \n"{}'), max_size=40), st.sampled_from(["<<E", "<<-E"]))
def test_every_letter_of_a_heredoc_is_where_it_stands(text, head):
    text += "\n"
    source = Source("x.tf", f"v = {head}\n{text}E\n")
    literal = read_body(source).attributes["v"]
    assert isinstance(literal, syntax.Literal)
    value = str(literal.value)
    letters = letters_of(value, literal.span)
    assert letters is not None
    lines = source.text.split("\n")
    for letter, (line, column) in zip(value, letters, strict=False):
        assert (lines[line - 1] + "\n")[column - 1] == letter
