"""The estate as it would be with the generated policies alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource, Role
from ..iam.arn import Arn
from ..iam.policy import Policy, PolicyKind
from ..iam.symbol import shown
from ..services import of_arn
from ..span import Source, Span
from .document import policy_of
from .generate import Generated

_NOWHERE = Span(Source("(generated)", ""))


def alone(graph: AccessGraph, policies: Iterable[Generated]) -> AccessGraph:
    """The same estate in which nothing gives anything but these policies.

    Every identity, trust, resource and endpoint policy and every grant of KMS is taken away first; what
    only takes away, boundaries and control policies, stays. Roles and resources that are known by name
    alone are as if declared.
    """
    of: dict[tuple[str, PolicyKind], tuple[Policy, ...]] = {}
    for one in policies:
        policy = policy_of(one.document, one.kind, f"{one.kind} policy of {shown(one.attached_to)}")
        key = (one.attached_to, one.kind)
        of[key] = (*of.get(key, ()), policy)
    roles = {**_absent_roles(graph, of), **graph.roles}
    resources = {**_absent_resources(graph, of), **graph.resources}
    return replace(
        graph,
        roles={arn: _role(role, of) for arn, role in roles.items()},
        resources={arn: _resource(each, of) for arn, each in resources.items()},
        grants={},
    )


_Policies = Mapping[tuple[str, PolicyKind], tuple[Policy, ...]]


def _role(role: Role, of: _Policies) -> Role:
    trusts = of.get((role.arn, PolicyKind.TRUST), ())
    is_user = role.trust is None and ":user/" in role.arn
    nobody = Policy(PolicyKind.TRUST, f"trust policy of {shown(role.name)}", (), role.span)
    return replace(
        role,
        identity=of.get((role.arn, PolicyKind.IDENTITY), ()),
        trust=None if is_user else next(iter(trusts), nobody),
        held=True,
        absent=None,
    )


def _resource(resource: Resource, of: _Policies) -> Resource:
    """An endpoint without a policy would let everything through: one that is on no path lets nothing."""
    kind = PolicyKind.RESOURCE
    if resource.type == "ec2:vpc-endpoint":
        kind = PolicyKind.ENDPOINT
    given = next(iter(of.get((resource.arn, kind), ())), None)
    if given is None and kind is PolicyKind.ENDPOINT:
        given = Policy(kind, f"policy of {shown(resource.name)}", (), resource.span)
    return replace(resource, policy=given, policy_held=True)


def _absent_roles(graph: AccessGraph, of: _Policies) -> dict[str, Role]:
    """Roles and users for which there are policies, but which the estate does not declare."""
    wanted = (PolicyKind.IDENTITY, PolicyKind.TRUST)
    absent = {arn for arn, kind in of if kind in wanted and arn not in graph.roles}
    return {arn: _some_role(arn) for arn in sorted(absent)}


def _some_role(arn: str) -> Role:
    parsed = Arn.parse(arn)
    account, name = (parsed.account, parsed.name) if parsed else ("", arn)
    return Role(arn, account, name, "/", _NOWHERE)


def _absent_resources(graph: AccessGraph, of: _Policies) -> dict[str, Resource]:
    """Resources for which there are policies, but which the estate does not declare."""
    found: dict[str, Resource] = {}
    for arn, kind in of:
        row, parsed = of_arn(arn), Arn.parse(arn)
        if kind is PolicyKind.RESOURCE and arn not in graph.resources and row and parsed:
            found[arn] = Resource(
                *(arn, row.name, parsed.account, parsed.region, parsed.name, _NOWHERE),
                described=False,
            )
    return found
