"""Names as strangers may choose them, and an estate in which everything is called so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NAMES = {
    "terminal": "zq0\x1b[31mred\x1b]8;;http://evil.example\x1b\\link\x07\x9b2J\x08\x7f",
    "direction": "zq1\u202egnp.exe\u2066\u2067\u2069\u200f\u200b\ufeff\u2028\u2029",
    "workflow": "zq2\n::error::pwned\r\n::set-output name=a::b\n##[error]c %0A::stop-commands::t",
    "markdown": "zq3](javascript:alert(1)) ![i](http://evil.example/x.png) @octocat #123 | b `c` **d**",
    "html": "zq4</script><script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>\"'",
    "xml": "zq5]]><!-- &lt;&amp; \x0b\ufffe <a b='c'>",
    "drawing": 'zq6"]; click n1 "javascript:alert(1)" %% end --> x; <script>alert(1)</script>',
    "terraform": 'zq7${file("/etc/passwd")}%{ for x in y }<<EOT\nEOT\n"\\" # ',
    "yaml": "zq8\n  Evil: {Type: AWS::IAM::User}\n# !Sub '${AWS::AccountId}' : !!python/object:os.system ",
    "path": "zq9/../../../../outside/evil",
    "formula": "=zq10|' /C calc'!A0",
    "letters": "zq11 é 木 😀 e\u0301",
}
MARKS = {what: f"zq{number}" for number, what in enumerate(NAMES)}
"""The part of each name that nobody can take for anything else, and everybody must be able to read."""


def template() -> dict[str, Any]:
    """Every place of a template that holds a text, and a pipeline with a stage for each name."""
    resources: dict[str, Any] = {}
    for number, name in enumerate(NAMES.values()):
        resources[f"Role{number}"] = _role(name)
        resources[f"Bucket{number}"] = {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketName": name, "Tags": [{"Key": name, "Value": name}]},
        }
        resources[f"Policy{number}"] = {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": {"Ref": f"Bucket{number}"},
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [_anyone(name)]},
            },
        }
    resources["Pipeline"] = _pipeline()
    return {"Description": NAMES["workflow"], "Resources": resources}


def _anyone(name: str) -> dict[str, Any]:
    """A statement that several rules have something to say of."""
    return {
        "Sid": name,
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["s3:GetObject", f"s3:{name}"],
        "Resource": [f"arn:aws:s3:::{name}/*", f"arn:aws:s3:::other/{name}"],
        "Condition": {"StringEquals": {f"aws:PrincipalTag/{name}": name}},
    }


def _role(name: str) -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Sid": name}
    own = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": f"arn:aws:iam::*:role/{name}"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "Description": name,
            "AssumeRolePolicyDocument": {"Statement": [trust]},
            "Policies": [{"PolicyName": name, "PolicyDocument": {"Statement": [own]}}],
        },
    }


def _pipeline() -> dict[str, Any]:
    stages = [
        {
            "Name": name,
            "Actions": [
                {
                    "Name": name,
                    "ActionTypeId": {
                        "Category": "Source" if not number else "Deploy",
                        "Owner": "AWS",
                        "Provider": "S3",
                        "Version": "1",
                    },
                    "Configuration": {"S3Bucket": name, "S3ObjectKey": name}
                    if not number
                    else {"BucketName": name, "ObjectKey": name, "Extract": "false"},
                    "OutputArtifacts": [{"Name": "A"}] if not number else [],
                    "InputArtifacts": [{"Name": "A"}] if number else [],
                    "RoleArn": {"Fn::GetAtt": [f"Role{number}", "Arn"]},
                }
            ],
        }
        for number, name in enumerate(NAMES.values())
    ]
    return {
        "Type": "AWS::CodePipeline::Pipeline",
        "Properties": {
            "Name": NAMES["markdown"],
            "RoleArn": {"Fn::GetAtt": ["Role0", "Arn"]},
            "ArtifactStore": {"Type": "S3", "Location": {"Ref": "Bucket3"}},
            "Stages": stages,
        },
    }


def configuration() -> dict[str, Any]:
    """Accounts, stacks, calls and ignores of such names; JSON is YAML."""
    accounts = {
        name: {"id": str(111111111111 + number), "regions": ["us-east-1"]}
        for number, name in enumerate(NAMES.values())
    }
    [first, *_] = NAMES.values()
    stack = {"template": "t.json", "account": first, "region": "us-east-1"}
    return {
        "accounts": accounts,
        "stacks": [{"name": NAMES["terminal"], **stack}],
        "flows": [
            {
                "name": name,
                "account": first,
                "principal": f"arn:aws:iam::111111111111:role/{name}",
                "steps": [{"call": "s3:GetObject", "resource": f"arn:aws:s3:::{name}/{name}"}],
            }
            for name in NAMES.values()
        ],
    }


def write(folder: Path) -> None:
    """The estate, and beside it files that are called so and cannot be read."""
    folder.mkdir()
    (folder / "t.json").write_text(json.dumps(template()))
    (folder / "xacct-guard.yaml").write_text(json.dumps(configuration()))
    for name in NAMES.values():
        (folder / f"{name.replace('/', '_')}.yaml").write_text("Resources: [\n")
    hcl = 'resource "aws_s3_bucket" "b" {\n  bucket = %s\n}\n'
    name = json.dumps(NAMES["terminal"] + NAMES["direction"], ensure_ascii=True)
    (folder / "x.tf").write_text(hcl % name.replace("\\u009b", ""))
