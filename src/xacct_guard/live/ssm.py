"""AWS Systems Manager: the names of parameters, never what they hold."""

from __future__ import annotations

from ..shape import shape
from . import Ask, Kind

LIVE = (
    Kind(
        "ssm:parameter",
        Ask("ssm", "describe_parameters", ("ssm:DescribeParameters",)),
        items="Parameters[].{Name: Name, ARN: ARN, Type: Type, KeyId: KeyId, Tier: Tier}",
        named="Name",
        cfn="AWS::SSM::Parameter",
        properties=shape(Name="describe_parameters.Name", Type="describe_parameters.Type"),
    ),
)
