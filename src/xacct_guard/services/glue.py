"""AWS Glue."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "glue",
    resources=(
        ResourceType(
            "glue:job",
            arn="arn:{partition}:glue:{region}:{account}:job/{name}",
            cfn="AWS::Glue::Job",
            named_by="Name",
            takes_policy=False,
            facts={"role": "Role", "command": "Command"},
        ),
        ResourceType(
            "glue:crawler",
            arn="arn:{partition}:glue:{region}:{account}:crawler/{name}",
            cfn="AWS::Glue::Crawler",
            named_by="Name",
            takes_policy=False,
            facts={"role": "Role"},
        ),
        ResourceType(
            "glue:database",
            arn="arn:{partition}:glue:{region}:{account}:database/{name}",
            cfn="AWS::Glue::Database",
            named_by="DatabaseInput.Name",
            lower=True,
        ),
    ),
)
