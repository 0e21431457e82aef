"""A change -> the edits that make it in the file where it belongs, if it is in one that can be edited."""

from __future__ import annotations

from collections.abc import Mapping

from ..edit import holder_of, node_at
from ..finding import Add, Edit, Put, Take
from ..graph.access_graph import AccessGraph
from ..graph.model import Resource
from ..iam.arn import Arn
from ..iam.policy import PolicyKind
from ..iam.symbol import Symbol, has_symbol, split_symbols
from ..span import Node
from .change import Change, Json
from .paste import put_in

_VERSION = "2012-10-17"
_NAME = "PipelineAccess"
_PROPERTY = {
    "ecr:repository": "RepositoryPolicyText",
    "sagemaker:model-package-group": "ModelPackageGroupPolicy",
}
_INSTEAD = {"NotResource": "Resource"}


def edits_of(change: Change, graph: AccessGraph) -> tuple[Edit, ...]:
    """The edits; none where the place is in no file, or what is to be written has no name there."""
    node = node_at(change.at) if change.at else None
    if node is None:
        return ()
    written = put_in(_with_shapes(change.written, change, graph), change, graph)
    if not isinstance(written, Mapping):
        return ()
    if change.instead is not None:
        return _elements(node, written)
    statements = node.get("Statement") if node.mapping else None
    if statements is not None:
        return (Add(statements.span, written),)
    return _new_policy(node, written, change, graph)


def _elements(statement: Node, written: Mapping[str, object]) -> tuple[Edit, ...]:
    """The elements of a statement that become others."""
    found: list[Edit] = []
    for name, value in written.items():
        there, other = statement.get(name), statement.get(_INSTEAD.get(name, ""))
        if name == "Condition" and there is not None and isinstance(value, Mapping):
            found += _conditions(there, value)
        elif there is not None:
            found.append(Put(there.span, value))
        elif other is not None:
            found += [Take(other.span), Add(statement.span, value, name)]
        else:
            found.append(Add(statement.span, value, name))
    return tuple(found)


def _conditions(there: Node, written: Mapping[str, object]) -> list[Edit]:
    found: list[Edit] = []
    for operator, keys in written.items():
        block = _member(there, operator)
        if block is None:
            found.append(Add(there.span, keys, operator))
            continue
        for key, value in keys.items() if isinstance(keys, Mapping) else ():
            held = _member(block, key)
            if held is None:
                found.append(Add(block.span, value, key))
            else:
                found += _values(held, value)
    return found


def _member(node: Node, name: str) -> Node | None:
    """The member of that name; IAM does not mind how its letters are written."""
    found = (each for key, each in node.mapping.items() if key.lower() == name.lower())
    return next(found, None)


def _values(held: Node, value: object) -> list[Edit]:
    """The values that are new under a key: what stands there stays as it is written."""
    every = list(value) if isinstance(value, (list, tuple)) else [value]
    return [Add(held.span, each) for each in every[len(held.items) :]]


def _new_policy(
    holder: Node, written: Mapping[str, object], change: Change, graph: AccessGraph
) -> tuple[Edit, ...]:
    """A policy for what has none: an inline one of a role, or that of a resource."""
    properties = holder.get("Properties")
    if holder.text_at("Type") is None:
        return ()
    document = {"Version": _VERSION, "Statement": [written]}
    if change.kind is PolicyKind.IDENTITY and properties is not None:
        return _inline(properties, document)
    resource = graph.resource(change.to)
    if change.kind is not PolicyKind.RESOURCE or resource is None:
        return ()
    return _of_resource(resource, holder, properties, document)


def _inline(properties: Node, document: Json) -> tuple[Edit, ...]:
    policies = properties.get("Policies")
    names = {each.text_at("PolicyName") for each in policies.items} if policies else set()
    numbered = (f"{_NAME}{number or ''}" for number in range(len(names) + 1))
    policy = {
        "PolicyName": next(name for name in numbered if name not in names),
        "PolicyDocument": document,
    }
    if policies is None:
        return (Add(properties.span, [policy], "Policies"),)
    return (Add(policies.span, policy),)


def _of_resource(
    resource: Resource, holder: Node, properties: Node | None, document: Json
) -> tuple[Edit, ...]:
    name = _PROPERTY.get(resource.type)
    if name is not None and properties is not None:
        return (Add(properties.span, document, name),)
    if resource.type != "s3:bucket" or len(holder.span.route) != 2:
        return ()
    logical = str(holder.span.route[-1])
    resources = holder_of(holder.span)
    if resources is None or resources.get(f"{logical}Policy") is not None:
        return ()
    policy = {"Bucket": {"Ref": logical}, "PolicyDocument": document}
    made = {"Type": "AWS::S3::BucketPolicy", "Properties": policy}
    return (Add(resources.span, made, f"{logical}Policy"),)


def _with_shapes(written: Json, change: Change, graph: AccessGraph) -> Json:
    """What another template names itself, by a pattern: roles by their account and the form of their ARN."""
    put = dict(written)
    named = put.get("Principal")
    arn = named.get("AWS") if isinstance(named, Mapping) else None
    if isinstance(arn, str) and _is_foreign(arn, change, graph) and (parsed := Arn.parse(arn)):
        put["Principal"] = {"AWS": f"arn:{parsed.partition}:iam::{parsed.account}:root"}
        kept = put.get("Condition")
        conditions = dict(kept) if isinstance(kept, Mapping) else {}
        conditions["ArnLike"] = {"aws:PrincipalArn": _shape(arn)}
        put["Condition"] = conditions
    on = put.get("Resource")
    if isinstance(on, str) and _is_foreign(on, change, graph):
        put["Resource"] = _shape(on)
    return put


def _is_foreign(text: str, change: Change, graph: AccessGraph) -> bool:
    return has_symbol(text) and any(map(has_symbol, _texts(put_in(text, change, graph))))


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(text for each in value.values() for text in _texts(each))
    if isinstance(value, (list, tuple)):
        return tuple(text for each in value for text in _texts(each))
    return (value,) if isinstance(value, str) else ()


def _shape(text: str) -> str:
    return "".join(part.shape if isinstance(part, Symbol) else part for part in split_symbols(text))
