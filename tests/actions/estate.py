"""An estate of two accounts with one pipeline, in which everybody may do everything but what is denied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import indent

from xacct_guard.run import Options, model_of
from xacct_guard.trace import AccessPath, Hop

HOME, AWAY = "111111111111", "222222222222"
KEY = f"arn:aws:kms:us-east-1:{HOME}:key/11111111-1111-1111-1111-111111111111"
CONFIGURATION = f"""
accounts:
  home: {{id: "{HOME}", regions: [us-east-1]}}
  away: {{id: "{AWAY}", regions: [us-east-1]}}
stacks:
  - {{name: home, template: home.yaml, account: home}}
  - {{name: away, template: away.yaml, account: away}}
"""
STORE = """
ArtifactStore:
  Type: S3
  Location: !Ref Store
  EncryptionKey: {Type: KMS, Id: !GetAtt Key.Arn}
"""
COMMON = f"""
  Store:
    Type: AWS::S3::Bucket
    Properties: {{BucketName: artifacts}}
  StorePolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Store
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {{Effect: Allow, Principal: {{AWS: ["{HOME}", "{AWAY}"]}}, Action: "s3:*", Resource: "*"}}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - {{Effect: Allow, Principal: {{AWS: ["{HOME}", "{AWAY}"]}}, Action: "kms:*", Resource: "*"}}
"""


def role(name: str, trust: str, denied: Iterable[str] = ()) -> str:
    """A role that may do everything but what is denied to it."""
    no = ", ".join(f'"{action}"' for action in denied)
    deny = f'\n              - {{Effect: Deny, Action: [{no}], Resource: "*"}}' if no else ""
    return f"""
  {name}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: {name}
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{{Effect: Allow, Principal: {trust}, Action: "sts:AssumeRole"}}]
      Policies:
        - PolicyName: most
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {{Effect: Allow, Action: "*", Resource: "*"}}{deny}
"""


def paths(
    folder: Path,
    stages: str,
    *,
    home: str = "",
    away: str = "",
    store: str = STORE,
    denied: Mapping[str, Iterable[str]] | None = None,
    files: Mapping[str, str] | None = None,
    configuration: str = "",
) -> dict[str, AccessPath]:
    """The access paths of the pipeline whose stages are given, by the action's name.

    The roles are Pipeline, Builder, Deployer and Worker at home; Action, Deployer2 and Worker2 away.
    """
    no = denied or {}
    pipeline = f"""
  Pipe:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: pipe
      RoleArn: !GetAtt Pipeline.Arn
{indent(store.strip(), " " * 6)}
      Stages:
{indent(stages.strip(), " " * 8)}
"""
    services = ("codepipeline", "codebuild", "cloudformation", "lambda", "states", "codedeploy")
    anybody = "{Service: [" + ", ".join(f"{name}.amazonaws.com" for name in services) + "]}"
    here = "".join(
        role(name, anybody, no.get(name, ()))
        for name in ("Pipeline", "Builder", "Deployer", "Worker")
    )
    action = role("Action", f'{{AWS: "arn:aws:iam::{HOME}:role/Pipeline"}}', no.get("Action", ()))
    there = "".join(role(name, anybody, no.get(name, ())) for name in ("Deployer2", "Worker2"))
    written = {
        "home.yaml": f"Resources:{COMMON}{here}{pipeline}{home}",
        "away.yaml": f"Resources:{action}{there}{away}",
        "xacct-guard.yaml": CONFIGURATION + configuration,
        **(files or {}),
    }
    for name, text in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    model = model_of((folder,), Options(config=folder / "xacct-guard.yaml"))
    assert model.estate.failures == (), model.estate.failures
    return {path.action.name: path for path in model.paths if path.pipeline.name == "pipe"}


def asked(hops: Iterable[Hop]) -> set[tuple[str, str]]:
    """Who asks for what, by the role's own name."""
    return {(hop.step.principal.rpartition("/")[2], hop.step.action) for hop in hops}


def hop_of(path: AccessPath, action: str, principal: str = "") -> Hop:
    """The one hop of a path that asks for this, the first if there are several."""
    return next(
        hop
        for hop in (*path.hops, *path.optional)
        if hop.step.action == action and hop.step.principal.endswith(principal)
    )


def words(path: AccessPath) -> str:
    """Why the path ends where it ends."""
    return path.broken_at.decision.reason if path.broken_at else ""
