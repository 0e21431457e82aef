"""What Terraform puts a policy on a resource with.

Reference: registry.terraform.io/providers/hashicorp/aws/latest/docs, the page of each type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ...grants.generate import Generated
from ...iam.policy import PolicyKind
from ...services import of_arn
from ..arn_parts import name_in
from ..permission import permissions
from ..protected import is_protected
from ..queue_url import queue_url
from ..reasons import reasons
from .expressions import Expressions
from .hcl_text import Block, quoted


def _itself(arn: str) -> str:
    return arn


@dataclass(frozen=True, slots=True)
class _Form:
    """A type: the argument that says on what it puts the policy, and how, and the one that has it."""

    type: str
    target: str
    named: Callable[[str], str] = name_in
    document: str = "policy"


_FORMS: Mapping[str, _Form] = {
    "s3:bucket": _Form("aws_s3_bucket_policy", "bucket"),
    "s3:accesspoint": _Form("aws_s3control_access_point_policy", "access_point_arn", _itself),
    "kms:key": _Form("aws_kms_key_policy", "key_id"),
    "ecr:repository": _Form("aws_ecr_repository_policy", "repository"),
    "sagemaker:model-package-group": _Form(
        "aws_sagemaker_model_package_group_policy",
        "model_package_group_name",
        document="resource_policy",
    ),
    "sns:topic": _Form("aws_sns_topic_policy", "arn", _itself),
    "sqs:queue": _Form("aws_sqs_queue_policy", "queue_url", queue_url),
    "events:event-bus": _Form("aws_cloudwatch_event_bus_policy", "event_bus_name"),
    "ec2:vpc-endpoint": _Form("aws_vpc_endpoint_policy", "vpc_endpoint_id"),
    "secretsmanager:secret": _Form("aws_secretsmanager_secret_policy", "secret_arn", _itself),
    "kinesis:stream": _Form("aws_kinesis_resource_policy", "resource_arn", _itself),
    "dynamodb:table": _Form("aws_dynamodb_resource_policy", "resource_arn", _itself),
}
_ARGUMENTS = {
    "SourceAccount": "source_account",
    "SourceArn": "source_arn",
    "PrincipalOrgID": "principal_org_id",
    "FunctionUrlAuthType": "function_url_auth_type",
}


def can_set(policy: Generated) -> bool:
    """Can Terraform set this policy?"""
    if policy.kind in (PolicyKind.IDENTITY, PolicyKind.TRUST):
        return not is_protected(policy)
    row = of_arn(policy.attached_to)
    if row is not None and row.name == "lambda:function":
        return all(permissions(line, policy.attached_to) is not None for line in policy.lines)
    return row is not None and row.name in _FORMS


def blocks_of(policy: Generated, label: str, expressions: Expressions) -> Iterator[Block]:
    """The blocks that set a policy which `can_set`."""
    row = of_arn(policy.attached_to)
    assert row is not None
    if row.name == "lambda:function":
        yield from _permissions(policy, label, expressions)
        return
    form = _FORMS[row.name]
    yield expressions.document(policy, label)
    arguments = {
        form.target: expressions.text(form.named(policy.attached_to)),
        form.document: f"data.aws_iam_policy_document.{label}.json",
    }
    yield Block("resource", (form.type, label), arguments)


def _permissions(policy: Generated, label: str, expressions: Expressions) -> Iterator[Block]:
    number = 0
    for line in policy.lines:
        made = permissions(line, policy.attached_to) or ()
        for count, one in enumerate(made, 1):
            number += 1
            arguments = {
                "statement_id": quoted(f"{line.sid}{count if len(made) > 1 else ''}"),
                "function_name": expressions.text(one.function),
                "action": quoted(one.action),
                "principal": expressions.text(one.principal),
                **{
                    _ARGUMENTS[name]: expressions.text(value)
                    for name, value in one.conditions.items()
                },
            }
            name = label if number == 1 else f"{label}_{number}"
            yield Block(
                "resource",
                ("aws_lambda_permission", name),
                arguments,
                comments=tuple(reasons(line)),
            )
