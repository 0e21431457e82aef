"""AWS CloudFormation."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "cloudformation",
    resources=(
        ResourceType(
            "cloudformation:stack",
            arn="arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid}",
            cfn="AWS::CloudFormation::Stack",
            ref="arn",
            takes_policy=False,
            facts={"tags": "Tags"},
        ),
        ResourceType(
            "cloudformation:stackset",
            arn="arn:{partition}:cloudformation:{region}:{account}:stackset/{name}:{uuid}",
            cfn="AWS::CloudFormation::StackSet",
            named_by="StackSetName",
            ref="{name}:{uuid}",
            attributes={"StackSetId": "{name}:{uuid}"},
            takes_policy=False,
            facts={"role": "AdministrationRoleARN", "execution_role": "ExecutionRoleName"},
        ),
    ),
)
