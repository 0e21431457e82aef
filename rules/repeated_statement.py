"""
Two statements of one role or resource say the same.

## Why
The second one changes nothing. Whoever removes or narrows one of the two to take a permission away has taken
nothing away.

## Instead
Remove one of them.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

Peers: IAM Access Analyzer REDUNDANT_STATEMENT.
"""

from collections import Counter
from collections.abc import Iterator

from xacct_guard.rule import (
    Condition,
    Evidence,
    Facts,
    Finding,
    Fix,
    Holding,
    Kind,
    Principals,
    Rule,
    Safety,
    Severity,
    Span,
    Tier,
    Written,
    holdings,
    taken_out,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that another one of the same holder says as well."""
    first: dict[tuple[object, ...], Holding] = {}
    found: dict[Span, Span] = {}
    alone: set[Span] = set()
    alike, others = _by_resources(facts)
    for holding in alike:
        before = first.setdefault(_said(holding), holding).statement.span
        if before != holding.statement.span:
            found.setdefault(holding.statement.span, before)
        else:
            alone.add(before)
    alone |= {holding.statement.span for holding in others} if found else set()
    for repeated, before in found.items():
        edits = (
            () if repeated in alone or "Statement" not in repeated.route else taken_out(repeated)
        )  # somebody may have this one alone
        yield RULE.finding(
            "this statement says what another one says already",
            at=repeated,
            says="changes nothing",
            evidence=(Evidence(before, "said here"),),
            fix=Fix("remove one of the two", Safety.SAFE, edits),
        )


def _by_resources(facts: Facts) -> tuple[list[Holding], list[Holding]]:
    """The statements that share their resources with another one of the same holder, and the others."""
    every = [
        (each, (each.holder.arn, _texts(each.statement.resources))) for each in holdings(facts)
    ]
    counts = Counter(key for _, key in every)
    alike = [each for each, key in every if counts[key] > 1]
    return alike, [each for each, key in every if counts[key] == 1]


def _said(holding: Holding) -> tuple[object, ...]:
    """All that a statement says, whatever its order, and who holds it."""
    s = holding.statement
    actions = frozenset(entry.text.lower() for entry in s.actions)
    not_actions = frozenset(entry.text.lower() for entry in s.not_actions)
    whom = _principals(s.principals), _principals(s.not_principals)
    what = actions, not_actions, _texts(s.resources), _texts(s.not_resources)
    conditions = frozenset(map(_condition, s.conditions))
    return holding.holder.arn, holding.policy.kind, s.effect, whom, what, conditions


def _texts(entries: tuple[Written, ...]) -> frozenset[str]:
    return frozenset(entry.text for entry in entries)


def _principals(named: Principals | None) -> tuple[frozenset[str], ...] | None:
    if named is None:
        return None
    return tuple(map(_texts, (named.aws, named.service, named.federated, named.canonical_user)))


def _condition(condition: Condition) -> tuple[object, ...]:
    operator = condition.set_operator, condition.operator, condition.if_exists
    return *operator, condition.key.lower(), _texts(condition.values)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.AUDIT)
