"""LETTING_IN: what may let a principal in by a policy or grant of its own: roles, resources, keys."""

from __future__ import annotations

from collections.abc import Iterator

from ..iam.arn import Arn
from ..iam.overlap import may_overlap_as_arns
from ..iam.policy import Effect, Policy, Statement
from ..iam.principal import By, Named, named_as, named_by
from ..iam.request import Request
from .access_graph import AccessGraph
from .container import extent

_TRUST = "sts"


def letting_in(
    asking: Request, patterns: tuple[str, ...], graph: AccessGraph
) -> Iterator[tuple[str, str, str]]:
    """The ARNs that patterns may be about, each with its account and the service of which its policy decides.

    What names no more than the account of who asks leaves it to that account, and is left out.
    """
    for role in graph.roles.values():
        is_meant = role.trust is not None and _is_meant(role.arn, patterns)
        if is_meant and _may_let_in(role.trust, asking):
            yield role.arn, role.account, _TRUST
    for arn, one in graph.resources.items():
        if _is_meant(arn, patterns) and (
            _may_let_in(one.policy, asking) or _may_be_granted(arn, asking, graph)
        ):
            parsed = Arn.parse(arn)
            yield arn, one.account, parsed.service if parsed else "*"
    for arn in graph.grants:
        key = Arn.parse(arn) if arn not in graph.resources and _is_meant(arn, patterns) else None
        if key is not None and _may_be_granted(arn, asking, graph):
            yield arn, key.account, key.service


def _is_meant(arn: str, patterns: tuple[str, ...]) -> bool:
    """May one of the patterns be about it, or about what is in it?"""
    return any(may_overlap_as_arns(one, each) for one in patterns for each in extent(arn))


def _may_be_granted(key: str, asking: Request, graph: AccessGraph) -> bool:
    grants = graph.grants.get(key, ())
    return any(_may_be(named_as(each.grantee, asking)) for each in grants)


def _may_let_in(policy: Policy | None, asking: Request) -> bool:
    if policy is None:
        return False
    if policy.unresolved is not None:
        return True
    return any(_may_name(each, asking) for each in policy.statements if each.effect is Effect.ALLOW)


def _may_name(statement: Statement, asking: Request) -> bool:
    """By more than its account, which would only leave it to the account's own policies?"""
    return statement.principals is not None and _may_be(named_by(statement.principals, asking))


def _may_be(named: Named) -> bool:
    return any(not said.is_no for by, said in named.items() if by is not By.ACCOUNT)
