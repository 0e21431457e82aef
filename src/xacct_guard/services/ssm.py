"""AWS Systems Manager: parameters."""

from __future__ import annotations

from ..graph.caller import Caller
from . import PolicyType, ResourceType, Service


def parameter_arn(said: str, caller: Caller) -> str:
    """The parameter that a name or an ARN means, in the caller's account and Region."""
    return said if said.startswith("arn:") else caller.arn("ssm", f"parameter/{said.lstrip('/')}")


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
