"""AWS CodeDeploy."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
from . import ResourceType, Service

SERVICE = Service(
    "codedeploy",
    resources=(
        ResourceType(
            "codedeploy:application",
            arn="arn:{partition}:codedeploy:{region}:{account}:application:{name}",
            cfn="AWS::CodeDeploy::Application",
            named_by="ApplicationName",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"platform": "ComputePlatform"},
        ),
        ResourceType(
            "codedeploy:deploymentgroup",
            arn="arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{within}/{name}",
            cfn="AWS::CodeDeploy::DeploymentGroup",
            named_by="DeploymentGroupName",
            within="ApplicationName",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"role": "ServiceRoleArn"},
        ),
    ),
)
