"""SageMaker training job: what creating one asks of the caller, and running one of its role."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.caller import Caller
from ..graph.step import Page, Step, Steps
from ..iam.request import ContextValue
from ..iam.symbol import Symbol
from ..services import ecr, logs
from ..span import Node
from . import Integration, Operation

_ROLES = Page.of("sagemaker/latest/dg", "sagemaker-roles.html")
_API = Page.of("sagemaker/latest/APIReference", "API_OutputDataConfig.html")
_DEPUTY = Page.of("sagemaker/latest/dg", "security-confused-deputy-prevention.html")
_SYNC = Page.of("step-functions/latest/dg", "connect-sagemaker.html")
_SERVICE = "sagemaker.amazonaws.com"

# Context keys of CreateTrainingJob that are there only when the parameter is (list_amazonsagemaker.html).
_KEYS = {
    "sagemaker:outputkmskey": ("OutputDataConfig", "KmsKeyId"),
    "sagemaker:volumekmskey": ("ResourceConfig", "VolumeKmsKeyId"),
    "sagemaker:vpcsubnets": ("VpcConfig", "Subnets"),
    "sagemaker:vpcsecuritygroupids": ("VpcConfig", "SecurityGroupIds"),
    "sagemaker:instancetypes": ("ResourceConfig", "InstanceType"),
    "sagemaker:maxruntimeinseconds": ("StoppingCondition", "MaxRuntimeInSeconds"),
    "sagemaker:networkisolation": ("EnableNetworkIsolation",),
    "sagemaker:intercontainertrafficencryption": ("EnableInterContainerTrafficEncryption",),
}


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the job, hand it its role, and run it as that role."""
    job = f"arn:aws:sagemaker:{caller.region}:{caller.account}:training-job/{_name(parameters)}"
    context = _context(parameters)
    yield caller.ask(
        "create the training job",
        "sagemaker:CreateTrainingJob",
        job,
        _ROLES,
        context=context,
        absent=_KEYS.keys() - context.keys(),
    )
    role = parameters.text_at("RoleArn")
    if role is None:
        return
    yield caller.pass_role(role, _SERVICE, _ROLES)
    yield caller.assumes(role, _SERVICE, _DEPUTY, sourceaccount=caller.account, sourcearn=job)
    worker = caller.at(role)
    yield from _inputs(worker, parameters)
    yield from _output(worker, parameters)
    if image := parameters.text_at("AlgorithmSpecification", "TrainingImage"):
        yield from ecr.pull(image, worker, _ROLES)
    yield from logs.write("/aws/sagemaker/TrainingJobs", worker, _ROLES)
    yield from logs.measure("/aws/sagemaker/TrainingJobs", worker, _ROLES)


def _name(parameters: Node) -> str:
    """The job's name; one that is computed when the job is made is a symbol."""
    return parameters.text_at("TrainingJobName") or str(Symbol("name of the training job"))


def _context(parameters: Node) -> dict[str, ContextValue]:
    found = ((key, parameters.get(*route)) for key, route in _KEYS.items())
    return {
        key: tuple(item.text or "" for item in node.items)
        if isinstance(node.value, tuple)
        else node.text or ""
        for key, node in found
        if node is not None
    }


def _inputs(worker: Caller, parameters: Node) -> Iterator[Step]:
    channels = parameters.get("InputDataConfig")
    for channel in channels.items if channels else ():
        uri = channel.text_at("DataSource", "S3DataSource", "S3Uri")
        if uri is None or not uri.startswith("s3://"):
            continue
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        name = channel.text_at("ChannelName") or "input"
        arn = f"arn:aws:s3:::{bucket}"
        yield worker.ask(
            f"list the objects of channel `{name}`",
            "s3:ListBucket",
            arn,
            _ROLES,
            context={"s3:prefix": key},
        )
        yield worker.ask(f"read channel `{name}`", "s3:GetObject", f"{arn}/{_objects(key)}", _ROLES)


def _objects(prefix: str) -> str:
    """The objects under a prefix: one that ends in a file name is taken to be that object."""
    if "." in prefix.rpartition("/")[2]:
        return prefix
    return f"{prefix}{Symbol('rest of the object name')}"


def _output(worker: Caller, parameters: Node) -> Iterator[Step]:
    """Write the model; without a KmsKeyId under `aws/s3` of the role's account."""
    path = parameters.text_at("OutputDataConfig", "S3OutputPath")
    if path is None:
        return
    key = parameters.text_at("OutputDataConfig", "KmsKeyId")
    headers: dict[str, ContextValue] = {"s3:x-amz-server-side-encryption": "aws:kms"}
    if key:
        headers["s3:x-amz-server-side-encryption-aws-kms-key-id"] = key
    target = path.removeprefix("s3://").rstrip("/")
    yield worker.ask(
        "write the model",
        "s3:PutObject",
        f"arn:aws:s3:::{target}/{_name(parameters)}/output/model.tar.gz",
        _API,
        context=headers,
        key=key or f"arn:aws:kms:{worker.region}:{worker.account}:alias/aws/s3",
    )


OPERATION = Operation(
    "sagemaker:CreateTrainingJob",
    steps,
    Integration(
        _SYNC,
        sync=("sagemaker:DescribeTrainingJob",),
        aside=("sagemaker:StopTrainingJob", "sagemaker:ListTags", "sagemaker:AddTags"),
        rule="StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    ),
)
