"""Peculiarity: one way in which the peer reads scenarios differently from AWS, acted out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xacct_guard.iam.case import Scenario
from xacct_guard.iam.context import Missing, look_up
from xacct_guard.iam.request import Request

from .. import conditions
from ..rewriting import Asked, with_conditions

Json = Any
Act = Callable[[Json, Scenario], Json | None]


@dataclass(frozen=True, slots=True)
class Peculiarity:
    """`act` gives the scenario that says, in AWS's reading, what the peer reads in the given one.

    None: it has nothing to do with this scenario. `blind`: layers whose word is not compared,
    because acting it out moves policies between them.
    """

    id: str
    act: Act
    blind: frozenset[str] = frozenset()


def on_conditions(applies: Callable[[Asked, Request], bool]) -> Act:
    """Conditions of a certain form mean what the peer makes of them."""

    def act(scenario: Json, read: Scenario) -> Json | None:
        def judge(asked: Asked) -> bool | None:
            return conditions.holds(asked, read.request) if applies(asked, read.request) else None

        return with_conditions(scenario, judge)

    return act


def held_texts(asked: Asked, request: Request) -> tuple[str, ...]:
    """The values that the request has for the key of a condition; none where it is absent."""
    held = look_up(request, asked.key)
    if isinstance(held, Missing):
        return ()
    return (held,) if isinstance(held, str) else held
