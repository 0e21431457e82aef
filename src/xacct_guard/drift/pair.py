"""PAIR: the same thing on both sides, without what only seems to differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..changes.shape import shapes
from ..graph.link import of_aws
from ..graph.model import Resource, Role
from ..iam.policy import Effect, Policy, Statement
from ..iam.symbol import shown
from ..services import of_type
from ..span import Node, Span
from .answer import Setting

_BLOCK = "public_access_block"
_ENDPOINT = "ec2:vpc-endpoint"
_BY_AWS = "__default_policy_ID", "__default_statement_ID"


def level_role(written: Role, live: Role) -> tuple[Role, str | None]:
    """The role of the templates as it is to be held against the live one, and why it cannot be."""
    if not live.held:
        return live, f"{shown(live.absent or 'all of its policies')} was not read"
    if not written.held:
        return live, f"the templates do not hold {shown(written.absent or 'all of its policies')}"
    doubt = _unread((live.trust, *live.identity, live.boundary))
    if doubt is not None:
        return live, doubt
    known = {one.span.source.name: one for one in live.identity if of_aws(one)}
    identity = tuple(known.get(one.span.source.name, one) for one in written.identity)
    boundary = written.boundary
    if boundary and live.boundary and of_aws(boundary) and boundary.name == live.boundary.name:
        boundary = live.boundary
    trust = live.trust if written.trust is None else written.trust
    tags = live.tags if _are_alike(written, live) else written.tags
    return replace(written, identity=identity, boundary=boundary, trust=trust, tags=tags), None


def _are_alike(written: Role, live: Role) -> bool:
    """Has the live role every tag that is written? Stacks and services add others."""
    return not written.tags.whole or written.tags.known.items() <= live.tags.known.items()


def tags_differ(written: Role, live: Role, span: Span) -> Iterator[Setting]:
    """The tags that are written and live another way."""
    for key, value in written.tags.known.items():
        found = live.tags.known.get(key, "")
        if live.tags.whole and found != value:
            yield Setting(written.account, written.arn, f"tag {key}", shown(value), found, span)


def level_resource(written: Resource, live: Resource) -> tuple[Resource, str | None]:
    """The resource of the templates as it is to be held against the live one, and why it cannot be."""
    if not live.policy_held:
        return _with_policy_of(live, written), f"policy of {live.place} was not read"
    if not written.policy_held:
        return _with_policy_of(live, written), "the templates do not hold its policy"
    doubt = _unread((live.policy,))
    if doubt is not None:
        return _with_policy_of(live, written), doubt
    facts = {name: each for name, each in written.facts.items() if name != "deletion_policy"}
    if _BLOCK not in facts and _BLOCK in live.facts and _is_whole(live.facts[_BLOCK]):
        facts[_BLOCK] = live.facts[_BLOCK]
    policy = written.policy
    if policy is None and live.policy is not None and _is_given(live, live.policy):
        policy = live.policy
    return replace(written, facts=facts, policy=policy), None


def _with_policy_of(live: Resource, written: Resource) -> Resource:
    return replace(live, span=written.span)


def _unread(policies: tuple[Policy | None, ...]) -> str | None:
    return next((shown(one.unresolved) for one in policies if one and one.unresolved), None)


def _is_whole(block: Node) -> bool:
    """Is everything blocked, as a new bucket has it that says nothing of it?"""
    return all(each.text == "true" for each in block.mapping.values())


def _is_given(resource: Resource, policy: Policy) -> bool:
    """Is it the policy that AWS gives where nobody writes one?"""
    if resource.type == _ENDPOINT:
        return all(map(_allows_all, policy.statements))
    row = of_type(resource.type)
    is_default = row is not None and row.default_policy
    sids = {one.sid for one in policy.statements}
    return not is_default and sids <= set(_BY_AWS) and bool(sids) and bool(shapes((policy,)))


def _allows_all(statement: Statement) -> bool:
    texts = [one.text for one in (*statement.actions, *statement.resources)]
    is_plain = statement.effect is Effect.ALLOW and not statement.conditions
    return is_plain and set(texts) == {"*"}
