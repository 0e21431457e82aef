"""The request a step makes: who asks, whose resource it is, and every context key that is known."""

from __future__ import annotations

from dataclasses import replace

from ..graph import aws_owned
from ..graph.access_graph import AccessGraph
from ..graph.region import endpoint_region
from ..graph.step import Step
from ..iam.arn import Arn
from ..iam.context import role_of_session
from ..iam.principal_kind import kind_of
from ..iam.request import (
    Context,
    ContextValue,
    Organization,
    Otherwise,
    Principal,
    PrincipalKind,
    Request,
)
from ..iam.symbol import Symbol, has_symbol, shown
from ..route import route
from ..services import of_action
from .membership import membership

OF_SERVICES = frozenset(
    {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"}
)
"""Sent where a service acts for a resource, never with somebody's own credentials.

IAM user guide, reference_policies_condition-keys.html.
"""
_ONLY_WHEN_SENT = frozenset(
    {"aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:tagkeys", "aws:referer"}
)


def request_of(step: Step, graph: AccessGraph) -> Request:
    """The request a step makes: who, and every context key that is known of it."""
    step = _on_what_is_meant(step, graph)
    principal = principal_of(step.principal)
    owner = owner_of(step, principal, graph)
    return Request(
        principal,
        step.action,
        step.resource,
        resource_account=owner,
        region=endpoint_region(step.action, step.region),
        context=_context(step, principal, owner, graph),
        organization=organization_of(principal, owner, graph),
    )


def _on_what_is_meant(step: Step, graph: AccessGraph) -> Step:
    """The step on the key behind an alias. Whether a service hands the alias on to KMS no page says."""
    meant = graph.meant(step.action, step.resource)
    if meant == step.resource:
        return step
    return replace(step, resource=meant, unknown=step.unknown | {"kms:requestalias"})


def principal_of(arn: str) -> Principal:
    """The principal an ARN, a service name or `*` stands for. A role ARN is some session of the role.

    A parameter nobody gave, a token, the ARN of something else: some role, nobody knows which.
    """
    kind, parsed = kind_of(arn), Arn.parse(arn)
    account = parsed.account if parsed else ""
    match kind:
        case None:
            account = account or str(Symbol(f"account of {shown(arn)}", "?" * 12))
            role = arn if has_symbol(arn) else str(Symbol(f"role {arn}"))
            return Principal(PrincipalKind.SESSION, role, account, role=role)
        case PrincipalKind.SESSION:
            return Principal(kind, arn, account, role=role_of_session(arn))
        case PrincipalKind.ANONYMOUS | PrincipalKind.SERVICE | PrincipalKind.PROVIDER:
            return Principal(kind, arn)
    return Principal(kind, arn, account)


def owner_of(step: Step, principal: Principal, graph: AccessGraph) -> str | None:
    """The account that owns the resource.

    A bucket's ARN has no account. For one the estate does not hold, the asking account is taken: its policy is
    then unknown as well, and the same account leaves the most open.
    """
    if step.resource == "*":
        return step.account
    if (resource := graph.resource(step.resource)) is not None:
        return resource.account
    if (theirs := aws_owned.owner_of(step.resource)) is not None:
        return theirs
    arn = Arn.parse(step.resource)
    return (arn.account if arn else None) or principal.account or step.account


def _context(step: Step, principal: Principal, owner: str | None, graph: AccessGraph) -> Context:
    service = of_action(step.action)
    values: dict[str, ContextValue] = dict(service.sends(step, graph)) if service else {}
    way = route(step, graph)
    absent = set(way.absent | _ONLY_WHEN_SENT | (service.never_sent if service else set()))
    if principal.kind is not PrincipalKind.SERVICE:
        absent |= OF_SERVICES
    if principal.kind is PrincipalKind.SESSION:
        values["aws:multifactorauthpresent"] = "false"  # a service's session never has MFA
    tags, whole = principal_tags(principal, graph)
    if whole:
        absent.add("aws:principaltag/*")
    values |= tags | membership(
        principal, step.action, step.resource, graph, owner=owner, sent=step.context
    )
    values |= _of_aws(step, principal, graph)
    values = {key: held for key, held in values.items() if key not in step.unknown}
    values |= {**way.values, **step.context}
    return Context(
        values,
        absent=frozenset(absent | step.absent) - values.keys() - step.unknown - way.unknown,
        otherwise=Otherwise.UNKNOWN,
    )


def principal_tags(
    principal: Principal, graph: AccessGraph
) -> tuple[dict[str, ContextValue], bool]:
    """`aws:PrincipalTag/…` of the tags of a role or user, and whether it has no others.

    IAM user guide, reference_policies_condition-keys.html#condition-keys-principaltag.
    """
    if principal.kind is PrincipalKind.SERVICE:
        return {}, True
    held = graph.roles.get(principal.role or principal.arn)
    if held is None:
        return {}, False
    known = held.tags.known.items()
    return {f"aws:principaltag/{key.lower()}": value for key, value in known}, held.tags.whole


def _of_aws(step: Step, principal: Principal, graph: AccessGraph) -> dict[str, ContextValue]:
    """What belongs to AWS is in no organization of the estate."""
    theirs = graph.resource(step.resource) is None and aws_owned.owner_of(step.resource)
    values: dict[str, ContextValue] = {}
    if theirs:
        values["aws:resourceorgid"] = aws_owned.ORGANIZATION
    if aws_owned.is_of_aws(principal.account or ""):
        values["aws:principalorgid"] = aws_owned.ORGANIZATION
    return values


def organization_of(principal: Principal, owner: str | None, graph: AccessGraph) -> Organization:
    """What the organization has to do with a request. An account with control policies is in one."""
    asking = graph.accounts.get(principal.account or "")
    owning = graph.accounts.get(owner or "")
    named = graph.organization is not None
    return Organization(
        id=graph.organization,
        principal_in_org=asking is not None and (named or bool(asking.scps)),
        principal_account_is_management=bool(asking and asking.is_management),
        resource_account_is_management=bool(owning and owning.is_management),
    )
