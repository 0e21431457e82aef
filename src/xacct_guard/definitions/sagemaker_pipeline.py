"""SageMaker pipeline definitions, version 2020-12-01: steps, with what is known of their arguments.

Source: the pipeline definition JSON schema (aws-sagemaker-mlops.github.io, "SageMaker model building
pipeline definition"); SageMaker developer guide, build-and-manage-steps-types.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..errors import InputError
from ..iam.symbol import Symbol
from ..span import Node, Span

VERSION = "2020-12-01"


@dataclass(frozen=True, slots=True)
class PipelineStep:
    """A step: `arguments` is the request of the API it calls, every reference in it followed.

    What only an execution knows is a symbol. `settings` are the step's members beside its arguments
    (`FunctionArn`, `SqsQueueUrl`, `CacheConfig`, …). `branch` names the condition step it stands under.
    `read` are the files that its `Std:JsonGet` look into: the property file of a step, as
    `Steps.Evaluate.PropertyFiles.Report`, or the URI of an object.
    """

    name: str
    type: str
    arguments: Node
    settings: Mapping[str, Node]
    depends_on: tuple[str, ...]
    span: Span
    branch: str | None = None
    read: tuple[str, ...] = ()

    @property
    def role(self) -> Node | None:
        """The role that the step's job runs as, where it names one."""
        return self.arguments.get("RoleArn") or self.arguments.get("ExecutionRoleArn")


@dataclass(frozen=True, slots=True)
class PipelineDefinition:
    """A pipeline definition: the defaults of its parameters, and all steps, those of branches too."""

    parameters: Mapping[str, Node]
    steps: tuple[PipelineStep, ...]
    span: Span


def is_sagemaker_pipeline(document: Node) -> bool:
    """Is this a SageMaker pipeline definition?"""
    version, steps = document.get("Version"), document.mapping.get("Steps")
    return version is not None and version.text == VERSION and steps is not None


def read_sagemaker_pipeline(document: Node) -> PipelineDefinition:
    """The pipeline that a definition describes. Raises InputError where it is none."""
    if not is_sagemaker_pipeline(document):
        raise InputError(
            "not a SageMaker pipeline definition",
            at=document.span,
            help=f"it has `Version: {VERSION}` and `Steps`, as `aws sagemaker describe-pipeline`"
            " gives in `PipelineDefinition`",
        )
    parameters = dict(_parameters(document))
    steps = tuple(_steps(document.mapping["Steps"], None, _Values(parameters)))
    return PipelineDefinition(parameters, steps, document.span)


def _parameters(document: Node) -> Iterator[tuple[str, Node]]:
    declared = document.get("Parameters")
    for item in declared.items if declared else ():
        name = item.text_at("Name") or ""
        unknown = Node(str(Symbol(f"pipeline parameter {name}")), item.span)
        yield name, item.get("DefaultValue") or unknown


def _steps(node: Node, branch: str | None, values: _Values) -> Iterator[PipelineStep]:
    for item in node.items:
        name, type = _required(item, "Name"), _required(item, "Type")
        arguments = item.get("Arguments") or Node({}, item.span)
        depends = item.get("DependsOn")
        inside = {key: arguments.mapping.get(key) for key in ("IfSteps", "ElseSteps")}
        own = {key: each for key, each in arguments.mapping.items() if key not in inside}
        yield PipelineStep(
            name=name,
            type=type,
            arguments=values.known(
                replace(arguments, value=own) if arguments.mapping else arguments
            ),
            settings={
                key: values.known(each)
                for key, each in item.mapping.items()
                if key not in ("Name", "Type", "Arguments", "DependsOn")
            },
            depends_on=tuple(each.text or "" for each in depends.items) if depends else (),
            span=item.span,
            branch=branch,
            read=tuple(dict.fromkeys(_read(replace(arguments, value=own), values))),
        )
        for further in filter(None, inside.values()):
            yield from _steps(further, name, values)


def _read(arguments: Node, values: _Values) -> Iterator[str]:
    """The files that every `Std:JsonGet` below looks into."""
    for node in arguments.walk():
        inner = node.mapping.get("Std:JsonGet")
        if inner is None:
            continue
        file, uri = inner.get("PropertyFile"), inner.get("S3Uri")
        if file is not None and (named := file.text_at("Get") or file.text):
            yield named
        elif uri is not None and (known := values.known(uri).text):
            yield known


def _required(step: Node, name: str) -> str:
    found = step.text_at(name)
    if not found:
        raise InputError(
            f"a step of a pipeline has no `{name}`",
            at=step.span,
            help="each step has `Name`, `Type` and, but for few, `Arguments`",
        )
    return found


@dataclass(frozen=True, slots=True)
class _Values:
    """What `{"Get": …}`, `{"Std:Join": …}` and `{"Std:JsonGet": …}` stand for."""

    parameters: Mapping[str, Node]

    def known(self, node: Node) -> Node:
        """The node with every reference followed, as far as anybody knows before an execution."""
        if isinstance(node.value, tuple):
            return replace(node, value=tuple(map(self.known, node.value)))
        if not isinstance(node.value, Mapping):
            return node
        functions: Mapping[str, Callable[[Node], Node]] = {
            "Get": self._get,
            "Std:Join": self._join,
            "Std:JsonGet": self._from_json,
        }
        if len(node.mapping) == 1:
            (name, inner), *_ = node.mapping.items()
            if name in functions:
                return replace(functions[name](inner), span=node.span)
        return replace(node, value={key: self.known(each) for key, each in node.mapping.items()})

    def _get(self, inner: Node) -> Node:
        path = inner.text or ""
        kind, _, name = path.partition(".")
        if kind == "Parameters" and name in self.parameters:
            return self.parameters[name]
        return replace(inner, value=str(Symbol(path)))

    def _join(self, inner: Node) -> Node:
        values = inner.get("Values")
        parts = [self.known(each).text for each in values.items] if values else []
        if None in parts:
            return replace(inner, value=str(Symbol(f"a text joined at {inner.span.path}")))
        return replace(inner, value=(inner.text_at("On") or "").join(part or "" for part in parts))

    def _from_json(self, inner: Node) -> Node:
        where = inner.get("PropertyFile", "Get") or inner.get("S3Uri")
        name = (where.text if where else None) or inner.span.path
        return replace(inner, value=str(Symbol(f"{inner.text_at('Path') or 'a value'} of {name}")))
