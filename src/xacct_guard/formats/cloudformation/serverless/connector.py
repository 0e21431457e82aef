"""Connectors: permissions between two resources that the transform writes, and this does not.

Reference: serverless-application-model/latest/developerguide/managing-permissions-connectors.html. The
role of the source gets a policy, so nobody can say that it lacks a permission.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....span import Node, Span
from .nodes import Made, listed, opened, ref, resource, text

TYPE = "AWS::Serverless::Connector"


def connected(resources: Node) -> Made:
    """For each connector a policy that nobody knows, on the role of its source."""
    for name, source, node, at in _connectors(resources):
        kind = resources.get(source, "Type")
        if kind is None or not (kind.text or "").startswith("AWS::Serverless::"):
            continue
        if resources.get(source, "Properties", "Role") is not None:
            continue
        properties = {
            "Roles": listed(at, (ref(f"{source}Role", at),)),
            "PolicyDocument": opened(f"what connector {name} lets {source} do", at),
        }
        yield f"{name}Policy", resource(node, at, "AWS::IAM::ManagedPolicy", properties)


def _connectors(resources: Node) -> Iterator[tuple[str, str, Node, Span]]:
    for logical, node in resources.mapping.items():
        named = node.get("Type")
        if named is not None and named.text == TYPE:
            source = node.get("Properties", "Source", "Id") or text("", node.span)
            yield logical, source.text or "", Node({}, node.span), node.span
        own = node.get("Connectors")
        for name, written in own.mapping.items() if own else ():
            yield f"{logical}{name}", logical, Node({}, written.span), written.span
