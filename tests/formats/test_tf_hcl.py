"""Folders of Terraform files: what expressions, modules and counts are worth before a deployment."""

# ruff: noqa: E501 - blocks of HCL on one line

from __future__ import annotations

import pytest

from tests.formats.tf import ACCOUNT, graph, hcl, outputs, plan, planned, resource, role, value
from xacct_guard.graph.model import Placement
from xacct_guard.iam.symbol import shown, symbols_in

LISTS = 'locals {\n  none = []\n  two = ["a", "b"]\n  of = { x = 1, y = 2 }\n}\n'


@pytest.mark.parametrize(
    ("expression", "worth"),
    [
        ('"a-${1 + 2 * 3}"', "a-7"),
        ("7 % 4", "3"),
        ("10 / 4", "2.5"),
        ("-local.of.x", "-1"),
        ("!true || 2 >= 2 && 1 != 2", "true"),
        ('local.of.x == 1 ? "yes" : "no"', "yes"),
        ("local.two[1]", "b"),
        ('local.of["y"]', "2"),
        ("length(local.two[*])", "2"),
        ('join(",", [for each in local.two : upper(each) if each != "a"])', "B"),
        ('{for k, v in local.of : v => k...}["1"][0]', "x"),
        ('join("", [for k, v in { b = 1, a = 2 } : "${k}${v}"])', "a2b1"),
        ('join("", local.two.*)', "ab"),
        ('"%{ for x in local.two }<${x}>%{ endfor }"', "<a><b>"),
        ('"%{ if length(local.none) == 0 }none%{ else }some%{ endif }"', "none"),
        ('format("%s-%03d-%q", "a", 7, "b")', 'a-007-"b"'),
        ('join(",", formatlist("%s/%s", "p", local.two))', "p/a,p/b"),
        ('replace("a.b.c", ".", "-")', "a-b-c"),
        ('replace("a1b22", "/[0-9]+/", "#")', "a#b#"),
        ('regex("^(\\\\w)-(\\\\d+)$", "k-12")[1]', "12"),
        ("merge(local.of, { y = 3, z = 4 }).y", "3"),
        ('lookup(local.of, "q", "none")', "none"),
        ('element(["a", "b"], 3)', "b"),
        ('jsondecode("{\\"a\\": [1, 2]}").a[1]', "2"),
        ('jsondecode(jsonencode({ a = "b" })).a', "b"),
        ('jsonencode(["a", { b = null }])', '["a", {"b": null}]'),
        ('jsonencode("a\\"b")', '"a\\"b"'),
        ('coalesce("", null, "c")', "c"),
        ('contains(local.two, "b")', "true"),
        ('one(["x"])', "x"),
        ('join(",", keys(local.of))', "x,y"),
        ('join(",", flatten([["a"], [["b"]]]))', "a,b"),
        ('join(",", distinct(["a", "b", "a"]))', "a,b"),
        ('join(",", toset(["b", "a", "b"]))', "a,b"),
        ('zipmap(["k"], ["v"])["k"]', "v"),
        ('try(local.of.x, "other")', "1"),
        ("can(local.of.x)", "true"),
        ("can(local.of.q)", "false"),
        ('try(local.of.q, "other")', "other"),
        ('try(local.of.q.r[0], local.two[7], "other")', "other"),
        ('try(upper(local.of.q), "other")', "other"),
        ('try("${local.of.q}-x", "other")', "other"),
        ('try(null.x, "other")', "other"),
        ('try(var.open.x, "other")', "${try(${var.open.x of infra}, other)}"),
        ('yamldecode("a:\\n  - b: 1\\n").a[0].b', "1"),
        ('cidrhost("10.0.0.0/16", 5)', "10.0.0.5"),
        ('cidrsubnet("10.0.0.0/16", 8, 2)', "10.0.2.0/24"),
        ('cidrnetmask("10.0.0.0/16")', "255.255.0.0"),
        ('provider::aws::arn_parse("arn:aws:iam::1:role/a:b").resource', "role/a:b"),
        ('provider::aws::arn_build("aws", "iam", "", "1", "role/a")', "arn:aws:iam::1:role/a"),
        ('provider::aws::trim_iam_role_path("arn:aws:iam::1:role/p/q/a")', "arn:aws:iam::1:role/a"),
        ('templatestring("hello $${who}", { who = "x" })', "hello x"),
        ('substr("hello", 1, 3)', "ell"),
        ('substr("hello", -2, 2)', "lo"),
        ('split("/", "a/b")[1]', "b"),
        ('base64decode(base64encode("x"))', "x"),
        ('trimsuffix("a.json", ".json")', "a"),
        ("alltrue([true, true])", "true"),
        ('anytrue([false, "false"])', "false"),
        ("max(1, 5, 3)", "5"),
        ("path.module", "."),
        ("terraform.workspace", "default"),
        ('concat(["a"], local.two)[2]', "b"),
        ('title("hello world")', "Hello World"),
        ("tostring(5)", "5"),
        ('tonumber("5") + 1', "6"),
        ("slice(local.two, 1, 2)[0]", "b"),
        ("reverse(local.two)[0]", "b"),
        ('startswith("abc", "ab")', "true"),
        ('md5("a")', "0cc175b9c0f1b6a831c399e269772661"),
    ],
)
def test_an_expression_is_worth_what_terraform_makes_of_it(expression, worth):
    assert value(expression, f'{LISTS}variable "open" {{}}\n') == worth


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("var.env", "${var.env of infra}"),
        ('"x-${var.env}-y"', "x-${var.env of infra}-y"),
        ("upper(var.env)", "${upper(${var.env of infra})}"),
        ("var.env.name[0]", "${var.env.name[0] of infra}"),
        ('var.env == "prod" ? "a" : "b"', "${?(${==(${var.env of infra}, prod)}, a, b)}"),
        ('var.env == "prod" ? "a" : "a"', "a"),
        ("nosuch.thing", "${nosuch.thing of infra}"),
        ("local.nosuch", "${local.nosuch of infra}"),
        ("uuid()", "${uuid()}"),
        ("cidrsubnet(var.env, 8, 1)", "${cidrsubnet(${var.env of infra}, 8, 1)}"),
        ('file("nosuch.txt")', "${file nosuch.txt of infra}"),
        ("module.remote.arn", "${module.remote (hashicorp/consul/aws).arn of infra}"),
        ("data.aws_ami.latest.id", "${infra/data.aws_ami.latest.id}"),
        (
            "data.terraform_remote_state.net.outputs.key",
            "${infra/data.terraform_remote_state.net.outputs.key}",
        ),
        ("aws_vpc.nosuch.id", "${aws_vpc.nosuch.id of infra}"),
    ],
)
def test_what_is_not_known_is_a_symbol_that_names_it(expression, named):
    main = (
        'variable "env" {}\nmodule "remote" {\n source = "hashicorp/consul/aws"\n}\n'
        'data "aws_ami" "latest" {}\ndata "terraform_remote_state" "net" {}\n'
    )
    assert value(expression, main) == named


def test_two_values_made_of_different_unknowns_are_different():
    found = outputs(
        'variable "a" {}\nvariable "b" {}\n'
        'output "one" {\n value = lower(var.a)\n}\noutput "other" {\n value = lower(var.b)\n}\n'
        'output "again" {\n value = lower(var.a)\n}\n'
    )
    assert found["one"] == found["again"] != found["other"]


def test_a_long_unknown_keeps_what_tells_it_apart():
    long = "x" * 300
    main = 'variable "a" {}\n'
    one = value(f'lower("${{var.a}}{long}1")', main)
    other = value(f'lower("${{var.a}}{long}2")', main)
    assert one != other
    assert len(one or "") < 200


def test_a_value_that_needs_itself_is_unknown():
    assert value("local.a", "locals {\n a = local.b\n b = local.a\n}\n") == "${local.a of infra}"


def test_references_through_hundreds_of_references_come_to_an_end():
    chain = "".join(f"a{n} = local.a{n + 1}\n" for n in range(500))
    found = value("local.a0", f"locals {{\n{chain}a500 = 1\n}}\n")
    assert found is not None
    assert found.startswith("${local.")


def test_variables_come_from_the_configuration_then_the_variable_files_then_the_defaults():
    main = "".join(f'variable "{name}" {{\n default = "default"\n}}\n' for name in "abcd")
    main += "".join(f'output "{name}" {{\n value = var.{name}\n}}\n' for name in "abcd")
    files = {
        "terraform.tfvars": 'a = "file"\nb = "file"\nc = "file"\n',
        "z.auto.tfvars": 'a = "auto"\nb = "auto"\n',
        "other.tfvars": 'd = "other"\n',
    }
    found = outputs(main, files=files, variables={"a": "given"})
    assert found == {"a": "given", "b": "auto", "c": "file", "d": "default"}


def test_a_variable_that_the_folder_does_not_have_is_a_failure():
    (failure,) = hcl('variable "a" {}\n', variables={"b": "1"}).failures
    assert failure.message == "the folder has no variable `b`"
    assert failure.help == "its variables: `a`"


def test_a_bad_file_does_not_hide_the_others():
    parts = hcl('output "a" {\n value = 1\n}\n', {"bad.tf": "resource {{\n"})
    assert parts.outputs == {"a": "1"}
    assert [failure.at.source.name for failure in parts.failures if failure.at] == ["bad.tf"]


COUNTED = """
variable "n" { default = %s }
resource "aws_sns_topic" "t" {
  count = var.n
  name  = "t-${count.index}"
}
output "all" { value = join(",", aws_sns_topic.t[*].name) }
"""


@pytest.mark.parametrize(("count", "names"), [("0", ""), ("1", "t-0"), ("2", "t-0,t-1")])
def test_count_makes_as_many(count, names):
    parts = hcl(COUNTED % count)
    assert parts.outputs["all"] == names
    assert ",".join(each.name for each in parts.resources) == names


def test_a_count_that_nobody_knows_makes_one_in_doubt():
    main = 'variable "n" {}\nresource "aws_sns_topic" "t" {\n count = var.n\n name = "t"\n}\n'
    (topic,) = hcl(main).resources
    assert topic.place == "infra/aws_sns_topic.t[0]"
    assert not topic.policy_held


@pytest.mark.parametrize(
    "each",
    [
        '{ a = "x", b = "y" }',
        'tomap({ b = "y", a = "x" })',
        "{ for k in local.keys : k => local.v[k] }",
    ],
)
def test_for_each_makes_one_for_every_member(each):
    main = (
        'locals {\n keys = ["a", "b"]\n v = { a = "x", b = "y" }\n}\n'
        f'resource "aws_sns_topic" "t" {{\n for_each = {each}\n name = "${{each.key}}-${{each.value}}"\n}}\n'
        'output "b" {\n value = aws_sns_topic.t["b"].arn\n}\n'
    )
    parts = hcl(main)
    assert sorted(each.place for each in parts.resources) == [
        'infra/aws_sns_topic.t["a"]',
        'infra/aws_sns_topic.t["b"]',
    ]
    assert parts.outputs["b"] == f"arn:aws:sns:eu-west-1:{ACCOUNT}:b-y"


def test_of_a_set_key_and_value_are_the_same():
    main = 'resource "aws_sns_topic" "t" {\n for_each = toset(["a"])\n name = "${each.key}${each.value}"\n}\n'
    assert resource(hcl(main), "sns:topic").name == "aa"


def test_a_for_each_that_nobody_knows_makes_policies_that_do_not_count():
    main = """
    variable "people" {}
    resource "aws_iam_role" "r" {
      name = "r"
      assume_role_policy = "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[]}"
    }
    resource "aws_iam_role_policy" "p" {
      for_each = var.people
      role     = aws_iam_role.r.name
      policy   = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
    }
    """
    (policy,) = role(hcl(main.replace('"Statement\\\\":[]', '"Statement\\\\":{}')), "r").identity
    assert policy.statements == ()
    assert policy.unresolved == "var.people of infra"


MODULE = """
variable "name" {}
variable "more" { default = "d" }
resource "aws_sns_topic" "t" { name = "${var.name}-${var.more}" }
output "arn" { value = aws_sns_topic.t.arn }
"""


def test_a_local_module_gets_its_variables_and_gives_its_outputs():
    main = 'module "m" {\n source = "./modules/m"\n name = "a"\n}\noutput "it" {\n value = module.m.arn\n}\n'
    parts = hcl(main, {"modules/m/main.tf": MODULE})
    assert parts.outputs["it"].endswith(":a-d")
    assert [each.place for each in parts.resources] == ["infra/module.m.aws_sns_topic.t"]


def test_a_module_called_for_each_member_is_as_many_modules():
    main = (
        'module "m" {\n source = "../m"\n for_each = toset(["a", "b"])\n name = each.key\n}\n'
        'output "it" {\n value = module.m["b"].arn\n}\n'
    )
    parts = hcl(main, {"../m/main.tf": MODULE})
    assert parts.outputs["it"].endswith(":b-d")
    assert [each.name for each in parts.resources] == ["a-d", "b-d"]


def test_a_module_whose_folder_is_not_here_is_a_failure():
    (failure,) = hcl('module "m" {\n source = "./m"\n}\n').failures
    assert failure.message == "module `m` has no folder `m` here"


def test_a_module_that_calls_itself_comes_to_an_end_and_is_named():
    parts = hcl(
        'module "m" {\n source = "./m"\n}\n', {"m/main.tf": 'module "m" {\n source = "../m"\n}\n'}
    )
    (failure,) = parts.failures
    assert failure.message == "a module calls itself: `.` -> `m` -> `m`"


PROVIDERS = """
provider "aws" {}
provider "aws" {
  alias  = "b"
  region = "us-east-1"
  assume_role { role_arn = "arn:aws:iam::222222222222:role/deploy" }
}
provider "aws" {
  alias               = "c"
  allowed_account_ids = ["333333333333"]
}
"""


@pytest.mark.parametrize(
    ("provider", "place"),
    [
        ("", ("111111111111", "eu-west-1")),
        ("provider = aws", ("111111111111", "eu-west-1")),
        ("provider = aws.b", ("222222222222", "us-east-1")),
        ('provider = "aws.b"', ("222222222222", "us-east-1")),
        ("provider = aws.c", ("333333333333", "eu-west-1")),
    ],
)
def test_a_resource_is_where_its_provider_works(provider, place):
    found = resource(
        hcl(f'{PROVIDERS}resource "aws_sns_topic" "t" {{\n{provider}\nname = "t"\n}}\n'),
        "sns:topic",
    )
    assert (found.account, found.region) == place
    assert found.arn == f"arn:aws:sns:{place[1]}:{place[0]}:t"


def test_a_resource_may_say_its_own_region():
    topic = {"name": "t", "region": "ap-south-1"}
    written = 'resource "aws_sns_topic" "t" {\n name = "t"\n region = "ap-south-1"\n}\n'
    for parts in (
        hcl(written),
        plan(planned({"type": "aws_sns_topic", "name": "t", "values": topic})),
    ):
        found = resource(parts, "sns:topic")
        assert found.region == "ap-south-1"
        assert found.arn == "arn:aws:sns:ap-south-1:111111111111:t"


@pytest.mark.parametrize(
    ("arguments", "account", "region"),
    [
        ('profile = "other"', "${account of provider aws.d of infra}", "eu-west-1"),
        (
            'shared_credentials_files = ["/ci/prod"]',
            "${account of provider aws.d of infra}",
            "eu-west-1",
        ),
        (
            "assume_role {\n role_arn = var.role\n }",
            "${account of provider aws.d of infra}",
            "eu-west-1",
        ),
        ("region = var.where", "111111111111", "${region of provider aws.d of infra}"),
        (
            'assume_role_with_web_identity {\n role_arn = "arn:aws:iam::444444444444:role/x"\n }',
            "444444444444",
            "eu-west-1",
        ),
    ],
)
def test_an_alias_that_works_elsewhere_is_not_here(arguments, account, region):
    main = f'variable "role" {{}}\nvariable "where" {{}}\nprovider "aws" {{\n alias = "d"\n {arguments}\n}}\n'
    main += 'resource "aws_sns_topic" "t" {\n provider = aws.d\n name = "t"\n}\n'
    found = resource(hcl(main), "sns:topic")
    assert (shown(found.account), shown(found.region)) == (account, region)


def test_a_module_may_have_its_own_names_for_the_providers_it_is_given():
    inner = 'terraform {\n required_providers {\n aws = {\n configuration_aliases = [aws.from, aws.to]\n }\n }\n}\nresource "aws_sns_topic" "t" {\n provider = aws.to\n name = "t"\n}\nresource "aws_sqs_queue" "q" {\n provider = aws.from\n name = "q"\n}\n'
    main = f'{PROVIDERS}module "m" {{\n source = "./m"\n providers = {{\n aws.from = aws.b\n aws.to = aws.c\n }}\n}}\n'
    parts = hcl(main, {"m/main.tf": inner})
    assert resource(parts, "sns:topic").account == "333333333333"
    assert resource(parts, "sqs:queue").account == "222222222222"


CONFIGURED = """
provider "aws" {
  alias  = "there"
  region = "us-east-1"
  %s
}
resource "aws_sns_topic" "t" {
  provider = aws.there
  name     = "t"
}
"""


@pytest.mark.parametrize(
    ("configured", "passes", "account", "region"),
    [
        (
            'assume_role {\n role_arn = "arn:aws:iam::222222222222:role/x"\n }',
            "",
            "222222222222",
            "us-east-1",
        ),
        (
            "assume_role {\n role_arn = data.aws_ssm_parameter.p.value\n }",
            "",
            "${account of provider module.m:aws.there of infra}",
            "us-east-1",
        ),
        ("", "", "111111111111", "us-east-1"),
        ("", "providers = { aws.there = aws.c }", "333333333333", "eu-west-1"),
    ],
)
def test_a_module_may_configure_providers_itself(configured, passes, account, region):
    inner = CONFIGURED % configured + 'data "aws_ssm_parameter" "p" {\n name = "p"\n}\n'
    main = f'{PROVIDERS}module "m" {{\n source = "./m"\n {passes}\n}}\n'
    found = resource(hcl(main, {"m/main.tf": inner}), "sns:topic")
    assert (shown(found.account), found.region) == (account, region)


def test_the_configuration_places_what_a_module_configures():
    main = 'module "m" {\n source = "./m"\n}\n'
    inner = {"m/main.tf": CONFIGURED % 'profile = "x"'}
    said = {"aws.there": Placement("444444444444", "us-west-2", "infra")}
    assert resource(hcl(main, inner, said=said), "sns:topic").account == "444444444444"


def test_a_module_works_where_the_provider_it_is_given_does():
    inner = 'data "aws_caller_identity" "me" {}\noutput "id" {\n value = data.aws_caller_identity.me.account_id\n}\n'
    deep = 'module "n" {\n source = "../n"\n}\noutput "id" {\n value = module.n.id\n}\n'
    main = (
        f'{PROVIDERS}module "m" {{\n source = "./m"\n providers = {{ aws = aws.b }}\n}}\n'
        'output "it" {\n value = module.m.id\n}\n'
    )
    parts = hcl(main, {"m/main.tf": deep, "n/main.tf": inner})
    assert parts.outputs["it"] == "222222222222"


def test_files_are_read_and_templates_filled():
    main = (
        'output "a" {\n value = file("${path.module}/a.txt")\n}\n'
        'output "b" {\n value = templatefile("b.tpl", { who = "x" })\n}\n'
        'output "c" {\n value = fileexists("c.txt")\n}\n'
    )
    texts = {"a.txt": "one", "b.tpl": "hello ${who}"}
    assert outputs(main, texts=texts) == {"a": "one", "b": "hello x", "c": "false"}


def test_the_names_of_files_make_as_many():
    main = 'output "it" {\n value = join(",", fileset("policies", "*.json"))\n}\n'
    assert outputs(main, texts={"policies:*.json": "a.json\nb c.json"}) == {"it": "a.json,b c.json"}
    assert outputs(main) == {"it": "${join(,, ${fileset(policies, *.json)})}"}


@pytest.mark.parametrize(
    "template",
    ['"hello $${who}"', 'file("a.tpl")', "<<-EOF\n  hello $${who}\n  EOF\n"],
)
def test_the_data_source_template_file_is_a_template(template):
    main = (
        f'data "template_file" "t" {{\n template = {template}\n vars = {{ who = var.name }}\n}}\n'
        'variable "name" {\n default = "x"\n}\n'
    )
    found = value("trimspace(data.template_file.t.rendered)", main, texts={"a.tpl": "hello ${who}"})
    assert found == "hello x"


def test_a_template_that_is_not_known_is_a_symbol():
    main = 'data "template_file" "t" {\n template = file("nosuch")\n}\n'
    assert (
        value("data.template_file.t.rendered", main) == "${data.template_file.t.rendered of infra}"
    )


def test_a_module_that_is_not_here_is_known_by_its_source():
    main = 'module "m" {\n source = "./m"\n}\noutput "it" {\n value = module.m.arn\n}\n'
    assert shown(hcl(main).outputs["it"]) == "${module.m (./m).arn of infra}"


@pytest.mark.parametrize(
    ("attribute", "shape"),
    [
        ("aws_s3_bucket.b.arn", "arn:aws:s3:::${infra/aws_s3_bucket.b}"),
        ("aws_s3_bucket.b.id", "${infra/aws_s3_bucket.b}"),
        ("aws_s3_bucket.b.bucket", "${infra/aws_s3_bucket.b}"),
        ("aws_kms_key.k.arn", "arn:aws:kms:eu-west-1:111111111111:key/${infra/aws_kms_key.k}"),
        ("aws_kms_key.k.key_id", "${infra/aws_kms_key.k}"),
        ("aws_iam_role.r.unique_id", "${infra/aws_iam_role.r.unique_id}"),
        ("random_id.x.hex", "${infra/random_id.x.hex}"),
    ],
)
def test_what_the_deployment_makes_up_is_a_created_symbol(attribute, shape):
    main = (
        'resource "aws_s3_bucket" "b" {\n bucket_prefix = "logs-"\n}\nresource "aws_kms_key" "k" {}\n'
        'resource "aws_iam_role" "r" {\n name = "r"\n assume_role_policy = "{}"\n}\n'
        f'resource "random_id" "x" {{}}\noutput "it" {{\n value = {attribute}\n}}\n'
    )
    text = hcl(main).outputs["it"]
    assert shown(text) == shape
    assert all(symbol.created for symbol in symbols_in(text))


@pytest.mark.parametrize("kind", ["", "data."])
def test_an_alias_of_a_key_is_in_its_arn_once(kind):
    block, target = ("data", "") if kind else ("resource", ' target_key_id = "k"\n')
    main = f'{block} "aws_kms_alias" "a" {{\n name = "alias/x"\n{target}}}\n'
    assert value(f"{kind}aws_kms_alias.a.arn", main) == "arn:aws:kms:eu-west-1:111111111111:alias/x"
    assert value(f"{kind}aws_kms_alias.a.name", main) == "alias/x"


@pytest.mark.parametrize(
    ("main", "expression", "worth"),
    [
        (
            'data "aws_iam_policy" "p" {\n name = "AWSLambdaBasicExecutionRole"\n}\n',
            "data.aws_iam_policy.p.arn",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        ),
        (
            'data "aws_iam_policy" "p" {\n name = "ours"\n}\n',
            "data.aws_iam_policy.p.arn",
            "${infra/data.aws_iam_policy.p.arn}",
        ),
        (
            'data "aws_service_principal" "p" {\n service_name = "codebuild"\n}\n',
            "data.aws_service_principal.p.name",
            "codebuild.amazonaws.com",
        ),
    ],
)
def test_what_aws_has_by_a_name_is_known_by_it(main, expression, worth):
    assert value(expression, main) == worth


def test_a_prefix_is_known_of_a_name_that_is_made_up():
    (bucket,) = hcl('resource "aws_s3_bucket" "b" {\n bucket_prefix = "logs-"\n}\n').resources
    assert [symbol.shape for symbol in symbols_in(bucket.name)] == ["logs-*"]


def test_values_of_other_accounts_are_not_mistaken_for_those_of_the_caller():
    main = f'{PROVIDERS}data "aws_caller_identity" "b" {{\n provider = aws.b\n}}\n'
    assert value("data.aws_caller_identity.b.account_id", main) == "222222222222"


def test_spans_have_lines_and_the_way_inside_the_resource():
    main = 'resource "aws_sqs_queue_policy" "p" {\n  queue_url = "arn:aws:sqs:eu-west-1:111111111111:q"\n  policy = jsonencode({\n    Statement = [{\n      Effect = "Deny"\n      Principal = "*"\n      Action = "sqs:*"\n      Resource = "*"\n    }]\n  })\n}\n'
    (attached,) = hcl(main).attached
    (statement,) = attached.policy.statements
    assert (statement.span.line, statement.span.path) == (
        4,
        "aws_sqs_queue_policy.p.policy.Statement[0]",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", {}),
        ('kms_key_id = "k"\n encrypt = true', {"kms_key": "k"}),
        ('dynamodb_table = "locks"', {"lock_table": "locks"}),
        ("use_lockfile = true", {"locks_by_object": True}),
        ('role_arn = "arn:r"', {"role": "arn:r"}),
        ('assume_role = {\n role_arn = "arn:r"\n }', {"role": "arn:r"}),
        ('assume_role {\n role_arn = "arn:r"\n }', {"role": "arn:r"}),
        ('region = "us-east-1"', {"region": "us-east-1"}),
    ],
)
def test_where_the_state_is_kept_is_a_fact(arguments, said):
    main = f'terraform {{\n backend "s3" {{\n bucket = "b"\n key = "k"\n {arguments}\n }}\n}}\n'
    (store,) = graph(hcl(main)).states
    assert (store.bucket, store.key, store.span.line) == ("b", "k", 2)
    known = {
        "kms_key": None,
        "lock_table": None,
        "locks_by_object": False,
        "role": None,
        "region": None,
    }
    assert {name: getattr(store, name) for name in known} == known | said


def test_what_the_command_line_says_of_the_state_is_a_symbol():
    (store,) = hcl('terraform {\n backend "s3" {}\n}\n').states
    assert (shown(store.bucket), shown(store.key)) == (
        "${bucket of the state of infra}",
        "${key of the state of infra}",
    )


@pytest.mark.parametrize("backend", ['backend "local" {}', 'cloud {\n organization = "o"\n }', ""])
def test_a_state_that_is_kept_elsewhere_is_no_fact(backend):
    assert hcl(f"terraform {{\n {backend}\n}}\n").states == ()


def test_a_backend_is_read_in_json_too():
    text = '{"terraform": {"backend": {"s3": {"bucket": "b", "key": "k", "use_lockfile": true}}}}'
    (store,) = hcl("", {"x.tf.json": text}).states
    assert (store.bucket, store.key, store.locks_by_object) == ("b", "k", True)
