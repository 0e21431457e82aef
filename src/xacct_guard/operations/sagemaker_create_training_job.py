"""SageMaker training job: what creating one asks of the caller, and running one of its role."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.creation import Creation
from ..sagemaker.execution_role import handed_over, nobody
from ..sagemaker.pages import SYNC
from ..sagemaker.training import KEYS, run
from ..span import Node
from . import Integration, Operation

JOB = Creation(
    "training job", "training-job", "sagemaker:CreateTrainingJob", "TrainingJobName", KEYS
)


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the job, hand it its role, and run it as that role."""
    yield from JOB.asked(caller, parameters)
    role = parameters.text_at("RoleArn")
    if role is None:
        yield nobody(caller, JOB.noun)
        return
    yield from handed_over(caller, role, JOB.arn(caller, parameters))
    yield from run(caller, parameters, role, JOB.name(parameters))


OPERATION = Operation(
    JOB.action,
    steps,
    Integration(
        SYNC,
        sync=("sagemaker:DescribeTrainingJob",),
        aside=("sagemaker:StopTrainingJob", "sagemaker:ListTags"),
        tags="sagemaker:AddTags",
        rule="StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    ),
)
