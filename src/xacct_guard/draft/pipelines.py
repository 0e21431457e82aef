"""The pipelines of a draft, and what they tell of the rest: what they deploy, what they invoke."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..actions import provider_of
from ..definitions.codepipeline import read_pipeline
from ..errors import XacctGuardError
from ..graph.model import Placement
from ..graph.pipeline import Action
from ..iam.symbol import shown
from ..infer import account_of_pipeline, region_of_pipeline
from ..span import Node
from .guesses import Guesses
from .line import scalar
from .survey import File, Survey

_PLACEHOLDER = re.compile(r"<[A-Za-z][\w-]*>")


def pipelines(survey: Survey, guesses: Guesses) -> Iterator[str]:
    """The section `pipelines`; one whose account nobody knows is a comment."""
    lines = [_pipeline(file, guesses) for file in survey.pipelines]
    if lines:
        yield "pipelines:" if any(line.startswith("  -") for line in lines) else "# pipelines:"
        yield from lines


def _pipeline(file: File, guesses: Guesses) -> str:
    inner = file.node.mapping["pipeline"]
    account = _account_of(inner, guesses)
    region = region_of_pipeline(inner)
    artifacts = ", ".join(f"{scalar(name)}: {scalar(file.path.parent)}" for name in _sources(inner))
    said = f"definition: {scalar(file.path)}, account: {scalar(account) if account else '…'}"
    said += f", region: {region.value}" if region else ""
    said += f", artifacts: {{{artifacts}}}" if artifacts else ""
    return f"  - {{{said}}}" if account else f"#  - {{{said}}}"


def _account_of(pipeline: Node, guesses: Guesses) -> str | None:
    """The account of the service role, by its id or by the placeholder in its ARN."""
    inferred = account_of_pipeline(pipeline)
    if inferred is not None:
        return guesses.of_id(inferred.value)
    role = pipeline.get("roleArn")
    written = role.span.source.text.splitlines() if role else []
    line = written[role.span.line - 1] if role and role.span.line else ""
    return next(filter(None, map(guesses.label, _PLACEHOLDER.findall(line))), None)


def _sources(pipeline: Node) -> tuple[str, ...]:
    """The artifacts that hold what the repository holds: the outputs of source actions."""
    actions = _actions(pipeline)
    return tuple(name for each in actions if each.category == "Source" for name in each.outputs)


def _actions(pipeline: Node) -> tuple[Action, ...]:
    try:
        read = read_pipeline(pipeline, Placement("", "", ""), "")
    except XacctGuardError:
        return ()
    return tuple(action for stage in read.stages for action in stage.actions)


def deployed(survey: Survey) -> frozenset[str]:
    """The templates that pipelines deploy: these are found by the pipelines."""
    inner = (file.node.mapping["pipeline"] for file in survey.pipelines)
    actions = (action for pipeline in inner for action in _actions(pipeline))
    paths = (action.configuration.get("TemplatePath") for action in actions)
    return frozenset(re.split(r"/|::", path.text or "")[-1] for path in paths if path is not None)


def invoked(survey: Survey) -> Iterator[str]:
    """The names of the functions that pipelines invoke."""
    pipelines = [file.node.mapping["pipeline"] for file in survey.pipelines]
    for template in survey.templates.values():
        declared = template.node.get("Resources")
        for each in declared.mapping.values() if declared else ():
            type, properties = each.get("Type"), each.get("Properties")
            if type and type.text == "AWS::CodePipeline::Pipeline" and properties:
                pipelines.append(properties)
    for action in (action for pipeline in pipelines for action in _actions(pipeline)):
        provider = provider_of(action)
        name = action.configuration.get("FunctionName")
        if provider is not None and provider.provider == "Lambda":
            yield shown(name.text or "…") if name is not None and name.text else "…"
