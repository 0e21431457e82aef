"""Amazon CloudWatch Logs: which services an account lets write."""

from __future__ import annotations

from ..shape import shape
from . import Ask, Kind

LIVE = (
    Kind(
        "logs:resource-policy",
        Ask("logs", "describe_resource_policies", ("logs:DescribeResourcePolicies",)),
        items="resourcePolicies",
        named="policyName",
        cfn="AWS::Logs::ResourcePolicy",
        properties=shape(
            PolicyName="describe_resource_policies.policyName",
            PolicyDocument="describe_resource_policies.policyDocument",
        ),
    ),
)
