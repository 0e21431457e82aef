"""AWS Lambda."""

from __future__ import annotations

from ..iam.statement_node import statement_of
from ..span import Node
from . import PolicyType, ResourceType, Service

_CONDITIONS = {
    "SourceArn": ("ArnLike", "aws:SourceArn"),
    "SourceAccount": ("StringEquals", "aws:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}


def permission(properties: Node, function: str) -> Node:
    """The statement that AddPermission writes into a function's policy (API_AddPermission.html)."""
    principal, action = properties.get("Principal"), properties.get("Action")
    return statement_of(properties, principal, action, function, _CONDITIONS)


SERVICE = Service(
    "lambda",
    resources=(
        ResourceType(
            "lambda:function",
            arn="arn:{partition}:lambda:{region}:{account}:function:{name}",
            cfn="AWS::Lambda::Function",
            named_by="FunctionName",
            attributes={"Arn": "{arn}"},
            facts={"role": "Role", "vpc": "VpcConfig", "runtime": "Runtime", "key": "KmsKeyArn"},
        ),
        ResourceType(
            "lambda:version",
            arn="arn:{partition}:lambda:{region}:{account}:function:{within}:{name}",
            cfn="AWS::Lambda::Version",
            within="FunctionName",
            ref="arn",
            attributes={"FunctionArn": "{arn}", "Version": "{name}"},
            unnamed="*",
        ),
        ResourceType(
            "lambda:alias",
            arn="arn:{partition}:lambda:{region}:{account}:function:{within}:{name}",
            cfn="AWS::Lambda::Alias",
            named_by="Name",
            within="FunctionName",
            ref="arn",
            attributes={"AliasArn": "{arn}"},
        ),
        ResourceType(
            "lambda:layer",
            arn="arn:{partition}:lambda:{region}:{account}:layer:{name}:{number}",
            cfn="AWS::Lambda::LayerVersion",
            named_by="LayerName",
            ref="arn",
            attributes={"LayerVersionArn": "{arn}"},
        ),
    ),
    policies=(
        PolicyType(
            "AWS::Lambda::Permission",
            of="lambda:function",
            target="FunctionName",
            statement=permission,
            adds=True,
        ),
    ),
)
