"""The structure of a CodePipeline pipeline, as the CLI's JSON and as CloudFormation write it.

Both have the same members; CloudFormation capitalises them. Source: CodePipeline user guide,
reference-pipeline-structure.html; template reference, AWS::CodePipeline::Pipeline.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import InputError
from ..graph.model import Placement
from ..graph.pipeline import Action, ArtifactStore, Pipeline, Stage
from ..span import Node


def is_pipeline(document: Node) -> bool:
    """Does this document hold a pipeline definition?"""
    pipeline = document.get("pipeline")
    return pipeline is not None and _member(pipeline, "stages") is not None


def read_pipeline(node: Node, placement: Placement, place: str) -> Pipeline:
    """The pipeline of a definition (the value of `pipeline`, or of a resource's properties)."""
    role = _required(node, "roleArn")
    name = _text(node, "name") or placement.stack
    return Pipeline(
        name=name,
        account=placement.account,
        region=placement.region,
        role_arn=role.text or "",
        role_span=role.span,
        stores=_stores(node, placement),
        stages=tuple(_stage(stage, placement) for stage in _required(node, "stages").items),
        span=node.span,
        place=place or name,
    )


def _member(node: Node, name: str) -> Node | None:
    return node.get(name) or node.get(name[0].upper() + name[1:])


def _required(node: Node, name: str) -> Node:
    found = _member(node, name)
    if found is None:
        raise InputError(
            f"a pipeline definition needs `{name}`",
            at=node.span,
            help="compare it with the output of `aws codepipeline get-pipeline`",
        )
    return found


def _text(node: Node, name: str) -> str | None:
    found = _member(node, name)
    return found.text if found else None


def _names(node: Node, name: str) -> tuple[str, ...]:
    found = _member(node, name)
    return tuple(_text(item, "name") or "" for item in found.items) if found else ()


def _list(node: Node, name: str) -> tuple[Node, ...]:
    found = _member(node, name)
    return found.items if found else ()


def _stores(node: Node, placement: Placement) -> Mapping[str, ArtifactStore]:
    one = _member(node, "artifactStore")
    many = _member(node, "artifactStores")
    if one is not None:
        return {placement.region: _store(one)}
    if many is None:
        return {}
    if many.mapping:
        return {region: _store(store) for region, store in many.mapping.items()}
    return {
        _text(item, "region") or placement.region: _store(_required(item, "artifactStore"))
        for item in many.items
    }


def _store(node: Node) -> ArtifactStore:
    encryption = _member(node, "encryptionKey")
    key = _member(encryption, "id") if encryption else None
    return ArtifactStore(
        bucket=_text(node, "location") or "",
        span=node.span,
        key=key.text if key else None,
        key_span=key.span if key else None,
    )


def _stage(node: Node, placement: Placement) -> Stage:
    actions = tuple(_action(action, placement) for action in _required(node, "actions").items)
    return Stage(_text(node, "name") or "", actions, node.span)


def _action(node: Node, placement: Placement) -> Action:
    kind, role = _required(node, "actionTypeId"), _member(node, "roleArn")
    configuration = _member(node, "configuration")
    order = _text(node, "runOrder") or "1"
    return Action(
        name=_text(node, "name") or "",
        category=_text(kind, "category") or "",
        owner=_text(kind, "owner") or "",
        provider=_text(kind, "provider") or "",
        region=_text(node, "region") or placement.region,
        span=node.span,
        role_arn=role.text if role else None,
        role_span=role.span if role else None,
        run_order=int(order) if order.isdecimal() else 1,
        configuration=configuration.mapping if configuration else {},
        inputs=_names(node, "inputArtifacts"),
        outputs=_names(node, "outputArtifacts"),
        namespace=_text(node, "namespace"),
        commands=_list(node, "commands"),
        environment=_list(node, "environmentVariables"),
    )
