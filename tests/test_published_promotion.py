"""Jenkins and Terraform promote to prod: the published policies and modules, under a configuration of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from xacct_guard.run import Options, check
from xacct_guard.verdicts import HopVerdict, Report

CORPUS = Path(__file__).parents[2] / "shared/corpus"
POLICIES = CORPUS / "seeds/002"
CODE = CORPUS / "aws-samples__mammography-severity-sagemaker-pipelines-sample"

if not (POLICIES.is_dir() and CODE.is_dir()):
    pytest.skip(f"the published files are not in {CORPUS}", allow_module_level=True)

DEV, PROD, REGISTRY, JENKINS = (str(n) * 12 for n in (1, 2, 3, 4))
BUCKET = "central-sagemaker-models"
KEYS = {each: f"arn:aws:kms:us-east-1:{each}:key/1-{each}" for each in (DEV, PROD)}
STUDIO = {each: f"arn:aws:iam::{each}:role/service-role/studio" for each in (DEV, PROD)}
FUNCTION = {each: f"arn:aws:iam::{each}:role/lambda-sagemaker-role" for each in (DEV, PROD)}
DEPLOYER = f"arn:aws:iam::{PROD}:role/cross-account-jenkins-role"
SERVER = f"arn:aws:iam::{JENKINS}:role/jenkins"
GROUP = f"arn:aws:sagemaker:us-east-1:{REGISTRY}:model-package-group/mammo-severity-model-package"
PIPELINES = ("mammo-severity-train-pipeline", "mammo-severity-inference-pipeline")
FILLED = {
    "<dev-account-id>": DEV,
    "<prod-account-id>": PROD,
    "<central-model-registry-account-id>": REGISTRY,
    "<central-model-registry-account>": REGISTRY,
    "<jenkins-account-id>": JENKINS,
    "<s3-bucket-in-central-model-registry-account>": BUCKET,
    "<dev-kms-key-id>": f"1-{DEV}",
    "<s3-bucket-in-prod-account>": "prod-sagemaker-data",
    "<kms-key-id-in-prod-account>": f"1-{PROD}",
    "<terraform-state-s3-bucket-in-prod-account>": "prod-terraform-state",
    "<sagemaker-execution-role-in-prod-account>": "studio",
}
MANAGED = "arn:aws:iam::aws:policy/"


def attached(document: str, to: str, account: str, **own: str) -> dict[str, Any]:
    where = document if document.startswith("arn:") else str(POLICIES / document)
    said = {"document": where, "attached_to": to, "account": account}
    return said | ({"placeholders": own} if own else {})


def in_both(account: str) -> list[dict[str, Any]]:
    """What the text attaches in dev and in prod alike."""
    key = {"<account-id>": account, "<kms-key-id>": f"1-{account}"}
    function, studio = FUNCTION[account], STUDIO[account]
    return [
        attached("02_policy_VisualEditor0.json", function, account),
        attached("03_policy_.json", function, account),
        attached(f"{MANAGED}AmazonSageMakerFullAccess", function, account),
        attached(f"{MANAGED}AWSLambda_FullAccess", function, account),
        attached("04_policy_VisualEditor0.json", studio, account),
        attached("05_policy_VisualEditor0.json", studio, account),
        attached("06_policy_AllowUseOfKeyInThisAccount.json", studio, account, **key),
        attached("07_policy_.json", studio, account),
        attached(f"{MANAGED}AmazonSageMakerFullAccess", studio, account),
        attached(f"{MANAGED}AWSLambda_FullAccess", studio, account),
        attached(f"{MANAGED}CloudWatchEventsFullAccess", studio, account),
    ]


def elsewhere(folder: Path) -> list[dict[str, Any]]:
    """The registry, the keys as the console makes them, what Jenkins has."""
    for account, others in ((DEV, (PROD,)), (PROD, ())):
        (folder / f"key-{account}.json").write_text(json.dumps(key_policy(account, *others)))
    full = ("CloudWatch", "AmazonS3", "AmazonSNS", "AmazonSageMaker", "AmazonEventBridge")
    return [
        attached("01_policy_AddPerm.json", f"arn:aws:s3:::{BUCKET}", REGISTRY),
        attached("11_policy_AddPermModelPackageGroupCrossAccount.json", GROUP, REGISTRY),
        attached("08_policy_AllowUseOfKeyInDevAccount.json", STUDIO[PROD], PROD),
        *(
            {
                "document": str(folder / f"key-{each}.json"),
                "attached_to": KEYS[each],
                "account": each,
            }
            for each in (DEV, PROD)
        ),
        attached("09_policy_.json", DEPLOYER, PROD),
        *(attached(f"{MANAGED}{each}FullAccess", DEPLOYER, PROD) for each in full),
        attached(f"{MANAGED}AWSLambda_FullAccess", DEPLOYER, PROD),
        attached("10_policy_VisualEditor0.json", SERVER, JENKINS),
        attached(f"{MANAGED}CloudWatchFullAccess", SERVER, JENKINS),
    ]


def key_policy(account: str, *others: str) -> dict[str, Any]:
    def to(principal: str, *actions: str) -> dict[str, Any]:
        who = {"AWS": f"arn:aws:iam::{principal}:root"}
        return {"Effect": "Allow", "Principal": who, "Action": actions, "Resource": "*"}

    use = (
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
    )
    return {
        "Version": "2012-10-17",
        "Statement": [to(account, "kms:*"), *(to(each, *use) for each in others)],
    }


def flow(name: str, principal: str, *steps: dict[str, Any]) -> dict[str, Any]:
    account = principal.split(":")[4]
    who = {"account": account, "region": "us-east-1", "principal": principal}
    return {"name": name, **who, "steps": list(steps)}


def model(by: str) -> str:
    return f"arn:aws:s3:::{BUCKET}/mammography-severity-model/model/{by}/output/model.tar.gz"


REGISTERS = {
    "call": "sagemaker:CreateModelPackage",
    "parameters": {
        "ModelPackageGroupName": GROUP,
        "ModelApprovalStatus": "PendingManualApproval",
        "InferenceSpecification": {
            "Containers": [
                {"ModelDataUrl": f"s3://{BUCKET}/mammography-severity-model/model/dev/m"}
            ]
        },
    },
}
LOOKS_UP = (
    {"call": "sagemaker:ListModelPackages", "parameters": {"ModelPackageGroupName": GROUP}},
    {
        "call": "sagemaker:DescribeModelPackage",
        "parameters": {"ModelPackageName": f"{GROUP.replace('-group', '')}/1"},
    },
)


def trains(by: str, account: str) -> dict[str, Any]:
    writes = {"call": "s3:PutObject", "resource": model(by), "key": KEYS[account]}
    return flow(f"{by} trains", STUDIO[account], writes, REGISTERS)


def reads(by: str, of: str, account: str) -> dict[str, Any]:
    return flow(
        f"{by} scores by the model of {of}",
        STUDIO[account],
        {"call": "s3:GetObject", "resource": model(of)},
    )


def passes(role: str, service: str) -> dict[str, Any]:
    return {"call": "iam:PassRole", "resource": role, "context": {"iam:PassedToService": service}}


def flows() -> list[dict[str, Any]]:
    put = (
        {
            "call": f"sagemaker:{action}",
            "parameters": {"PipelineName": name, "RoleArn": STUDIO[PROD]},
        }
        for name in PIPELINES
        for action in ("CreatePipeline", "UpdatePipeline")
    )
    return [
        trains("dev", DEV),
        trains("prod", PROD),
        reads("prod", "dev", PROD),
        reads("prod", "prod", PROD),
        reads("dev", "dev", DEV),
        reads("dev", "prod", DEV),
        flow("dev looks up", FUNCTION[DEV], *LOOKS_UP),
        flow("prod looks up", FUNCTION[PROD], *LOOKS_UP),
        flow(
            "jenkins deploys",
            SERVER,
            {"call": "assume-role", "role": DEPLOYER},
            *put,
            passes(FUNCTION[PROD], "lambda.amazonaws.com"),
            passes(STUDIO[PROD], "events.amazonaws.com"),
        ),
    ]


def values() -> dict[str, Any]:
    """The published values of the variables that the module has; others are for the Python code."""
    text = (CODE / "environments/prod.tfvars.json").read_text()
    for placeholder, value in FILLED.items():
        text = text.replace(placeholder, value)
    declared = (CODE / "mlops-infra/variables.tf").read_text()
    names = set(re.findall(r'^variable "?(\w+)', declared, re.MULTILINE))
    return {name: value for name, value in json.loads(text).items() if name in names}


def configuration(folder: Path) -> Path:
    definition = folder / "nothing.pipeline.json"
    definition.write_text(json.dumps({"Version": "2020-12-01", "Steps": []}))
    names = {"dev": DEV, "prod": PROD, "registry": REGISTRY, "jenkins": JENKINS}
    said = {
        "accounts": {name: {"id": id, "regions": ["us-east-1"]} for name, id in names.items()},
        "placeholders": FILLED,
        "terraform": [
            {
                "directory": str(CODE / "mlops-infra"),
                "account": "prod",
                "region": "us-east-1",
                "variables": values(),
            }
        ],
        "policies": [*in_both(DEV), *in_both(PROD), *elsewhere(folder)],
        "sagemaker_pipelines": [
            {"name": name, "definition": str(definition), "role": STUDIO[PROD], "account": "prod"}
            for name in PIPELINES
        ],
        "flows": flows(),
    }
    file = folder / "xacct-guard.yaml"
    file.write_text(json.dumps(said))
    return file


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Report:
    folder = tmp_path_factory.mktemp("published")
    return check((folder,), Options(config=configuration(folder))).report


def hops(report: Report) -> list[HopVerdict]:
    return [
        hop
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
        for hop in action.hops
    ]


def test_everything_is_read(report):
    assert report.failures == ()


def test_the_verdicts_are_those_worked_out_by_hand(report):
    verdicts = {
        f"{pipeline.name}/{action.name}": action.verdict
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
    }
    nightly, failed = f"{PIPELINES[1]}-rule", f"{PIPELINES[1]}-failure"
    assert verdicts == {
        "dev trains/calls": "allow",  # S2-03 is a warning: registering is not known to fail for it
        "prod trains/calls": "allow",
        "prod scores by the model of dev/calls": "allow",  # S2-T6
        "prod scores by the model of prod/calls": "allow",
        "dev scores by the model of dev/calls": "allow",
        "dev scores by the model of prod/calls": "deny",  # S2-02
        "dev looks up/calls": "allow",  # S2-T3
        "prod looks up/calls": "allow",
        "jenkins deploys/as cross-account-jenkins-role": "allow",  # S2-T4
        f"{nightly}/{PIPELINES[1]}-target": "allow",  # S2-T5
        f"{failed}/{failed}-sns": "deny",  # S2-01
        f"{failed}/{failed}-smpipeline": "allow",
        f"{PIPELINES[0]}-failure/{PIPELINES[0]}-failure-sns": "deny",
    }


def test_the_hops_that_break_it_are_the_keys(report):
    broken = {(h.principal, h.action, h.resource) for h in hops(report) if h.outcome == "deny"}
    alias = f"arn:aws:kms:us-east-1:{PROD}:alias/aws/sns"
    assert broken == {
        ("events.amazonaws.com", "kms:GenerateDataKey", alias),
        ("events.amazonaws.com", "kms:Decrypt", alias),
        (STUDIO[DEV], "kms:Decrypt", KEYS[PROD]),
    }


def test_the_defects_are_found_in_the_published_files(report):
    where = {
        (finding.rule, Path(place.span.source.name).relative_to(CORPUS), place.span.line)
        for finding in report.findings
        for place in finding.locations
        if Path(place.span.source.name).is_relative_to(CORPUS)
    }
    rules = (CODE / "mlops-infra/modules/event_bridge/main.tf").relative_to(CORPUS)
    assert where >= {
        ("stage-denied", rules, 49),  # S2-01
        ("service-role-trusts-foreign-account", Path("seeds/002/09_policy_.json"), 4),  # S2-11
    }


def test_the_console_lets_all_of_prod_at_the_key_of_dev(report):
    (found,) = (f for f in report.findings if f.rule == "key-use-granted-to-account-root")
    assert found.locations[0].span.source.name.endswith(f"key-{DEV}.json")


@pytest.mark.parametrize(
    "trap", ["sagemaker:ListModelPackages", "kms:CreateGrant", "iam:PassRole", "sts:AssumeRole"]
)
def test_what_only_looks_wrong_is_not_reported(report, trap: str):
    refused = [finding.message for finding in report.findings if finding.rule == "stage-denied"]
    assert not any(f"`{trap}`" in message for message in refused)
