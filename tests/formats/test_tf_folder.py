"""The files of a folder: in HCL or JSON, overridden, with values; and the types of variables."""

# ruff: noqa: E501 - blocks of HCL on one line

from __future__ import annotations

import json

import pytest

from tests.formats.tf import hcl, outputs, resource, role, value
from xacct_guard.iam.symbol import shown

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "x.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def test_a_folder_in_json_says_what_the_same_says_in_hcl():
    document = {
        "variable": {"name": {"type": "string", "default": "r"}},
        "resource": {
            "aws_iam_role": {
                "r": {
                    "name": "${var.name}",
                    "assume_role_policy": json.dumps(TRUST),
                    "inline_policy": {
                        "name": "i",
                        "policy": '${jsonencode({Version = "2012-10-17", Statement = [{Effect = "Allow", Action = "s3:GetObject", Resource = "*"}]})}',
                    },
                }
            },
            "aws_iam_role_policy": {
                "d": {
                    "role": "${aws_iam_role.r.id}",
                    "policy": "${data.aws_iam_policy_document.d.json}",
                }
            },
        },
        "data": {
            "aws_iam_policy_document": {
                "d": {
                    "statement": [{"actions": ["s3:PutObject"], "resources": ["*"]}],
                    "dynamic": {
                        "statement": {
                            "for_each": ["sqs"],
                            "content": {"actions": ["${statement.value}:*"], "resources": ["*"]},
                        }
                    },
                }
            }
        },
        "output": {"arn": {"value": "${aws_iam_role.r.arn}"}},
    }
    parts = hcl("", {"main.tf.json": json.dumps(document, indent=1)})
    assert parts.failures == ()
    assert parts.outputs == {"arn": "arn:aws:iam::111111111111:role/r"}
    given = role(parts, "r").identity
    actions = [
        each.text
        for policy in given
        for statement in policy.statements
        for each in statement.actions
    ]
    assert sorted(actions) == ["s3:GetObject", "s3:PutObject", "sqs:*"]
    assert all(statement.span.line for policy in given for statement in policy.statements)


def test_a_block_of_json_may_be_asked_for_as_a_list():
    document = {"resource": {"aws_s3_bucket": {"b": {"bucket": "b", "logging": {"target": "t"}}}}}
    expression = 'join(",", [aws_s3_bucket.b.logging[0].target, aws_s3_bucket.b.logging.target])'
    assert value(expression, files={"x.tf.json": json.dumps(document)}) == "t,t"


def test_what_is_no_json_is_one_failure_and_the_rest_is_read():
    parts = hcl('output "a" {\n value = 1\n}\n', {"bad.tf.json": "{"})
    assert parts.outputs == {"a": "1"}
    assert [failure.at.source.name for failure in parts.failures if failure.at] == ["bad.tf.json"]


BUCKET = """
resource "aws_s3_bucket" "b" {
  bucket = "plain"
  tags   = { a = "1" }
  lifecycle {
    prevent_destroy = true
  }
  logging {
    target = "one"
  }
  logging {
    target = "two"
  }
}
locals {
  x = 1
  y = 2
}
variable "v" {
  type    = string
  default = "d"
}
provider "aws" {
  alias  = "b"
  region = "eu-west-1"
}
provider "aws" {
  region = "eu-west-1"
}
output "all" {
  value = "${join("-", aws_s3_bucket.b.logging[*].target)} ${aws_s3_bucket.b.bucket} ${local.x} ${local.y} ${var.v}"
}
"""


@pytest.mark.parametrize(
    ("name", "override", "found"),
    [
        (
            "override.tf",
            'resource "aws_s3_bucket" "b" {\n bucket = "other"\n}',
            "one-two other 1 2 d",
        ),
        ("a_override.tf", "locals {\n y = 3\n}", "one-two plain 1 3 d"),
        ("a_override.tf", 'variable "v" {\n default = "e"\n}', "one-two plain 1 2 e"),
        (
            "a_override.tf",
            'resource "aws_s3_bucket" "b" {\n logging {\n target = "new"\n }\n}',
            "new plain 1 2 d",
        ),
        (
            "a_override.tf",
            'resource "aws_s3_bucket" "b" {\n dynamic "logging" {\n for_each = ["p", "q"]\n content {\n target = logging.value\n }\n }\n}',
            "p-q plain 1 2 d",
        ),
        (
            "override.tf.json",
            '{"resource": {"aws_s3_bucket": {"b": {"logging": [{"target": "j"}]}}}}',
            "j plain 1 2 d",
        ),
        ("not_overriding.tf", "", "one-two plain 1 2 d"),
    ],
)
def test_an_override_file_takes_the_place_of_what_it_names(name, override, found):
    assert outputs(BUCKET, files={name: override})["all"] == found


def test_the_last_override_file_wins():
    files = {f"{name}_override.tf": f'locals {{\n x = "{name}"\n}}' for name in "ab"}
    assert outputs(BUCKET, files=files)["all"] == "one-two plain b 2 d"


def test_an_override_of_a_provider_is_for_its_alias():
    override = 'provider "aws" {\n alias = "b"\n region = "us-east-1"\n}'
    topics = 'resource "aws_sns_topic" "t" {\n name = "t"\n provider = aws.b\n}\nresource "aws_sqs_queue" "q" {\n name = "q"\n}\n'
    parts = hcl(BUCKET + topics, {"override.tf": override})
    assert resource(parts, "sns:topic").region == "us-east-1"
    assert resource(parts, "sqs:queue").region == "eu-west-1"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            'resource "aws_s3_bucket" "c" {}',
            'there is no `resource "aws_s3_bucket" "c"` to override',
        ),
        ("locals {\n z = 1\n}", "there is no `locals` to override"),
        ('provider "aws" {\n alias = "z"\n}', 'there is no `provider "aws" "z"` to override'),
    ],
)
def test_an_override_of_nothing_is_a_failure(override, message):
    (failure,) = hcl(BUCKET, {"override.tf": override}).failures
    assert failure.message == message
    assert failure.at is not None
    assert failure.at.source.name == "override.tf"


def test_a_block_that_is_declared_twice_is_a_failure():
    topic = 'resource "aws_sns_topic" "t" {\n name = "t"\n}\n'
    (failure,) = hcl(topic, {"other.tf": topic}).failures
    assert failure.message == "resource `aws_sns_topic.t` is declared twice"
    assert failure.help == "the first is at main.tf:1:1; rename one, or remove it"


def test_opentofu_reads_its_own_file_in_place_of_terraforms():
    main, other = (
        'output "it" {\n value = "terraform"\n}\n',
        'output "it" {\n value = "opentofu"\n}\n',
    )
    assert outputs(main, files={"main.tofu": other}) == {"it": "opentofu"}


def test_files_of_values_win_in_the_order_of_terraform():
    names = (
        "terraform.tfvars",
        "terraform.tfvars.json",
        "a.auto.tfvars",
        "b.auto.tfvars.json",
        "c.tfvars.json",
    )
    main = "".join(
        f'variable "v{n}" {{\n default = "default"\n}}\noutput "v{n}" {{\n value = var.v{n}\n}}\n'
        for n in range(5)
    )
    files = {}
    for n, name in enumerate(names):
        values = {f"v{at}": name for at in range(n, 5) if n < 4} or {"v4": name}
        lines = "".join(f'{key} = "{text}"\n' for key, text in values.items())
        files[name] = json.dumps(values) if name.endswith(".json") else lines
    found = outputs(main, files=files)
    assert found == {f"v{n}": names[min(n, 3)] for n in range(5)}


OBJECT = 'object({ name = string, arn = optional(string), path = optional(string, "/"), inner = optional(object({ on = optional(bool, true) }), {}) })'


@pytest.mark.parametrize(
    ("type", "given", "expression", "worth"),
    [
        (OBJECT, '{ name = "n" }', "var.v.path", "/"),
        (OBJECT, '{ name = "n" }', "var.v.arn == null", "true"),
        (OBJECT, '{ name = "n" }', "var.v.inner.on", "true"),
        (OBJECT, '{ name = "n", inner = {} }', "var.v.inner.on", "true"),
        (OBJECT, '{ name = "n", inner = { on = false } }', "var.v.inner.on", "false"),
        (OBJECT, '{ name = "n", path = null }', "var.v.path", "/"),
        (
            OBJECT,
            '{ name = "n", path = "/x/", more = 1 }',
            'join(",", keys(var.v))',
            "arn,inner,name,path",
        ),
        (f"map({OBJECT})", '{ k = { name = "n" } }', 'var.v["k"].path', "/"),
        (
            f"list({OBJECT})",
            '[{ name = "n" }, { name = "m", path = "/m/" }]',
            'join("", var.v[*].path)',
            "//m/",
        ),
        (f"tuple([{OBJECT}, string])", '[{ name = "n" }, "s"]', "var.v[0].path", "/"),
        ("set(string)", '["b", "a", "b"]', 'join(",", var.v)', "a,b"),
        ("list(any)", '["b", "a", "b"]', 'join(",", var.v)', "b,a,b"),
        ("any", '{ a = "b" }', "var.v.a", "b"),
        (OBJECT, '"no object"', "var.v", "no object"),
    ],
)
def test_a_value_becomes_what_the_type_of_its_variable_says(type, given, expression, worth):
    default = f'variable "v" {{\n type = {type}\n default = {given}\n}}\n'
    assert value(expression, default) == worth
    called = f'variable "v" {{\n type = {type}\n}}\noutput "it" {{\n value = {expression}\n}}\n'
    assert (
        value(
            "module.m.it",
            f'module "m" {{\n source = "./m"\n v = {given}\n}}\n',
            files={"m/m.tf": called},
        )
        == worth
    )


def test_a_variable_that_nobody_gives_stays_unknown_whatever_its_type():
    assert (
        value("var.v.path", f'variable "v" {{\n type = {OBJECT}\n}}\n') == "${var.v.path of infra}"
    )


@pytest.mark.parametrize(
    ("variable", "worth"),
    [
        ("default = 1", "true"),
        ("default = 1\n nullable = false", "false"),
        ("nullable = true", "true"),
    ],
)
def test_null_is_a_value_unless_the_variable_is_never_null(variable, worth):
    called = f'variable "v" {{\n {variable}\n}}\noutput "it" {{\n value = var.v == null\n}}\n'
    main = 'module "m" {\n source = "./m"\n v = null\n}\n'
    assert value("module.m.it", main, files={"m/m.tf": called}) == worth


def test_what_is_in_a_module_that_may_not_be_called_is_in_doubt():
    called = 'resource "aws_iam_role" "r" {\n name = "r"\n assume_role_policy = data.aws_iam_policy_document.d.json\n}\ndata "aws_iam_policy_document" "d" {\n statement {\n actions = ["sts:AssumeRole"]\n principals {\n type = "*"\n identifiers = ["*"]\n }\n }\n}\n'
    main = 'variable "on" {}\nmodule "m" {\n source = "./m"\n count = var.on ? 1 : 0\n}\n'
    found = role(hcl(main, {"m/m.tf": called}), "r")
    assert not found.held
    assert shown(found.absent or "") == "?(${var.on of infra}, 1, 0)"
