"""Processing: what running a processing job asks of its execution role. Monitoring jobs are such jobs."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..span import Node
from .image import pulled
from .location import location_of
from .parameter import nodes_at, texts_at
from .record import kept
from .result import written
from .source import everything, read
from .volume import locked
from .workplace import Workplace, interfaces, network_at, workplace_of

_API = Page.of("sagemaker/latest/APIReference", "API_CreateProcessingJob.html")
_STORE = Page.of("sagemaker/latest/dg", "feature-store-adding-features.html")


def keys_under(
    *, cluster: tuple[str, ...], output: tuple[str, ...], at: tuple[str, ...] = ()
) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The context keys of a request whose job has its machines and its results at these routes."""
    network = (*at, "NetworkConfig")
    return {
        "sagemaker:instancetypes": (
            (*cluster, "InstanceType"),
            (*cluster, "InstancePreferences", "InstanceType"),
        ),
        "sagemaker:intercontainertrafficencryption": (
            (*network, "EnableInterContainerTrafficEncryption"),
        ),
        "sagemaker:maxruntimeinseconds": ((*at, "StoppingCondition", "MaxRuntimeInSeconds"),),
        "sagemaker:networkisolation": ((*network, "EnableNetworkIsolation"),),
        "sagemaker:outputkmskey": ((*output, "KmsKeyId"),),
        "sagemaker:volumekmskey": ((*cluster, "VolumeKmsKeyId"),),
        "sagemaker:vpcsecuritygroupids": ((*network, "VpcConfig", "SecurityGroupIds"),),
        "sagemaker:vpcsubnets": ((*network, "VpcConfig", "Subnets"),),
    }


KEYS = keys_under(
    cluster=("ProcessingResources", "ClusterConfig"), output=("ProcessingOutputConfig",)
)


def run(caller: Caller, parameters: Node, role: str) -> Steps:
    """Run a processing job as the role: inputs, image, results, network, volume, log."""
    place = workplace_of(role, caller, network_at(parameters, "NetworkConfig", "VpcConfig"))
    yield from interfaces(place)
    yield from _inputs(place, parameters)
    for image in texts_at(parameters, "AppSpecification", "ImageUri"):
        yield from pulled(image, place)
    for key in texts_at(parameters, "ProcessingResources", "ClusterConfig", "VolumeKmsKeyId"):
        yield from locked(key, place.platform, or_by=caller.principal)
    yield from _results(place, parameters)
    yield from kept("/aws/sagemaker/ProcessingJobs", place)


def _inputs(place: Workplace, parameters: Node) -> Steps:
    for each in nodes_at(parameters, "ProcessingInputs"):
        name = f"input `{each.text_at('InputName') or ''}`"
        if (s3 := each.get("S3Input")) is not None:
            yield from read(place.nodes, s3, name)
        if (data := each.get("DatasetDefinition")) is not None:
            yield from _dataset(place, data, name)


def _dataset(place: Workplace, data: Node, name: str) -> Steps:
    """A query fills a prefix, which the job then reads; what the query asks for is not modelled."""
    for kind in ("AthenaDatasetDefinition", "RedshiftDatasetDefinition"):
        query = data.get(kind)
        if query is None:
            continue
        yield place.platform.unknown(f"query {name}", f"what the query of {name} asks for", _API)
        for uri in texts_at(query, "OutputS3Uri"):
            key = query.text_at("KmsKeyId")
            yield from written(place.platform, uri, f"write {name}", key=key, page=_API)
            if (where := location_of(uri, place.nodes)) is not None:
                yield from everything(place.nodes, where, name)


def _results(place: Workplace, parameters: Node) -> Steps:
    key = parameters.text_at("ProcessingOutputConfig", "KmsKeyId")
    for each in nodes_at(parameters, "ProcessingOutputConfig", "Outputs"):
        name = each.text_at("OutputName") or ""
        for uri in texts_at(each, "S3Output", "S3Uri"):
            yield from written(place.nodes, uri, f"write output `{name}`", key=key, page=_API)
        for group in texts_at(each, "FeatureStoreOutput", "FeatureGroupName"):
            store = place.nodes.arn("sagemaker", f"feature-group/{group}")
            yield place.nodes.ask("put records", "sagemaker:PutRecord", store, _STORE)
