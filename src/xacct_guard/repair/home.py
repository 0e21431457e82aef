"""Home: the policy that a change belongs to, or the role or resource that has none."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..graph.link import of_aws
from ..graph.model import Resource, Role
from ..iam.policy import PolicyKind
from ..iam.request import Request
from ..iam.symbol import shown
from ..span import Span


@dataclass(frozen=True, slots=True)
class Home:
    """`to` is an ARN or (control policies) an account id; `where` the same in words."""

    to: str
    where: str
    at: Span | None


def home_of(kind: PolicyKind, request: Request, graph: AccessGraph) -> Home:
    """Where a policy of this kind that speaks of the request belongs."""
    match kind:
        case PolicyKind.SCP:
            return _account(request.principal.account, graph)
        case PolicyKind.RCP:
            return _account(request.resource_account, graph)
        case PolicyKind.ENDPOINT:
            return _endpoint(request)
        case PolicyKind.TRUST:
            return _trust(request.resource, graph)
        case PolicyKind.RESOURCE:
            return _resource(request.resource, graph)
    arn = request.principal.role or request.principal.arn
    role = graph.roles.get(arn)
    at = _boundary(role) if kind is PolicyKind.BOUNDARY else _identity(role, request)
    return Home(arn, _name(role, arn), at)


def _name(declared: Role | Resource | None, arn: str) -> str:
    return declared.place if declared and declared.place else shown(arn)


def _account(id: str | None, graph: AccessGraph) -> Home:
    account = graph.accounts.get(id or "")
    words = f"{account.name} ({account.id})" if account else shown(id or "the account")
    return Home(id or "", words, account.span if account else None)


def _endpoint(request: Request) -> Home:
    held = request.context.values.get("aws:sourcevpce", "the VPC endpoint")
    id = held if isinstance(held, str) else held[0]
    return Home(id, shown(id), None)


def _trust(arn: str, graph: AccessGraph) -> Home:
    role = graph.roles.get(arn)
    at = (role.trust.span if role.trust else role.span) if role else None
    return Home(arn, _name(role, arn), at)


def _resource(arn: str, graph: AccessGraph) -> Home:
    resource = graph.resource(arn)
    if resource is None:
        return Home(arn, shown(arn), None)
    at = resource.policy.span if resource.policy else resource.span
    return Home(resource.arn, _name(resource, arn), at)


def _boundary(role: Role | None) -> Span | None:
    if role is None:
        return None
    return role.boundary.span if role.boundary else role.span


def _identity(role: Role | None, request: Request) -> Span | None:
    """The role's own policy that speaks of the same service, or its only one; else the role."""
    if role is None:
        return None
    ours = [policy for policy in role.identity if not of_aws(policy)]
    prefix = f"{request.service}:"
    alike = [
        one
        for one in ours
        if any(w.text.lower().startswith(prefix) for s in one.statements for w in s.actions)
    ]
    if alike or len(ours) == 1:
        return (alike or ours)[0].span
    return role.span
