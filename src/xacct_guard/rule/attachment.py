"""Attachment: a managed policy, where it is attached, and who has it by that."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.link import of_aws
from ..graph.model import Role
from ..iam.policy import Policy, Statement
from ..span import Span
from .breadth import is_identity
from .facts import Facts, fact
from .statements import is_on_everything


@dataclass(frozen=True, slots=True)
class Attachment:
    """A managed policy at the place where it is attached; a template may be deployed more than once."""

    policy: Policy
    span: Span
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A statement that roles have by an identity policy, and where to say so.

    That is the statement, or where a policy of AWS is attached, which nobody here can edit.
    """

    policy: Policy
    statement: Statement
    roles: tuple[Role, ...]
    at: Span


@fact
def given(facts: Facts) -> tuple[Given, ...]:
    """The sweeping statements of identity policies that somebody wrote or attached.

    Those on every resource or all but some, and those of all actions but some.
    """
    own = (
        Given(policy, each, facts.holders.get(policy.span, ()), each.span)
        for policy, each in facts.statements.sweeping
        if is_identity(policy)
    )
    of_others = (
        Given(attached.policy, each, attached.roles, attached.span)
        for attached in attachments(facts)
        if of_aws(attached.policy)
        for each in attached.policy.statements
        if each.not_actions or is_on_everything(each)
    )
    return (*own, *of_others)


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
