"""Amazon ECS."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "ecs",
    resources=(
        ResourceType(
            "ecs:cluster",
            arn="arn:{partition}:ecs:{region}:{account}:cluster/{name}",
            cfn="AWS::ECS::Cluster",
            named_by="ClusterName",
            attributes={"Arn": "{arn}"},
            takes_policy=False,
        ),
        ResourceType(
            "ecs:task",
            arn="arn:{partition}:ecs:{region}:{account}:task/{within}/{name}",
            within="Cluster",
            takes_policy=False,
        ),
        ResourceType(
            "ecs:task-definition",
            arn="arn:{partition}:ecs:{region}:{account}:task-definition/{name}:{number}",
            cfn="AWS::ECS::TaskDefinition",
            named_by="Family",
            ref="arn",
            attributes={"TaskDefinitionArn": "{arn}"},
            takes_policy=False,
            facts={
                "role": "TaskRoleArn",
                "execution_role": "ExecutionRoleArn",
                "containers": "ContainerDefinitions",
            },
        ),
    ),
)
