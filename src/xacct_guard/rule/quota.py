"""Quotas: how long a policy may be, and how long those of the estate are at least.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.link import of_aws
from ..graph.model import Role
from ..iam.policy import PolicyKind
from ..iam.quota import (
    INLINE,
    MANAGED_POLICY,
    OF_KINDS,
    OF_RESOURCES,
    TRUST_BY_DEFAULT,
    length_of,
)
from ..span import Node, Span
from .document import Document, documents
from .facts import Facts, fact

_MANAGED = "iam:policy"


@dataclass(frozen=True, slots=True)
class Filling:
    """What is used of a quota: characters, at least, of those that `what` may have.

    `raised` is a quota that AWS raises to `limit` for those who ask; `parts` are where a sum comes from.
    """

    what: str
    used: int
    limit: int
    at: Span
    raised: int | None = None
    parts: tuple[Span, ...] = ()

    @property
    def share(self) -> float:
        """How much of the quota that holds without asking is used."""
        return self.used / (self.raised or self.limit)


@fact
def fillings(facts: Facts) -> tuple[Filling, ...]:
    """For each document that has a quota, and for the inline policies of each principal, what is used."""
    return (*filter(None, map(_of_document, documents(facts))), *_inline(facts))


def _of_document(document: Document) -> Filling | None:
    policy = document.policy
    if policy.kind is PolicyKind.IDENTITY and document.of == _MANAGED:
        found = ("a managed policy", MANAGED_POLICY)
    elif policy.kind is PolicyKind.RESOURCE and document.of in OF_RESOURCES:
        found = OF_RESOURCES[document.of]
    elif policy.kind in OF_KINDS:
        found = OF_KINDS[policy.kind]
    else:
        return None
    raised = TRUST_BY_DEFAULT if policy.kind is PolicyKind.TRUST else None
    return Filling(found[0], length_of(document.written), found[1], policy.span, raised)


def _inline(facts: Facts) -> Iterator[Filling]:
    """Of each principal, once for each set of policies: a template may be deployed many times."""
    others = _not_inline(facts)
    seen: set[tuple[Span, ...]] = set()
    for role in facts.graph.roles.values():
        own = tuple(_inline_of(role, others))
        spans = tuple(span for span, _ in own)
        if own and spans not in seen:
            seen.add(spans)
            what, limit = INLINE[role.trust is not None]
            used = sum(length_of(written) for _, written in own)
            yield Filling(what, used, limit, role.span, parts=spans)


def _not_inline(facts: Facts) -> set[Span]:
    """Policies that are managed or of groups, or may be: the configuration does not say how one is attached."""
    return {
        each.policy.span
        for each in facts.graph.attached
        if ":policy/" in each.to
        or ":group/" in each.to
        or each.span.source != each.policy.span.source
    }


def _inline_of(role: Role, others: set[Span]) -> Iterator[tuple[Span, Node]]:
    for policy in role.identity:
        is_own = policy.span not in others and not of_aws(policy)
        if is_own and policy.document is not None:
            yield policy.span, policy.document
