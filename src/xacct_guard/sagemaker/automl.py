"""Autopilot: an AutoML job, of either version of the API, and what its role does by itself."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.symbol import Symbol
from ..span import Node
from .creation import Creation
from .execution_role import SERVICE, handed_over, nobody
from .pages import ROLES, seen
from .parameter import nodes_at, texts_at
from .record import kept
from .result import written
from .source import channels_read
from .volume import locked
from .workplace import interfaces, network_at, workplace_of

_API = Page.of("sagemaker/latest/APIReference", "API_AutoMLOutputDataConfig.html")
# The jobs and models an AutoML job makes as its role; their names are its own.
_MAKES = {
    "training-job": ("sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"),
    "processing-job": ("sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob"),
    "transform-job": ("sagemaker:CreateTransformJob", "sagemaker:DescribeTransformJob"),
    "hyper-parameter-tuning-job": (
        "sagemaker:CreateHyperParameterTuningJob",
        "sagemaker:DescribeHyperParameterTuningJob",
    ),
    "model": ("sagemaker:CreateModel", "sagemaker:DescribeModel"),
}


def creation(action: str, security: tuple[str, ...]) -> Creation:
    """An AutoML job whose security settings stand at this route."""
    return Creation(
        "AutoML job",
        "automl-job",
        action,
        "AutoMLJobName",
        {
            "sagemaker:intercontainertrafficencryption": (
                (*security, "EnableInterContainerTrafficEncryption"),
            ),
            "sagemaker:outputkmskey": (("OutputDataConfig", "KmsKeyId"),),
            "sagemaker:volumekmskey": ((*security, "VolumeKmsKeyId"),),
            "sagemaker:vpcsecuritygroupids": ((*security, "VpcConfig", "SecurityGroupIds"),),
            "sagemaker:vpcsubnets": ((*security, "VpcConfig", "Subnets"),),
        },
    )


def run(
    job: Creation, caller: Caller, parameters: Node, *, inputs: str, security: tuple[str, ...]
) -> Steps:
    """Create the job, hand it its role, and run it: data in, candidates out, further jobs as the role."""
    yield from job.asked(caller, parameters)
    role = parameters.text_at("RoleArn")
    if role is None:
        yield nobody(caller, job.noun)
        return
    yield from handed_over(caller, role, None)
    place = workplace_of(role, caller, network_at(parameters, *security, "VpcConfig"))
    yield from interfaces(place)
    yield from channels_read(place.nodes, nodes_at(parameters, inputs))
    for uri in texts_at(parameters, "OutputDataConfig", "S3OutputPath"):
        key = parameters.text_at("OutputDataConfig", "KmsKeyId")
        yield from written(place.nodes, uri, "write the candidates", key=key, page=_API)
    for key in texts_at(parameters, *security, "VolumeKmsKeyId"):
        yield from locked(key, place.platform, or_by=caller.principal)
    yield from _further(place.platform, role)
    yield from kept("/aws/sagemaker/TrainingJobs", place)


def _further(worker: Caller, role: str) -> Steps:
    page = seen(ROLES)
    for type, actions in _MAKES.items():
        made = worker.arn("sagemaker", f"{type}/{Symbol(f'name of a {type}')}")
        for action in actions:
            yield worker.ask("try candidates", action, made, page, optional=True)
    yield worker.ask(
        "hand the role on",
        "iam:PassRole",
        role,
        page,
        context={"iam:passedtoservice": SERVICE},
        optional=True,
    )
