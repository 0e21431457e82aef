"""SageMaker processing job: what creating one asks of the caller, and running one of its role."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.creation import Creation
from ..sagemaker.execution_role import handed_over, nobody
from ..sagemaker.pages import SYNC, seen
from ..sagemaker.processing import KEYS, run
from ..span import Node
from . import Integration, Operation

JOB = Creation(
    "processing job", "processing-job", "sagemaker:CreateProcessingJob", "ProcessingJobName", KEYS
)


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the job, hand it its role, and run it as that role."""
    yield from JOB.asked(caller, parameters)
    role = parameters.text_at("RoleArn")
    if role is None:
        yield nobody(caller, JOB.noun)
        return
    yield from handed_over(caller, role, JOB.arn(caller, parameters))
    yield from run(caller, parameters, role)


OPERATION = Operation(
    JOB.action,
    steps,
    # AWS lists the API as one that can be waited for and has no policy for it. The rule's name is what
    # people's templates have: nothing of this makes a denial by itself.
    Integration(
        seen(SYNC),
        aside=(
            *("sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob"),
            "sagemaker:ListTags",
        ),
        tags="sagemaker:AddTags",
        rule="StepFunctionsGetEventsForSageMakerProcessingJobsRule",
    ),
)
