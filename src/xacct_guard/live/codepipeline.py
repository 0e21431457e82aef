"""AWS CodePipeline."""

from __future__ import annotations

from ..iam.symbol import has_symbol
from ..shape import capitalized
from ..span import Node
from . import Ask, Kind


def _properties(record: Node) -> Node:
    """The structure, whose members a template writes with a capital letter; the rest is read either way."""
    said = record.mapping["get_pipeline"]
    if has_symbol(said.text or ""):
        return _unread(record.mapping["list_pipelines"], said)
    found = capitalized("get_pipeline.pipeline", depth=1)(record)
    return found or Node({}, record.span)


def _unread(listed: Node, said: Node) -> Node:
    """A pipeline of which the name is known alone: an action of which nobody knows what it asks for."""
    span = listed.span
    type = {name: Node(text, span) for name, text in _UNKNOWN.items()}
    action = Node({"Name": Node("unread", span), "ActionTypeId": Node(type, span)}, span)
    stage = Node({"Name": Node("unread", span), "Actions": Node((action,), span)}, span)
    members = {"RoleArn": said, "Stages": Node((stage,), span)}
    return Node({"Name": Node(listed.text_at("name"), span), **members}, span)


_UNKNOWN = {"Category": "Invoke", "Owner": "AWS", "Provider": "unread definition"}


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
