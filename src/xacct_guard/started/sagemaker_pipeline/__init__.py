"""A SageMaker pipeline that runs: SageMaker takes on its role, and each step is asked for as that role.

Source: SageMaker developer guide, build-and-manage-access.html and build-and-manage-steps.html.
"""

from __future__ import annotations

from ...definitions.sagemaker_pipeline import (
    PipelineDefinition,
    is_sagemaker_pipeline,
    read_sagemaker_pipeline,
)
from ...errors import InputError
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Steps
from ...iam.symbol import Symbol
from ...read import read_embedded
from ...sagemaker.execution_role import SERVICE, taken_on
from ...span import Node
from .. import Started
from .outcome import Outcomes
from .run import ACCESS, Run, with_registered
from .step_types import asked_by


def steps(pipeline: Resource, graph: AccessGraph) -> Steps:
    """SageMaker assumes the pipeline's role for an execution, and runs each step of the definition."""
    role = pipeline.facts.get("role")
    if role is None or role.text is None:
        return
    service = Caller(SERVICE, pipeline.account, pipeline.region, role.span, graph)
    # The source is an execution, whose id is made when it starts; policies name `pipeline/NAME/*`.
    yield taken_on(service, role.text, f"{pipeline.arn}/execution/{Symbol('id of the execution')}")
    worker = service.at(role.text)
    definition = definition_of(pipeline, graph)
    if isinstance(definition, str):
        yield worker.unknown("run its steps", definition, ACCESS)
        return
    by_name = {step.name: step for step in definition.steps}
    run = with_registered(Run(pipeline, worker, Outcomes(_told(pipeline, role.text), by_name)))
    for step in definition.steps:
        yield from asked_by(run, step)


def definition_of(pipeline: Resource, graph: AccessGraph) -> PipelineDefinition | str:
    """The pipeline's definition; else what is not known of it."""
    document = _document(pipeline, graph)
    if document is None or not is_sagemaker_pipeline(document):
        return f"definition of {pipeline.place}"
    try:
        return read_sagemaker_pipeline(document)
    except InputError as error:
        return f"definition of {pipeline.place}: {error.message}"


def _document(pipeline: Resource, graph: AccessGraph) -> Node | None:
    """The definition as it is written: itself, a text, or an object in S3 that is a file here."""
    given = pipeline.facts.get("definition")
    if given is None or is_sagemaker_pipeline(given):
        return given
    where = given.get("PipelineDefinitionS3Location")
    if where is not None:
        key = where.text_at("Key") or where.text_at("ObjectKey")
        return graph.documents.get(f"s3://{where.text_at('Bucket')}/{key}")
    body = given.get("PipelineDefinitionBody") or given
    try:
        return read_embedded(body)
    except InputError:  # a text of which a part is not known yet
        return None


def _told(pipeline: Resource, role: str) -> dict[str, str]:
    return {
        "Execution.PipelineName": pipeline.name,
        "Execution.PipelineArn": pipeline.arn,
        "Execution.RoleArn": role,
    }


STARTED = Started("sagemaker:pipeline", steps)
