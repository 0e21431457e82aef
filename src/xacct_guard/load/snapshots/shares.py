"""Shares of AWS RAM, as they were collected: whom they let in is known, for what is not.

docs.aws.amazon.com/ram/latest/userguide/security-ram-permissions.html
"""

from __future__ import annotations

from collections.abc import Iterator

from ...graph.model import Attached, Parts
from ...iam.arn import Arn
from ...iam.grammar import parse_policy
from ...iam.policy import Policy, PolicyKind
from ...iam.symbol import Symbol, has_symbol
from ...shape import at
from ...span import Node
from .doubts import on_all


def shared(share: Node) -> Parts:
    """What a share adds to the policy of each of its resources."""
    found = (each for policy in _policies(share) for each in _on_each(share, policy))
    return Parts(attached=tuple(found))


def _on_each(share: Node, policy: Policy) -> Iterator[Attached]:
    for resource in _listed(share, "list_resources"):
        if has_symbol(resource.text or ""):
            yield from on_all("ram:share", _place(share), policy)
        elif resource.text:
            yield Attached(resource.text, policy, share.span, adds=True)


def _place(share: Node) -> str:
    """Where the share is; it can share what is there as well."""
    listed = share.mapping["get_resource_shares"]
    partition, region, account = (
        listed.text_at(name) or "" for name in ("partition", "region", "account")
    )
    return f"{partition}:{{}}:{region}:{account}"


def _policies(share: Node) -> Iterator[Policy]:
    name = f"share {share.mapping['get_resource_shares'].text_at('name')}"
    for principal in _listed(share, "list_principals"):
        document = _document(principal, name)
        yield parse_policy(document, PolicyKind.RESOURCE, name)


def _document(principal: Node, name: str) -> Node:
    span = principal.span
    members = {
        "Effect": Node("Allow", span),
        "Action": Node(str(Symbol(f"actions of the permissions of {name}")), span),
        "Resource": Node("*", span),
        **_whom(principal),
    }
    statement = Node((Node(members, span),), span)
    return Node({"Version": Node("2012-10-17", span), "Statement": statement}, span)


def _whom(principal: Node) -> dict[str, Node]:
    """An account or a principal; of an organization or a unit nobody here knows who is in it."""
    span = principal.span
    arn = Arn.parse(principal.text or "")
    if arn is None or arn.service != "organizations":
        return {"Principal": Node({"AWS": principal}, span)}
    paths = Node(str(Symbol(f"paths of {principal.text}")), span)
    inside = Node({"aws:PrincipalOrgPaths": paths}, span)
    everybody = Node("*", span)
    return {"Principal": everybody, "Condition": Node({"ForAnyValue:StringLike": inside}, span)}


def _listed(share: Node, operation: str) -> tuple[Node, ...]:
    found = at(share, operation)
    return found.items if found else ()
