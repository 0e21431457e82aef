"""Dealings: what each account, and each statement, is seen to do with what belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..iam.arn import Arn
from ..iam.policy import Policy, Statement
from ..iam.symbol import has_symbol
from ..iam.truth import Truth
from ..span import Span
from .facts import Facts, fact

Dealing = tuple[str, str]
"""The ARN of a resource, and an account."""


@fact
def dealings(facts: Facts) -> Mapping[Dealing, frozenset[str]]:
    """What principals of an account are seen to ask of a resource, by the resource and the account.

    Requests are here whatever becomes of them, those of which nothing is known as well.
    """
    found: dict[Dealing, set[str]] = {}
    for hop in facts.hops:
        who = Arn.parse(hop.step.principal)
        held = facts.graph.resource(hop.decision.request.resource)
        if who is not None and held is not None:
            found.setdefault((held.arn, who.account), set()).add(hop.step.action)
    return {dealing: frozenset(actions) for dealing, actions in found.items()}


@fact
def puzzling(facts: Facts) -> frozenset[str]:
    """The accounts that are seen to do something of which not all requests are known."""
    asking = (Arn.parse(h.step.principal) for h in facts.hops if has_symbol(h.step.action))
    return frozenset(who.account for who in asking if who is not None)


@fact
def asked_by(facts: Facts) -> Mapping[Span, frozenset[str]]:
    """The actions of the requests that each statement decides, by where the statement is written."""
    found: dict[Span, set[str]] = {}
    for hop in facts.hops:
        for outcome in hop.decision.outcomes:
            for statement in outcome.deciding:
                found.setdefault(statement.span, set()).add(hop.step.action)
    return {span: frozenset(actions) for span, actions in found.items()}


@fact
def at_work(facts: Facts) -> tuple[tuple[Policy, Statement], ...]:
    """The statements that decide some request, each with its policy."""
    asked = asked_by(facts)
    every = facts.statements if asked else ()
    return tuple(each for each in every if each[1].span in asked)


@fact
def users_of(facts: Facts) -> Mapping[Span, frozenset[str]]:
    """The principals whose requests each statement lets pass, or may, by where the statement is written."""
    found: dict[Span, set[str]] = {}
    for hop in facts.hops:
        for outcome in hop.decision.outcomes:
            for statement in outcome.deciding if outcome.allows is not Truth.NO else ():
                found.setdefault(statement.span, set()).add(hop.step.principal)
    return {span: frozenset(principals) for span, principals in found.items()}


def roles_using(
    statement: Statement, accounts: Iterable[str], facts: Facts
) -> Mapping[str, tuple[str, ...]]:
    """The roles of each of these accounts whose requests the statement lets pass."""
    users = users_of(facts).get(statement.span, frozenset())
    arns = [arn for arn in map(Arn.parse, sorted(users)) if arn and arn.type == "role"]
    return {
        account: tuple(str(arn) for arn in arns if arn.account == account) for account in accounts
    }
