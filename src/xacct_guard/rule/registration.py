"""Registrations: who registers a version of a model in which group, and which group was meant."""

from __future__ import annotations

from ..graph.model import Resource
from ..iam.arn import Arn
from ..iam.policy import PolicyKind
from ..iam.truth import Truth
from ..trace import Hop
from .facts import Facts, fact

REGISTERING = "sagemaker:CreateModelPackage"


@fact
def twins_registered_into(facts: Facts) -> tuple[tuple[Hop, Resource], ...]:
    """The registrations in a group of the own account, each with a group of that name that lets it in.

    A group that is named and not given by its ARN is one of the caller's own account
    (sagemaker/latest/APIReference/API_CreateModelPackage.html).
    """
    return tuple(
        (hop, group)
        for hop in facts.hops
        if hop.step.action == REGISTERING
        for group in facts.graph.named("sagemaker:model-package-group", _group_of(hop))
        if _is_twin(group, hop) and lets_register(group, hop.step.principal, facts)
    )


def lets_register(group: Resource, principal: str, facts: Facts) -> bool:
    """Does the policy of the group surely let the principal make versions?"""
    version = group.arn.replace(":model-package-group/", ":model-package/", 1) + "/1"
    decision = facts.ask(principal, REGISTERING, version, group.span)
    return any(o.kind is PolicyKind.RESOURCE and o.allows is Truth.YES for o in decision.outcomes)


def _group_of(hop: Hop) -> str:
    """The name of the group of a version, as `model-package/GROUP/NUMBER` has it."""
    arn = Arn.parse(hop.step.resource)
    return arn.resource.split("/")[1] if arn is not None and arn.resource.count("/") > 1 else ""


def _is_twin(group: Resource, hop: Hop) -> bool:
    arn = Arn.parse(hop.step.resource)
    asking = Arn.parse(hop.step.principal)
    if arn is None or asking is None:
        return False
    return arn.account == asking.account != group.account and arn.region == group.region
