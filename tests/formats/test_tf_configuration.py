"""Plans and folders of a configuration, and those that nobody named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.formats.tf import planned
from xacct_guard.config import empty_config, load_config
from xacct_guard.iam.symbol import shown
from xacct_guard.load import Estate, load

ACCOUNTS = """accounts:
  a: {id: "111111111111", regions: [eu-west-1]}
  b: {id: "222222222222", regions: [eu-west-1]}
"""
TOPIC = (
    'variable "name" {\n default = "t"\n}\nresource "aws_sns_topic" "t" {\n name = var.name\n}\n'
)
PLANNED = {"type": "aws_sns_topic", "name": "t", "values": {"name": "t"}}


def plan_text(**more: object) -> str:
    document = {"format_version": "1.2", **planned({**PLANNED, **more})}
    return json.dumps(document)


def loaded(folder: Path, terraform: str, files: dict[str, str]) -> Estate:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    written = folder / "xacct-guard.yaml"
    written.write_text(f"{ACCOUNTS}{terraform}")
    return load(load_config(written), (folder,))


def topics(estate: Estate) -> list[str]:
    return [shown(each.arn) for part in estate.parts for each in part.resources]


def test_a_plan_is_placed_by_its_entry(tmp_path):
    terraform = "terraform: [{plan: p.plan.json, account: b}]\n"
    estate = loaded(tmp_path, terraform, {"p.plan.json": plan_text()})
    assert topics(estate) == ["arn:aws:sns:eu-west-1:222222222222:t"]
    assert estate.failures == ()
    assert [each.place for part in estate.parts for each in part.resources] == ["p/aws_sns_topic.t"]


def test_an_entry_for_each_provider_places_what_the_provider_makes(tmp_path):
    terraform = "terraform:\n  - {plan: p.json, account: a}\n  - {plan: p.json, account: b, provider: aws.b}\n"
    estate = loaded(tmp_path, terraform, {"p.json": plan_text(provider="aws.b")})
    assert topics(estate) == ["arn:aws:sns:eu-west-1:222222222222:t"]


def test_a_folder_gets_the_variables_of_its_entry(tmp_path):
    terraform = (
        'terraform: [{directory: infra, account: a, variables: {name: "x-${accounts.b.id}"}}]\n'
    )
    estate = loaded(tmp_path, terraform, {"infra/main.tf": TOPIC})
    assert topics(estate) == ["arn:aws:sns:eu-west-1:111111111111:x-222222222222"]


def test_one_folder_can_be_deployed_twice(tmp_path):
    terraform = (
        "terraform:\n  - {directory: infra, account: a}\n"
        "  - {directory: infra, account: b, variables: {name: u}}\n"
    )
    estate = loaded(tmp_path, terraform, {"infra/main.tf": TOPIC})
    assert topics(estate) == [
        "arn:aws:sns:eu-west-1:111111111111:t",
        "arn:aws:sns:eu-west-1:222222222222:u",
    ]
    places = [each.place for part in estate.parts for each in part.resources]
    assert places == ["infra/aws_sns_topic.t", "infra in b/aws_sns_topic.t"]


def test_a_folder_whose_plan_is_named_is_not_read_a_second_time(tmp_path):
    terraform = "terraform: [{plan: p.json, account: a}]\n"
    estate = loaded(tmp_path, terraform, {"p.json": plan_text(), "infra/main.tf": TOPIC})
    assert topics(estate) == ["arn:aws:sns:eu-west-1:111111111111:t"]
    assert [each.assumed for each in estate.assumptions] == ["planned already"]


def test_placeholders_are_replaced_in_folders_and_plans(tmp_path):
    terraform = (
        'placeholders: {"<ENV>": prod}\nterraform:\n  - {plan: p.json, account: a}\n'
        '  - {directory: infra, account: b, placeholders: {"<ENV>": dev}}\n'
    )
    files = {
        "p.json": plan_text(values={"name": "t-<ENV>"}),
        "infra/main.tf": TOPIC.replace('"t"', '"t-<ENV>"', 1),
    }
    estate = loaded(tmp_path, terraform, files)
    assert topics(estate)[0].endswith(":t-prod")
    assert "resource" in files["infra/main.tf"]
    assert estate.failures == ()


@pytest.mark.parametrize(
    ("terraform", "message"),
    [
        ("{plan: p.json, directory: infra, account: a}", "an entry names a plan or a directory"),
        ("{account: a}", "an entry names a plan or a directory"),
        ("{plan: nosuch.json, account: a}", "no file `nosuch.json`"),
        ("{directory: nosuch, account: a}", "no folder `nosuch`"),
        ("{directory: empty, account: a}", "no Terraform folder"),
        ("{plan: other.json, account: a}", "not a Terraform plan in JSON"),
        ("{plan: p.json, account: nobody}", "unknown account `nobody`"),
        (
            "{directory: infra, account: a, variables: {nmae: x}}",
            "the folder has no variable `nmae`",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_one_failure_with_its_place(tmp_path, terraform, message):
    files = {"p.json": plan_text(), "infra/main.tf": TOPIC, "other.json": "{}", "empty/x.txt": ""}
    estate = loaded(tmp_path, f"terraform: [{terraform}]\n", files)
    (failure,) = estate.failures
    assert failure.message == message
    assert failure.at is not None
    assert failure.help


def test_what_nobody_placed_is_found_and_its_account_is_a_symbol(tmp_path):
    (tmp_path / "infra" / "m").mkdir(parents=True)
    (tmp_path / "infra" / "main.tf").write_text('module "m" {\n source = "./m"\n}\n')
    (tmp_path / "infra" / "m" / "main.tf").write_text(TOPIC)
    (tmp_path / "p.json").write_text(plan_text())
    estate = load(empty_config(tmp_path), (tmp_path,))
    assert topics(estate) == [
        "arn:aws:sns:${region of infra}:${account of infra}:t",
        "arn:aws:sns:${region of p}:${account of p}:t",
    ]


def test_a_file_that_is_given_by_name_stands_for_its_folder(tmp_path):
    (tmp_path / "main.tf").write_text(TOPIC)
    estate = load(empty_config(tmp_path), (tmp_path / "main.tf",))
    assert len(topics(estate)) == 1
    assert estate.failures == ()


def test_a_module_outside_the_given_folders_is_not_followed(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "here" / "main.tf").write_text('module "m" {\n source = "../there"\n}\n')
    (tmp_path / "there" / "main.tf").write_text(TOPIC)
    estate = load(empty_config(tmp_path / "here"), (tmp_path / "here",))
    assert topics(estate) == []
    assert estate.failures


def test_files_that_functions_read_are_found_beside_the_folder(tmp_path):
    main = 'resource "aws_sns_topic" "t" {\n name = trimspace(file("${path.module}/name.txt"))\n}\n'
    estate = loaded(
        tmp_path,
        "terraform: [{directory: infra, account: a}]\n",
        {"infra/main.tf": main, "infra/name.txt": "from-a-file\n"},
    )
    assert topics(estate) == ["arn:aws:sns:eu-west-1:111111111111:from-a-file"]


def test_code_in_json_and_its_values_are_found(tmp_path):
    module = (
        '{"module": {"m": {\n"source": "./m",\n"name": "${var.name}"\n}}, "variable": {"name": {}}}'
    )
    files = {
        "infra/main.tf.json": module,
        "infra/terraform.tfvars.json": '{"name": "from-values"}',
        "infra/m/main.tf": TOPIC,
    }
    estate = loaded(tmp_path, "terraform: [{directory: infra, account: a}]\n", files)
    assert topics(estate) == ["arn:aws:sns:eu-west-1:111111111111:from-values"]
    assert estate.failures == ()


def test_code_in_json_that_nobody_placed_is_found(tmp_path):
    text = '{"resource": {"aws_sns_topic": {"t": {"name": "t"}}}}'
    (tmp_path / "main.tf.json").write_text(text)
    for given in (tmp_path, tmp_path / "main.tf.json"):
        estate = load(empty_config(tmp_path), (given,))
        assert len(topics(estate)) == 1
        assert estate.failures == ()


def test_a_file_that_leads_out_of_the_given_folders_is_not_read(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "secret.tf").write_text(TOPIC)
    (tmp_path / "here" / "main.tf").write_text("")
    (tmp_path / "here" / "link.tf").symlink_to(tmp_path / "secret.tf")
    estate = load(empty_config(tmp_path / "here"), (tmp_path / "here",))
    assert topics(estate) == []
    assert [failure.message for failure in estate.failures]


def test_files_by_pattern_are_found_below_the_folder_only(tmp_path):
    main = (
        'resource "aws_sns_topic" "t" {\n for_each = fileset(path.module, "p/*.json")\n'
        " name = jsondecode(file(each.value)).name\n}\n"
        'output "no" {\n value = length(fileset(path.module, "../*.json"))\n}\n'
    )
    files = {
        "infra/main.tf": main,
        "infra/p/a.json": '{"name": "x"}',
        "infra/p/b.json": '{"name": "y"}',
    }
    estate = loaded(tmp_path, "terraform: [{directory: infra, account: a}]\n", files)
    assert [arn.rpartition(":")[2] for arn in topics(estate)] == ["x", "y"]
    (parts,) = (part for part in estate.parts if part.resources)
    assert "fileset" in shown(parts.outputs["no"])


CONTROL = """
resource "aws_organizations_policy" "p" {
  name    = "p"
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "s3:*", Resource = "*" }]
  })
}
resource "aws_organizations_organization" "o" {}
resource "aws_organizations_policy_attachment" "a" {
  policy_id = aws_organizations_policy.p.id
  target_id = %s
}
"""


@pytest.mark.parametrize(
    ("target", "below"),
    [
        ('"222222222222"', {"222222222222"}),
        ("aws_organizations_organization.o.roots[0].id", {"111111111111", "222222222222"}),
        ('"r-abcd"', {"111111111111", "222222222222"}),
        ('"ou-abcd-11111111"', set()),
    ],
)
def test_a_control_policy_stands_above_the_accounts_below_its_target(tmp_path, target, below):
    estate = loaded(
        tmp_path,
        "terraform: [{directory: infra, account: a}]\n",
        {"infra/main.tf": CONTROL % target},
    )
    assert estate.failures == ()
    assert {id for id, account in estate.accounts.items() if account.scps} == below
    said = [each.about for each in estate.assumptions]
    assert ("`aws_organizations_policy.p` on ou-abcd-11111111" in said) is not bool(below)


STATES = {
    "terraform.tfstate": {
        "version": 4,
        "serial": 1,
        "lineage": "x",
        "outputs": {},
        "resources": [],
    },
    "shown.json": {
        "format_version": "1.0",
        "terraform_version": "1.9.0",
        "values": {"root_module": {}},
    },
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_in_place_of_a_plan_is_told_from_other_files(tmp_path, name):
    text = json.dumps(STATES[name])
    entry = f"terraform: [{{plan: {name}, account: a}}]\n"
    named = loaded(tmp_path, entry, {name: text})
    given = load(empty_config(tmp_path), (tmp_path / name,))
    for estate in (named, given):
        (failure,) = estate.failures
        assert failure.message == "this is a Terraform state, and a plan is expected"
        assert failure.at is not None
        assert failure.at.source.name.endswith(name)
        assert "terraform show -json" in (failure.help or "")


BACKEND = """
terraform {
  backend "s3" {
    bucket = "states"
    key    = "net/terraform.tfstate"
    %s
  }
}
"""


def test_an_output_of_another_folder_is_found_by_its_state(tmp_path):
    net = BACKEND % "" + 'output "name" {\n value = "from-net"\n}\n'
    app = (
        'data "terraform_remote_state" "net" {\n backend = "s3"\n'
        ' config = { bucket = "states", key = "net/terraform.tfstate" }\n}\n'
        'resource "aws_sns_topic" "t" {\n name = data.terraform_remote_state.net.outputs.name\n}\n'
        'resource "aws_sns_topic" "u" {\n name = data.terraform_remote_state.net.outputs.other\n}\n'
    )
    entries = "terraform: [{directory: app, account: a}, {directory: net, account: b}]\n"
    estate = loaded(tmp_path, entries, {"net/main.tf": net, "app/main.tf": app})
    assert estate.failures == ()
    assert [arn.partition(":111111111111:")[2] for arn in topics(estate)] == [
        "from-net",
        "${app/data.terraform_remote_state.net.outputs.other}",
    ]


def test_two_folders_that_take_outputs_of_each_other_come_to_an_end(tmp_path):
    def folder(own: str, other: str) -> str:
        return (
            f'terraform {{\n backend "s3" {{\n bucket = "s"\n key = "{own}"\n }}\n}}\n'
            'data "terraform_remote_state" "o" {\n backend = "s3"\n'
            f' config = {{ bucket = "s", key = "{other}" }}\n}}\n'
            'output "x" {\n value = data.terraform_remote_state.o.outputs.x\n}\n'
        )

    entries = "terraform: [{directory: a, account: a}, {directory: b, account: b}]\n"
    files = {"a/main.tf": folder("a", "b"), "b/main.tf": folder("b", "a")}
    assert loaded(tmp_path, entries, files).failures == ()


@pytest.mark.parametrize(
    ("data", "more", "name"),
    [
        ('"aws_ssm_parameter" "n" {\n name = "/team/topic"\n', "", "from-the-stack"),
        ('"aws_cloudformation_export" "n" {\n name = "topic"\n', "", "exported"),
        (
            '"aws_ssm_parameter" "n" {\n name = "/team/topic"\n',
            "region = var.elsewhere\n",
            "${infra/data.aws_ssm_parameter.n.value}",
        ),
        (
            '"aws_ssm_parameter" "n" {\n name = "/other"\n',
            "",
            "${infra/data.aws_ssm_parameter.n.value}",
        ),
    ],
)
def test_what_a_stack_of_the_same_place_says_is_found(tmp_path, data, more, name):
    stack = (
        "Resources:\n  P: {Type: AWS::SSM::Parameter, Properties:"
        " {Name: /team/topic, Type: String, Value: from-the-stack}}\n"
        "Outputs:\n  T: {Value: exported, Export: {Name: topic}}\n"
    )
    kind = data.split('"')[1]
    main = f'variable "elsewhere" {{}}\ndata {data}{more}}}\n'
    main += f'resource "aws_sns_topic" "t" {{\n name = data.{kind}.n.value\n}}\n'
    entries = "stacks: [{name: s, template: s.yaml, account: a}]\n"
    entries += "terraform: [{directory: infra, account: a}]\n"
    estate = loaded(tmp_path, entries, {"s.yaml": stack, "infra/main.tf": main})
    assert topics(estate)[-1].partition(":111111111111:")[2] == name
