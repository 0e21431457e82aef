"""SageMaker tuning job: the service creates training jobs under the same role."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..iam.symbol import Symbol
from ..sagemaker import training
from ..sagemaker.asked import Keys
from ..sagemaker.creation import Creation
from ..sagemaker.execution_role import handed_over, nobody
from ..sagemaker.pages import SYNC
from ..sagemaker.parameter import nodes_at
from ..span import Node
from . import Integration, Operation

_DEFINITIONS = ("TrainingJobDefinition", "TrainingJobDefinitions")
# What a training job sends, but for what the definition of one in a tuning job has not got.
_NOT_OF_TUNING = frozenset(
    {
        *("sagemaker:directgatedmodelaccess", "sagemaker:enableremotedebug"),
        "sagemaker:keepaliveperiod",
    }
)
_RESOURCES = ("HyperParameterTuningResourceConfig",)


def _keys() -> Keys:
    keys = {
        key: tuple((member, *route) for member in _DEFINITIONS for route in routes)
        for key, routes in training.KEYS.items()
        if key not in _NOT_OF_TUNING
    }
    for key, further in (
        ("sagemaker:instancetypes", ("InstanceType",)),
        ("sagemaker:instancetypes", ("InstanceConfigs", "InstanceType")),
        ("sagemaker:volumekmskey", ("VolumeKmsKeyId",)),
    ):
        more = tuple((member, *_RESOURCES, *further) for member in _DEFINITIONS)
        keys[key] = (*keys[key], *more)
    return keys


KEYS = _keys()
JOB = Creation(
    "tuning job",
    "hyper-parameter-tuning-job",
    "sagemaker:CreateHyperParameterTuningJob",
    "HyperParameterTuningJobName",
    KEYS,
)


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the job, hand it the role of each definition, and run training jobs as that role."""
    yield from JOB.asked(caller, parameters)
    definitions = [each for member in _DEFINITIONS for each in nodes_at(parameters, member)]
    if not definitions:
        yield nobody(caller, JOB.noun)
    for definition in definitions:
        role = definition.text_at("RoleArn")
        if role is None:
            yield nobody(caller, JOB.noun)
            continue
        yield from handed_over(caller, role, None)
        yield from training.run(caller, definition, role, str(Symbol("name of a training job")))


OPERATION = Operation(
    JOB.action,
    steps,
    Integration(
        SYNC,
        sync=("sagemaker:DescribeHyperParameterTuningJob",),
        aside=("sagemaker:StopHyperParameterTuningJob", "sagemaker:ListTags"),
        tags="sagemaker:AddTags",
        rule="StepFunctionsGetEventsForSageMakerTuningJobsRule",
    ),
)
