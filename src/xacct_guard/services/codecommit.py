"""AWS CodeCommit."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
from . import ResourceType, Service

SERVICE = Service(
    "codecommit",
    resources=(
        ResourceType(
            "codecommit:repository",
            arn="arn:{partition}:codecommit:{region}:{account}:{name}",
            cfn="AWS::CodeCommit::Repository",
            named_by="RepositoryName",
            attributes={"Arn": "{arn}", "Name": "{name}"},
            semantics=IDENTITY_ONLY,
            takes_policy=False,
        ),
    ),
)
