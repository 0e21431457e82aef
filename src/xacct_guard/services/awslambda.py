"""AWS Lambda."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "lambda",
    resources=(
        ResourceType(
            "lambda:function",
            arn="arn:{partition}:lambda:{region}:{account}:function:{name}",
            cfn="AWS::Lambda::Function",
            named_by="FunctionName",
            attributes={"Arn": "{arn}"},
            facts={"role": "Role", "vpc": "VpcConfig", "runtime": "Runtime"},
        ),
    ),
)
