"""An estate with other policies than it has, as a test wants to know what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.policy import Policy, Statement


def without(graph: AccessGraph, gone: Statement) -> AccessGraph:
    """The same estate with one statement taken away."""

    def kept(policy: Policy) -> Policy:
        if gone not in policy.statements:
            return policy
        return replace(policy, statements=tuple(s for s in policy.statements if s != gone))

    return with_policies(graph, kept)


def with_policies(graph: AccessGraph, change: Callable[[Policy], Policy]) -> AccessGraph:
    """The same estate with every policy put through `change`."""

    def changed(policy: Policy | None) -> Policy | None:
        return change(policy) if policy else None

    roles = {
        arn: replace(
            role,
            trust=changed(role.trust),
            identity=tuple(map(change, role.identity)),
            boundary=changed(role.boundary),
        )
        for arn, role in graph.roles.items()
    }
    resources = {
        arn: replace(resource, policy=changed(resource.policy))
        for arn, resource in graph.resources.items()
    }
    return replace(graph, roles=roles, resources=resources)
