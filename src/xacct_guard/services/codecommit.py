"""AWS CodeCommit."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "codecommit",
    endpoints={"gitpull": "git-codecommit", "gitpush": "git-codecommit"},
    resources=(
        ResourceType(
            "codecommit:repository",
            arn="arn:{partition}:codecommit:{region}:{account}:{name}",
            cfn="AWS::CodeCommit::Repository",
            named_by="RepositoryName",
            ref="{uuid}",
            attributes={
                "Arn": "{arn}",
                "Name": "{name}",
                "RepositoryId": "{uuid}",
                "CloneUrlHttp": "https://git-codecommit.{region}.amazonaws.com/v1/repos/{name}",
                "CloneUrlSsh": "ssh://git-codecommit.{region}.amazonaws.com/v1/repos/{name}",
            },
            takes_policy=False,
        ),
    ),
)
