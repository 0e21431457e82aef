"""Training: what running a training job asks of its execution role. Tuning jobs run many of them."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..span import Node
from .image import pulled
from .location import location_of
from .pages import seen
from .parameter import is_given, nodes_at, texts_at
from .record import kept
from .result import Without, written
from .source import channels_read, everything
from .volume import locked
from .workplace import Workplace, interfaces, network_at, workplace_of

KEYS = {
    "sagemaker:directgatedmodelaccess": (
        ("InputDataConfig", "DataSource", "S3DataSource", "ModelAccessConfig", "AcceptEula"),
    ),
    "sagemaker:enableremotedebug": (("RemoteDebugConfig", "EnableRemoteDebug"),),
    "sagemaker:filesystemaccessmode": (
        ("InputDataConfig", "DataSource", "FileSystemDataSource", "FileSystemAccessMode"),
    ),
    "sagemaker:filesystemdirectorypath": (
        ("InputDataConfig", "DataSource", "FileSystemDataSource", "DirectoryPath"),
    ),
    "sagemaker:filesystemid": (
        ("InputDataConfig", "DataSource", "FileSystemDataSource", "FileSystemId"),
    ),
    "sagemaker:filesystemtype": (
        ("InputDataConfig", "DataSource", "FileSystemDataSource", "FileSystemType"),
    ),
    "sagemaker:instancetypes": (
        ("ResourceConfig", "InstanceType"),
        ("ResourceConfig", "InstanceGroups", "InstanceType"),
        ("ResourceConfig", "InstancePreferences", "InstanceType"),
    ),
    "sagemaker:intercontainertrafficencryption": (("EnableInterContainerTrafficEncryption",),),
    "sagemaker:keepaliveperiod": (("ResourceConfig", "KeepAlivePeriodInSeconds"),),
    "sagemaker:maxruntimeinseconds": (("StoppingCondition", "MaxRuntimeInSeconds"),),
    "sagemaker:networkisolation": (("EnableNetworkIsolation",),),
    "sagemaker:outputkmskey": (("OutputDataConfig", "KmsKeyId"),),
    "sagemaker:volumekmskey": (("ResourceConfig", "VolumeKmsKeyId"),),
    "sagemaker:vpcsecuritygroupids": (("VpcConfig", "SecurityGroupIds"),),
    "sagemaker:vpcsubnets": (("VpcConfig", "Subnets"),),
}
_ALGORITHM = Page.of("sagemaker/latest/APIReference", "API_AlgorithmSpecification.html")
_CHECKPOINTS = Page.of("sagemaker/latest/dg", "model-checkpoints.html")
_DEBUGGER = Page.of("sagemaker/latest/dg", "train-debugger.html")
# What is written beside the model, each below a prefix of its own.
_BESIDE = (
    ("DebugHookConfig", "write what the debugger collects"),
    ("ProfilerConfig", "write what the profiler collects"),
    ("TensorBoardOutputConfig", "write for TensorBoard"),
)


def run(caller: Caller, parameters: Node, role: str, name: str) -> Steps:
    """Run a training job of this name as the role: inputs, model, image, network, volume, log."""
    place = workplace_of(role, caller, network_at(parameters, "VpcConfig"))
    yield from interfaces(place)
    yield from channels_read(place.nodes, nodes_at(parameters, "InputDataConfig"))
    yield from _model(place, parameters, name)
    yield from _image(place, parameters)
    for key in texts_at(parameters, "ResourceConfig", "VolumeKmsKeyId"):
        yield from locked(key, place.platform, or_by=caller.principal)
    yield from _checkpoints(place, parameters)
    yield from _beside(place, parameters)
    yield from _rules(place, parameters)
    yield from kept("/aws/sagemaker/TrainingJobs", place)


def _model(place: Workplace, parameters: Node, name: str) -> Steps:
    """Write the model; without a KmsKeyId under `aws/s3` of the role's account."""
    path = parameters.text_at("OutputDataConfig", "S3OutputPath")
    if path is not None:
        yield from written(
            place.nodes,
            path,
            "write the model",
            *(name, "output", "model.tar.gz"),
            key=parameters.text_at("OutputDataConfig", "KmsKeyId"),
            without=Without.OWN,
        )


def _image(place: Workplace, parameters: Node) -> Steps:
    algorithm = parameters.get("AlgorithmSpecification")
    if algorithm is None:
        return
    if (image := algorithm.text_at("TrainingImage")) is not None:
        yield from pulled(image, place, algorithm.get("TrainingImageConfig"))
    elif (named := algorithm.text_at("AlgorithmName")) is not None:
        what = f"what the algorithm {named} asks for"
        yield place.platform.unknown("fetch the algorithm", what, _ALGORITHM)


def _checkpoints(place: Workplace, parameters: Node) -> Steps:
    """Checkpoints are put back into the container when it starts, and written while it runs."""
    uri = parameters.text_at("CheckpointConfig", "S3Uri")
    where = location_of(uri, place.nodes) if uri is not None else None
    if uri is not None and where is not None:
        yield from everything(place.nodes, where, "checkpoints")
        yield from written(place.nodes, uri, "write checkpoints", key=None, page=_CHECKPOINTS)


def _beside(place: Workplace, parameters: Node) -> Steps:
    for member, says in _BESIDE:
        for uri in texts_at(parameters, member, "S3OutputPath"):
            page = seen(_DEBUGGER)
            yield from written(place.nodes, uri, says, key=None, page=page, optional=True)


def _rules(place: Workplace, parameters: Node) -> Steps:
    """Rules of the debugger and the profiler are processing jobs that run as the same role."""
    for member in ("DebugRuleConfigurations", "ProfilerRuleConfigurations"):
        if not is_given(parameters, member):
            continue
        for image in texts_at(parameters, member, "RuleEvaluatorImage"):
            yield from pulled(image, place)
        for uri in texts_at(parameters, member, "S3OutputPath"):
            says, page = "write the report of a rule", seen(_DEBUGGER)
            yield from written(place.nodes, uri, says, key=None, page=page, optional=True)
