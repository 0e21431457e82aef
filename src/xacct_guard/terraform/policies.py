"""Policies among the arguments of Terraform resources, or what stands for those in doubt."""

from __future__ import annotations

from dataclasses import replace

from ..errors import PolicyError, XacctGuardError
from ..iam.grammar import parse_policy
from ..iam.policy import Policy, PolicyKind
from ..span import Node, Span
from .instance import Instance, World
from .value import document_of


def policy_of(world: World, document: Node | None, kind: PolicyKind, name: str, at: Span) -> Policy:
    """The policy that a value is; where it is malformed a failure, and an unknown policy."""
    try:
        if document is None or document.value is None:
            raise PolicyError(
                f"policy `{name}` has no document",
                at=at,
                help="a document has at least one statement",
            )
        return parse_policy(document_of(document), kind, name)
    except XacctGuardError as error:
        world.failures.append(error)
        return Policy(kind, name, (), at, unresolved=f"policy {name}, which could not be read")


def doubted(policy: Policy, instance: Instance) -> Policy:
    """The policy of what may not be made at all: none of its statements count then."""
    if instance.doubt is None:
        return policy
    return replace(policy, statements=(), unresolved=instance.doubt)
