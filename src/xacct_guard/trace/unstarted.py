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
    "lambda:function": "Lambda function",
    "sagemaker:pipeline": "SageMaker pipeline",
    "states:stateMachine": "Step Functions state machine",
}


def unstarted(graph: AccessGraph, started: frozenset[str]) -> Iterator[Initiation]:
    """The resources of a kind that can be started, and whose ARN is not among those started.

    Of a Lambda function there is only something to tell where the configuration says what it calls.
    """
    for type in kinds():
        for resource in graph.of_type(type):
            silent = type == "lambda:function" and resource.arn not in graph.calls
            if resource.arn not in started and not silent:
                kind = _NAMES.get(type, type)
                steps = partial(_started, resource)
                yield Initiation(
                    resource, kind, "whoever starts it", resource.span, steps, resource.arn
                )


def _started(resource: Resource, _graph: AccessGraph) -> Steps:
    yield Start(resource.arn, resource.span)
