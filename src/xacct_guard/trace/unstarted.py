"""What could be started, and is started by nothing that the estate tells of: it is followed all the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource
from ..graph.step import Start, Steps
from ..started import kinds
from .initiators import Initiation

_NAMES = {
    "codebuild:project": "CodeBuild project",
    "ecs:task-definition": "ECS task",
    "glue:job": "Glue job",
    "lambda:function": "Lambda function",
    "sagemaker:monitoring-schedule": "SageMaker monitoring schedule",
    "sagemaker:pipeline": "SageMaker pipeline",
    "states:stateMachine": "Step Functions state machine",
}
_TELLING = frozenset(
    {
        *("codebuild:project", "sagemaker:monitoring-schedule", "sagemaker:pipeline"),
        "states:stateMachine",
    }
)
"""Kinds whose own text tells what they do; of the others only what the configuration says is known."""


def unstarted(graph: AccessGraph, started: frozenset[str]) -> Iterator[Initiation]:
    """The resources that can be started, have something to tell, and whose ARN is not among those started."""
    for type in kinds():
        for resource in graph.of_type(type):
            tells = type in _TELLING or resource.arn in graph.calls
            if tells and resource.arn not in started:
                kind = _NAMES.get(type, type)
                steps = partial(_started, resource)
                span, arn = resource.span, resource.arn
                yield Initiation(resource, kind, "whoever starts it", span, steps, arn)


def _started(resource: Resource, _graph: AccessGraph) -> Steps:
    yield Start(resource.arn, resource.span)
