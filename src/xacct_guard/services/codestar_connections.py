"""AWS CodeStar Connections: the first name of CodeConnections."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "codestar-connections",
    resources=(
        ResourceType(
            "codestar-connections:connection",
            arn="arn:{partition}:codestar-connections:{region}:{account}:connection/{name}",
            cfn="AWS::CodeStarConnections::Connection",
            ref="arn",
            attributes={"ConnectionArn": "{arn}"},
            unnamed="????????-????-????-????-????????????",
            takes_policy=False,
        ),
    ),
)
