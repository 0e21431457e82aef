"""Pipeline: a SageMaker pipeline, created or updated, whose role is passed either way."""

from __future__ import annotations

from dataclasses import replace

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..span import Node
from .asked import asked, tagging
from .execution_role import SERVICE, nobody
from .pages import PERMISSIONS, seen
from .parameter import name_at

_DEFINITION = Page.of("sagemaker/latest/APIReference", "API_PipelineDefinitionS3Location.html")


def put(action: str, caller: Caller, parameters: Node, *, needs_role: bool) -> Steps:
    """Create or update the pipeline, and pass its role where the request names it."""
    arn = pipeline_arn(name_at(parameters, "PipelineName", "pipeline"), caller)
    yield asked("put the pipeline", action, arn, caller, parameters)
    yield from tagging(action, arn, caller, parameters)
    role = parameters.text_at("RoleArn")
    if role is not None:
        yield caller.pass_role(role, SERVICE, PERMISSIONS)
    elif needs_role:
        yield nobody(caller, "pipeline", PERMISSIONS)
    where = parameters.get("PipelineDefinitionS3Location")
    bucket, key = (where.text_at("Bucket"), where.text_at("ObjectKey")) if where else (None, None)
    if bucket and key:
        # SageMaker retrieves it; as whom, the page does not say: it fails if neither may.
        target = f"arn:{caller.partition}:s3:::{bucket}/{key}"
        step = caller.ask("retrieve the definition", "s3:GetObject", target, _DEFINITION)
        yield replace(step, or_by=role)
        for each in filter(None, (caller.principal, role)):
            one = caller.ask("retrieve the definition", "s3:GetObject", target, seen(_DEFINITION))
            yield replace(one, principal=each, optional=True)


def pipeline_arn(name: str, caller: Caller) -> str:
    """The ARN of a pipeline by its name, or its ARN; in lower case where the estate holds it so."""
    arn = name if name.startswith("arn:") else caller.arn("sagemaker", f"pipeline/{name}")
    whole, _, last = arn.rpartition("/")
    lower = f"{whole}/{last.lower()}"
    held = caller.graph.resources
    return lower if arn not in held and lower in held else arn
