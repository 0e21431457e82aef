"""What is in force for a request in one of two estates, of which each may hold what the other does not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..iam.layers import Layer, Layers
from ..iam.policy import Effect, Policy, PolicyKind, Principals, Statement, Written
from ..iam.request import Principal, PrincipalKind, Request
from ..span import Source, Span
from ..trace.decide import layers_of

NOWHERE = Span(Source("", ""))
ANY = (Written("*", NOWHERE),)
LINKED = "arn:*:iam:*:*:role/aws-service-role/*"
"""The ARNs of service-linked roles."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Two estates: is there access in `new` that is not in `old`?"""

    old: AccessGraph
    new: AccessGraph

    def turned(self) -> Sides:
        """The same two, asked the other way round."""
        return Sides(self.new, self.old)

    def layers(self, request: Request) -> tuple[Layers, Layers]:
        """The layers of a request in the old estate and in the new one."""
        return (
            in_force(request, self.old, but=self.new),
            in_force(request, self.new, but=self.old),
        )


def in_force(request: Request, graph: AccessGraph, *, but: AccessGraph) -> Layers:
    """The layers that have a say in a request here; `but` is the other estate.

    Whom only the other one knows does not exist here, and may nothing. What only the other one knows has no
    policy here. What neither knows belongs to whoever asks, as far as their own account lets them.
    """
    who = request.principal.role or request.principal.arn
    if who in but.roles and who not in graph.roles:
        return Layers()
    layers = layers_of(request, graph)
    if layers.resource.held or is_known(request.resource, graph):
        return layers
    if is_known(request.resource, but):
        return replace(layers, resource=Layer())
    return replace(layers, resource=open_to(request.principal))


def is_known(resource: str, graph: AccessGraph) -> bool:
    """Does the estate hold this resource, or role?"""
    return resource in graph.roles or graph.resource(resource) is not None


def open_to(principal: Principal | None) -> Layer:
    """The policy of a resource that leaves the decision to the account of a principal; None: to anyone's.

    Of a service-linked role only IAM is asked: its service alone assumes it, and nobody can edit who may.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    """
    named = Principals(aws=ANY)
    if principal is not None and principal.account:
        named = Principals(aws=(Written(principal.account, NOWHERE),))
    elif principal is not None and principal.kind is PrincipalKind.SERVICE:
        named = Principals(service=(Written(principal.arn, NOWHERE),))
    elif principal is not None and principal.kind is PrincipalKind.PROVIDER:
        named = Principals(federated=(Written(principal.arn, NOWHERE),))
    allow = Statement(
        *(Effect.ALLOW, NOWHERE, "open", 0), principals=named, actions=ANY, resources=ANY
    )
    closed = Statement(
        *(Effect.DENY, NOWHERE, "open", 1),
        principals=Principals(aws=ANY),
        not_actions=(Written("iam:*", NOWHERE),),
        resources=(Written(LINKED, NOWHERE),),
    )
    return Layer((Policy(PolicyKind.RESOURCE, "open", (allow, closed), NOWHERE),))
