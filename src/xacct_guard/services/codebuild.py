"""AWS CodeBuild."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "codebuild",
    resources=(
        ResourceType(
            "codebuild:project",
            arn="arn:{partition}:codebuild:{region}:{account}:project/{name}",
            cfn="AWS::CodeBuild::Project",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            unnamed="{logical}-*",
            facts={
                "role": "ServiceRole",
                "key": "EncryptionKey",
                "environment": "Environment",
                "source": "Source",
                "artifacts": "Artifacts",
                "logs": "LogsConfig",
                "cache": "Cache",
                "vpc": "VpcConfig",
            },
        ),
    ),
)
