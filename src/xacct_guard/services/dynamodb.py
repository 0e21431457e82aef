"""Amazon DynamoDB."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "dynamodb",
    resources=(
        ResourceType(
            "dynamodb:table",
            arn="arn:{partition}:dynamodb:{region}:{account}:table/{name}",
            cfn="AWS::DynamoDB::Table",
            named_by="TableName",
            attributes={"Arn": "{arn}"},
            policy="ResourcePolicy.PolicyDocument",
            facts={"encryption": "SSESpecification"},
        ),
    ),
)
