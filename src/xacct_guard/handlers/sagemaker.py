"""Amazon SageMaker: what the call that makes a thing takes, and what CloudFormation adds to the call.

The calls themselves are in `operations/`: their parameters are the properties.
"""

from __future__ import annotations

from ..graph.step import Steps
from ..sagemaker.volume import locked
from . import Creation, Handler, called


def configuration(creation: Creation) -> Steps:
    """Who makes a configuration with a key must be able to grant its use.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
    """
    yield from called("sagemaker:CreateEndpointConfig", creation)
    for key in creation.texts("KmsKeyId"):
        yield from locked(key, creation.maker)


def group(creation: Creation) -> Steps:
    """A group of model packages; its policy is put on it afterwards."""
    yield from called("sagemaker:CreateModelPackageGroup", creation)
    if creation.has("ModelPackageGroupPolicy"):
        yield creation.ask("sagemaker:PutModelPackageGroupPolicy")


def pipeline(creation: Creation) -> Steps:
    """A pipeline, whose definition may be read from a bucket."""
    yield from called("sagemaker:CreatePipeline", creation)


HANDLERS = (
    Handler("AWS::SageMaker::EndpointConfig", steps=configuration),
    Handler(
        "AWS::SageMaker::ModelPackageGroup",
        steps=group,
        aside=("sagemaker:DescribeModelPackageGroup", "sagemaker:GetModelPackageGroupPolicy"),
    ),
    Handler(
        "AWS::SageMaker::Pipeline",
        reads=(("PipelineDefinition.PipelineDefinitionS3Location", "Bucket", "Key"),),
        aside=("sagemaker:DescribePipeline",),
        steps=pipeline,
    ),
)
