"""GIVING: what may let a principal in whatever its own policies say, as far as these do not deny it.

A resource policy that names a principal of its own account, a trust policy that names a role and a grant on a
key need nothing beside them: an identity Deny that goes, or a boundary that grows, opens what they give.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-ident-vs-resource.html
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..iam.arn import Arn
from ..iam.overlap import may_overlap, may_overlap_as_arns
from ..iam.policy import Effect, Policy, Statement
from ..iam.principal import By, Named, named_as, named_by
from ..iam.request import Context, Otherwise, Request
from ..trace.request import principal_of
from .focus import Focus
from .frame import Frame, extent

_TRUST = "sts"


def giving(principal: str, focus: Focus, graph: AccessGraph) -> Iterator[Frame]:
    """What to ask about everything of the estate that may let it in to something that the focus is about."""
    asking = Request(
        principal_of(principal), "*", "*", context=Context(otherwise=Otherwise.UNKNOWN)
    )
    for arn, owner, service in _resources_naming(asking, graph):
        actions = tuple(_of_service(focus.actions, service))
        if actions and _may_be_about(arn, focus.resources):
            yield Frame(actions, role=principal, resource=arn, owner=owner)


def _resources_naming(asking: Request, graph: AccessGraph) -> Iterator[tuple[str, str, str]]:
    """The ARNs, each with its account and the service whose requests its policy decides."""
    for role in graph.roles.values():
        if role.trust is not None and _may_let_in(role.trust, asking):
            yield role.arn, role.account, _TRUST
    for arn, one in graph.resources.items():
        grantees = (each.grantee for each in graph.grants.get(arn, ()))
        is_named = one.policy is not None and _may_let_in(one.policy, asking)
        if is_named or any(_may_be(named_as(each, asking)) for each in grantees):
            parsed = Arn.parse(arn)
            yield arn, one.account, parsed.service if parsed else "*"
    for arn, grants in graph.grants.items():
        key = Arn.parse(arn)
        is_named = any(_may_be(named_as(each.grantee, asking)) for each in grants)
        if key is not None and arn not in graph.resources and is_named:
            yield arn, key.account, key.service


def _may_let_in(policy: Policy, asking: Request) -> bool:
    if policy.unresolved is not None:
        return True
    return any(_may_name(each, asking) for each in policy.statements if each.effect is Effect.ALLOW)


def _may_name(statement: Statement, asking: Request) -> bool:
    """By more than its account, which would only leave it to the account's own policies?"""
    return statement.principals is not None and _may_be(named_by(statement.principals, asking))


def _may_be(named: Named) -> bool:
    return any(not said.is_no for by, said in named.items() if by is not By.ACCOUNT)


def _may_be_about(arn: str, patterns: tuple[str, ...]) -> bool:
    return any(may_overlap_as_arns(one, each) for one in patterns for each in extent(arn))


def _of_service(actions: tuple[str, ...], service: str) -> Iterator[str]:
    """The actions that may be of a service, as patterns of its actions alone."""
    for action in actions:
        vendor, colon, name = action.lower().partition(":")
        if not colon:
            yield f"{service}:*"
        elif may_overlap(vendor, service):
            yield f"{service}:{name}"
