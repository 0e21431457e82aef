"""Misfits: statements with an action and a resource that do not go together."""

from __future__ import annotations

from .facts import Facts, fact
from .fitness import fits
from .holding import Holding, holdings, holdings_by_place


@fact
def misfits(facts: Facts) -> tuple[tuple[Holding, ...], ...]:
    """The statements with an action that does not work on one of their resources, each with all who hold it."""
    places = [each.statement.span for each in holdings(facts) if _has_misfit(each)]
    return tuple(holdings_by_place(facts)[place] for place in dict.fromkeys(places))


def _has_misfit(holding: Holding) -> bool:
    actions = [action.text for action in holding.statement.actions]
    for entry in holding.statement.resources:
        for action in actions if entry.text != "*" else ():
            if not fits(action, entry.text):
                return True
    return False
