"""AWS CodeDeploy."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "codedeploy",
    resources=(
        ResourceType(
            "codedeploy:application",
            arn="arn:{partition}:codedeploy:{region}:{account}:application:{name}",
            cfn="AWS::CodeDeploy::Application",
            named_by="ApplicationName",
            takes_policy=False,
            facts={"platform": "ComputePlatform"},
        ),
        ResourceType(
            "codedeploy:deploymentgroup",
            arn="arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{within}/{name}",
            cfn="AWS::CodeDeploy::DeploymentGroup",
            named_by="DeploymentGroupName",
            within="ApplicationName",
            takes_policy=False,
            facts={"role": "ServiceRoleArn"},
        ),
    ),
)
