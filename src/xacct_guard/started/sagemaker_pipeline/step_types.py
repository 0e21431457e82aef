"""Step types: what the steps of a pipeline ask that are not one call of SageMaker's own API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...definitions.sagemaker_pipeline import PipelineStep
from ...graph.caller import Caller
from ...graph.step import Page, Start, Step, Steps
from ...iam.arn import Arn
from ...iam.symbol import Symbol, shown
from ...operations import operations
from ...sagemaker.location import location_of
from ...sagemaker.pages import PACKAGE, seen
from ...sagemaker.registry import group_arn
from ...services.awslambda import function_arn, without_qualifier
from .run import ACCESS, STEPS, Run, StepType, endpoint, job, tagged, transformed

_PERIMETER = ACCESS
_MANAGED = Page.of("sagemaker/latest/dg", "security-iam-awsmanpol-pipelines.html")
_SHADOW = Page.of("sagemaker/latest/dg", "clarify-vpc.html")
_ON_SHADOWS = {
    "model": ("sagemaker:DescribeModel",),
    "endpoint-config": ("sagemaker:CreateEndpointConfig", "sagemaker:DeleteEndpointConfig"),
    "endpoint": (
        *("sagemaker:CreateEndpoint", "sagemaker:DescribeEndpoint"),
        *("sagemaker:InvokeEndpoint", "sagemaker:DeleteEndpoint"),
    ),
}


def condition(run: Run, step: PipelineStep) -> Steps:
    """A condition reads property files itself, from SageMaker's network, whatever VPC the jobs have."""
    yield from files_read(run, step)


def files_read(run: Run, step: PipelineStep) -> Steps:
    """What `Std:JsonGet` looks into, as the pipeline's role."""
    caller = run.at(step)
    for path in step.read:
        uri = run.outcomes.file(path)
        place = location_of(uri, caller) if uri else None
        if place is None:
            yield caller.unknown("read a property file", f"where {shown(path)} is", _PERIMETER)
        else:
            yield caller.ask("read a property file", "s3:GetObject", place.arn, _PERIMETER)


def function(run: Run, step: PipelineStep) -> Steps:
    """Invoke the function, which then runs."""
    caller, named = run.at(step), _setting(run, step, "FunctionArn")
    if named is None:
        yield caller.unknown("invoke a function", f"the function of step {step.name}", _MANAGED)
        return
    arn = function_arn(named, caller)
    yield caller.ask("invoke the function", "lambda:InvokeFunction", arn, _MANAGED)
    yield Start(without_qualifier(arn), step.span)


def callback(run: Run, step: PipelineStep) -> Steps:
    """Send a message with a token; whoever gets it goes on by itself."""
    caller, url = run.at(step), _setting(run, step, "SqsQueueUrl")
    queue = _queue(url, caller) if url else None
    if queue is None:
        yield caller.unknown("send a token", f"the queue of step {step.name}", _MANAGED)
        return
    yield caller.ask("send a token to the queue", "sqs:SendMessage", queue, _MANAGED)


def _queue(url: str, caller: Caller) -> str | None:
    """The ARN of a queue by its URL, `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`."""
    if url.startswith("arn:"):
        return url
    host, _, rest = url.removeprefix("https://").partition("/")
    account, _, name = rest.partition("/")
    region = host.removeprefix("sqs.").partition(".amazonaws.")[0]
    if not url.startswith("https://") or not name:
        return None
    return f"arn:{caller.partition}:sqs:{region}:{account}:{name}"


def nothing(_run: Run, _step: PipelineStep) -> Steps:
    """A step that ends the execution asks for nothing."""
    yield from ()


def register(run: Run, step: PipelineStep) -> Steps:
    """Register a version, in a group of its own account that is made where it is not there."""
    caller, arguments = run.at(step), run.arguments(step)
    create = "sagemaker:CreateModelPackage"
    for each in operations()[create].steps(caller, arguments):
        own = isinstance(each, Step) and each.action == create
        yield tagged(each) if isinstance(each, Step) and own else each
        if isinstance(each, Step) and own and not each.optional:
            yield from _beside(caller, each.resource)
    if (named := arguments.text_at("ModelPackageGroupName")) is not None:
        group = group_arn(named, caller)
        actions = ["sagemaker:DescribeModelPackageGroup"]
        if (arn := Arn.parse(group)) is not None and arn.account == caller.account:
            actions.append("sagemaker:CreateModelPackageGroup")
        for action in actions:
            yield caller.ask("see that the group is there", action, group, PACKAGE, optional=True)


def _beside(caller: Caller, version: str) -> Steps:
    """Tags and looks: the policy that the guide has for a group elsewhere gives neither."""
    for says, action in (
        ("tag it", "sagemaker:AddTags"),
        ("follow it", "sagemaker:DescribeModelPackage"),
    ):
        yield tagged(caller.ask(says, action, version, seen(ACCESS), optional=True))


def check(run: Run, step: PipelineStep) -> Steps:
    """A quality or bias check is a processing job, compared with the baseline of a registered model.

    For bias and explanations of a model the job puts up an endpoint of its own for a while.
    """
    yield from job(run, step)
    caller = run.at(step)
    if (named := _setting(run, step, "ModelPackageGroupName")) is not None:
        version = group_arn(named, caller).replace(":model-package-group/", ":model-package/", 1)
        version = f"{version}/{Symbol('version of the model package')}"
        for action in ("sagemaker:ListModelPackages", "sagemaker:DescribeModelPackage"):
            yield caller.ask("look for a baseline", action, version, seen(STEPS), optional=True)
    if step.type == "ClarifyCheck" and _setting(run, step, "CheckType") != "DATA_BIAS":
        yield from _shadow(caller.at(run.arguments(step).text_at("RoleArn") or caller.principal))


def _shadow(worker: Caller) -> Steps:
    for type, actions in _ON_SHADOWS.items():
        arn = worker.arn("sagemaker", f"{type}/{Symbol(f'name of the shadow {type}')}")
        for action in actions:
            page = seen(_SHADOW)
            yield worker.ask("ask the model through an endpoint", action, arn, page, optional=True)


def emr(run: Run, step: PipelineStep) -> Steps:
    """Add a step to a cluster, or to one that is made for it, and follow it through managed rules."""
    caller, arguments = run.at(step), run.arguments(step)
    given, config = arguments.text_at("ClusterId"), arguments.get("ClusterConfig")
    name = given or str(Symbol(f"cluster of step {step.name}"))
    cluster = caller.arn("elasticmapreduce", f"cluster/{name}")
    if config is not None:
        says = "run a cluster"
        yield caller.ask(says, "elasticmapreduce:RunJobFlow", "*", _MANAGED)
        for member, service in (("ServiceRole", "elasticmapreduce"), ("JobFlowRole", "ec2")):
            if (role := config.text_at(member)) is not None:
                arn = f"arn:{caller.partition}:iam::{caller.account}:role/{role}"
                passed = role if role.startswith("arn:") else arn
                yield caller.pass_role(passed, f"{service}.amazonaws.com", _MANAGED)
    for action in ("AddJobFlowSteps", "DescribeStep", "DescribeCluster"):
        yield caller.ask(
            "run a step on the cluster", f"elasticmapreduce:{action}", cluster, _MANAGED
        )
    for action in ("CancelSteps", *(("TerminateJobFlows",) if config else ())):
        says = "stop with the execution"
        yield caller.ask(says, f"elasticmapreduce:{action}", cluster, _MANAGED, optional=True)
    rules = ["SageMakerPipelineExecutionEMRStepStatusUpdateRule"]
    if config is not None:
        rules.append("SageMakerPipelineExecutionEMRClusterStatusUpdateRule")
    for rule in rules:
        arn = caller.arn("events", f"rule/{rule}")
        for action in ("events:PutRule", "events:PutTargets", "events:DescribeRule"):
            yield caller.ask("keep the rule that tells when it ends", action, arn, _MANAGED)


def not_modelled(run: Run, step: PipelineStep) -> Steps:
    """A step of a type that is not modelled is unknown, by its name."""
    what = f"what step `{step.name}` of type {step.type} asks for"
    yield run.at(step).unknown(f"run step `{step.name}`", what, STEPS)


STEP_TYPES: Mapping[str, StepType] = {
    "AutoML": job,
    "Callback": callback,
    "ClarifyCheck": check,
    "Condition": condition,
    "EMR": emr,
    "Endpoint": endpoint,
    "EndpointConfig": job,
    "Fail": nothing,
    "Lambda": function,
    "Model": job,
    "Processing": job,
    "QualityCheck": check,
    "RegisterModel": register,
    "Training": job,
    "Transform": transformed,
    "Tuning": job,
}


def asked_by(run: Run, step: PipelineStep) -> Steps:
    """What a step asks for; what it reads from property files first, whatever its type."""
    kind = STEP_TYPES.get(step.type, not_modelled)
    if kind is not condition:
        yield from files_read(run, step)
    for each in kind(run, step):
        yield (
            replace(each, says=f"step `{step.name}`: {each.says}")
            if isinstance(each, Step)
            else each
        )


def _setting(run: Run, step: PipelineStep, name: str) -> str | None:
    found = step.settings.get(name)
    text = found.text if found else step.arguments.text_at(name)
    return run.outcomes.text(text) if text is not None else None
