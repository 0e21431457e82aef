"""Attachment: a managed policy, where it is attached, and who has it by that."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.model import Role
from ..iam.policy import Policy
from ..span import Span
from .facts import Facts, fact


@dataclass(frozen=True, slots=True)
class Attachment:
    """A managed policy at the place where it is attached; a template may be deployed more than once."""

    policy: Policy
    span: Span
    roles: tuple[Role, ...]


@fact
def attachments(facts: Facts) -> tuple[Attachment, ...]:
    """Every place where a managed policy is attached to a role or user."""
    found: dict[tuple[Span, str], tuple[Policy, dict[str, Role]]] = {}
    for role in facts.graph.roles.values():
        for each in role.attachments:
            key = each.span, each.policy.name
            _, roles = found.setdefault(key, (each.policy, {}))
            roles[role.arn] = role
    return tuple(
        Attachment(policy, span, tuple(roles.values()))
        for (span, _), (policy, roles) in found.items()
    )
