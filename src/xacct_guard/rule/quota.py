"""Quotas: how long a policy may be, and how long those of the estate are at least.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..graph.link import of_aws
from ..graph.model import Role
from ..iam.policy import PolicyKind
from ..iam.symbol import split_symbols
from ..span import Node, Span
from .document import Document, documents
from .facts import Facts, fact

_MANAGED = "iam:policy"
_OF_KINDS = {
    PolicyKind.TRUST: ("a role trust policy", 4_096),
    PolicyKind.SCP: ("a service control policy", 10_240),
    PolicyKind.RCP: ("a resource control policy", 5_120),
    PolicyKind.ENDPOINT: ("a VPC endpoint policy", 20_480),
}
_OF_RESOURCES = {
    "s3:bucket": ("a bucket policy", 20_480),
    "s3:accesspoint": ("an access point's policy", 20_480),
    "kms:key": ("a key policy", 32_768),
    "ecr:repository": ("a repository policy", 10_240),
    "sagemaker:model-package-group": ("the policy of a model package group", 20_480),
    "secretsmanager:secret": ("the policy of a secret", 20_480),
    "lambda:function": ("the policy of a function", 20_480),
    "codeartifact:domain": ("the policy of a domain", 7_168),
    "codeartifact:repository": ("the policy of a repository", 7_168),
    "sns:topic": ("the policy of a topic", 30_720),
    "sqs:queue": ("the policy of a queue", 8_192),
    "events:event-bus": ("the policy of an event bus", 10_240),
}
_TRUST_BY_DEFAULT = 2_048
_INLINE = {
    True: ("the inline policies of a role", 10_240),
    False: ("the inline policies of a user", 2_048),
}


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
        found = ("a managed policy", 6_144)
    elif policy.kind is PolicyKind.RESOURCE and document.of in _OF_RESOURCES:
        found = _OF_RESOURCES[document.of]
    elif policy.kind in _OF_KINDS:
        found = _OF_KINDS[policy.kind]
    else:
        return None
    raised = _TRUST_BY_DEFAULT if policy.kind is PolicyKind.TRUST else None
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
            what, limit = _INLINE[role.trust is not None]
            used = sum(length_of(written) for _, written in own)
            yield Filling(what, used, limit, role.span, parts=spans)


def _not_inline(facts: Facts) -> set[Span]:
    """Policies that are managed, or may be: the configuration does not say how one is attached."""
    return {
        each.policy.span
        for each in facts.graph.attached
        if ":policy/" in each.to or each.span.source != each.policy.span.source
    }


def _inline_of(role: Role, others: set[Span]) -> Iterator[tuple[Span, Node]]:
    for policy in role.identity:
        is_own = policy.span not in others and not of_aws(policy)
        if is_own and policy.document is not None:
            yield policy.span, policy.document


def length_of(node: Node) -> int:
    """The characters of a document, without white space: at least so many, where parts are not known."""
    if isinstance(node.value, tuple):
        return 2 + sum(map(length_of, node.value)) + max(len(node.value) - 1, 0)
    if isinstance(node.value, Mapping):
        members = node.value.items()
        inside = sum(len(json.dumps(key)) + 1 + length_of(each) for key, each in members)
        return 2 + inside + max(len(node.value) - 1, 0)
    if not isinstance(node.value, str):
        return len(json.dumps(node.value, default=str))
    parts = split_symbols(node.value)
    known = (
        len(json.dumps(part, ensure_ascii=False)) - 2 for part in parts if isinstance(part, str)
    )
    least = (len(part.shape.replace("*", "")) for part in parts if not isinstance(part, str))
    return 2 + sum(known) + sum(least)
