"""AWS CodePipeline."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
from . import ResourceType, Service

SERVICE = Service(
    "codepipeline",
    resources=(
        ResourceType(
            "codepipeline:pipeline",
            arn="arn:{partition}:codepipeline:{region}:{account}:{name}",
            cfn="AWS::CodePipeline::Pipeline",
            named_by="Name",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
        ),
    ),
)
