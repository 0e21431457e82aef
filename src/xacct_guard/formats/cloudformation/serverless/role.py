"""The role that the transform makes for what has none.

Reference: serverless-application-model/latest/developerguide, sam-specification-generated-resources-*.html.
"""

from __future__ import annotations

from collections.abc import Iterable

from ....span import Node, Span
from .nodes import get_att, listed, mapping, text, trust
from .policies import Policies, policies_of


def roled(
    logical: str, given: Node, at: Span, service: str, more: Policies
) -> tuple[dict[str, Node], dict[str, Node] | None]:
    """The properties with a role, and the properties of that role where none is given.

    `more` are policies that the role gets besides those that the template lists.
    """
    properties = dict(given.mapping)
    if "Role" in properties:
        return properties, None
    properties["Role"] = get_att(f"{logical}Role", "Arn", at)
    own = policies_of(logical, given.get("Policies"))
    role = {
        "AssumeRolePolicyDocument": given.get("AssumeRolePolicyDocument") or trust(service, at),
        "ManagedPolicyArns": listed(at, (*more.managed, *own.managed)),
        "Policies": listed(at, (*own.inline, *more.inline)),
    }
    for name, to in (("RolePath", "Path"), ("PermissionsBoundary", "PermissionsBoundary")):
        if (member := given.get(name)) is not None:
            role[to] = member
    return properties, role


def event_role(given: Node, at: Span, service: str, document: Node) -> dict[str, Node]:
    """The properties of the role as which an event starts something."""
    boundary = given.get("PermissionsBoundary")
    return {
        "AssumeRolePolicyDocument": trust(service, at),
        "Policies": listed(at, (inline("start", document),)),
        **({"PermissionsBoundary": boundary} if boundary else {}),
    }


def inline(name: str, document: Node) -> Node:
    """An inline policy."""
    at = document.span
    return mapping(at, {"PolicyName": text(name, at), "PolicyDocument": document})


def managed(arns: Iterable[str], at: Span) -> list[Node]:
    """Managed policies by their ARNs."""
    return [text(arn, at) for arn in arns]
