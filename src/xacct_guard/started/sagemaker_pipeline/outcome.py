"""Outcome: what a step of a pipeline leaves for the steps after it, as far as its arguments tell.

`Steps.NAME.…` is the answer of the step's Describe call, which for the most part repeats its request.
Source: SageMaker developer guide, build-and-manage-properties.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...definitions.sagemaker_pipeline import PipelineStep
from ...iam.symbol import Symbol, only_symbol, symbols_in
from ...sagemaker.registry import version_arn
from ...span import Node

# What the name of a step's job, model, … is called in its request, by the type of the step.
NAMED_BY = {
    "AutoML": "AutoMLJobName",
    "ClarifyCheck": "ProcessingJobName",
    "Endpoint": "EndpointName",
    "EndpointConfig": "EndpointConfigName",
    "Model": "ModelName",
    "Processing": "ProcessingJobName",
    "QualityCheck": "ProcessingJobName",
    "Training": "TrainingJobName",
    "Transform": "TransformJobName",
    "Tuning": "HyperParameterTuningJobName",
}
_PART = re.compile(r"\.?([^.\[\]]+)|\[['\"]?([^'\"\]]*)['\"]?\]")
_NAMES = ("OutputName", "ChannelName", "InputName", "Name", "VariantName")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What is known of the steps of a pipeline: `Steps.NAME.…` and `Execution.…` by their paths."""

    execution: Mapping[str, str]
    steps: Mapping[str, PipelineStep] = field(default_factory=dict)

    def known(self, node: Node, depth: int = 4) -> Node:
        """The node with every outcome in its texts that can be told before an execution."""
        if isinstance(node.value, tuple):
            return replace(node, value=tuple(self.known(each, depth) for each in node.value))
        if node.mapping:
            members = {key: self.known(each, depth) for key, each in node.mapping.items()}
            return replace(node, value=members)
        return replace(node, value=self.text(node.value, depth)) if _has(node) else node

    def text(self, value: object, depth: int = 4) -> str:
        """The text with what is known put in place of its symbols."""
        text = str(value)
        for symbol in symbols_in(text) if depth else ():
            found = self.execution.get(symbol.name) or self._outcome(symbol.name, depth - 1)
            if found is None and symbol.name.startswith(("Execution.", "Steps.")):
                found = str(self._own(symbol.name, symbol.shape))
            if found is not None:
                text = text.replace(str(symbol), found)
        return text

    def _own(self, name: str, shape: str = "*") -> Symbol:
        """What is not known of this pipeline: another pipeline's step of that name is not this one's."""
        _, _, _, region, account, pipeline = self.execution["Execution.PipelineArn"].split(":", 5)
        whose = f" of {pipeline.partition('/')[2]} in {account}, {region}"
        return Symbol(name if name.endswith(whose) else name + whose, shape)

    def _outcome(self, path: str, depth: int) -> str | None:
        kind, _, rest = path.partition(".")
        name, _, route = rest.partition(".")
        step = self.steps.get(name)
        if kind != "Steps" or step is None:
            return None
        if route == NAMED_BY.get(step.type):
            return self.name_of(step)
        if route == "ModelPackageArn" and step.type == "RegisterModel":
            return self._version_of(step, depth)
        if route == "ModelArtifacts.S3ModelArtifacts" and step.type == "Training":
            where = step.arguments.text_at("OutputDataConfig", "S3OutputPath")
            found = (
                f"{where.rstrip('/')}/{self.name_of(step)}/output/model.tar.gz" if where else None
            )
        else:
            found = text_on(step.arguments, route)
        return self.text(found, depth) if found is not None else None

    def name_of(self, step: PipelineStep) -> str:
        """The name of the job or model of a step: what is given begins it, else `pipelines-`."""
        member = NAMED_BY.get(step.type)
        given = step.arguments.text_at(member) if member else None
        name = f"name of step {step.name}"
        return f"{given}-{self._own(name)}" if given else str(self._own(name, "pipelines-*"))

    def number_of(self, step: PipelineStep) -> Symbol:
        """The number of the version that a step registers, which only AWS counts."""
        return self._own(f"version of step {step.name}")

    def _version_of(self, step: PipelineStep, depth: int) -> str | None:
        named = step.arguments.text_at("ModelPackageGroupName")
        if named is None:
            return None
        name, here = self.text(named, depth), self.execution["Execution.PipelineArn"]
        beside = f"{here.partition(':pipeline/')[0]}:model-package-group/{name}"
        group = name if name.startswith("arn:") or only_symbol(name) is not None else beside
        return version_arn(group, str(self.number_of(step)))

    def file(self, path: str) -> str | None:
        """The URI of a property file, `Steps.NAME.PropertyFiles.FILE`, or the URI itself."""
        if "://" in path:
            return self.text(path)
        _, _, rest = path.partition("Steps.")
        name, _, file = rest.partition(".PropertyFiles.")
        step = self.steps.get(name)
        files = step.settings.get("PropertyFiles") if step else None
        for each in files.items if files else ():
            if step is not None and each.text_at("PropertyFileName") == file:
                output = each.text_at("OutputName") or ""
                route = f"ProcessingOutputConfig.Outputs['{output}'].S3Output.S3Uri"
                prefix = text_on(step.arguments, route)
                found = f"{prefix.rstrip('/')}/{each.text_at('FilePath') or ''}" if prefix else None
                return self.text(found) if found else None
        return None


def text_on(node: Node, route: str) -> str | None:
    """The text at a route as references write it: `Outputs['train'].S3Output.S3Uri`, `Outputs[0]`."""
    here: Node | None = node
    for found in _PART.finditer(route):
        member, inside = found.groups()
        here = (here.mapping.get(member) if member else _item(here, inside)) if here else None
    return here.text if here else None


def _item(node: Node, named: str) -> Node | None:
    """The member of a list that has this name, or this number."""
    if named.isdigit():
        return node.items[int(named)] if int(named) < len(node.items) else None
    if named in node.mapping:
        return node.mapping[named]
    called = (each for each in node.items for name in _NAMES if each.text_at(name) == named)
    return next(called, None)


def _has(node: Node) -> bool:
    return type(node.value) is str and bool(symbols_in(node.value))
