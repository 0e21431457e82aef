"""SageMaker batch transform: no role is passed, for it runs as the role of its model."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.asked import asked, tagging
from ..sagemaker.creation import Creation, not_known_yet
from ..sagemaker.model import arn_of
from ..sagemaker.pages import SYNC
from ..sagemaker.transform import run
from ..span import Node
from . import Integration, Operation

KEYS = {
    "sagemaker:instancetypes": (("TransformResources", "InstanceType"),),
    "sagemaker:outputkmskey": (("TransformOutput", "KmsKeyId"),),
    "sagemaker:volumekmskey": (("TransformResources", "VolumeKmsKeyId"),),
}
JOB = Creation(
    "transform job", "transform-job", "sagemaker:CreateTransformJob", "TransformJobName", KEYS
)


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the job, and run it as the role of the model."""
    arn = JOB.arn(caller, parameters)
    model = arn_of(parameters.text_at("ModelName") or "", caller)
    yield asked(
        "create the transform job",
        JOB.action,
        arn,
        caller,
        parameters,
        keys=KEYS,
        more={"sagemaker:modelarn": model},
    )
    yield from tagging(JOB.action, arn, caller, parameters)
    yield from not_known_yet(caller, parameters, JOB.noun)
    yield from run(caller, parameters, arn)


OPERATION = Operation(
    JOB.action,
    steps,
    Integration(
        SYNC,
        sync=("sagemaker:DescribeTransformJob",),
        aside=("sagemaker:StopTransformJob", "sagemaker:ListTags"),
        tags="sagemaker:AddTags",
        rule="StepFunctionsGetEventsForSageMakerTransformJobsRule",
    ),
)
