"""Resources whose properties CloudFormation groups in another way, put into its groups."""

from __future__ import annotations

from dataclasses import replace

from ..span import Node
from .value import document_of, unknown_in


def event_rule(properties: Node) -> Node:
    """`aws_cloudwatch_event_rule`: the pattern is JSON as text."""
    pattern = properties.get("EventPattern")
    return _with(properties, EventPattern=document_of(pattern)) if pattern else properties


def sagemaker_pipeline(properties: Node) -> Node:
    """`aws_sagemaker_pipeline`: its definition is a text, or an object in S3, under one property."""
    body = properties.get("PipelineDefinition")
    if body is None:
        return properties
    inner = Node({"PipelineDefinitionBody": body}, body.span)
    return _with(properties, PipelineDefinition=inner)


def pipeline(properties: Node) -> Node:
    """`aws_codepipeline`: stages and actions are blocks; stores are one or many."""
    stages = tuple(_stage(stage) for stage in _items(properties, "Stage"))
    found = _with(properties, Stages=Node(stages, properties.span))
    stores = _items(properties, "ArtifactStore")
    if len(stores) == 1:
        return _with(found, ArtifactStore=_store(stores[0]))
    members = {key: each for key, each in found.mapping.items() if key != "ArtifactStore"}
    placed = Node(tuple(map(_placed, stores)), found.span)
    return replace(found, value={**members, "ArtifactStores": placed})


def _placed(store: Node) -> Node:
    """A store of a pipeline in several Regions."""
    region = store.get("Region")
    members = {"ArtifactStore": _store(store)}
    return Node(members | ({"Region": region} if region else {}), store.span)


def _store(store: Node) -> Node:
    keys = _items(store, "EncryptionKey")
    return _with(store, EncryptionKey=keys[0]) if keys else store


def _stage(stage: Node) -> Node:
    if unknown_in(stage) is not None:
        only = Node((_unknown_action(stage),), stage.span)
        return Node({"Name": stage, "Actions": only}, stage.span)
    actions = tuple(map(_action, _items(stage, "Action")))
    return _with(stage, Actions=Node(actions, stage.span))


def _unknown_action(node: Node) -> Node:
    """An action of a kind that nobody knows, where nobody knows the blocks there are."""
    kind = dict.fromkeys(("Category", "Owner", "Provider"), node)
    return Node({"Name": node, "ActionTypeId": Node(kind, node.span)}, node.span)


def _action(action: Node) -> Node:
    if unknown_in(action) is not None:
        return _unknown_action(action)
    kind = {
        name: each
        for name in ("Category", "Owner", "Provider", "Version")
        if (each := action.get(name))
    }
    found = _with(action, ActionTypeId=Node(kind, action.span))
    for name in ("InputArtifacts", "OutputArtifacts"):
        given = action.get(name)
        if given is not None:
            named = tuple(Node({"Name": each}, each.span) for each in given.items)
            found = _with(found, **{name: Node(named, given.span)})
    return found


def _items(node: Node, name: str) -> tuple[Node, ...]:
    found = node.get(name)
    return found.items if found is not None else ()


def _with(node: Node, **members: Node) -> Node:
    return replace(node, value={**node.mapping, **members})
