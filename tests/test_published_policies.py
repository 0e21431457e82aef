"""Published policies that came without templates: attached by a configuration, they decide as worked out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.run import Options, check

FILES = Path(__file__).parents[2] / "shared/corpus/seeds/002"

if not FILES.is_dir():
    pytest.skip(f"the published policies are not at {FILES}", allow_module_level=True)

GROUP = "model-package-group/mammo-severity-model-package"
CONFIGURATION = """
accounts:
  dev: {{id: "111111111111", regions: [us-east-1]}}
  prod: {{id: "222222222222", regions: [us-east-1]}}
  central: {{id: "333333333333", regions: [us-east-1]}}
  jenkins: {{id: "444444444444", regions: [us-east-1]}}
placeholders:
  "<dev-account-id>": "${{accounts.dev.id}}"
  "<prod-account-id>": "${{accounts.prod.id}}"
  "<central-model-registry-account-id>": "${{accounts.central.id}}"
  "<central-model-registry-account>": "${{accounts.central.id}}"
  "<jenkins-account-id>": "${{accounts.jenkins.id}}"
  "<s3-bucket-in-central-model-registry-account>": central-sagemaker-models
  "<dev-kms-key-id>": 11111111-aaaa-bbbb-cccc-111111111111
policies:
  - {{document: {files}/01_policy_AddPerm.json,
     attached_to: "arn:aws:s3:::central-sagemaker-models", account: central}}
  - {{document: {files}/11_policy_AddPermModelPackageGroupCrossAccount.json,
     attached_to: "arn:aws:sagemaker:us-east-1:333333333333:{group}", account: central}}
  - {{document: dev-key.json, attached_to: "{dev_key}", account: dev}}
  - {{document: prod-key.json, attached_to: "{prod_key}", account: prod}}
  - {{document: {files}/10_policy_VisualEditor0.json, attached_to: "{jenkins}", account: jenkins}}
  - {{document: {files}/09_policy_.json, attached_to: "{deploy}", account: prod}}
{managed}{executions}
flows:
  - name: jenkins-deploys
    account: jenkins
    principal: "{jenkins}"
    steps:
      - {{call: assume-role, role: "{deploy}"}}
      - {{call: "sagemaker:CreateModel", resource: "arn:aws:sagemaker:us-east-1:222222222222:model/mammo"}}
{inference}"""
JENKINS = "arn:aws:iam::444444444444:role/jenkins-server"
DEPLOY = "arn:aws:iam::222222222222:role/cross-account-jenkins-role"
KEYS = {
    "dev": "arn:aws:kms:us-east-1:111111111111:key/11111111-aaaa-bbbb-cccc-111111111111",
    "prod": "arn:aws:kms:us-east-1:222222222222:key/22222222-aaaa-bbbb-cccc-222222222222",
}
ACCOUNTS = {"dev": "111111111111", "prod": "222222222222"}
OF_JENKINS = ("AmazonS3FullAccess", "AmazonSageMakerFullAccess", "AWSLambda_FullAccess")


def role(account: str) -> str:
    return f"arn:aws:iam::{ACCOUNTS[account]}:role/service-role/execution"


def managed(name: str, to: str, account: str) -> str:
    arn = f"arn:aws:iam::aws:policy/{name}"
    return f'  - {{document: "{arn}", attached_to: "{to}", account: {account}}}\n'


def execution(account: str) -> str:
    """The execution role of an account, with the policies that the text gives it."""
    own = f'"<account-id>": "{ACCOUNTS[account]}", "<kms-key-id>": {KEYS[account][-36:]}'
    names = ["04_policy_VisualEditor0", "05_policy_VisualEditor0", "07_policy_"]
    names += ["06_policy_AllowUseOfKeyInThisAccount"]
    names += ["08_policy_AllowUseOfKeyInDevAccount"] if account == "prod" else []
    entries = (
        f'  - {{document: {FILES}/{name}.json, attached_to: "{role(account)}",'
        f" account: {account}, placeholders: {{{own}}}}}\n"
        for name in names
    )
    return "".join(entries) + managed("AmazonSageMakerFullAccess", role(account), account)


def reads(reader: str, trained_in: str) -> str:
    """An inference in one account, of a model that was trained in another."""
    return f"""
  - name: {reader} uses a model of {trained_in}
    account: {reader}
    principal: "{role(reader)}"
    steps:
      - call: "s3:GetObject"
        resource: "arn:aws:s3:::central-sagemaker-models/model/output/model.tar.gz"
        key: "{KEYS[trained_in]}"
"""


def key_policy(*accounts: str) -> str:
    """What the console writes when other accounts are given the use of a key."""
    roots = [f"arn:aws:iam::{ACCOUNTS[account]}:root" for account in accounts]
    own = {"AWS": roots[0]}
    use = [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
    ]
    statements = [{"Effect": "Allow", "Principal": own, "Action": "kms:*", "Resource": "*"}]
    if len(roots) > 1:
        others = {"AWS": roots[1:]}
        statements += [{"Effect": "Allow", "Principal": others, "Action": use, "Resource": "*"}]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry")
    (folder / "dev-key.json").write_text(key_policy("dev", "prod"))
    (folder / "prod-key.json").write_text(key_policy("prod"))
    pairs = [(reader, trainer) for reader in ACCOUNTS for trainer in ACCOUNTS]
    (folder / "xacct-guard.yaml").write_text(
        CONFIGURATION.format(
            files=FILES,
            group=GROUP,
            jenkins=JENKINS,
            deploy=DEPLOY,
            dev_key=KEYS["dev"],
            prod_key=KEYS["prod"],
            managed="".join(managed(name, DEPLOY, "prod") for name in OF_JENKINS),
            executions="".join(map(execution, ACCOUNTS)),
            inference="".join(reads(*pair) for pair in pairs),
        )
    )
    # Given by hand: it names files outside.
    return check((folder,), Options(config=folder / "xacct-guard.yaml")).report


def test_every_published_policy_is_read(report):
    assert report.failures == ()


def test_jenkins_deploys_by_way_of_the_role_that_trusts_it(report):
    flow = next(each for each in report.pipelines if each.name == "jenkins-deploys")
    assert flow.verdict == "allow"


@pytest.mark.parametrize(
    ("reader", "trainer", "verdict"),
    [
        ("dev", "dev", "allow"),
        ("prod", "dev", "allow"),
        ("prod", "prod", "allow"),
        ("dev", "prod", "deny"),
    ],
)
def test_a_model_is_readable_where_its_key_is_shared(report, reader, trainer, verdict):
    name = f"{reader} uses a model of {trainer}"
    flow = next(each for each in report.pipelines if each.name == name)
    assert flow.verdict == verdict
    broken = [hop.action for action in flow.stages[0].actions for hop in action.broken]
    assert broken == ([] if verdict == "allow" else ["kms:Decrypt"])
