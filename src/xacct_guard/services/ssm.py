"""AWS Systems Manager: parameters."""

from __future__ import annotations

from . import PolicyType, ResourceType, Service

SERVICE = Service(
    "ssm",
    resources=(
        ResourceType(
            "ssm:parameter",
            arn="arn:{partition}:ssm:{region}:{account}:parameter/{name}",
            cfn="AWS::SSM::Parameter",
            named_by="Name",
            attributes={"Arn": "{arn}", "Name": "{name}"},
            unnamed="CFN-{logical}-*",
            facts={"value": "Value", "type": "Type"},
        ),
    ),
    policies=(
        PolicyType(
            "AWS::SSM::ResourcePolicy", of="ssm:parameter", target="ResourceArn", document="Policy"
        ),
    ),
)
