"""The least-privilege role of `audit`, from the operations that it may ask: `make audit-role`.

python tools/audit_role.py policies/audit-role
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from xacct_guard.collect.guard import asks
from xacct_guard.collect.reach import ACCOUNTS, IN_EACH
from xacct_guard.live import Ask, kinds

NAME = "xacct-guard-audit"
_ORGANIZATION = "organizations"
_MADE = "Made by `make audit-role` from the operations that `xacct-guard audit` asks: change those, not this."

_CLOUDFORMATION = """\
# {made}
AWSTemplateFormatVersion: "2010-09-09"
Description: A role that lets xacct-guard read how an account is set up, and nothing else. For a StackSet.
Parameters:
  AuditorArn:
    Type: String
    Description: ARN of the role (or user) that audits; it takes on this role.
  ExternalId:
    Type: String
    Default: ""
    Description: What it says in --external-id; empty if it says none.
  RoleName:
    Type: String
    Default: {name}
Conditions:
  HasExternalId: !Not [!Equals [!Ref ExternalId, ""]]
Resources:
  AuditRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      Description: Read by xacct-guard audit
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Ref AuditorArn
            Action: sts:AssumeRole
            Condition: !If
              - HasExternalId
              - StringEquals:
                  sts:ExternalId: !Ref ExternalId
              - !Ref AWS::NoValue
      Policies:
        - PolicyName: read-what-is-audited
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
{statements}
Outputs:
  RoleArn:
    Value: !GetAtt AuditRole.Arn
"""
_TERRAFORM = """\
# {made}
variable "auditor_arn" {{
  type        = string
  description = "ARN of the role (or user) that audits; it takes on this role."
}}

variable "external_id" {{
  type        = string
  default     = ""
  description = "What it says in --external-id; empty if it says none."
}}

variable "role_name" {{
  type    = string
  default = "{name}"
}}

data "aws_iam_policy_document" "trust" {{
  statement {{
    actions = ["sts:AssumeRole"]

    principals {{
      type        = "AWS"
      identifiers = [var.auditor_arn]
    }}

    dynamic "condition" {{
      for_each = var.external_id == "" ? [] : [var.external_id]

      content {{
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }}
    }}
  }}
}}

data "aws_iam_policy_document" "read" {{
{statements}
}}

resource "aws_iam_role" "audit" {{
  name                 = var.role_name
  description          = "Read by xacct-guard audit"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}}

resource "aws_iam_role_policy" "read" {{
  name   = "read-what-is-audited"
  role   = aws_iam_role.audit.id
  policy = data.aws_iam_policy_document.read.json
}}

output "role_arn" {{
  value = aws_iam_role.audit.arn
}}
"""


def main(folder: Path) -> None:
    """Write the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


def files() -> dict[str, str]:
    """The files by name: the role, for a StackSet and for Terraform, and the policy of whoever takes it on."""
    return {
        "audit-role.yaml": _CLOUDFORMATION.format(
            made=_MADE, name=NAME, statements="\n".join(_yaml(in_each_account()))
        ),
        "main.tf": _TERRAFORM.format(
            made=_MADE, name=NAME, statements="\n\n".join(_hcl(in_each_account()))
        ),
        "auditor-policy.json": json.dumps(auditor(), indent=2) + "\n",
    }


def in_each_account() -> tuple[str, ...]:
    """The actions of the role: of the organization only the auditor's own account is asked."""
    asked = (*IN_EACH, *(ask for ask in asks(kinds()) if ask.client != _ORGANIZATION))
    return _actions(asked)


def auditor() -> dict[str, object]:
    """What the auditor's own role must be allowed beside what the audit role is: the organization, the role."""
    asked = (ACCOUNTS, *(ask for ask in asks(kinds()) if ask.client == _ORGANIZATION))
    take = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Resource": f"arn:aws:iam::*:role/{NAME}",
    }
    read = {"Effect": "Allow", "Action": list(_actions(asked)), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [take, read]}


def _actions(asked: Iterable[Ask]) -> tuple[str, ...]:
    return tuple(sorted({action for ask in asked for action in ask.permissions}))


def _by_service(actions: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    for service, found in groupby(actions, key=lambda action: action.partition(":")[0]):
        yield service.replace("-", "").capitalize(), list(found)


def _yaml(actions: tuple[str, ...]) -> Iterator[str]:
    """A statement for each service."""
    for service, found in _by_service(actions):
        yield f"              - Sid: {service}"
        yield "                Effect: Allow"
        yield "                Action:"
        yield from (f"                  - {action}" for action in found)
        yield '                Resource: "*"'


def _hcl(actions: tuple[str, ...]) -> Iterator[str]:
    """A statement for each service."""
    for service, found in _by_service(actions):
        listed = "\n".join(f'      "{action}",' for action in found)
        yield (
            f'  statement {{\n    sid       = "{service}"\n    resources = ["*"]\n\n'
            f"    actions = [\n{listed}\n    ]\n  }}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
