"""Amazon SageMaker."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
from . import ResourceType, Service

SERVICE = Service(
    "sagemaker",
    resources=(
        ResourceType(
            "sagemaker:model",
            arn="arn:{partition}:sagemaker:{region}:{account}:model/{name}",
            cfn="AWS::SageMaker::Model",
            named_by="ModelName",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"role": "ExecutionRoleArn"},
        ),
    ),
)
