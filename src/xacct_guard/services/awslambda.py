"""AWS Lambda."""

from __future__ import annotations

from ..graph.caller import Caller
from ..iam.statement_node import statement_of
from ..iam.symbol import has_symbol
from ..span import Node
from . import UUID, PolicyType, ResourceType, Service

_CONDITIONS = {
    "SourceArn": ("ArnLike", "aws:SourceArn"),
    "SourceAccount": ("StringEquals", "aws:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}


def function_arn(named: str, caller: Caller, qualifier: str | None = None) -> str:
    """The ARN of a function by its name, part of its ARN or the whole of it (API_Invoke.html)."""
    parts = named.split(":")
    if has_symbol(named) and len(parts) == 1 and not qualifier:
        # The value may be a whole ARN as well as a name.
        return named
    if not named.startswith("arn:"):
        in_other, rest = (parts[0], parts[2:]) if parts[1:2] == ["function"] else (None, parts)
        named = caller.arn("lambda", f"function:{':'.join(rest)}", account=in_other)
    return f"{named}:{qualifier}" if qualifier else named


def without_qualifier(arn: str) -> str:
    """The ARN of the function, without version or alias: what runs is the same function."""
    return ":".join(arn.split(":")[:7])


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
            facts={
                "role": "Role",
                "vpc": "VpcConfig",
                "runtime": "Runtime",
                "key": "KmsKeyArn",
                "image": "Code.ImageUri",
                "dead_letters": "DeadLetterConfig.TargetArn",
                "tracing": "TracingConfig.Mode",
                "environment": "Environment.Variables",
                "file_systems": "FileSystemConfigs",
            },
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
            "lambda:event-source-mapping",
            arn="arn:{partition}:lambda:{region}:{account}:event-source-mapping:{name}",
            cfn="AWS::Lambda::EventSourceMapping",
            unnamed=UUID,
            attributes={"EventSourceMappingArn": "{arn}", "Id": "{name}"},
            takes_policy=False,
            facts={
                "source": "EventSourceArn",
                "function": "FunctionName",
                "failures": "DestinationConfig.OnFailure.Destination",
            },
        ),
        ResourceType(
            "lambda:destinations",
            arn="arn:{partition}:lambda:{region}:{account}:event-invoke-config:{within}:{name}",
            cfn="AWS::Lambda::EventInvokeConfig",
            named_by="Qualifier",
            within="FunctionName",
            takes_policy=False,
            facts={
                "function": "FunctionName",
                "qualifier": "Qualifier",
                "success": "DestinationConfig.OnSuccess.Destination",
                "failure": "DestinationConfig.OnFailure.Destination",
            },
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
