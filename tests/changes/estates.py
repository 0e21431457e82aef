"""Small estates of two accounts, as texts in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from xacct_guard.changes import Change, Changes
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.compare import Witness
from xacct_guard.model import untraced
from xacct_guard.run import Options

Json = Any
HOME, OTHER, STRANGER = "111111111111", "222222222222", "333333333333"
LAMBDA = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
FULL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Json, resource: Json, **more: Json) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Json, resource: Json, **more: Json) -> Json:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def to(principal: Json, action: Json, resource: Json, **more: Json) -> Json:
    return allow(action, resource, Principal=principal, **more)


def role(*statements: Json, trust: Json = (LAMBDA,), name: str | None = None, **more: Json) -> Json:
    properties = {"AssumeRolePolicyDocument": policy(*trust), **more}
    if name:
        properties["RoleName"] = name
    if statements:
        properties["Policies"] = [{"PolicyName": "p", "PolicyDocument": policy(*statements)}]
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def bucket(name: Json, **properties: Json) -> Json:
    return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name, **properties}}


def bucket_policy(name: Json, *statements: Json) -> Json:
    properties = {"Bucket": name, "PolicyDocument": policy(*statements)}
    return {"Type": "AWS::S3::BucketPolicy", "Properties": properties}


def key(*statements: Json) -> Json:
    return {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": policy(*statements)}}


def estate(folder: Path, home: Json, other: Json | None = None, **more: Json) -> AccessGraph:
    """The graph of an estate: the resources of two accounts, and the control policies of the first."""
    folder.mkdir(parents=True)
    parameters = {name: {"Type": "String"} for name in more.get("parameters", ())}
    for name, resources in (("home", home), ("other", other or {})):
        template = {"Parameters": parameters, "Resources": resources}
        text = json.dumps(template | {"Conditions": more.get("conditions", {})})
        (folder / f"{name}.json").write_text(text)
    controls = {}
    for kind in ("scps", "rcps"):
        if kind in more:
            controls[kind] = [[f"{kind}.json"]]
            (folder / f"{kind}.json").write_text(json.dumps(policy(*more[kind])))
    accounts: Json = {
        "home": {
            "id": HOME,
            "regions": ["us-east-1"],
            **({"controls": controls} if controls else {}),
        },
        "other": {"id": OTHER, "regions": ["us-east-1"]},
    }
    stacks = [
        {"name": name, "template": f"{name}.json", "account": name, "region": "us-east-1"}
        for name, resources in (("home", home), ("other", other))
        if resources
    ]
    config = {"accounts": accounts, "stacks": stacks}
    (folder / "xacct-guard.yaml").write_text(json.dumps(config))
    model = untraced((folder,), Options())
    assert not model.failures, model.failures
    return model.graph


def told(found: Changes) -> set[str]:
    """Each change as a line: its direction, by what, who, and the action."""
    return set(map(_line, found.found))


def _line(change: Change) -> str:
    mark = {"added": "+", "removed": "-"}[change.direction.value]
    if not isinstance(change.answer, Witness):
        return f"{mark}? {change.thing.kind.value}"
    asked = change.answer.request
    who = asked.principal.role or asked.principal.arn
    if who.startswith("arn:"):
        who = (
            f"{who.split(':')[4]}/{who.rpartition('/')[2]}" if "/" in who else who.split(":", 4)[4]
        )
    return f"{mark} {change.thing.kind.value}: {who} {asked.action}"
