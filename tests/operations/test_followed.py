"""What Step Functions asks about what it started is asked about a thing of a type that the action takes."""

from __future__ import annotations

import pytest

from xacct_guard.grants.within import resources_of
from xacct_guard.iam.pattern import match
from xacct_guard.iam.truth import Truth
from xacct_guard.operations import operations

HERE = "us-east-1:111111111111"
MADE = {
    "batch:SubmitJob": f"arn:aws:batch:{HERE}:job-queue/q",
    "codebuild:StartBuild": f"arn:aws:codebuild:{HERE}:project/p",
    "ecs:RunTask": f"arn:aws:ecs:{HERE}:task-definition/f:1",
    "glue:StartJobRun": f"arn:aws:glue:{HERE}:job/j",
    "sagemaker:CreateHyperParameterTuningJob": f"arn:aws:sagemaker:{HERE}:hyper-parameter-tuning-job/j",
    "sagemaker:CreateProcessingJob": f"arn:aws:sagemaker:{HERE}:processing-job/j",
    "sagemaker:CreateTrainingJob": f"arn:aws:sagemaker:{HERE}:training-job/j",
    "sagemaker:CreateTransformJob": f"arn:aws:sagemaker:{HERE}:transform-job/j",
    "states:StartExecution": f"arn:aws:states:{HERE}:stateMachine:m",
}
FOLLOWED = [
    (name, action)
    for name, operation in operations().items()
    if (waits := operation.integration) is not None
    for action in (*waits.sync, *waits.aside)
]


def test_each_operation_that_is_waited_for_has_an_example():
    assert {name for name, _ in FOLLOWED} == set(MADE)


@pytest.mark.parametrize(("name", "action"), FOLLOWED)
def test_the_action_takes_what_is_followed(name, action):
    waits = operations()[name].integration
    assert waits is not None
    patterns = resources_of(action, "aws")
    about = waits.of(MADE[name])
    assert patterns is None or any(match(one, about) is not Truth.NO for one in patterns)
