"""Shares of AWS RAM: a resource policy that AWS writes, of which only the principals are known.

Reference: docs.aws.amazon.com/ram/latest/userguide/security-ram-permissions.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.model import Attached
from ..iam.arn import Arn
from ..iam.policy import PolicyKind
from ..span import Node, Span
from .identity import attribute
from .instance import Instance, World
from .policies import doubted, policy_of
from .value import unknown

SHARE = "aws_ram_resource_share"
RESOURCE, PRINCIPAL = "aws_ram_resource_association", "aws_ram_principal_association"


def shared(world: World) -> Iterator[Attached]:
    """What each share adds to the policy of each of its resources."""
    shares = {_arn(each): each for each in world.of(SHARE)}
    for association in world.of(RESOURCE):
        share, resource = _share_of(association), association.text("resource_arn")
        if resource is None:
            continue
        for given in (each for each in world.of(PRINCIPAL) if _share_of(each) == share):
            found = _statement(given, shares.get(share, association))
            members = {"Version": Node("2012-10-17", given.span), "Statement": found}
            document = Node(members, given.span)
            at, kind = given.span, PolicyKind.RESOURCE
            policy = policy_of(world, document, kind, given.address, at)
            for made in (association, given, shares.get(share, given)):
                policy = doubted(policy, made)
            yield Attached(resource, policy, at, adds=True)


def _statement(given: Instance, share: Instance) -> Node:
    """Somebody may do what the permissions of the share say, which are AWS's own."""
    at = given.span
    permitted = unknown(f"actions of the permission of {share.place}", at)
    members = {
        "Effect": Node("Allow", at),
        "Action": permitted,
        "Resource": Node("*", at),
        **_principal(given.ask("principal") or Node("*", at), at),
    }
    return Node((Node(members, at),), at)


def _principal(written: Node, at: Span) -> dict[str, Node]:
    """An account or a principal; of an organization or a unit nobody here knows who is in it."""
    arn = Arn.parse(written.text or "")
    if arn is None or arn.service != "organizations":
        return {"Principal": Node({"AWS": written}, at)}
    inside = Node({"aws:PrincipalOrgPaths": unknown(f"paths of {written.text}", at)}, at)
    condition = Node({"ForAnyValue:StringLike": inside}, at)
    return {"Principal": Node("*", at), "Condition": condition}


def _share_of(association: Instance) -> str:
    return association.text("resource_share_arn") or ""


def _arn(share: Instance) -> str:
    return attribute(share, "arn", share.span).text or ""
