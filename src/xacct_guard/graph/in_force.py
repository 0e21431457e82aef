"""In force: the policies of an estate that have a say in a request, but for that of an endpoint on its way."""

from __future__ import annotations

from dataclasses import replace

from ..iam.layers import Layer, Layers, PublicAccessBlock
from ..iam.policy import Policy
from ..iam.request import PrincipalKind, Request
from ..iam.semantics import AccountTrust, Semantics
from ..iam.symbol import shown
from . import aws_managed_key, aws_owned
from .access_graph import AccessGraph
from .container import container_of, group_of
from .model import Resource, Role

_PUBLIC_ACCESS_SETTINGS = (
    *("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"),
)


def policies_in_force(request: Request, graph: AccessGraph, semantics: Semantics) -> Layers:
    """The layers in which the estate decides this request; what it does not hold is said to be absent."""
    who = graph.roles.get(request.principal.role or request.principal.arn)
    account = graph.accounts.get(request.principal.account or "")
    owner = graph.accounts.get(request.resource_account or "")
    return Layers(
        identity=_identity(who, request),
        boundary=Layer((who.boundary,)) if who and who.boundary else None,
        resource=_resource_layer(request, graph, semantics),
        scps=_levels(account.scps if account else None),
        rcps=_levels(owner.rcps if owner else None),
        kms_grants=graph.grants.get(request.resource, ()),
        public_access_block=_public_access_block(request, graph),
    )


def _public_access_block(request: Request, graph: AccessGraph) -> PublicAccessBlock | None:
    """Block Public Access of a bucket, as far as its own settings say so; not that of the account."""
    bucket = graph.resource(request.resource) if request.service == "s3" else None
    said = bucket.facts.get("public_access_block") if bucket is not None else None
    if said is None:
        return None
    return PublicAccessBlock(
        *(said.text_at(setting) == "true" for setting in _PUBLIC_ACCESS_SETTINGS)
    )


def _resource_layer(request: Request, graph: AccessGraph, semantics: Semantics) -> Layer:
    if semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY or request.resource == "*":
        return Layer()
    if request.service == "sts" and (role := graph.roles.get(request.resource)):
        return _one(role.trust, role.absent, held=role.trust is not None)
    if (resource := _with_policy(request.resource, graph)) is not None:
        return _one(resource.policy, f"policy of {resource.place}", held=resource.policy_held)
    by_aws = aws_managed_key.policy_of(request.resource) or aws_owned.policy_of(request.resource)
    if by_aws is not None:
        return Layer((by_aws,))
    return Layer(held=False, absent=f"resource policy of {shown(request.resource)}")


def _with_policy(arn: str, graph: AccessGraph) -> Resource | None:
    """The resource whose policy speaks of this ARN: what it is, or what that is part of."""
    held = graph.resource(arn)
    if held is None or held.policy is not None:
        return held
    whole = graph.resources.get(container_of(held.arn) or "")
    if whole is None and (group := group_of(held.arn)) is not None:
        return replace(held, policy_held=False, place=shown(group))
    return whole or held


def _identity(who: Role | None, request: Request) -> Layer:
    if who is not None:
        return Layer(who.identity, held=who.held, absent=who.absent)
    if aws_owned.is_of_aws(request.principal.account or ""):
        return Layer((aws_owned.of_its_own(),))
    if request.principal.kind in (PrincipalKind.SESSION, PrincipalKind.USER):
        arn = request.principal.role or request.principal.arn
        return Layer(held=False, absent=f"identity policies of {shown(arn)}")
    return Layer()


def _one(policy: Policy | None, absent: str | None, *, held: bool) -> Layer:
    return Layer((policy,) if policy else (), held=held, absent=None if held else absent)


def _levels(levels: tuple[tuple[Policy, ...], ...] | None) -> tuple[Layer, ...]:
    return tuple(Layer(policies) for policies in levels or ())
