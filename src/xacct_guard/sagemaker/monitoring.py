"""Monitoring: the processing jobs that a schedule starts on what an endpoint has captured."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.symbol import shown
from ..span import Node
from .execution_role import handed_over, nobody
from .hosting import configuration_named
from .image import pulled
from .location import location_of
from .parameter import nodes_at, texts_at
from .record import kept
from .result import written
from .source import everything, one
from .volume import locked
from .workplace import Workplace, interfaces, network_at, workplace_of

_PAGE = Page.of("sagemaker/latest/dg", "model-monitor.html")
_SCHEDULE = Page.of("sagemaker/latest/APIReference", "API_MonitoringJobDefinition.html")
_INPUTS = (
    *("MonitoringInputs", "DataQualityJobInput", "ModelQualityJobInput"),
    *("ModelBiasJobInput", "ModelExplainabilityJobInput"),
)
_SPECIFICATIONS = (
    *("MonitoringAppSpecification", "DataQualityAppSpecification", "ModelQualityAppSpecification"),
    *("ModelBiasAppSpecification", "ModelExplainabilityAppSpecification"),
)
_OUTPUTS = (
    *("MonitoringOutputConfig", "DataQualityJobOutputConfig", "ModelQualityJobOutputConfig"),
    *("ModelBiasJobOutputConfig", "ModelExplainabilityJobOutputConfig"),
)
_BASELINES = (
    *("BaselineConfig", "DataQualityBaselineConfig", "ModelQualityBaselineConfig"),
    *("ModelBiasBaselineConfig", "ModelExplainabilityBaselineConfig"),
)
_KINDS = (
    *("data-quality-job-definition", "model-quality-job-definition"),
    *("model-bias-job-definition", "model-explainability-job-definition"),
)
_CLUSTERS = (("MonitoringResources", "ClusterConfig"), ("JobResources", "ClusterConfig"))


def run(caller: Caller, definition: Node) -> Steps:
    """Hand over the role of a definition, and run one of its jobs."""
    role = definition.text_at("RoleArn")
    if role is None:
        yield nobody(caller, "monitoring job", _SCHEDULE)
        return
    yield from handed_over(caller, role, None)
    yield from work(caller, definition, role, or_by=caller.principal)


def work(caller: Caller, definition: Node, role: str, *, or_by: str | None = None) -> Steps:
    """One job of a definition, as its role; `or_by` is whose right to lock its volume will do as well."""
    place = workplace_of(role, caller, network_at(definition, "NetworkConfig", "VpcConfig"))
    yield from interfaces(place)
    for member in _INPUTS:
        for each in nodes_at(definition, member):
            yield from _input(place, each)
    for member in _BASELINES:
        for resource in ("ConstraintsResource", "StatisticsResource"):
            for uri in texts_at(definition, member, resource, "S3Uri"):
                yield from one(place.nodes, uri, "read the baseline", _SCHEDULE)
    yield from _image(place, definition)
    yield from _results(place, definition)
    for route in _CLUSTERS:
        for key in texts_at(definition, *route, "VolumeKmsKeyId"):
            yield from locked(key, place.platform, or_by=or_by)
    yield from kept("/aws/sagemaker/ProcessingJobs", place)


def definition_in(schedule: Node, caller: Caller) -> Node | None:
    """The definition that the configuration of a schedule holds, or names where the estate holds it."""
    if (inside := schedule.get("MonitoringJobDefinition")) is not None:
        return inside
    name = schedule.text_at("MonitoringJobDefinitionName") or ""
    for kind in _KINDS:
        arn = name if name.startswith("arn:") else caller.arn("sagemaker", f"{kind}/{name}")
        held = caller.graph.resource(arn)
        if held is not None and held.type == f"sagemaker:{kind}":
            return Node(held.facts, held.span)
    return None


def _input(place: Workplace, each: Node) -> Steps:
    """What the endpoint captures, or a transform; and the truth it is compared with."""
    for endpoint in texts_at(each, "EndpointInput", "EndpointName"):
        yield from _captured(place, endpoint)
    for route in (
        ("BatchTransformInput", "DataCapturedDestinationS3Uri"),
        ("GroundTruthS3Input", "S3Uri"),
    ):
        for uri in texts_at(each, *route):
            if (where := location_of(uri, place.nodes)) is not None:
                yield from everything(place.nodes, where, "what was captured")


def _captured(place: Workplace, endpoint: str) -> Steps:
    arn = place.platform.arn("sagemaker", f"endpoint/{endpoint}")
    yield place.platform.ask("look up the endpoint", "sagemaker:DescribeEndpoint", arn, _PAGE)
    held = place.platform.graph.resource(arn)
    named = held.facts.get("config") if held else None
    name = named.text if named else None
    found = configuration_named(name, place.creator) if name else None
    if name is None or found is None or found.capture is None:
        what = f"where {shown(endpoint)} puts what it captures"
        yield place.platform.unknown("read what was captured", what, _PAGE)
        return
    config = (
        name
        if name.startswith("arn:")
        else place.platform.arn("sagemaker", f"endpoint-config/{name}")
    )
    yield place.platform.ask(
        "look up its configuration", "sagemaker:DescribeEndpointConfig", config, _PAGE
    )
    for uri in texts_at(found.capture, "DestinationS3Uri"):
        if (where := location_of(uri, place.nodes)) is not None:
            yield from everything(place.nodes, where, "what was captured")


def _image(place: Workplace, definition: Node) -> Steps:
    for member in _SPECIFICATIONS:
        for image in texts_at(definition, member, "ImageUri"):
            yield from pulled(image, place)
        for script in (
            "RecordPreprocessorSourceUri",
            "PostAnalyticsProcessorSourceUri",
            "ConfigUri",
        ):
            for uri in texts_at(definition, member, script):
                yield from one(place.nodes, uri, "read its script", _SCHEDULE)


def _results(place: Workplace, definition: Node) -> Steps:
    for member in _OUTPUTS:
        for output in nodes_at(definition, member):
            key = output.text_at("KmsKeyId")
            for uri in texts_at(output, "MonitoringOutputs", "S3Output", "S3Uri"):
                yield from written(place.nodes, uri, "write the report", key=key, page=_SCHEDULE)
