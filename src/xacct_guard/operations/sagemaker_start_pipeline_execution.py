"""SageMaker pipeline, started: no role is passed, the pipeline has its own."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Start, Steps
from ..sagemaker.asked import asked
from ..sagemaker.parameter import name_at
from ..sagemaker.pipeline import pipeline_arn
from ..span import Node
from . import Operation

_ACTION = "sagemaker:StartPipelineExecution"
KEYS = {"sagemaker:pipelineversionid": (("PipelineVersionId",),)}


def steps(caller: Caller, parameters: Node) -> Steps:
    """Start the pipeline, by its name or (one that is shared) its ARN; its steps follow."""
    arn = pipeline_arn(name_at(parameters, "PipelineName", "pipeline"), caller)
    yield asked("start the pipeline", _ACTION, arn, caller, parameters, keys=KEYS)
    yield Start(arn, caller.span)


OPERATION = Operation(_ACTION, steps)
