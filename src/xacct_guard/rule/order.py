"""Order: which stacks need which others to be there before them.

A stack that holds a value which another makes up (the id of a key, the name of an unnamed role) is deployed
after it; so is one that names a role of it as a principal, for AWS looks every named role up
(IAM/latest/UserGuide/reference_policies_elements_principal.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..graph.model import Resource, Role
from ..iam.policy import PolicyKind, Statement, Written
from ..iam.symbol import symbols_in
from .facts import Facts, fact
from .holding import Holding, holdings

_NAMING = (PolicyKind.RESOURCE, PolicyKind.TRUST)


@dataclass(frozen=True, slots=True)
class Circle:
    """A policy of a stack names a role of another stack, which is only made after it.

    `entry` is the principal as written, `because` what of the first stack the second one has.
    """

    holding: Holding
    entry: Written
    role: Role
    because: Written


@fact
def circles(facts: Facts) -> tuple[Circle, ...]:
    """Every principal that cannot be there yet when the policy that names it is first made."""
    found: list[Circle] = []
    for holding in holdings(facts).naming_principals:
        here = stack_of(holding.holder)
        if not here or holding.policy.kind not in _NAMING:
            continue
        for entry in facts.principals(holding.statement):
            role = facts.graph.roles.get(entry.text)
            there = stack_of(role) if role else ""
            if role is None or not there or there == here:
                continue
            because = _needed(facts).get((there, here))
            if because is not None:
                found.append(Circle(holding, entry, role, because))
    return tuple(found)


def stack_of(made: Role | Resource) -> str:
    """The label of the stack that makes a role or resource; empty where none is known to."""
    stack, slash, _ = made.place.partition("/")
    return stack if slash else ""


@fact
def _needed(facts: Facts) -> Mapping[tuple[str, str], Written]:
    """By a stack and another one, something of the second that stands in a policy of the first."""
    found: dict[tuple[str, str], Written] = {}
    for holding in holdings(facts):
        here = stack_of(holding.holder)
        for written in _texts(holding.statement):
            for symbol in symbols_in(written.text):
                there = symbol.name.partition(".")[0]
                if here and symbol.created and there != here:
                    found.setdefault((here, there), written)
    return found


def _texts(statement: Statement) -> Iterator[Written]:
    yield from (*statement.resources, *statement.not_resources)
    for condition in statement.conditions:
        yield from condition.values
