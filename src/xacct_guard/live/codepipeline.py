"""AWS CodePipeline."""

from __future__ import annotations

from ..shape import capitalized
from ..span import Node
from . import Ask, Kind


def _properties(record: Node) -> Node:
    """The structure, whose members a template writes with a capital letter; the rest is read either way."""
    found = capitalized("get_pipeline.pipeline", depth=1)(record)
    return found or Node({}, record.span)


LIVE = (
    Kind(
        "codepipeline:pipeline",
        Ask("codepipeline", "list_pipelines", ("codepipeline:ListPipelines",)),
        items="pipelines",
        named="name",
        looks=(
            Ask(
                "codepipeline",
                "get_pipeline",
                ("codepipeline:GetPipeline",),
                {"name": "name"},
                keep="{pipeline: pipeline}",
            ),
        ),
        gone=("PipelineNotFoundException",),
        veil=frozenset({"EnvironmentVariables", "environmentVariables"}),
        cfn="AWS::CodePipeline::Pipeline",
        properties=_properties,
    ),
)
