"""Run: an execution of a pipeline, and what each of its steps asks as which operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ...definitions.sagemaker_pipeline import PipelineStep
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Step, Steps
from ...operations import operations
from ...sagemaker.endpoint import put
from ...sagemaker.hosting import Configuration
from ...sagemaker.left_behind import registered
from ...sagemaker.model import Model, arn_of
from ...sagemaker.transform import run as transform
from ...span import Node
from .outcome import NAMED_BY, Outcomes

ACCESS = Page.of("sagemaker/latest/dg", "build-and-manage-access.html")
STEPS = Page.of("sagemaker/latest/dg", "build-and-manage-steps.html")
# What the pipeline's role follows a step by, and what it stops it by: create, describe, stop.
_JOBS = {
    "AutoML": ("CreateAutoMLJobV2", "DescribeAutoMLJobV2", "StopAutoMLJob"),
    "ClarifyCheck": ("CreateProcessingJob", "DescribeProcessingJob", "StopProcessingJob"),
    "EndpointConfig": ("CreateEndpointConfig", "DescribeEndpointConfig", None),
    "Model": ("CreateModel", "DescribeModel", None),
    "Processing": ("CreateProcessingJob", "DescribeProcessingJob", "StopProcessingJob"),
    "QualityCheck": ("CreateProcessingJob", "DescribeProcessingJob", "StopProcessingJob"),
    "Training": ("CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob"),
    "Tuning": (
        *("CreateHyperParameterTuningJob", "DescribeHyperParameterTuningJob"),
        "StopHyperParameterTuningJob",
    ),
}
_TAGS = frozenset({"aws:tagkeys", "aws:requesttag/*"})


@dataclass(frozen=True, slots=True)
class Run:
    """An execution: the pipeline, its role, and what is known of its steps."""

    pipeline: Resource
    worker: Caller
    outcomes: Outcomes

    def arguments(self, step: PipelineStep) -> Node:
        """The request of a step: what is known of earlier steps put in, its name and its role with it."""
        known = self.outcomes.known(step.arguments)
        members = dict(known.mapping)
        if (member := NAMED_BY.get(step.type)) is not None:
            members[member] = Node(self.outcomes.name_of(step), step.span)
        if step.type in _WITH_ROLE:
            members.setdefault("RoleArn", Node(self.worker.principal, step.span))
        return replace(known, value=members)

    def at(self, step: PipelineStep) -> Caller:
        """The pipeline's role, asking because of this step."""
        return replace(self.worker, span=step.span)


_WITH_ROLE = frozenset({"AutoML", "ClarifyCheck", "Processing", "QualityCheck", "Training"})


def job(run: Run, step: PipelineStep) -> Steps:
    """A step that creates something: the operation's own requests, then tags, look, stop."""
    create, describe, stop = _JOBS[step.type]
    arguments = run.arguments(step)
    if step.type == "AutoML" and "InputDataConfig" in arguments.mapping:
        create, describe = "CreateAutoMLJob", "DescribeAutoMLJob"
    yield from followed(
        run.at(step),
        operations()[f"sagemaker:{create}"].steps(run.at(step), arguments),
        *(f"sagemaker:{create}", f"sagemaker:{describe}"),
        f"sagemaker:{stop}" if stop else None,
    )


def followed(caller: Caller, steps: Steps, create: str, describe: str, stop: str | None) -> Steps:
    """The requests of an operation, with the pipeline's tags on what it creates, and the looks at it."""
    for each in steps:
        made = isinstance(each, Step) and each.action == create and not each.optional
        yield tagged(each) if isinstance(each, Step) and made else each
        if isinstance(each, Step) and made:
            yield from look_after(caller, each.resource, create, describe, stop)


def tagged(step: Step) -> Step:
    """The request with the tags that a pipeline adds, whose names no page gives."""
    return replace(step, absent=step.absent - _TAGS, unknown=step.unknown | {"aws:tagkeys"})


def look_after(caller: Caller, arn: str, create: str, describe: str, stop: str | None) -> Steps:
    """Tag what a step made, follow it, and stop it when the execution is stopped."""
    action = create.partition(":")[2]
    tags = caller.ask(
        "tag it", "sagemaker:AddTags", arn, ACCESS, context={"sagemaker:taggingaction": action}
    )
    yield tagged(tags)
    yield caller.ask("follow it", describe, arn, ACCESS)
    if stop is not None:
        yield caller.ask("stop it with the execution", stop, arn, ACCESS, optional=True)


def with_registered(run: Run) -> Run:
    """The same run, where what its steps register is in the estate: a later one may make a model of it."""
    registering = (each for each in run.outcomes.steps.values() if each.type == "RegisterModel")
    made = (
        registered(run.arguments(each), run.at(each), run.outcomes.number_of(each))
        for each in registering
    )
    graph = run.worker.graph
    versions = {each.arn: each for each in made if each is not None}
    graph = graph.with_resources(versions) if versions else graph
    return replace(run, worker=replace(run.worker, graph=graph))


def models_of(run: Run) -> Mapping[str, Model]:
    """The models that the pipeline itself creates, by name."""
    return {
        run.outcomes.name_of(step): Model.of(run.arguments(step))
        for step in run.outcomes.steps.values()
        if step.type == "Model"
    }


def transformed(run: Run, step: PipelineStep) -> Steps:
    """A batch transform, of a model that the pipeline made or one that was there before."""
    arguments, caller = run.arguments(step), run.at(step)
    name = arguments.text_at("ModelName") or ""
    made = models_of(run).get(name)
    operation = operations()["sagemaker:CreateTransformJob"]
    asked = operation.steps(caller, arguments)
    if made is not None:
        arn = caller.arn("sagemaker", f"transform-job/{run.outcomes.name_of(step)}")
        first = (each for each in asked if isinstance(each, Step) and each.action == operation.name)
        asked = _both(first, transform(caller, arguments, arn, made))
    yield from followed(
        *(caller, asked, operation.name, "sagemaker:DescribeTransformJob"),
        "sagemaker:StopTransformJob",
    )


def _both(first: Steps, then: Steps) -> Steps:
    yield from first
    yield from then


def endpoint(run: Run, step: PipelineStep) -> Steps:
    """An endpoint, by a configuration and models that the pipeline made or that were there before."""
    arguments, caller = run.arguments(step), run.at(step)
    configurations = {
        run.outcomes.name_of(each): Configuration.of(run.arguments(each))
        for each in run.outcomes.steps.values()
        if each.type == "EndpointConfig"
    }
    made = configurations.get(arguments.text_at("EndpointConfigName") or "")
    arn = arn_of(run.outcomes.name_of(step), caller).replace(":model/", ":endpoint/", 1)
    create, describe = "sagemaker:CreateEndpoint", "sagemaker:DescribeEndpoint"
    for each in put(create, caller, arguments, made, dict(models_of(run))):
        made_now = isinstance(each, Step) and each.action == create
        yield tagged(each) if isinstance(each, Step) and made_now else each
    yield from look_after(caller, arn, create, describe, None)
    # Where the endpoint is there already, the step updates it.
    for resource in (arn, caller.arn("sagemaker", f"endpoint-config/{_config(arguments)}")):
        says = "update the endpoint if it is there"
        yield caller.ask(says, "sagemaker:UpdateEndpoint", resource, STEPS, optional=True)


def _config(arguments: Node) -> str:
    return arguments.text_at("EndpointConfigName") or ""


StepType = Callable[[Run, PipelineStep], Steps]
