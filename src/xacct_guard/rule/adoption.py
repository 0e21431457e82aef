"""Adoptions: who is seen to take on which role, and which services a role is made for."""

from __future__ import annotations

from collections.abc import Mapping

from ..graph.model import Role
from ..iam.policy import Effect, Statement
from .facts import Facts, fact

_ASSUMING = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


@fact
def adoptions(facts: Facts) -> Mapping[str, frozenset[str]]:
    """By the ARN of a role, who is seen to take it on: services, providers, roles and users.

    A role that is asked for by an ARN with the wrong path is the one that has the name.
    """
    found: dict[str, set[str]] = {}
    for hop in facts.hops:
        if hop.step.action in _ASSUMING:
            meant = [role.arn for _, role in facts.mistaken(hop)]
            for arn in (hop.step.resource, *meant):
                found.setdefault(arn, set()).add(hop.step.principal)
    return {arn: frozenset(by) for arn, by in found.items()}


def services_of(role: Role) -> Mapping[str, Statement]:
    """The services that the trust policy of a role names, each with the first statement that does."""
    found: dict[str, Statement] = {}
    for statement in role.trust.statements if role.trust else ():
        if statement.effect is Effect.ALLOW and statement.principals:
            for entry in statement.principals.service:
                found.setdefault(entry.text, statement)
    return found
